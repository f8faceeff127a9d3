package dev.sleipnir.tasks.simulate;

import org.jspecify.annotations.Nullable;

/** What neurons of Brunel's network do together: asynchronous or synchronous, regular or not. */
enum Regime {
  AI(KnownNetwork.BRUNEL_AI),
  SI_FAST(KnownNetwork.BRUNEL_SI_FAST),
  SI_SLOW(KnownNetwork.BRUNEL_SI_SLOW),
  SR(KnownNetwork.BRUNEL_SR);

  private final KnownNetwork network;

  Regime(KnownNetwork network) {
    this.network = network;
  }

  /** The network in this regime; null if it is none of Brunel's. */
  @Nullable KnownNetwork of(KnownNetwork other) {
    for (Regime regime : values()) {
      if (regime.network == other) {
        return network;
      }
    }
    return null;
  }
}
