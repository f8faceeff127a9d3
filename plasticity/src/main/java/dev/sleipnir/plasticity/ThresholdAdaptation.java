package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.plasticity.Adaptation;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;

/**
 * Intrinsic plasticity: a neuron's spikes raise its own threshold. The threshold is a parameter of
 * a cell with a value for each neuron:
 *
 * <pre>{@code
 * var cell = new Lif().with("v_th", Tensor.full(1, 100)).learn("v_th").cell();
 * var adaptation = ThresholdAdaptation.toRate(cell.parameters().getFirst(), 20, 0.01, 0.001);
 * }</pre>
 *
 * <p>Samples of a batch share the thresholds; the mean of their spikes counts. A step on an array
 * allocates nothing.
 */
public final class ThresholdAdaptation {
  private final Parameter threshold;
  private final float[] rest;
  private final double decay;
  private final double jump;
  private final double drift;

  private ThresholdAdaptation(Parameter threshold, double decay, double jump, double drift) {
    if (threshold.size() == 0) {
      throw new IllegalArgumentException(
          threshold.name()
              + ": expected a value for each neuron, got shape "
              + Shape.text(threshold.shape()));
    }
    Checks.finite(threshold);
    this.threshold = threshold;
    this.decay = decay;
    this.jump = jump;
    this.drift = drift;
    rest = threshold.data().clone();
  }

  /**
   * Thresholds that move until every neuron fires at a rate: {@code v_th = v_th + eta (z - target
   * dt)}. What a spike adds, silence takes back over one interval of the wanted rate.
   *
   * @param threshold values of the neurons, changed in place
   * @param target wanted rate [1/s], above 0 and below one spike a step
   * @param eta what a spike adds, in the unit of the threshold, from 0 on
   * @param dt time step [s]
   * @return the adaptation
   * @throws IllegalArgumentException if a number is outside its range or a threshold not finite
   */
  public static ThresholdAdaptation toRate(
      Parameter threshold, double target, double eta, double dt) {
    Checks.positive("target", target);
    Checks.notNegative("eta", eta);
    Checks.positive("dt", dt);
    if (!(target * dt < 1)) {
      throw new IllegalArgumentException(
          "target: expected less than one spike in a step of " + dt + " s, got " + target + "/s");
    }
    return new ThresholdAdaptation(threshold, 0, eta, eta * target * dt);
  }

  /**
   * Thresholds that a spike raises and that decay to where they are now: {@code v_th = v_th +
   * dt/tau (rest - v_th) + jump z}. Diehl and Cook, Frontiers in Computational Neuroscience 9:99,
   * 2015, use it with long time constants so that every neuron has its turn.
   *
   * @param threshold values of the neurons, changed in place; they are at rest now
   * @param jump what a spike adds, in the unit of the threshold, from 0 on
   * @param tau time constant of the decay [s], at least {@code dt}
   * @param dt time step [s]
   * @return the adaptation
   * @throws IllegalArgumentException if a number is outside its range or a threshold not finite
   */
  public static ThresholdAdaptation decaying(
      Parameter threshold, double jump, double tau, double dt) {
    Checks.notNegative("jump", jump);
    Checks.positive("dt", dt);
    Checks.timeConstant("tau", tau, dt);
    return new ThresholdAdaptation(threshold, dt / tau, jump, 0);
  }

  /**
   * One time step.
   *
   * @param spikes 0 or 1, of the threshold's shape behind a batch axis
   * @throws IllegalArgumentException if the shape is not as expected or a spike is neither 0 nor 1;
   *     nothing has changed then
   */
  public void step(Tensor spikes) {
    int[] neurons = threshold.shape();
    int[] expected = new int[neurons.length + 1];
    expected[0] = spikes.rank() == expected.length ? spikes.dim(0) : 1;
    System.arraycopy(neurons, 0, expected, 1, neurons.length);
    Shape.require("spikes", expected, spikes.shape());
    step(spikes.rowMajor().data());
  }

  /**
   * One time step on an array.
   *
   * @param spikes 0 or 1, [batch][neurons]
   * @throws IllegalArgumentException if the length is not a multiple of the neurons or a spike is
   *     neither 0 nor 1; nothing has changed then
   */
  public void step(float[] spikes) {
    int neurons = threshold.size();
    int batch = Checks.batch("spikes", spikes, neurons);
    Adaptation.run(
        threshold.data(),
        rest,
        spikes,
        batch,
        (float) decay,
        (float) (jump / batch),
        (float) drift,
        0,
        neurons);
    threshold.edited("ThresholdAdaptation");
  }
}
