package dev.sleipnir.model.extending;

import dev.sleipnir.model.layer.Description;
import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** m = decay m + (1 - decay) x, from 0 on. */
public final class MovingAverage implements StatefulLayer {
  private final float decay;

  public MovingAverage(float decay) {
    this.decay = decay;
  }

  @Override
  public Description description() {
    return new Description("moving average").number("decay", decay);
  }

  public static MovingAverage of(Description description) {
    return new MovingAverage((float) description.number("decay"));
  }

  @Override
  public Step run(Tensor x, int steps, @Nullable State state) {
    int batch = x.dim(0) / steps;
    Tensor mean = state == null ? null : TensorState.of(state, 1).get(0);
    List<Tensor> means = new ArrayList<>();
    for (int t = 0; t < steps; t++) {
      Tensor share = x.rows(t * batch, (t + 1) * batch).scale(1 - decay);
      mean = mean == null ? share : mean.scale(decay).add(share);
      means.add(mean);
    }
    return new Step(Tensor.concatenate(means), new TensorState(means.getLast()));
  }
}
