package dev.sleipnir.model.extending;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.train.Batch;
import dev.sleipnir.model.train.BatchResult;
import dev.sleipnir.model.train.TrainingTask;
import java.util.Map;

/**
 * A user's task on sequences of different lengths: each of four inputs spikes once, and the network
 * says which was the last. A sample is a function of its number; short ones begin later.
 */
public record LastSpike(Lift network, String name, int samples, long seed) implements TrainingTask {
  private static final int INPUTS = 4;

  private int[] times(int sample) {
    RandomStream random = new RandomStream(seed).split(sample);
    int length = 5 + random.nextInt(20);
    int[] times = new int[INPUTS];
    for (int i = 0; i < INPUTS; i++) {
      times[i] = 1 + random.nextInt(length); // steps before the end
    }
    return times;
  }

  private int last(int sample) {
    int[] times = times(sample);
    int last = 0;
    for (int i = 1; i < INPUTS; i++) {
      last = times[i] < times[last] ? i : last;
    }
    return last;
  }

  @Override
  public Tensor input(Batch batch) {
    int steps = 0;
    for (int n = 0; n < batch.size(); n++) {
      for (int time : times(batch.sample(n))) {
        steps = Math.max(steps, time);
      }
    }
    Tensor spikes = Tensor.zeros(steps, batch.size(), INPUTS);
    for (int n = 0; n < batch.size(); n++) {
      int[] times = times(batch.sample(n));
      for (int i = 0; i < INPUTS; i++) {
        spikes.data()[((steps - times[i]) * batch.size() + n) * INPUTS + i] = 1f;
      }
    }
    return spikes.asSpikes(2);
  }

  @Override
  public BatchResult score(Tensor outputs, Batch batch) {
    int steps = outputs.dim(0);
    Tensor scores = outputs.rows(steps - 1, steps).reshape(batch.size(), INPUTS);
    int[] labels = new int[batch.size()];
    int right = 0;
    for (int n = 0; n < labels.length; n++) {
      labels[n] = last(batch.sample(n));
      int best = 0;
      for (int i = 1; i < INPUTS; i++) {
        best = scores.get(n, i) > scores.get(n, best) ? i : best;
      }
      right += best == labels[n] ? 1 : 0;
    }
    return new BatchResult(Losses.crossEntropy(scores, labels), right);
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("drawn from seed", String.valueOf(seed));
  }
}
