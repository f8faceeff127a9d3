package dev.sleipnir.plasticity;

/**
 * Kinds of synapses by their short-term plasticity. The numbers are those that circulate in the
 * modelling literature; none of them could be checked against the original tables.
 */
public enum ShortTermPreset {
  /**
   * U 0.67, recovery in 450 ms, facilitation forgotten in 1 ms: numbers for a typical depressing
   * synapse. In Tsodyks, Pawelzik and Markram 1998, figure 1 (as quoted by Brian's example), it is
   * U 0.5 and 800 ms.
   */
  DEPRESSING(0.67, 0.001, 0.45),

  /**
   * U 0.1, recovery in 100 ms, facilitation over 1 s: numbers for a typical facilitating synapse.
   * In Tsodyks, Pawelzik and Markram 1998, figure 1 (as quoted by Brian's example), it is U 0.03,
   * 130 ms and 530 ms.
   */
  FACILITATING(0.1, 1, 0.1),

  /**
   * Nearly the same at low rates: U 0.32, recovery in 144 ms, facilitation over 62 ms. Usually
   * attributed to type F3 of Gupta, Wang and Markram, Science 287:273, 2000.
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
