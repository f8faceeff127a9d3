package dev.sleipnir.plasticity;

/** Kinds of synapses by their short-term plasticity. */
public enum ShortTermPreset {
  /** U 0.67, recovery in 450 ms, facilitation forgotten in 1 ms. */
  DEPRESSING(0.67, 0.001, 0.45),

  /** U 0.1, recovery in 100 ms, facilitation over 1 s. */
  FACILITATING(0.1, 1, 0.1),

  /**
   * Nearly the same at any rate: U 0.32, recovery in 144 ms, facilitation over 62 ms (type F3 of
   * Gupta, Wang and Markram 2000).
   */
  PSEUDOLINEAR(0.32, 0.062, 0.144);

  private final double use;
  private final double facilitation;
  private final double recovery;

  ShortTermPreset(double use, double facilitation, double recovery) {
    this.use = use;
    this.facilitation = facilitation;
    this.recovery = recovery;
  }

  /**
   * Share of the resources that a spike uses at rest.
   *
   * @return U
   */
  public double use() {
    return use;
  }

  /**
   * Time constant of facilitation.
   *
   * @return in seconds
   */
  public double facilitation() {
    return facilitation;
  }

  /**
   * Time constant of the recovery from depression.
   *
   * @return in seconds
   */
  public double recovery() {
    return recovery;
  }
}
