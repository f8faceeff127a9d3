package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;

/**
 * A convolution (cross-correlation) whose kernels are computed, not a layer's own: {@link Conv2d}
 * as a function of two tensors, with gradients at both.
 */
public final class Convolution {
  private Convolution() {}

  /**
   * Convolves images.
   *
   * @param images [batch, inChannels, height, width]
   * @param kernels [outChannels, inChannels / groups, kernelHeight, kernelWidth]
   * @param window of the kernels' height and width: stride, padding and dilation
   * @param groups groups that the channels are cut into, at least 1
   * @return [batch, outChannels, rows, columns], stored channels-last
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Tensor apply(Tensor images, Tensor kernels, Window window, int groups) {
    Scope scope = Scope.ofAny(List.of(images, kernels));
    scope.admit(images);
    scope.admit(kernels);
    if (images.rank() != 4 || kernels.rank() != 4) {
      throw new IllegalArgumentException(
          "convolution: expected images [batch, channels, height, width] and kernels [outChannels,"
              + " channels / groups, height, width], got shapes "
              + Shape.text(images.shape())
              + " and "
              + Shape.text(kernels.shape()));
    }
    Require.atLeast("groups", 1, groups);
    int channels = images.dim(1);
    Shape.require(
        "kernels",
        new int[] {kernels.dim(0), channels / groups, window.height(), window.width()},
        kernels.shape());
    ConvShape shape =
        window.convolution(channels, images.dim(2), images.dim(3), kernels.dim(0), groups);
    Tensor x = images.channelsLast();
    Tensor w = kernels.rowMajor();
    int batch = x.dim(0);
    Tensor y =
        scope.tensor(
            new int[] {batch, kernels.dim(0), shape.outputHeight(), shape.outputWidth()}, true);
    float[] in = x.values();
    float[] weights = w.values();
    float[] out = y.data();
    scope.run(() -> scope.workspace().convolution(shape).forward(batch, in, weights, null, out));
    Tape tape = scope.tape();
    if (tape != null && (tape.needsGradient(x) || tape.needsGradient(w))) {
      tape.keep(x);
      tape.keep(w);
      tape.record(
          new Node(y, x, w) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              var convolution = on.workspace().convolution(shape);
              if (on.needsGradient(x)) {
                float[] forX = on.take(x.size());
                convolution.backwardData(batch, gradient, weights, forX);
                on.addGradient(x, forX);
              }
              if (on.needsGradient(w)) {
                float[] forW = on.takeZeroed(w.size());
                convolution.backwardWeights(batch, in, gradient, forW, null);
                on.addGradient(w, forW);
              }
              on.giveBack(gradient);
            }
          });
    }
    return y;
  }
}
