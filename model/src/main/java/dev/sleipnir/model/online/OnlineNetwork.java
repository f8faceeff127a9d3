package dev.sleipnir.model.online;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.require.Require;

/**
 * A network that learns online: it holds parameters only; several threads may run it, each with a
 * state of its own.
 *
 * @param <S> its state
 */
abstract sealed class OnlineNetwork<S extends OnlineState<S>> permits EpropNetwork, OtttNetwork {
  /** A new state. */
  abstract S state(int batch, Parallel parallel);

  /**
   * Neurons at rest and empty traces, for runs on the common threads.
   *
   * @param batch number of samples, at least 1
   * @return a new state
   * @throws IllegalArgumentException if {@code batch} is less than 1
   */
  public final S initialState(int batch) {
    return initialState(batch, Parallel.common());
  }

  /**
   * Neurons at rest and empty traces.
   *
   * @param batch number of samples, at least 1
   * @param parallel the threads; results do not depend on their number
   * @return a new state
   * @throws IllegalArgumentException if {@code batch} is less than 1
   */
  public final S initialState(int batch, Parallel parallel) {
    Require.atLeast("batch", 1, batch);
    return state(batch, parallel);
  }

  @SuppressWarnings("ReferenceEquality") // whether it is this very network's state is the question
  final S require(S state) {
    if (state.network != this) {
      throw new IllegalArgumentException(
          "state: expected one made by this network's initialState, got another network's");
    }
    return state;
  }
}
