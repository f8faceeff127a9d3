package dev.sleipnir.model.session;

import dev.sleipnir.kernels.layout.ChannelsLast;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.tensor.Scope;

/** Images [batch, channels, height, width] from one storage order to the other. */
final class OrderStage extends Stage {
  private final Parallel parallel;
  private final int images;
  private final Parallel.Task task;

  OrderStage(Values in, Values out, Scope scope) {
    super(Edits.none());
    parallel = scope.parallel();
    images = in.dim(0);
    int channels = in.dim(1);
    int pixels = in.dim(2) * in.dim(3);
    float[] x = in.data();
    float[] y = out.data();
    task =
        out.channelsLast()
            ? (image, worker) ->
                ChannelsLast.fromChannelsFirst(x, 0, y, 0, channels, pixels, image, image + 1)
            : (image, worker) ->
                ChannelsLast.toChannelsFirst(x, 0, y, 0, channels, pixels, image, image + 1);
  }

  @Override
  void run() {
    parallel.forEach(images, task);
  }
}
