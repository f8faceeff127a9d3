package dev.sleipnir.tasks.sequence;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Dataset;
import dev.sleipnir.model.data.Transform;
import dev.sleipnir.model.tensor.Tensor;

/** Channels of mean 0 and deviation 1. */
final class Standard {
  private Standard() {}

  /**
   * Takes out what the channels of sequences have on average.
   *
   * @param data whose inputs are [time, channels], at least one
   * @param least of deviations, so that a channel that hardly changes is not only noise
   */
  static Transform of(Dataset data, double least) {
    RandomStream none = new RandomStream(0);
    int channels = data.item(0, none).input().dim(1);
    double[] sums = new double[channels];
    double[] squares = new double[channels];
    long count = 0;
    for (int n = 0; n < data.size(); n++) {
      float[] x = data.item(n, none).input().toArray();
      count += x.length / channels;
      for (int i = 0; i < x.length; i++) {
        sums[i % channels] += x[i];
        squares[i % channels] += (double) x[i] * x[i];
      }
    }
    Tensor mean = Tensor.zeros(channels);
    Tensor deviation = Tensor.zeros(channels);
    for (int c = 0; c < channels; c++) {
      double m = sums[c] / count;
      mean.data()[c] = (float) m;
      deviation.data()[c] =
          (float) Math.max(least, Math.sqrt(Math.max(0, squares[c] / count - m * m)));
    }
    return Transform.normalize(mean, deviation);
  }
}
