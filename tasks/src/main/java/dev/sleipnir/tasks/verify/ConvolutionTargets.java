package dev.sleipnir.tasks.verify;

import dev.sleipnir.model.layer.LConv2d;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Window;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Map;

/** Convolutions over time. */
final class ConvolutionTargets {
  static final Map<String, TargetRunner> ALL = Map.of("conv.lconv2d", ConvolutionTargets::lifted);

  private ConvolutionTargets() {}

  private static void lifted(CaseFile c, Comparison out) {
    Tensor weight = c.input("weight");
    int[] shape = weight.shape();
    Window window =
        Window.of(shape[2], shape[3])
            .stride(c.integer("stride"))
            .padding(c.integer("padding"))
            .dilation(c.integer("dilation"));
    var convolution = new LConv2d(weight, window, 1);
    out.way("in a lift");
    out.series("/expected/output", Lift.of(convolution).forward(c.input("x")));
    out.way("on a tape");
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(c.input("x"));
      Tensor output = convolution.forward(x);
      out.series("/expected/output", output);
      if (!c.has("/vjp")) {
        return;
      }
      tape.backward(output, c.tensor("/vjp/cotangents/output").toTensor());
      out.series("/vjp/expected/x", x.gradient());
      out.gradient("/vjp/expected/weight", convolution.weight());
    }
  }
}
