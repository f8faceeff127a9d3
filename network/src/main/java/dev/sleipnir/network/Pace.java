package dev.sleipnir.network;

import java.util.function.Consumer;

/** Tells somebody how far a run is, a few times a second. */
final class Pace {
  private static final long EVERY_NANOS = 200_000_000;

  private final Consumer<? super Progress> listener;
  private final double dt;
  private long first;
  private long last;
  private long spikes;
  private long began;
  private long told;

  Pace(Consumer<? super Progress> listener, double dt) {
    this.listener = listener;
    this.dt = dt;
  }

  void begin(long step, long end) {
    first = step;
    last = end;
    spikes = 0;
    began = System.nanoTime();
    tell(step);
  }

  void passed(long step, Spiking[] spiking) {
    for (Spiking one : spiking) {
      spikes += one.spikeCount();
    }
    if (System.nanoTime() - told >= EVERY_NANOS) {
      tell(step);
    }
  }

  void tell(long step) {
    told = System.nanoTime();
    double seconds = (told - began) * 1e-9;
    listener.accept(new Progress(step * dt, first * dt, last * dt, spikes, seconds));
  }
}
