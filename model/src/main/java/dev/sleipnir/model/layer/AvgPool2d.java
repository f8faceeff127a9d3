package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.pool.AvgPool;
import dev.sleipnir.kernels.pool.PoolShape;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;

/** Mean over windows of an image; padding counts as zeros. */
public final class AvgPool2d extends Pooling {
  /**
   * Square windows side by side.
   *
   * @param kernel height and width of a window, at least 1
   * @throws IllegalArgumentException if it is not
   */
  public AvgPool2d(int kernel) {
    this(kernel, kernel, 0);
  }

  /**
   * Square windows.
   *
   * @param kernel height and width of a window, at least 1
   * @param stride distance between windows, at least 1
   * @param padding zeros around the image; at most half the kernel
   * @throws IllegalArgumentException if a number is out of range
   */
  public AvgPool2d(int kernel, int stride, int padding) {
    this(square(kernel, stride, padding));
  }

  /**
   * Windows of any kind.
   *
   * @param window size, stride (1 unless set), padding, at most half of the size, and dilation
   * @throws IllegalArgumentException if there is more padding
   */
  public AvgPool2d(Window window) {
    super(window);
  }

  @Override
  public Tensor forward(Tensor input) {
    Tensor x = images(input);
    Scope scope = Scope.of(x);
    PoolShape shape = shape(x.shape());
    int images = x.dim(0);
    Tensor y = output(scope, x, shape);
    float[] in = x.values();
    float[] out = y.data();
    scope.run(images, (image, worker) -> AvgPool.forward(shape, in, 0, out, 0, image, image + 1));
    Tape tape = scope.tape();
    if (tape != null && tape.needsGradient(x)) {
      tape.record(
          new Node(y, x) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              float[] forX = on.take(x.size());
              on.parallel()
                  .forEach(
                      images,
                      (image, worker) ->
                          AvgPool.backward(shape, gradient, 0, forX, 0, image, image + 1));
              on.giveBack(gradient);
              on.addGradient(x, forX);
            }
          });
    }
    return y;
  }
}
