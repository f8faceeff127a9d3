package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.rule.Adaptation;
import dev.sleipnir.model.file.Archive;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Weights under {@link SynapticScaling}, made by {@link SynapticScaling#on}.
 *
 * <p>Owns the rates: not to be used by two threads at once. A step on an array allocates nothing.
 */
public final class ScaledWeights {
  private static final String KIND = "ScaledWeights";

  private final SynapticScaling scaling;
  private final Parameter weights;
  private final WeightBounds bounds;
  private final int every;
  private final int post;
  private final int pre;
  private final float[] rates;
  private final float[] rest;
  private int stepsSince;
  private int version;

  ScaledWeights(SynapticScaling scaling, Parameter weights) {
    int[] shape = weights.shape();
    if (shape.length != 2 || weights.size() == 0) {
      throw new IllegalArgumentException(
          weights.name() + ": expected [post, pre], got shape " + Shape.text(shape));
    }
    this.scaling = scaling;
    this.weights = weights;
    bounds = scaling.bounds();
    bounds.require(weights);
    version = weights.version();
    every = scaling.every();
    post = shape[0];
    pre = shape[1];
    rates = new float[post];
    rest = new float[post];
    reset();
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
    step(postSpikes.rowMajor().values());
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
    float decay = (float) (scaling.dt() / scaling.tau());
    float jump = (float) (1 / (scaling.tau() * batch));
    Adaptation.run(rates, rest, postSpikes, batch, decay, jump, 0, 0, post);
    stepsSince++;
    if (stepsSince == every) {
      stepsSince = 0;
      scale();
    }
  }

  private void beforeScaling() {
    Checks.finite("SynapticScaling", "rates", rates);
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
      float factor = scaling.factor(rates[i]);
      Elementwise.scale(w, i * pre, factor, w, i * pre, pre);
      Elementwise.clamp(w, i * pre, bounds.low(), bounds.high(), w, i * pre, pre);
    }
    weights.edited("SynapticScaling");
    version = weights.version();
    if (bounds.high() == Float.POSITIVE_INFINITY || bounds.low() == Float.NEGATIVE_INFINITY) {
      int other = Reductions.firstNonFinite(w, 0, w.length);
      if (other >= 0) {
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
    Arrays.fill(rates, (float) scaling.target());
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
  public ScaledWeights copy(Parameter others) {
    Shape.require(others.name(), weights.shape(), others.shape());
    ScaledWeights copy = new ScaledWeights(scaling, others);
    System.arraycopy(rates, 0, copy.rates, 0, post);
    copy.stepsSince = stepsSince;
    return copy;
  }

  /**
   * Writes the rates and the steps since the last change to a file. The weights belong to the
   * layer.
   *
   * @param file where to; replaced if it exists, untouched if writing fails
   * @throws IOException if it cannot be written; the message names the file
   */
  public void save(Path file) throws IOException {
    Archive.write(
        file,
        KIND,
        out -> {
          out.text(scaling.toString());
          out.number(stepsSince);
          out.floats(rates);
        });
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @param file what was written
   * @throws IOException if it cannot be read, is damaged or of a scaling of other numbers; nothing
   *     has changed then
   */
  public void load(Path file) throws IOException {
    Saved saved = Archive.read(file, KIND, this::read);
    stepsSince = saved.steps;
    System.arraycopy(saved.rates, 0, rates, 0, post);
  }

  @SuppressWarnings("ArrayRecordComponent") // two of them are never compared
  private record Saved(int steps, float[] rates) {}

  private Saved read(ArchiveReader in) throws IOException {
    in.require("numbers", scaling.toString());
    int steps = in.number("steps since the last change", 0, every - 1);
    return new Saved(steps, in.finite("rates", post));
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
