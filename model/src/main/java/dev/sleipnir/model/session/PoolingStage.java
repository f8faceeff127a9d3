package dev.sleipnir.model.session;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.pool.AvgPool;
import dev.sleipnir.kernels.pool.MaxPool;
import dev.sleipnir.kernels.pool.PoolShape;
import dev.sleipnir.model.tensor.Scope;

/** A pooling of channels-last images. */
final class PoolingStage extends Stage {
  private final Parallel parallel;
  private final int images;
  private final Parallel.Task task;

  PoolingStage(PoolShape shape, boolean largest, Values in, Values out, Scope scope) {
    super(Edits.none());
    parallel = scope.parallel();
    images = in.dim(0);
    float[] x = in.data();
    float[] y = out.data();
    task =
        largest
            ? (image, worker) -> MaxPool.forward(shape, x, 0, y, 0, image, image + 1)
            : (image, worker) -> AvgPool.forward(shape, x, 0, y, 0, image, image + 1);
  }

  @Override
  void run() {
    parallel.forEach(images, task);
  }
}
