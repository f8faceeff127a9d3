package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.rule.Adaptation;
import dev.sleipnir.model.file.Archive;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Thresholds under {@link ThresholdAdaptation}, made by {@link ThresholdAdaptation#on}. Not to be
 * used by two threads at once. A step on an array allocates nothing.
 */
public final class AdaptedThresholds {
  private static final String KIND = "AdaptedThresholds";

  private final ThresholdAdaptation adaptation;
  private final Parameter threshold;
  private final float[] rest;
  private int version;

  AdaptedThresholds(ThresholdAdaptation adaptation, Parameter threshold) {
    if (threshold.size() == 0) {
      throw new IllegalArgumentException(
          threshold.name()
              + ": expected a value for each neuron, got shape "
              + Shape.text(threshold.shape()));
    }
    Checks.finite(threshold);
    this.adaptation = adaptation;
    this.threshold = threshold;
    rest = threshold.data().clone();
    version = threshold.version();
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
    step(spikes.rowMajor().values());
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
        (float) adaptation.decay(),
        (float) (adaptation.jump() / batch),
        (float) adaptation.drift(),
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
  public AdaptedThresholds copy(Parameter others) {
    Shape.require(others.name(), threshold.shape(), others.shape());
    System.arraycopy(threshold.data(), 0, others.data(), 0, rest.length);
    others.edited("ThresholdAdaptation.copy");
    AdaptedThresholds copy = new AdaptedThresholds(adaptation, others);
    System.arraycopy(rest, 0, copy.rest, 0, rest.length);
    return copy;
  }

  /**
   * Writes the thresholds and where they rest to a file.
   *
   * @param file where to; replaced if it exists, untouched if writing fails
   * @throws IOException if it cannot be written; the message names the file
   */
  public void save(Path file) throws IOException {
    Archive.write(
        file,
        KIND,
        out -> {
          out.text(adaptation.toString());
          out.floats(threshold.data());
          out.floats(rest);
        });
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @param file what was written
   * @throws IOException if it cannot be read, is damaged or of an adaptation of other numbers;
   *     nothing has changed then
   */
  public void load(Path file) throws IOException {
    Saved saved = Archive.read(file, KIND, this::read);
    System.arraycopy(saved.thresholds, 0, threshold.data(), 0, rest.length);
    System.arraycopy(saved.rest, 0, rest, 0, rest.length);
    threshold.edited("ThresholdAdaptation.load");
    version = threshold.version();
  }

  @SuppressWarnings("ArrayRecordComponent") // two of them are never compared
  private record Saved(float[] thresholds, float[] rest) {}

  private Saved read(ArchiveReader in) throws IOException {
    in.require("numbers", adaptation.toString());
    return new Saved(in.finite("thresholds", rest.length), in.finite("rests", rest.length));
  }
}
