package dev.sleipnir.kernels.neuron;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Texts of neurons and rules that follow the grammar, if not always its meaning. */
final class NeuronTexts {
  static final String[] WORDS = {
    "model",
    "rule",
    "parameters",
    "require",
    "state",
    "input",
    "output",
    "threshold",
    "reset",
    "refractory",
    "holds",
    "adjoint",
    "trace",
    "of",
    "pre",
    "post",
    "decay",
    "jump",
    "set",
    "follow",
    "signal",
    "synapse",
    "on",
    "step",
    "when",
    "bounds",
    "and",
    "or",
    "not",
    "where(",
    "exp(",
    "log(",
    "min(",
    "spike(",
    "bernoulli(",
    "detach(",
    "pow(",
    "(",
    ")",
    ",",
    "=",
    "==",
    "!=",
    "<=",
    "+",
    "-",
    "*",
    "/",
    "^",
    ":",
    "rk4",
    "rk2",
    "exponential_euler",
    "euler",
    "dt",
    "dv/dt",
    "v",
    "w",
    "x",
    "z",
    "v'",
    "grad_v",
    "grad_x",
    "0",
    "1",
    "1e38",
    "1e400",
    "1e-50",
    "0.5",
    "9999999999",
    "(1/s)",
    "#",
    "\n",
    "\t",
    "\u0000",
    "é",
    "π",
    "１",
    "\uD83D\uDE00",
    "a.b",
    ".5."
  };

  private static final String[] BINARY = {" + ", " - ", " * ", " / "};
  private static final String[] COMPARISONS = {" < ", " <= ", " > ", " >= ", " == ", " != "};
  private static final String[] FUNCTIONS = {
    "exp", "log", "tanh", "sqrt", "abs", "relu", "heaviside", "detach", "spike"
  };

  private final Random random;
  private final List<String> names = new ArrayList<>();
  private final boolean spikes;

  private NeuronTexts(Random random, boolean spikes) {
    this.random = random;
    this.spikes = spikes;
  }

  /** A neuron. */
  static String neuron(Random random) {
    return new NeuronTexts(random, true).neuron();
  }

  /** A rule. */
  static String rule(Random random) {
    return new NeuronTexts(random, false).rule();
  }

  private String neuron() {
    StringBuilder text = new StringBuilder("model m\n");
    parameters(text);
    int states = 1 + random.nextInt(3);
    text.append("state ");
    for (int s = 0; s < states; s++) {
      text.append(s == 0 ? "" : ", ").append("s").append(s).append(" = ").append(number());
    }
    text.append("\ninput x").append(random.nextInt(3) == 0 ? ", y" : "").append('\n');
    names.add("x");
    for (int s = 0; s < states; s++) {
      names.add("s" + s);
    }
    boolean differential = random.nextBoolean();
    int lines = random.nextInt(5);
    for (int l = 0; l < lines; l++) {
      text.append("u").append(l).append(" = ").append(expression(3)).append('\n');
      names.add("u" + l);
    }
    if (differential) {
      String[] integrators = {"euler", "exponential_euler", "rk2", "rk4"};
      for (int s = 0; s < states; s++) {
        text.append("ds").append(s).append("/dt = ").append(expression(3)).append(" : ");
        text.append(integrators[random.nextInt(random.nextInt(4) == 0 ? 4 : 3)]).append('\n');
      }
      text.append("threshold s0 > ").append(expression(1)).append('\n');
      text.append("reset s0 = ").append(expression(1)).append('\n');
      if (random.nextInt(3) == 0) {
        text.append("refractory ").append(number()).append(" holds s0\n");
      }
      text.append("output z\n");
    } else {
      for (int s = 0; s < states; s++) {
        text.append("s").append(s).append(" = ").append(expression(3)).append('\n');
      }
      text.append("output s").append(random.nextInt(states)).append('\n');
    }
    return text.toString();
  }

  private String rule() {
    StringBuilder text = new StringBuilder("rule r\n");
    parameters(text);
    for (int t = 0; t < 1 + random.nextInt(2); t++) {
      text.append("trace t").append(t).append(random.nextBoolean() ? " of pre" : " of post");
      text.append(" decay ").append(number()).append(random.nextBoolean() ? " jump " : " set ");
      text.append(number()).append('\n');
      names.add("t" + t);
    }
    if (random.nextInt(3) == 0) {
      text.append("signal reward\n");
      names.add("reward");
    }
    if (random.nextInt(3) == 0) {
      text.append("synapse c = ").append(number()).append(" decay ").append(number()).append('\n');
      names.add("c");
    }
    names.add("w");
    text.append("on pre w = ").append(expression(3)).append('\n');
    text.append("on post w = ").append(expression(3)).append('\n');
    if (random.nextInt(3) == 0) {
      text.append("on step w = ").append(expression(2)).append('\n');
    }
    if (random.nextBoolean()) {
      text.append("bounds 0, 1\n");
    }
    return text.toString();
  }

  private void parameters(StringBuilder text) {
    int count = random.nextInt(4);
    for (int p = 0; p < count; p++) {
      text.append("parameters p").append(p).append(" = ").append(expression(1)).append('\n');
      names.add("p" + p);
    }
    if (count > 0 && random.nextBoolean()) {
      text.append("require p0 > -1e9\n");
    }
  }

  private String number() {
    String[] numbers = {"0", "1", "2", "0.5", "0.001", "100", "1e-3", "3e38"};
    return numbers[random.nextInt(numbers.length)];
  }

  private String expression(int depth) {
    if (depth == 0 || random.nextInt(5) == 0) {
      return names.isEmpty() || random.nextInt(3) == 0
          ? number()
          : names.get(random.nextInt(names.size()));
    }
    return switch (random.nextInt(8)) {
      case 0 -> {
        String function = FUNCTIONS[random.nextInt(spikes ? FUNCTIONS.length : 7)];
        yield function + "(" + expression(depth - 1) + ")";
      }
      case 1 -> "where(" + condition(depth - 1) + ", " + expression(depth - 1) + ", 1)";
      case 2 -> "min(" + expression(depth - 1) + ", " + expression(depth - 1) + ")";
      case 3 -> "-(" + expression(depth - 1) + ")";
      case 4 -> "(" + expression(depth - 1) + ")^" + random.nextInt(4);
      default ->
          "("
              + expression(depth - 1)
              + BINARY[random.nextInt(BINARY.length)]
              + expression(depth - 1)
              + ")";
    };
  }

  private String condition(int depth) {
    String compared =
        expression(depth) + COMPARISONS[random.nextInt(COMPARISONS.length)] + expression(depth);
    return random.nextInt(4) == 0 ? "not (" + compared + ")" : compared;
  }
}
