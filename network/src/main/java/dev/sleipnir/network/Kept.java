package dev.sleipnir.network;

import dev.sleipnir.kernels.state.State;
import java.util.function.Consumer;

/** Statistics that are kept up to date while a network runs. */
final class Kept implements Monitor {
  /** Takes in who spikes in a step. */
  interface Receiver {
    void take(Watched watched, long step);
  }

  private final String what;
  private final Watched watched;
  private final Receiver receiver;
  private final Consumer<State> kept;

  Kept(String what, Watched watched, Receiver receiver, Consumer<State> kept) {
    this.what = what;
    this.watched = watched;
    this.receiver = receiver;
    this.kept = kept;
  }

  @Override
  public void spikes(long step) {
    watched.look();
    receiver.take(watched, step);
  }

  @Override
  public void state(State state) {
    watched.state(state);
    kept.accept(state);
  }

  @Override
  public String toString() {
    return what + " of " + watched;
  }
}
