package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Parameter;

/**
 * Intrinsic plasticity: a neuron's spikes raise its own threshold. The threshold is a parameter of
 * a cell with a value for each neuron:
 *
 * <pre>{@code
 * var cell = new Lif().with("v_th", Tensor.full(1, 100)).learn("v_th").cell();
 * var adapted = ThresholdAdaptation.toRate(20).on(cell.parameters().getFirst());
 * adapted.step(spikes);
 * }</pre>
 *
 * <p>Samples of a batch share the thresholds; the mean of their spikes counts. Immutable; what
 * changes a number returns another adaptation. Numbers are checked against each other when
 * thresholds are adapted.
 */
public final class ThresholdAdaptation {
  private static final double DEFAULT_DT = 0.001;

  /** Wanted rate; 0 for thresholds that decay. */
  private final double target;

  private final double jump;

  /** Time constant of the decay; 0 for thresholds that do not decay. */
  private final double tau;

  private final double dt;

  private ThresholdAdaptation(double target, double jump, double tau, double dt) {
    this.target = target;
    this.jump = jump;
    this.tau = tau;
    this.dt = dt;
  }

  /**
   * Thresholds that move until every neuron fires at a rate: {@code v_th = v_th + eta (z - target
   * dt)}. What a spike adds, silence takes back over one interval of the wanted rate. The time step
   * is 1 ms, eta 0.01.
   *
   * @param target wanted rate [1/s], above 0 and below one spike a step
   * @return the adaptation
   * @throws IllegalArgumentException if the target is not a positive number
   */
  public static ThresholdAdaptation toRate(double target) {
    Require.positive("target", target);
    return new ThresholdAdaptation(target, 0.01, 0, DEFAULT_DT);
  }

  /**
   * Thresholds that a spike raises and that decay to where they are at the start: {@code v_th =
   * v_th + dt/tau (rest - v_th) + jump z}. Diehl and Cook, Frontiers in Computational Neuroscience
   * 9:99, 2015, use it with long time constants so that every neuron has its turn. The time step is
   * 1 ms.
   *
   * @param jump what a spike adds, in the unit of the threshold, from 0 on
   * @param tau time constant of the decay [s], at least the time step
   * @return the adaptation
   * @throws IllegalArgumentException if a number is outside its range
   */
  public static ThresholdAdaptation decaying(double jump, double tau) {
    Require.notNegative("jump", jump);
    Require.positive("tau", tau);
    return new ThresholdAdaptation(0, jump, tau, DEFAULT_DT);
  }

  /**
   * This adaptation to a rate with another share.
   *
   * @param value what a spike adds, in the unit of the threshold, from 0 on
   * @return the changed adaptation
   * @throws IllegalArgumentException if it is outside its range
   */
  public ThresholdAdaptation eta(double value) {
    Require.notNegative("eta", value);
    return new ThresholdAdaptation(target, value, tau, dt);
  }

  /**
   * This adaptation with another time step.
   *
   * @param seconds the time step [s], default 0.001
   * @return the changed adaptation
   * @throws IllegalArgumentException if it is not a positive number
   */
  public ThresholdAdaptation dt(double seconds) {
    Require.positive("dt", seconds);
    return new ThresholdAdaptation(target, jump, tau, seconds);
  }

  /**
   * Thresholds under this adaptation.
   *
   * @param threshold values of the neurons, changed in place; where thresholds decay they are at
   *     rest now
   * @return what moves them, one step after the other
   * @throws IllegalArgumentException if a threshold is not finite, the rate is one spike a step or
   *     more, or the time step longer than the time constant
   */
  public AdaptedThresholds on(Parameter threshold) {
    if (!(target * dt < 1)) {
      throw new IllegalArgumentException(
          "target: expected less than one spike in a step of " + dt + " s, got " + target + "/s");
    }
    if (tau > 0) {
      Checks.timeConstant("tau", tau, dt);
    }
    return new AdaptedThresholds(this, threshold);
  }

  /** The share of the way to rest that a step goes. */
  double decay() {
    return tau > 0 ? dt / tau : 0;
  }

  /** What a spike adds. */
  double jump() {
    return jump;
  }

  /** What a step takes away. */
  double drift() {
    return tau > 0 ? 0 : jump * target * dt;
  }

  /** All that decides what the adaptation does: saved thresholds go on under the same only. */
  @Override
  public String toString() {
    return "ThresholdAdaptation(decay = "
        + decay()
        + ", jump = "
        + jump
        + ", drift = "
        + drift()
        + ")";
  }
}
