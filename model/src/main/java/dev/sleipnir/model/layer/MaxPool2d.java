package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.pool.MaxPool;
import dev.sleipnir.kernels.pool.PoolShape;
import dev.sleipnir.kernels.pool.SpikePool;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Maximum over windows of an image; ties go to the first element of the window. */
public final class MaxPool2d extends Pooling {
  /**
   * Square windows side by side.
   *
   * @param kernel height and width of a window, at least 1
   * @throws IllegalArgumentException if it is not
   */
  public MaxPool2d(int kernel) {
    this(kernel, kernel, 0);
  }

  /**
   * Square windows.
   *
   * @param kernel height and width of a window, at least 1
   * @param stride distance between windows, at least 1
   * @param padding -infinity around the image; at most half the kernel
   * @throws IllegalArgumentException if a number is out of range
   */
  public MaxPool2d(int kernel, int stride, int padding) {
    this(square(kernel, stride, padding));
  }

  /**
   * Windows of any kind.
   *
   * @param window size, stride (1 unless set), padding, at most half of the size, and dilation
   * @throws IllegalArgumentException if there is more padding
   */
  public MaxPool2d(Window window) {
    super(window);
  }

  @Override
  public Tensor forward(Tensor input) {
    Tensor x = images(input);
    Scope scope = Scope.of(x);
    PoolShape shape = shape(x.shape());
    int images = x.dim(0);
    SpikeRows spikes = x.spikes();
    if (spikes != null && spikes.features() == shape.inputSize()) {
      return pool(x, spikes, shape, scope);
    }
    Tensor y = output(scope, x, shape);
    float[] in = x.values();
    float[] out = y.data();
    Tape tape = scope.tape();
    if (tape == null || !tape.needsGradient(x)) {
      scope.run(images, (image, worker) -> MaxPool.forward(shape, in, 0, out, 0, image, image + 1));
      return y;
    }
    byte[] winners = scope.takeBytes(y.size());
    scope
        .parallel()
        .forEach(
            images, (n, worker) -> MaxPool.forward(shape, in, 0, out, 0, winners, 0, n, n + 1));
    tape.record(
        new Node(y, x) {
          @Override
          protected void backward(float[] gradient, Tape on) {
            float[] forX = on.take(x.size());
            on.parallel()
                .forEach(
                    images,
                    (n, worker) ->
                        MaxPool.backward(shape, gradient, 0, winners, 0, forX, 0, n, n + 1));
            on.addGradient(x, forX);
            on.giveBack(gradient);
            on.giveBack(winners);
          }

          @Override
          protected void discard(Tape on) {
            on.giveBack(winners);
          }
        });
    return y;
  }

  @Override
  public @Nullable PoolShape pooling(int[] x) {
    return x.length == 4 ? shape(x) : null;
  }

  private static Tensor pool(Tensor x, SpikeRows in, PoolShape shape, Scope scope) {
    int[] sizes = {x.dim(0), x.dim(1), shape.outputHeight(), shape.outputWidth()};
    Tensor y = scope.spikes(sizes, true, shape.outputSize());
    SpikeRows out = y.bits();
    scope.run(in.rows(), (image, worker) -> SpikePool.forward(shape, in, out, image, image + 1));
    Tape tape = scope.tape();
    if (tape != null && tape.needsGradient(x)) {
      tape.keep(x);
      tape.keep(y);
      // Finds the winners again from the spikes: a bit for each instead of a byte for each window.
      tape.record(
          new Node(y, x) {
            @Override
            protected void backward(float[] gradient, Tape on) {
              float[] forX = on.take(x.size());
              int size = shape.inputSize();
              on.parallel()
                  .forEach(
                      in.rows(),
                      (n, worker) ->
                          SpikePool.backward(shape, in, out, n, gradient, forX, n * size));
              on.addGradient(x, forX);
              on.giveBack(gradient);
            }
          });
    }
    return y;
  }
}
