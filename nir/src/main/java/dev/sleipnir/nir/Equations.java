package dev.sleipnir.nir;

import static java.util.stream.Collectors.joining;

import dev.sleipnir.nir.graph.NirType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The texts of neurons: for each convention and kind how the current, the membrane, the spike and
 * the reset of a step are computed. Parameters are called as in NIR; {@code gain} of IF neurons
 * stands for r dt or r, {@code decay} for 4096 dt / tau, a whole number.
 */
final class Equations {
  static final String SCALE =
      """
      model nir_scale
      parameters value = 1
      input x
      y = value * x
      output y
      """;

  static final String THRESHOLD =
      """
      model nir_threshold
      parameters value = 1
      input x
      z = spike(x - value)
      output z
      """;

  /** The name of shift registers. */
  static final String DELAY = "nir_delay";

  /** Added to and taken from a number of single precision it leaves the nearest whole one. */
  private static final String TO_WHOLE = "12582912";

  /** What is computed of members in double precision, before the first step. */
  private static final List<String> DERIVED = List.of("gain", "decay", "decay_syn", "decay_mem");

  private Equations() {}

  /** How a membrane goes from step to step. */
  private enum Membrane {
    EULER,
    DECAY,
    JUMP
  }

  static @Nullable String of(Convention convention, NirType type) {
    List<String> lines =
        switch (convention) {
          case EXACT -> exact(type);
          case LAVA_INT -> type == NirType.LIF ? lavaInt() : null;
          case LAVA_DL -> type == NirType.CUBA_LIF ? lavaDl() : null;
          case HXTORCH -> isCuba(type) ? stepped(convention, type) : null;
          case SPIKINGJELLY, SINABS -> isCuba(type) ? null : stepped(convention, type);
          case SPYX -> late(type);
          default -> stepped(convention, type);
        };
    return lines == null ? null : text(convention, type, lines);
  }

  private static boolean isCuba(NirType type) {
    return type == NirType.CUBA_LI || type == NirType.CUBA_LIF;
  }

  private static boolean leaks(NirType type) {
    return type != NirType.I && type != NirType.IF;
  }

  /** Frames lines that say what changes with the names that stand in them. */
  private static String text(Convention convention, NirType type, List<String> lines) {
    String body = String.join("\n", lines);
    String model = (convention.name() + "_" + type.text()).toLowerCase(Locale.ROOT);
    String parameters =
        Stream.concat(type.memberNames().stream(), DERIVED.stream())
            .filter(name -> stands(name, body))
            .map(name -> name + " = " + initial(name))
            .collect(joining(", "));
    String states =
        Stream.of("v", "i", "last")
            .filter(name -> assigned(name, lines))
            .map(name -> name + " = 0")
            .collect(joining(", "));
    String output = type.isSpiking() ? assigned("n", lines) ? "n" : "z" : "v";
    return "model nir_"
        + model
        + "\n"
        + (parameters.isEmpty() ? "" : "parameters " + parameters + "\n")
        + "state "
        + states
        + "\ninput x\n"
        + body
        + "\noutput "
        + output
        + "\n";
  }

  private static String initial(String parameter) {
    return switch (parameter) {
      case "tau", "tau_mem", "tau_syn" -> "0.01 (s)";
      case "v_leak", "v_reset" -> "0";
      default -> "1";
    };
  }

  static boolean stands(String name, String body) {
    return Arrays.asList(body.split("[^A-Za-z0-9_]+", -1)).contains(name);
  }

  private static boolean assigned(String name, List<String> lines) {
    return lines.stream().anyMatch(line -> line.startsWith(name + " = "));
  }

  // ---- what steps have in common

  private static List<String> stepped(Convention convention, NirType type) {
    Membrane membrane =
        switch (convention) {
          case ZOH, ZOH_SUBTRACT, NENGO -> Membrane.DECAY;
          case SINABS, ROCKPOOL -> Membrane.JUMP;
          default -> Membrane.EULER;
        };
    boolean before = convention == Convention.LAVA;
    String x = before ? "last" : "x";
    Stream.Builder<String> lines = Stream.builder();
    String drive;
    String tau = isCuba(type) ? "tau_mem" : "tau";
    if (isCuba(type)) {
      switch (convention) {
        case ROCKPOOL -> lines.add("j = (i + x) * exp(-dt / tau_syn)");
        case HXTORCH -> lines.add("j = i + dt / tau_syn * (0 - i) + x");
        default -> lines.add("j = i + dt / tau_syn * (w_in * " + x + " - i)");
      }
      String current = convention == Convention.HXTORCH ? "i" : "j";
      drive = membrane == Membrane.JUMP ? current : "r * " + current;
    } else {
      drive = membrane == Membrane.JUMP || convention == Convention.NORSE ? x : "r * " + x;
    }
    lines.add(moved(convention, type, membrane, tau, drive, x));
    if (isCuba(type)) {
      lines.add("i = j");
    }
    fire(convention, type, lines);
    if (before) {
      lines.add("last = x");
    }
    return lines.build().toList();
  }

  private static String moved(
      Convention convention, NirType type, Membrane membrane, String tau, String drive, String x) {
    if (!leaks(type)) {
      boolean leaky = type == NirType.IF && isSnntorch(convention);
      String gain = convention == Convention.NORSE ? x : "gain * " + x;
      return "u = " + (leaky ? "0.9 * v" : "v") + " + " + gain;
    }
    String leak = convention == Convention.SPIKINGJELLY && type.isSpiking() ? "v_reset" : "v_leak";
    return switch (membrane) {
      case EULER -> "u = v + dt / " + tau + " * (" + leak + " - v + " + drive + ")";
      case DECAY -> "u = v + (v_leak + " + drive + " - v) * (1 - exp(-dt / " + tau + "))";
      case JUMP -> "u = v * exp(-dt / " + tau + ") + " + drive;
    };
  }

  private static boolean isSnntorch(Convention convention) {
    return convention == Convention.SNNTORCH || convention == Convention.SNNTORCH_SUBTRACT;
  }

  /** The test, and the reset by it. */
  private static void fire(Convention convention, NirType type, Stream.Builder<String> lines) {
    if (!type.isSpiking()) {
      lines.add("v = u");
      return;
    }
    switch (convention) {
      case SINABS, ROCKPOOL -> {
        lines.add("q = u / v_threshold");
        lines.add("near = (q + " + TO_WHOLE + ") - " + TO_WHOLE);
        lines.add("n = where(q >= 1, where(near > q, near - 1, near), 0)");
        String rest = "u - n * v_threshold";
        boolean floored = convention == Convention.SINABS && type == NirType.IF;
        lines.add("v = " + (floored ? "max(0 - v_threshold, " + rest + ")" : rest));
      }
      case SNNTORCH_SUBTRACT -> {
        lines.add("late = spike(v - v_threshold)");
        lines.add("w = u - late * v_threshold");
        lines.add("z = spike(w - v_threshold)");
        lines.add("v = w - (z - late) * v_threshold");
      }
      case SPIKINGJELLY -> {
        lines.add("z = 1 - spike(v_threshold - u)");
        lines.add("v = (1 - z) * u + z * v_reset");
      }
      default -> {
        lines.add("z = spike(u - v_threshold)");
        lines.add("v = " + reset(convention, type));
      }
    }
  }

  private static String reset(Convention convention, NirType type) {
    return switch (convention) {
      case EULER_SUBTRACT, ZOH_SUBTRACT -> "u - z * v_threshold";
      case NORSE, LAVA -> "(1 - z) * u";
      case SNNTORCH -> type == NirType.IF ? "u - z * v_threshold" : "(1 - z) * u";
      case NENGO -> "max(0, (1 - z) * u)";
      default -> "(1 - z) * u + z * v_reset";
    };
  }

  // ---- those that are different

  /**
   * Tests before it steps. The spike put out is that of the next step's test, and leaves the neuron
   * a step later.
   */
  private static List<String> late(NirType type) {
    if (!type.isSpiking()) {
      return stepped(Convention.EULER, type);
    }
    String first = "late = spike(v - v_threshold)";
    String last = "z = spike(v - v_threshold)";
    return switch (type) {
      case IF -> List.of(first, "v = v + gain * x - late * v_threshold", last);
      case LIF -> List.of(first, "v = v + dt / tau * (r * x - v) - late * v_threshold", last);
      default ->
          List.of(
              first,
              "w = v - late * v_threshold",
              "i = i - dt / tau_syn * i + x",
              "v = w - dt / tau_mem * w + i",
              last);
    };
  }

  private static List<String> exact(NirType type) {
    return switch (type) {
      case I -> List.of("v = v + gain * x");
      case LI -> List.of("w = v_leak + r * x", "v = w + (v - w) * exp(-dt / tau)");
      case CUBA_LI -> Stream.concat(cubaStep(), Stream.of("i = j", "v = u")).toList();
      case IF ->
          List.of(
              "u = v + gain * x",
              "z = spike(u - v_threshold)",
              // How much is above the threshold, in periods from reset to threshold.
              "periods = (u - v_threshold) / (v_threshold - v_reset)",
              "near = (periods + " + TO_WHOLE + ") - " + TO_WHOLE,
              "whole = where(near > periods, near - 1, near)",
              "n = z + z * whole",
              "v = (1 - z) * u + z * (u - n * (v_threshold - v_reset))");
      case LIF ->
          List.of(
              "w = v_leak + r * x", // where the membrane goes
              "u = w + (v - w) * exp(-dt / tau)",
              "z = spike(u - v_threshold)",
              "above = w - v_threshold",
              "first = max(0, tau * log((w - v) / above))",
              "period = tau * log((w - v_reset) / above)",
              "periods = where(period > 0, (dt - first) / period, 0)",
              "near = (periods + " + TO_WHOLE + ") - " + TO_WHOLE,
              "whole = where(near > periods, near - 1, near)",
              "n = z + z * whole",
              "rest = dt - first - whole * period",
              "v = (1 - z) * u + z * (w + (v_reset - w) * exp(-rest / tau))");
      default -> exactCuba();
    };
  }

  /** The current and the membrane after a step without spikes: j and u. */
  private static Stream<String> cubaStep() {
    return Stream.concat(
        Stream.of("k = w_in * x", "w = v_leak + r * k"), flow("dt", "v", "i", "u", "j"));
  }

  /**
   * The membrane {@code to} and the current {@code c} after a time, from a potential and a current.
   * With y = t (1 / tau_mem - 1 / tau_syn) the current's part is exp(-t / tau_mem) (exp(y) - 1) / y
   * t / tau_mem, and (exp(y) - 1) / y has no hole where the time constants are equal.
   */
  private static Stream<String> flow(String time, String v, String i, String to, String c) {
    return Stream.of(
            "y_@ = T * (1 / tau_mem - 1 / tau_syn)",
            "e_@ = exp(-T / tau_mem)",
            "f_@ = exp(y_@)",
            "s_@ = 1 + y_@ / 2 * (1 + y_@ / 3 * (1 + y_@ / 4 * (1 + y_@ / 5)))",
            "g_@ = e_@ * T / tau_mem * where(abs(y_@) > 0.1, (f_@ - 1) / y_@, s_@)",
            "@ = w + (V - w) * e_@ + r * (I - k) * g_@",
            "C = k + (I - k) * e_@ * f_@")
        .map(line -> line.replace("@", to).replace("T", time).replace("V", v))
        .map(line -> line.replace("I", i).replace("C", c));
  }

  /**
   * Where the membrane is above the threshold at the end, the crossing is found by Newton's method,
   * from where a straight line crosses.
   */
  private static List<String> exactCuba() {
    Stream<String> lines =
        Stream.concat(
            cubaStep(),
            Stream.of(
                "z = spike(u - v_threshold)",
                "t0 = min(dt, max(0, dt * (v_threshold - v) / (u - v)))"));
    int steps = 3;
    for (int s = 0; s < steps; s++) {
      String slope = "((v_leak - at" + s + " + r * c" + s + ") / tau_mem)";
      String newton = "t" + s + " - (at" + s + " - v_threshold) / " + slope;
      lines = Stream.concat(lines, flow("t" + s, "v", "i", "at" + s, "c" + s));
      lines = Stream.concat(lines, Stream.of("t" + (s + 1) + " = min(dt, max(0, " + newton + "))"));
    }
    String crossed = "t" + steps;
    lines =
        Stream.concat(
            lines,
            Stream.of(
                "rest = dt - " + crossed, "then = k + (i - k) * exp(-" + crossed + " / tau_syn)"));
    lines = Stream.concat(lines, flow("rest", "v_reset", "then", "after", "last_current"));
    return Stream.concat(lines, Stream.of("i = j", "v = (1 - z) * u + z * after")).toList();
  }

  /** v in 1 / 16000, whole numbers; the input of the step before. */
  private static List<String> lavaInt() {
    return Stream.of(
            Stream.of("jump = (16000 * dt / tau * r * last + " + TO_WHOLE + ") - " + TO_WHOLE),
            scaled("v", "4096 - decay", "left"),
            Stream.of(
                "u = left + jump",
                "z = spike(u - 16000 * v_threshold)",
                "v = (1 - z) * u",
                "last = x"))
        .flatMap(s -> s)
        .toList();
  }

  /** i and v in 1 / 4096, whole numbers. */
  private static List<String> lavaDl() {
    return Stream.of(
            whole("jump", "4096 * x"),
            scaled("i", "4096 - decay_syn", "kept"),
            Stream.of("i = kept + jump"),
            scaled("v", "4096 - decay_mem", "left"),
            Stream.of(
                "u = left + i", "z = spike(u - (4096 * v_threshold + 0.01))", "v = (1 - z) * u"))
        .flatMap(s -> s)
        .toList();
  }

  /** The whole part of a number, towards 0. */
  private static Stream<String> whole(String name, String value) {
    return Stream.of(
        name + "_size = abs(" + value + ")",
        name + "_near = (" + name + "_size + " + TO_WHOLE + ") - " + TO_WHOLE,
        name
            + "_whole = where("
            + name
            + "_near > "
            + name
            + "_size, "
            + name
            + "_near - 1, "
            + name
            + "_near)",
        name + " = where(" + value + " < 0, 0 - " + name + "_whole, " + name + "_whole)");
  }

  /**
   * The whole part, towards 0, of a whole number times factor / 4096. The product has more digits
   * than single precision: the number is cut into 64 high + low.
   */
  private static Stream<String> scaled(String value, String factor, String name) {
    String p = name + "_";
    return Stream.of(
        Stream.of(p + "size = abs(" + value + ")"),
        whole(p + "high", p + "size / 64"),
        Stream.of(
            p + "low = " + p + "size - 64 * " + p + "high",
            p + "product = " + p + "high * (" + factor + ")"),
        whole(p + "quotient", p + "product / 64"),
        Stream.of(p + "over = " + p + "product - 64 * " + p + "quotient"),
        whole(p + "tail", "(64 * " + p + "over + " + p + "low * (" + factor + ")) / 4096"),
        Stream.of(
            p + "sum = " + p + "quotient + " + p + "tail",
            name + " = where(" + value + " < 0, 0 - " + p + "sum, " + p + "sum)"))
        .flatMap(s -> s)
        .toList()
        .stream();
  }

  /**
   * A shift register: what came in some steps ago.
   *
   * @param delays the numbers of steps that elements wait, in ascending order, each once
   */
  static String delay(List<Integer> delays) {
    int most = delays.getLast();
    String registers =
        IntStream.rangeClosed(1, most).mapToObj(h -> "h" + h + " = 0").collect(joining(", "));
    StringBuilder text = new StringBuilder("model " + DELAY + "\n");
    text.append(delays.size() > 1 ? "parameters steps = 0\n" : "");
    text.append(most > 0 ? "state " + registers + "\n" : "").append("input x\n");
    String y = register(delays.getFirst());
    for (int d = 1; d < delays.size(); d++) {
      String late = register(delays.get(d));
      text.append("y" + d + " = where(steps >= " + delays.get(d) + ", " + late + ", " + y + ")\n");
      y = "y" + d;
    }
    text.append("y = ").append(y).append(y.equals("x") ? " + 0\n" : "\n");
    for (int h = most; h > 0; h--) {
      text.append("h").append(h).append(" = ").append(register(h - 1)).append('\n');
    }
    return text.append("output y\n").toString();
  }

  private static String register(int steps) {
    return steps == 0 ? "x" : "h" + steps;
  }
}
