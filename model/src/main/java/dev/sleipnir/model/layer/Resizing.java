package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.pool.RangeMean;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;

/** What the layers share that give images another size by means over their pixels. */
abstract sealed class Resizing implements Layer permits AdaptiveAvgPool2d, Upsample {
  /** What is computed of images of these sizes. */
  abstract RangeMean means(int channels, int height, int width);

  @Override
  public final Tensor forward(Tensor input) {
    if (input.rank() != 4 || input.dim(2) < 1 || input.dim(3) < 1) {
      throw new IllegalArgumentException(
          this
              + ": expected input [batch, channels, height, width], got shape "
              + Shape.text(input.shape()));
    }
    Tensor x = input.channelsLast();
    Scope scope = Scope.of(x);
    RangeMean means = means(x.dim(1), x.dim(2), x.dim(3));
    int images = x.dim(0);
    int[] shape = {images, x.dim(1), means.outputHeight(), means.outputWidth()};
    Tensor y = scope.tensor(shape, true);
    float[] in = x.values();
    float[] out = y.data();
    scope.run(images, (image, worker) -> means.forward(in, out, image));
    Tape tape = scope.tape();
    if (tape != null && tape.needsGradient(x)) {
      tape.record(
          new Node(y, x) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              float[] forX = on.take(x.size());
              on.parallel()
                  .forEach(images, (image, worker) -> means.backward(gradient, forX, image));
              on.giveBack(gradient);
              on.addGradient(x, forX);
            }
          });
    }
    return y;
  }

  @Override
  public boolean isHomogeneous() {
    return true;
  }
}
