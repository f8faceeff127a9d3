package dev.sleipnir.nir;

/** In what a graph's time constants and delays are: no file says it. */
public enum NirTime {
  /** Seconds, as nearly all frameworks write them. */
  SECONDS,
  /** Milliseconds, as hxtorch writes them. */
  MILLISECONDS,
  /** Time steps, as sinabs writes them. */
  STEPS;

  /** {@return how many seconds one is} */
  double seconds(double dt) {
    return switch (this) {
      case SECONDS -> 1;
      case MILLISECONDS -> 1e-3;
      case STEPS -> dt;
    };
  }
}
