package dev.sleipnir.tasks.verify;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.model.function.Logical;
import dev.sleipnir.model.function.Reset;
import dev.sleipnir.model.function.Threshold;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Thresholds, logic and resets: functions of tensors, value by value. */
final class FunctionTargets {
  static final Map<String, TargetRunner> ALL =
      Map.ofEntries(
          Map.entry("threshold.superspike", threshold(Surrogate.SUPER)),
          Map.entry("threshold.heaviside", threshold(Surrogate.HEAVISIDE)),
          Map.entry("threshold.triangle", threshold(Surrogate.TRIANGLE)),
          Map.entry("threshold.tanh", threshold(Surrogate.TANH)),
          Map.entry("threshold.circ", threshold(Surrogate.CIRC)),
          Map.entry("threshold.heavi_erfc", threshold(Surrogate.HEAVI_ERFC)),
          Map.entry("threshold.sign", FunctionTargets::sign),
          Map.entry("threshold.logistic", (c, out) -> stochastic(c, out, Surrogate.LOGISTIC)),
          Map.entry("threshold.circ_dist", (c, out) -> stochastic(c, out, Surrogate.CIRC_DIST)),
          Map.entry("logical.and", logical(List.of("x", "y"), i -> Logical.and(i[0], i[1]))),
          Map.entry("logical.or", logical(List.of("x", "y"), i -> Logical.or(i[0], i[1]))),
          Map.entry("logical.xor", logical(List.of("x", "y"), i -> Logical.xor(i[0], i[1]))),
          Map.entry(
              "logical.muller_c",
              logical(List.of("y_prev", "x_1", "x_2"), i -> Logical.mullerC(i[0], i[1], i[2]))),
          Map.entry(
              "logical.posedge_detector",
              logical(List.of("z", "z_prev"), i -> Logical.posedgeDetector(i[0], i[1]))),
          Map.entry("reset.value", FunctionTargets::resetToValue),
          Map.entry("reset.subtract", FunctionTargets::resetBySubtraction));

  private FunctionTargets() {}

  private static TargetRunner logical(List<String> inputs, Function<Tensor[], Tensor> function) {
    return (c, out) -> run(c, out, inputs, "output", function);
  }

  private static TargetRunner threshold(Surrogate surrogate) {
    return (c, out) -> {
      // Without a gradient alpha means nothing, and the cases give 0.
      Threshold threshold =
          surrogate == Surrogate.HEAVISIDE
              ? new Threshold(surrogate)
              : new Threshold(surrogate, c.number("alpha"));
      run(c, out, List.of("x"), "z", i -> threshold.forward(i[0]));
    };
  }

  private static void sign(CaseFile c, Comparison out) {
    Surrogate surrogate = NeuronSettings.surrogate(c.parameters());
    Threshold sign = Threshold.sign(surrogate, c.number("alpha"));
    run(c, out, List.of("x"), "z", i -> sign.forward(i[0]));
  }

  /** Samples as the rows of one call; the gradient, which does not depend on them, of another. */
  private static void stochastic(CaseFile c, Comparison out, Surrogate surrogate) {
    Threshold threshold = new Threshold(surrogate, c.number("alpha"));
    Tensor x = c.input("x");
    int samples = Comparison.samples(c);
    float[] rows = new float[samples * x.size()];
    for (int s = 0; s < samples; s++) {
      System.arraycopy(x.values(), 0, rows, s * x.size(), x.size());
    }
    out.statistics(threshold.forward(Tensor.of(rows, samples, x.size())));
    gradients(c, out, List.of("x"), "z", i -> threshold.forward(i[0]));
  }

  private static void resetToValue(CaseFile c, Comparison out) {
    Reset reset = Reset.toValue(c.number("v_reset")).learned();
    run(c, out, List.of("z", "v"), "v", i -> reset.apply(i[0], i[1]));
    out.gradient("/vjp/expected/parameters/v_reset", reset.parameters().getFirst());
    out.value("/vjp/expected/parameters/v_th", null);
  }

  private static void resetBySubtraction(CaseFile c, Comparison out) {
    Reset reset = Reset.bySubtraction(c.number("v_th")).learned();
    run(c, out, List.of("z", "v"), "v", i -> reset.apply(i[0], i[1]));
    out.gradient("/vjp/expected/parameters/v_th", reset.parameters().getFirst());
    out.value("/vjp/expected/parameters/v_reset", null);
  }

  /** A function of tensors: what it gives, and the gradients at its inputs. */
  static void run(
      CaseFile c,
      Comparison out,
      List<String> inputs,
      String output,
      Function<Tensor[], Tensor> function) {
    out.value("/expected/" + output, function.apply(inputs(c, inputs)));
    if (c.has("/vjp")) {
      gradients(c, out, inputs, output, function);
    }
  }

  private static Tensor[] inputs(CaseFile c, List<String> names) {
    return names.stream().map(c::input).toArray(Tensor[]::new);
  }

  private static void gradients(
      CaseFile c,
      Comparison out,
      List<String> inputs,
      String output,
      Function<Tensor[], Tensor> function) {
    try (Tape tape = new Tape()) {
      Tensor[] watched = inputs(c, inputs);
      for (int i = 0; i < watched.length; i++) {
        watched[i] = tape.watch(watched[i]);
      }
      tape.backward(function.apply(watched), c.tensor("/vjp/cotangents/" + output).toTensor());
      for (int i = 0; i < watched.length; i++) {
        out.value("/vjp/expected/" + inputs.get(i), watched[i].gradient());
      }
    }
  }
}
