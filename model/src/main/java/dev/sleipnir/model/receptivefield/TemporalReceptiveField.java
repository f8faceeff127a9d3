package dev.sleipnir.model.receptivefield;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.layer.Copies;
import dev.sleipnir.model.layer.Description;
import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.math.Shapes;
import dev.sleipnir.model.neuron.LiBox;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sees its input on several time scales: each value drives neurons of several time constants,
 * Norse's {@code TemporalReceptiveField}. [batch, channels, ...] becomes [batch, scales, channels,
 * ...].
 */
public final class TemporalReceptiveField implements StatefulLayer {
  private final int[] sample;
  private final int scales;
  private final StatefulLayer cell;
  private final Tensor timeConstants;

  /**
   * Leaky integrators without synapses of four time scales from one step of 1 ms on, each sqrt(2) =
   * 1.41421 times as long as the one before; the time constants of each channel are learned.
   *
   * @param sample shape of the input without the batch: channels first
   */
  public TemporalReceptiveField(int... sample) {
    this(new LiBox(), temporalScales(4, 1, 1.41421), sample);
  }

  /**
   * Neurons of time scales; the time constants of each channel are learned.
   *
   * @param neuron has a parameter tau_mem_inv
   * @param scales time constants in steps, each more than 0; see {@link #temporalScales}
   * @param sample shape of the input without the batch: channels first
   */
  public TemporalReceptiveField(Neuron neuron, float[] scales, int... sample) {
    this(neuron, inverses(neuron.dt(), scales, sample), scales.length, sample);
  }

  private TemporalReceptiveField(Neuron neuron, Tensor inverses, int scales, int[] sample) {
    this.sample = sample.clone();
    this.scales = scales;
    timeConstants = inverses;
    cell = neuron.with("tau_mem_inv", inverses).learn("tau_mem_inv").cell();
  }

  private TemporalReceptiveField(
      int[] sample, int scales, Tensor timeConstants, StatefulLayer cell) {
    this.sample = sample;
    this.scales = scales;
    this.timeConstants = timeConstants;
    this.cell = cell;
  }

  private static Tensor inverses(double dt, float[] scales, int[] sample) {
    if (sample.length == 0 || scales.length == 0) {
      throw new IllegalArgumentException(
          "TemporalReceptiveField: expected at least one scale and an axis of channels, got scales "
              + Arrays.toString(scales)
              + " and shape "
              + Shape.text(sample));
    }
    int channels = sample[0];
    int[] shape = new int[sample.length + 1];
    Arrays.fill(shape, 1);
    shape[0] = scales.length;
    shape[1] = channels;
    float[] values = new float[scales.length * channels];
    for (int i = 0; i < values.length; i++) {
      Require.positive("scale", scales[i / channels]);
      values[i] = (float) (1 / (dt * scales[i / channels]));
    }
    return Tensor.of(values, shape);
  }

  /**
   * Time scales that grow by a factor: sqrt(minScale factor^(2k)) for k from 0 on, in steps.
   *
   * @param count how many, at least 1
   * @param minScale square of the first, more than 0
   * @param factor from one to the next, more than 0
   * @return time constants in steps
   */
  public static float[] temporalScales(int count, double minScale, double factor) {
    Require.atLeast("count", 1, count);
    Require.positive("minScale", minScale);
    Require.positive("factor", factor);
    float[] scales = new float[count];
    for (int k = 0; k < count; k++) {
      scales[k] = (float) Math.sqrt(minScale * Math.pow(factor, 2.0 * k));
    }
    return scales;
  }

  /** {@return the inverse time constants at the beginning [1/s]: [scales, channels, 1, ...]} */
  public Tensor timeConstants() {
    return timeConstants;
  }

  @Override
  public Step run(Tensor x, int steps, @Nullable State state) {
    int[] shape = x.shape();
    if (shape.length != sample.length + 1
        || !Arrays.equals(sample, Arrays.copyOfRange(shape, 1, shape.length))) {
      throw new IllegalArgumentException(
          this + ": expected input [batch, these], got shape " + Shape.text(shape));
    }
    int[] one = new int[sample.length + 2];
    one[0] = shape[0];
    one[1] = 1;
    System.arraycopy(sample, 0, one, 2, sample.length);
    int[] all = one.clone();
    all[1] = scales;
    return cell.run(Shapes.expand(x.rowMajor().reshape(one), all), steps, state);
  }

  @Override
  public List<Parameter> parameters() {
    return cell.parameters();
  }

  @Override
  public TemporalReceptiveField copy(Copies copies) {
    return new TemporalReceptiveField(
        sample, scales, timeConstants, (StatefulLayer) copies.of(cell));
  }

  @Override
  public State read(ArchiveReader in) throws IOException {
    return cell.read(in);
  }

  @Override
  public Description description() {
    return new Description("TemporalReceptiveField")
        .wholes("sample", sample)
        .number("scales", scales)
        .tensor("timeConstants", timeConstants)
        .part("cell", cell);
  }

  static TemporalReceptiveField of(Description d) {
    int[] sample = d.wholes("sample");
    Tensor timeConstants = d.tensor("timeConstants");
    int[] expected = new int[sample.length + 1];
    Arrays.fill(expected, 1);
    expected[0] = d.whole("scales");
    if (sample.length > 0) {
      expected[1] = sample[0];
    }
    Shape.require("timeConstants", expected, timeConstants.shape());
    return new TemporalReceptiveField(
        sample, expected[0], timeConstants, d.part("cell", StatefulLayer.class));
  }

  @Override
  public String toString() {
    return "TemporalReceptiveField(" + scales + " scales, " + Shape.text(sample) + ")";
  }
}
