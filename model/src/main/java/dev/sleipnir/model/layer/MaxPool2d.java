package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.parallel.Parallel;
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
public final class MaxPool2d implements Layer {
  private static final float[] NONE = {};

  private final int kernel;
  private final int stride;
  private final int padding;

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
    Pooling.require(kernel, stride, padding);
    this.kernel = kernel;
    this.stride = stride;
    this.padding = padding;
  }

  /**
   * The sizes for images of a number of channels, a height and a width.
   *
   * @param channels channels of an image
   * @param height rows of an image
   * @param width columns of an image
   * @return sizes of input, output and windows
   * @throws IllegalArgumentException if the window does not fit into the padded image
   */
  public PoolShape shape(int channels, int height, int width) {
    return Pooling.shape(channels, height, width, kernel, stride, padding);
  }

  @Override
  public Tensor forward(Tensor input) {
    Tensor x = Pooling.images("MaxPool2d", input);
    Scope scope = Scope.of(x);
    PoolShape shape = Pooling.shape(this, x.shape(), kernel, stride, padding);
    int images = x.dim(0);
    SpikeRows spikes = x.spikes();
    if (spikes != null && spikes.features() == shape.inputSize()) {
      return pool(x, spikes, shape, scope);
    }
    Tensor y = Pooling.output(scope, x, shape);
    float[] in = x.values();
    float[] out = y.data();
    Tape tape = scope.tape();
    if (tape == null || !tape.needsGradient(x)) {
      scope.run(images, (image, worker) -> MaxPool.forward(shape, in, 0, out, 0, image, image + 1));
      return y;
    }
    Backward node = new Backward(shape, x, y, scope.takeBytes(y.size()));
    scope.parallel().forEach(images, node.forward());
    tape.record(node);
    return y;
  }

  @Override
  public @Nullable PoolShape pooling(int[] x) {
    return x.length == 4 ? Pooling.shape(this, x, kernel, stride, padding) : null;
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
      tape.record(new SpikesBackward(shape, x, in, y, out));
    }
    return y;
  }

  /** Finds the winners again from the spikes: a bit for each instead of a byte for each window. */
  private static final class SpikesBackward extends Node {
    private final PoolShape shape;
    private final Tensor x;
    private final SpikeRows in;
    private final SpikeRows out;

    SpikesBackward(PoolShape shape, Tensor x, SpikeRows in, Tensor y, SpikeRows out) {
      super(y, x);
      this.shape = shape;
      this.x = x;
      this.in = in;
      this.out = out;
    }

    @Override
    protected void backward(float[] gradient, Tape tape) {
      float[] forX = tape.take(x.size());
      tape.parallel()
          .forEach(
              in.rows(),
              (image, worker) ->
                  SpikePool.backward(
                      shape, in, out, image, gradient, forX, image * shape.inputSize()));
      tape.addGradient(x, forX);
      tape.giveBack(gradient);
    }
  }

  private static final class Backward extends Node implements Parallel.Task {
    private final PoolShape shape;
    private final Tensor x;
    private final byte[] winners;
    private float[] gradient = NONE;
    private float[] forX = NONE;

    Backward(PoolShape shape, Tensor x, Tensor y, byte[] winners) {
      super(y, x);
      this.shape = shape;
      this.x = x;
      this.winners = winners;
    }

    Parallel.Task forward() {
      float[] in = x.values();
      float[] out = output().data();
      return (image, worker) -> MaxPool.forward(shape, in, 0, out, 0, winners, 0, image, image + 1);
    }

    @Override
    protected void backward(float[] gradient, Tape tape) {
      this.gradient = gradient;
      forX = tape.take(x.size());
      tape.parallel().forEach(x.dim(0), this);
      tape.addGradient(x, forX);
      tape.giveBack(gradient);
      tape.giveBack(winners);
    }

    @Override
    public void run(int image, int worker) {
      MaxPool.backward(shape, gradient, 0, winners, 0, forX, 0, image, image + 1);
    }
  }

  @Override
  public String toString() {
    return "MaxPool2d(" + kernel + ")";
  }
}
