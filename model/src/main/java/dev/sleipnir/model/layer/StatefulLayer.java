package dev.sleipnir.model.layer;

import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A module whose state goes from one time step to the next. */
public non-sealed interface StatefulLayer extends NetworkModule {
  /**
   * One time step.
   *
   * @param x a batch, [batch, ...]
   * @param state state from the step before, consumed; null for the initial state
   * @return the output and the state to pass next
   * @throws IllegalArgumentException if a shape is not what the layer expects, or the input has a
   *     NaN or an infinity, which would stay in the state and look like silence; the state is
   *     unchanged then
   */
  default Step step(Tensor x, @Nullable State state) {
    return run(x.requireFinite("input"), 1, state);
  }

  /**
   * Several time steps in one call.
   *
   * @param x batches of consecutive steps one after the other, [steps * batch, ...]
   * @param steps number of time steps
   * @param state state from the step before, consumed; null for the initial state
   * @return the outputs of all steps, [steps * batch, ...], and the state after the last
   * @throws IllegalArgumentException if a shape is not what the layer expects; the state is
   *     unchanged then
   */
  Step run(Tensor x, int steps, @Nullable State state);

  /**
   * A session: this network at work for one caller, with a state of its own, computing in the
   * caller's thread.
   *
   * @param batch samples of a step, at least 1
   * @param sample shape of a sample: 784, say, or 1, 28, 28
   * @return the session, in its initial state
   * @throws IllegalArgumentException as {@link Session#of(NetworkModule, int, int...)} says
   */
  default Session session(int batch, int... sample) {
    return Session.of(this, batch, sample);
  }
}
