package dev.sleipnir.nir;

import dev.sleipnir.kernels.equation.Text;
import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.neuron.AdaLif;
import dev.sleipnir.model.neuron.ExpFilter;
import dev.sleipnir.model.neuron.Iaf;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.LiBox;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifBox;
import dev.sleipnir.model.neuron.LifCurrentEncoder;
import dev.sleipnir.model.neuron.LifRefrac;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.nir.graph.NirPrimitive;
import dev.sleipnir.nir.graph.NirType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Neurons as NIR has them. Equations are known by their texts: those of the library, and those that
 * graphs were loaded with.
 */
final class NeuronExport {
  private static final String SUBTRACTS =
      "its reset subtracts the threshold; NIR resets to v_reset";

  private static final String SUBTRACTS_DISTANCE =
      "its reset subtracts v_th - v_reset; NIR resets to v_reset";

  private static final String LATE = "that its current acts a step later than in NIR";

  /** What equations are in NIR: the primitive, and what of them it cannot say. */
  private record Known(NirType type, @Nullable Convention convention, List<String> lost) {}

  private static final Map<String, Known> KNOWN = known();

  private static final Pattern BEGINS = Pattern.compile("state v = (\\w+)");

  private final NeuronCell cell;
  private final int[] shape;
  private final double dt;

  private NeuronExport(NeuronCell cell, int[] shape) {
    this.cell = cell;
    this.shape = shape;
    dt = cell.description().number("dt");
  }

  private static Map<String, Known> known() {
    Map<String, Known> known = new HashMap<>();
    String adaptation = "its adaptation; NIR has none";
    put(known, new Lif(), NirType.CUBA_LIF);
    put(known, new LifBox(), NirType.LIF);
    put(known, new LifBox(LifBox.Reset.SUBTRACT), NirType.LIF, SUBTRACTS);
    put(known, new Li(), NirType.CUBA_LI);
    put(known, new LiBox(), NirType.LI);
    put(known, new Iaf(), NirType.IF);
    put(known, Iaf.softReset(), NirType.IF, SUBTRACTS);
    put(known, new LifRefrac(), NirType.CUBA_LIF, "its refractory time; NIR has none");
    put(known, new Lsnn(), NirType.CUBA_LIF, adaptation, LATE);
    put(known, new AdaLif(), NirType.CUBA_LIF, adaptation, LATE, SUBTRACTS_DISTANCE);
    put(known, new LifCurrentEncoder(), NirType.LIF);
    put(known, new ExpFilter(), NirType.LI);
    put(known, ExpFilter.withDecay(0), NirType.LI);
    for (Convention convention : Convention.values()) {
      for (NirType type : NirType.values()) {
        String text = isNeuron(type) ? convention.equations(type) : null;
        if (text != null) {
          List<String> lost =
              convention == Convention.EULER || convention == Convention.EXACT
                  ? List.of()
                  : List.of("its convention, " + convention + ": " + convention.summary());
          known.put(key(NeuronModel.parse(text)), new Known(type, convention, lost));
        }
      }
    }
    known.put(
        key(NeuronModel.parse(Equations.SCALE)),
        new Known(NirType.SCALE, Convention.EXACT, List.of()));
    known.put(
        key(NeuronModel.parse(Equations.THRESHOLD)),
        new Known(NirType.THRESHOLD, Convention.EXACT, List.of()));
    return known;
  }

  /** How long each element waits: as many steps as there are registers, or each its own. */
  private double[] delays(String equations) {
    int registers = 0;
    while (Equations.stands("h" + (registers + 1), equations)) {
      registers++;
    }
    return Arrays.stream(value("steps", registers)).map(steps -> steps * dt).toArray();
  }

  private static boolean isNeuron(NirType type) {
    return switch (type) {
      case I, IF, LI, LIF, CUBA_LI, CUBA_LIF -> true;
      default -> false;
    };
  }

  private static void put(Map<String, Known> known, Neuron neuron, NirType type, String... lost) {
    Known value = new Known(type, null, List.of(lost));
    known.put(key(neuron.model()), value);
    known.put(key(neuron.recurrentModel()), value);
  }

  private static String key(NeuronModel model) {
    return Text.of(model.equations());
  }

  /**
   * The primitive that neurons are.
   *
   * @param lost is told what NIR cannot say of them
   * @throws IllegalArgumentException if there is none
   */
  static NirPrimitive of(NeuronCell cell, int[] shape, Consumer<String> lost) {
    String equations = cell.description().text("equations");
    if (equations.startsWith("model " + Equations.DELAY + "\n")) {
      return new NirPrimitive(
          NirType.DELAY,
          Map.of("delay", NDArray.of(new NeuronExport(cell, shape).delays(equations), shape)));
    }
    Known known = KNOWN.get(equations);
    if (known == null) {
      throw new IllegalArgumentException(
          "save: expected one of the neurons that NIR has, " + library() + ", got " + cell);
    }
    known.lost().forEach(lost);
    var export = new NeuronExport(cell, shape);
    String first = export.first(known);
    if (first != null) {
      lost.accept("that it begins at " + first + "; readers begin at 0");
    }
    return new NirPrimitive(known.type(), export.members(known));
  }

  private static List<String> library() {
    return KNOWN.entrySet().stream()
        .filter(known -> known.getValue().convention() == null)
        .map(known -> NeuronModel.parse(known.getKey()).name())
        .distinct()
        .sorted()
        .toList();
  }

  /** The parameter that the library's membranes begin at, if it is not 0. */
  private @Nullable String first(Known known) {
    Matcher begins = BEGINS.matcher(cell.description().text("equations"));
    if (known.convention() != null || !begins.find() || !has(begins.group(1))) {
      return null;
    }
    double[] values = value(begins.group(1), 0);
    return Arrays.stream(values).allMatch(v -> v == 0) ? null : begins.group(1);
  }

  private SequencedMap<String, NDArray> members(Known known) {
    SequencedMap<String, NDArray> members = new LinkedHashMap<>();
    for (String member : known.type().memberNames()) {
      double[] values = known.convention() == null ? library(member) : loaded(member, known.type());
      members.put(member, NDArray.of(values, shape));
    }
    return members;
  }

  /** Members of the library's neurons, which have rates for time constants and jumping currents. */
  private double[] library(String member) {
    if (has("tau_filter_inv") || has("decay")) {
      return filter(member);
    }
    return switch (member) {
      case "tau", "tau_mem" -> inverse("tau_mem_inv");
      case "tau_syn" -> inverse("tau_syn_inv");
      // A spike moves the current by 1, whatever the time step.
      case "w_in" -> Arrays.stream(inverse("tau_syn_inv")).map(tau -> tau / dt).toArray();
      case "r" -> each(has("tau_mem_inv") ? 1 : 1 / dt);
      case "v_threshold" -> value("v_th", 1);
      default -> value(member, 0);
    };
  }

  /** Members of y = decay y + x as a leaky integrator: 1 - dt / tau is the decay, r dt / tau 1. */
  private double[] filter(String member) {
    double[] decay =
        has("decay")
            ? value("decay", 0)
            : Arrays.stream(value("tau_filter_inv", 0)).map(each -> Math.exp(-dt * each)).toArray();
    for (double each : decay) {
      if (!(each >= 0 && each < 1)) {
        throw new IllegalArgumentException(
            "save: expected a filter with a decay in [0, 1), got " + each);
      }
    }
    return switch (member) {
      case "tau" -> Arrays.stream(decay).map(each -> dt / (1 - each)).toArray();
      case "r" -> Arrays.stream(decay).map(each -> 1 / (1 - each)).toArray();
      default -> each(0);
    };
  }

  /** Members of neurons that a graph was loaded with. */
  private double[] loaded(String member, NirType type) {
    if (member.equals("r") && has("gain")) {
      return value("gain", 1);
    }
    if (type == NirType.SCALE || type == NirType.THRESHOLD) {
      return value("value", 1);
    }
    return value(member, member.equals("v_leak") || member.equals("v_reset") ? 0 : 1);
  }

  private boolean has(String parameter) {
    return cell.parameterValue(parameter) != null;
  }

  private double[] inverse(String rate) {
    return Arrays.stream(value(rate, 1)).map(each -> 1 / each).toArray();
  }

  private double[] each(double value) {
    double[] all = new double[size()];
    Arrays.fill(all, value);
    return all;
  }

  private int size() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /** A parameter of each neuron. */
  private double[] value(String parameter, double without) {
    Tensor value = cell.parameterValue(parameter);
    if (value == null) {
      return each(without);
    }
    float[] given = value.toArray();
    if (given.length != 1 && given.length != size()) {
      throw new IllegalArgumentException(
          "save: expected a value of " + parameter + " for each neuron, got " + value);
    }
    double[] all = each(0);
    Arrays.setAll(all, n -> decimal(given[given.length == 1 ? 0 : n]));
    return all;
  }

  /** The number in double precision that was meant: 0.01 and not 0.009999999776. */
  private static double decimal(float value) {
    return Double.parseDouble(Float.toString(value));
  }
}
