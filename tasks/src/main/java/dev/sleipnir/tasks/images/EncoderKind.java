package dev.sleipnir.tasks.images;

import dev.sleipnir.model.encode.ConstantCurrentLifEncoder;
import dev.sleipnir.model.encode.DirectEncoder;
import dev.sleipnir.model.encode.Encoder;
import dev.sleipnir.model.encode.PoissonEncoder;
import dev.sleipnir.model.encode.SpikeLatencyLifEncoder;
import dev.sleipnir.model.neuron.LifCurrentEncoder;
import java.util.Locale;

/** How pixels become spikes. */
enum EncoderKind {
  CONSTANT,
  DIRECT,
  POISSON,
  LATENCY;

  /** Rate of the brightest pixel [Hz], times the input's scale. */
  private static final float RATE = 100f;

  /**
   * The encoder.
   *
   * @param steps number of time steps
   * @param dt the time step [s]
   */
  Encoder encoder(int steps, double dt) {
    return switch (this) {
      case CONSTANT -> new ConstantCurrentLifEncoder(steps, new LifCurrentEncoder().dt(dt));
      case DIRECT -> new DirectEncoder(steps);
      case LATENCY -> new SpikeLatencyLifEncoder(steps, new LifCurrentEncoder().dt(dt));
      case POISSON -> new PoissonEncoder(steps, RATE, dt);
    };
  }

  /** As the command line writes it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
