package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.rule.Adaptation;
import dev.sleipnir.kernels.rule.Finite;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Synaptic scaling: a neuron that fires less than its target strengthens all its synapses by the
 * same share, one that fires more weakens them (Turrigiano et al., Nature 391:892, 1998). The
 * proportional form of van Rossum, Bi and Turrigiano, Journal of Neuroscience 20:8812, 2000:
 *
 * <pre>{@code
 * dw_ij/dt = eta w_ij (target - rate_i)
 * rate_i   = rate_i + dt/tau (z_i/dt - rate_i)
 * }</pre>
 *
 * <p>Between two changes of the weights the rate counts as constant and the first equation is
 * integrated exactly: weights are multiplied by {@code exp(every dt eta (target - rate_i))}. So no
 * weight changes its sign, however far the rate is from the target.
 *
 * <p>Rates are in spikes per second, {@code eta} without unit: weights grow by {@code eta} times
 * their size for each missing spike. Samples of a batch share the weights; their mean rate counts.
 * Rates start at the target, so that nothing is scaled before it is measured.
 *
 * <p>Owns the rates: not to be used by two threads at once. A step on an array allocates nothing.
 */
public final class SynapticScaling {
  private final Parameter weights;
  private final double target;
  private final double eta;
  private final double tau;
  private final double dt;
  private final int every;
  private final WeightBounds bounds;
  private final int post;
  private final int pre;
  private final float[] rates;
  private final float[] rest;
  private int stepsSince;
  private int version;

  /**
   * Scaling with eta 0.01, rates averaged over 1 s, time steps of 1 ms, every 100 steps, weights
   * not bounded.
   *
   * @param weights [post, pre], changed in place
   * @param target wanted rate [1/s], above 0
   * @throws IllegalArgumentException if the weights are not a matrix of finite numbers, or the
   *     target not positive
   */
  public SynapticScaling(Parameter weights, double target) {
    this(weights, target, 0.01, 1, 0.001, 100, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /**
   * Scaling.
   *
   * @param weights [post, pre], changed in place
   * @param target wanted rate [1/s], above 0
   * @param eta share by which weights grow for each missing spike, from 0 on
   * @param tau time over which rates are averaged [s], at least {@code dt}
   * @param dt time step [s]
   * @param every time steps from one change of the weights to the next, at least 1
   * @param low least weight: scaling stops there
   * @param high greatest weight, above the least: scaling stops there
   * @throws IllegalArgumentException if the weights are not a matrix of finite numbers within the
   *     bounds ({@link WeightBounds#clip} moves them there), or a number is outside its range
   */
  public SynapticScaling(
      Parameter weights,
      double target,
      double eta,
      double tau,
      double dt,
      int every,
      double low,
      double high) {
    int[] shape = weights.shape();
    if (shape.length != 2 || weights.size() == 0) {
      throw new IllegalArgumentException(
          weights.name() + ": expected [post, pre], got shape " + Shape.text(shape));
    }
    Checks.positive("target", target);
    Checks.notNegative("eta", eta);
    Checks.positive("dt", dt);
    Checks.timeConstant("tau", tau, dt);
    if (every < 1) {
      throw new IllegalArgumentException("every: expected at least 1, got " + every);
    }
    double growth = every * dt * eta * target;
    if (!Float.isFinite((float) StrictMath.exp(growth))) {
      throw new IllegalArgumentException(
          "every dt eta target: expected the growth of a silent neuron's weights between two"
              + " changes, at most 88, got "
              + growth);
    }
    if (!(low < high)) {
      throw new IllegalArgumentException("low: expected below high, got " + low + " and " + high);
    }
    bounds = new WeightBounds((float) low, (float) high);
    bounds.require(weights);
    version = weights.version();
    this.weights = weights;
    this.target = target;
    this.eta = eta;
    this.tau = tau;
    this.dt = dt;
    this.every = every;
    post = shape[0];
    pre = shape[1];
    rates = new float[post];
    rest = new float[post];
    Elementwise.fill((float) target, rates, 0, post);
  }

  /**
   * One time step: measures rates, and scales the weights if it is time.
   *
   * @param postSpikes 0 or 1, [batch, post]
   * @throws IllegalArgumentException if the shape is not as expected or a spike is neither 0 nor 1;
   *     nothing has changed then
   */
  public void step(Tensor postSpikes) {
    int samples = postSpikes.rank() == 2 ? postSpikes.dim(0) : 1;
    Shape.require("post-synaptic spikes", new int[] {samples, post}, postSpikes.shape());
    step(postSpikes.rowMajor().data());
  }

  /**
   * One time step on an array.
   *
   * @param postSpikes 0 or 1, [batch][post]
   * @throws IllegalArgumentException if the length is not a multiple of the neurons, a spike is
   *     neither 0 nor 1, or, where it is time to scale, something else has moved weights out of the
   *     bounds; nothing has changed then
   */
  public void step(float[] postSpikes) {
    int batch = Checks.batch("post-synaptic spikes", postSpikes, post);
    if (stepsSince + 1 == every) {
      beforeScaling();
    }
    float decay = (float) (dt / tau);
    Adaptation.run(rates, rest, postSpikes, batch, decay, (float) (1 / (tau * batch)), 0, 0, post);
    stepsSince++;
    if (stepsSince == every) {
      stepsSince = 0;
      scale();
    }
  }

  private void beforeScaling() {
    int other = Finite.firstOther(rates, 0, post);
    if (other < post) {
      throw new IllegalArgumentException(
          "SynapticScaling: expected finite rates, got " + rates[other] + " at " + other);
    }
    if (weights.version() != version) {
      bounds.require(
          weights.name(),
          weights.data(),
          " after " + weights.editor(),
          "the bounds are those of SynapticScaling; WeightBounds.clip moves weights there");
    }
  }

  private void scale() {
    float[] w = weights.data();
    for (int i = 0; i < post; i++) {
      float factor = (float) StrictMath.exp(every * dt * eta * (target - rates[i]));
      Elementwise.scale(w, i * pre, factor, w, i * pre, pre);
      Elementwise.clamp(w, i * pre, bounds.low(), bounds.high(), w, i * pre, pre);
    }
    weights.edited("SynapticScaling");
    version = weights.version();
    if (bounds.high() == Float.POSITIVE_INFINITY || bounds.low() == Float.NEGATIVE_INFINITY) {
      int other = Finite.firstOther(w, 0, w.length);
      if (other < w.length) {
        throw new ArithmeticException(
            "SynapticScaling: expected finite "
                + weights
                + " after scaling, got "
                + w[other]
                + " at "
                + other
                + "; bounds would keep weights from growing without end");
      }
    }
  }

  /** Starts measuring anew: rates at the target, no step since the last change. */
  public void reset() {
    Arrays.fill(rates, (float) target);
    stepsSince = 0;
  }

  /**
   * The same scaling of other weights, from the rates and the step that this one has reached.
   *
   * @param others [post, pre], of the shape of these; changed in place
   * @return the copy
   * @throws IllegalArgumentException if the weights are of another shape, not finite or not within
   *     the bounds
   */
  public SynapticScaling copy(Parameter others) {
    Shape.require(others.name(), weights.shape(), others.shape());
    SynapticScaling copy =
        new SynapticScaling(others, target, eta, tau, dt, every, bounds.low(), bounds.high());
    System.arraycopy(rates, 0, copy.rates, 0, post);
    copy.stepsSince = stepsSince;
    return copy;
  }

  /**
   * Writes the rates and the steps since the last change. The weights belong to the layer.
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
   * @throws IOException if it cannot be read, is damaged or of a scaling of other numbers; nothing
   *     has changed then
   */
  public void load(InputStream in) throws IOException {
    var _ = StateFile.read(in, this::readFrom);
  }

  /**
   * Reads what {@link #save(Path)} wrote.
   *
   * @param file what was written
   * @throws IOException if it cannot be read, is damaged or of a scaling of other numbers; nothing
   *     has changed then
   */
  public void load(Path file) throws IOException {
    var _ = StateFile.read(file, this::readFrom);
  }

  private void writeTo(StateWriter out) throws IOException {
    out.text("SynapticScaling");
    out.text(numbers());
    out.writeInt(stepsSince);
    out.floats(rates);
  }

  private String numbers() {
    return "target "
        + target
        + ", eta "
        + eta
        + ", tau "
        + tau
        + ", dt "
        + dt
        + ", every "
        + every
        + ", "
        + bounds;
  }

  private StateFile.Commit<SynapticScaling> readFrom(StateReader in) throws IOException {
    in.require("kind", "SynapticScaling");
    in.require("numbers", numbers());
    int steps = in.number("steps since the last change", 0, every - 1);
    float[] read = in.floats("rates", post);
    return () -> {
      stepsSince = steps;
      System.arraycopy(read, 0, rates, 0, post);
      return this;
    };
  }

  /**
   * The rates as measured so far.
   *
   * @return spikes per second of each neuron: the storage itself
   */
  public float[] rates() {
    return rates;
  }
}
