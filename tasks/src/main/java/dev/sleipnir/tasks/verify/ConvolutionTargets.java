package dev.sleipnir.tasks.verify;

import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/** Convolutions over time. */
final class ConvolutionTargets {
  static final Map<String, TargetRunner> ALL = Map.of("conv.lconv2d", ConvolutionTargets::lifted);

  private ConvolutionTargets() {}

  /** A convolution of every time step; the weight has a last axis of size 1, time. */
  private static void lifted(CaseFile c, Comparison out) {
    Tensor weight = c.input("weight");
    int[] shape = weight.shape();
    var convolution =
        new Conv2d(
            weight.reshape(Arrays.copyOf(shape, 4)),
            null,
            c.integer("stride"),
            c.integer("padding"),
            c.integer("dilation"));
    out.way("without a tape");
    out.series("/expected/output", Lift.of(convolution).forward(c.input("x")));
    out.way("on a tape");
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(c.input("x"));
      Tensor output = Lift.of(convolution).forward(x);
      out.series("/expected/output", output);
      if (!c.has("/vjp")) {
        return;
      }
      tape.backward(output, c.tensor("/vjp/cotangents/output").toTensor());
      out.series("/vjp/expected/x", x.gradient());
      out.gradient("/vjp/expected/weight", convolution.weight(), shape);
    }
  }
}
