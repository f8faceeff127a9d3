package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.rule.Adaptation;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

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
  private int version;

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
    version = threshold.version();
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
   * @throws IllegalArgumentException if the length is not a multiple of the neurons, a spike is
   *     neither 0 nor 1, or something else has made a threshold NaN or infinite; nothing has
   *     changed then
   */
  public void step(float[] spikes) {
    int neurons = threshold.size();
    int batch = Checks.batch("spikes", spikes, neurons);
    if (threshold.version() != version) {
      Checks.finite(threshold.name(), "thresholds after " + threshold.editor(), threshold.data());
    }
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
    version = threshold.version();
  }

  /** Puts the thresholds to where they were when this was made. */
  public void reset() {
    System.arraycopy(rest, 0, threshold.data(), 0, rest.length);
    threshold.edited("ThresholdAdaptation.reset");
    version = threshold.version();
  }

  /**
   * The same adaptation of other thresholds: they take the values of these and the same rest.
   *
   * @param others of the shape of these; changed in place
   * @return the copy
   * @throws IllegalArgumentException if the shape differs
   */
  public ThresholdAdaptation copy(Parameter others) {
    Shape.require(others.name(), threshold.shape(), others.shape());
    System.arraycopy(threshold.data(), 0, others.data(), 0, rest.length);
    others.edited("ThresholdAdaptation.copy");
    ThresholdAdaptation copy = new ThresholdAdaptation(others, decay, jump, drift);
    System.arraycopy(rest, 0, copy.rest, 0, rest.length);
    return copy;
  }

  /**
   * Writes the thresholds and where they rest.
   *
   * @param out where to; not closed
   * @throws IOException if it cannot be written
   */
  public void save(OutputStream out) throws IOException {
    StateFile.write(out, this::writeTo);
  }

  /**
   * As {@link #save(OutputStream)}, to a file, which is replaced if it exists and untouched if
   * writing fails.
   *
   * @param file where to
   * @throws IOException if it cannot be written; the message names the file
   */
  public void save(Path file) throws IOException {
    StateFile.write(file, this::writeTo);
  }

  /**
   * Reads what {@link #save(OutputStream)} wrote.
   *
   * @param in where it is; not closed
   * @throws IOException if it cannot be read, is damaged or of an adaptation of other numbers;
   *     nothing has changed then
   */
  public void load(InputStream in) throws IOException {
    var _ = StateFile.read(in, this::readFrom);
  }

  /**
   * Reads what {@link #save(Path)} wrote.
   *
   * @param file what was written
   * @throws IOException if it cannot be read, is damaged or of an adaptation of other numbers;
   *     nothing has changed then
   */
  public void load(Path file) throws IOException {
    var _ = StateFile.read(file, this::readFrom);
  }

  private void writeTo(StateWriter out) throws IOException {
    out.text("ThresholdAdaptation");
    out.text(numbers());
    out.floats(threshold.data());
    out.floats(rest);
  }

  private String numbers() {
    return "decay " + decay + ", jump " + jump + ", drift " + drift;
  }

  private StateFile.Commit<ThresholdAdaptation> readFrom(StateReader in) throws IOException {
    in.require("kind", "ThresholdAdaptation");
    in.require("numbers", numbers());
    float[] thresholds = in.floats("thresholds", rest.length);
    float[] rests = in.floats("rests", rest.length);
    return () -> {
      System.arraycopy(thresholds, 0, threshold.data(), 0, rest.length);
      System.arraycopy(rests, 0, rest, 0, rest.length);
      threshold.edited("ThresholdAdaptation.load");
      version = threshold.version();
      return this;
    };
  }
}
