package dev.sleipnir.model.extending;

import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.train.Batch;
import dev.sleipnir.model.train.BatchResult;
import dev.sleipnir.model.train.TrainingTask;

/** A user's task: a network learns the sine of a number that comes in as a constant current. */
public record Sine(Lift network, String name, int samples) implements TrainingTask {
  private static final int STEPS = 20;

  private double x(int sample) {
    return 2 * (sample + 0.5) / samples - 1;
  }

  @Override
  public Tensor input(Batch batch) {
    Tensor currents = batch.scope().tensor(STEPS, batch.size(), 1);
    for (int i = 0; i < currents.size(); i++) {
      currents.data()[i] = (float) x(batch.sample(i % batch.size()));
    }
    return currents;
  }

  @Override
  public BatchResult score(Tensor outputs, Batch batch) {
    Tensor wanted = Tensor.zeros(1, batch.size(), 1);
    for (int n = 0; n < batch.size(); n++) {
      wanted.data()[n] = (float) Math.sin(Math.PI * x(batch.sample(n)));
    }
    return new BatchResult(Losses.meanSquaredError(outputs.rows(STEPS - 1, STEPS), wanted));
  }
}
