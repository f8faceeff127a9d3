package dev.sleipnir.model.neuron;

import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A whole sequence through {@link LiCell}: [time, batch, ...] to [time, batch, ...]. */
public final class Li {
  private final Lift cell;

  /** Default parameters and a time step of 1 ms. */
  public Li() {
    this(LiParameters.defaults(), Populations.DEFAULT_DT);
  }

  /**
   * Neurons of the given kind.
   *
   * @param parameters their parameters
   * @param dt time step [s]
   */
  public Li(LiParameters parameters, double dt) {
    cell = Lift.of(new LiCell(parameters, dt));
  }

  /**
   * Runs a sequence from the initial state.
   *
   * @param xs input currents, [time, batch, ...]
   * @return the outputs of every step, [time, batch, ...], and the state after the last
   */
  public Step forward(Tensor xs) {
    return cell.run(xs, null);
  }

  /**
   * Runs a sequence.
   *
   * @param xs input currents, [time, batch, ...]
   * @param state state to start from, consumed; null for the initial state
   * @return the outputs of every step, [time, batch, ...], and the state after the last
   */
  public Step forward(Tensor xs, @Nullable State state) {
    return cell.run(xs, state);
  }
}
