package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.norm.ColumnNorm;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the layers share that normalise channels by their statistics over a batch. */
abstract sealed class BatchNorm implements Layer permits BatchNorm1d, BatchNorm2d {
  static final double EPSILON = 1e-5;
  static final double MOMENTUM = 0.1;

  private final int channels;
  private final double epsilon;
  private final double momentum;

  /** What normalised values are multiplied by beside the weight. */
  private final double factor;

  private final @Nullable Parameter weight;
  private final @Nullable Parameter bias;
  private final Parameter runningMean;
  private final Parameter runningVariance;
  private final Parameter batches = Parameter.count("num_batches_tracked");
  private final List<Parameter> learned;
  private final List<Parameter> parameters;

  BatchNorm(int channels, double epsilon, double momentum, boolean affine, double factor) {
    Require.atLeast("channels", 1, channels);
    Require.notNegative("epsilon", epsilon);
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new IllegalArgumentException("momentum: expected a number in [0, 1], got " + momentum);
    }
    Require.positive("factor", factor);
    this.channels = channels;
    this.epsilon = epsilon;
    this.momentum = momentum;
    this.factor = factor;
    weight = affine ? new Parameter("weight", Tensor.full(1f, channels)) : null;
    bias = affine ? new Parameter("bias", Tensor.zeros(channels)) : null;
    runningMean = Parameter.kept("running_mean", Tensor.zeros(channels));
    runningVariance = Parameter.kept("running_var", Tensor.full(1f, channels));
    learned = weight == null || bias == null ? List.of() : List.of(weight, bias);
    List<Parameter> all = new ArrayList<>(learned);
    all.add(runningMean);
    all.add(runningVariance);
    all.add(batches);
    parameters = List.copyOf(all);
  }

  /** One of the same kind with these settings, its values at their beginning. */
  abstract BatchNorm like(
      int sameChannels, double sameEpsilon, double sameMomentum, boolean affine, double sameFactor);

  /** Makes one of the same kind with other settings. */
  interface Making {
    BatchNorm of(int channels, double epsilon, double momentum, boolean affine, double factor);
  }

  /** One as described. */
  static BatchNorm of(Description d, Making making) {
    Tensor mean = d.tensor("running_mean");
    BatchNorm norm =
        making.of(
            mean.size(),
            d.number("epsilon"),
            d.number("momentum"),
            d.has("weight"),
            d.number("factor"));
    for (Parameter parameter : norm.parameters) {
      parameter.set(d.tensor(parameter.name()));
    }
    return norm;
  }

  @Override
  public BatchNorm copy(Copies copies) {
    BatchNorm copy = like(channels, epsilon, momentum, weight != null, factor);
    Copies.values(parameters, copy.parameters);
    return copy;
  }

  /**
   * {@return weight and bias, if there are any, the running mean and variance, and of how many
   * batches}
   */
  @Override
  public final List<Parameter> parameters() {
    return parameters;
  }

  /** {@return what normalised channels are multiplied by: [channels], or null if there is none} */
  public final @Nullable Parameter weight() {
    return weight;
  }

  /** {@return what is added to them: [channels], or null if there is none} */
  public final @Nullable Parameter bias() {
    return bias;
  }

  /** {@return means to normalise by in evaluation: [channels]} */
  public final Parameter runningMean() {
    return runningMean;
  }

  /** {@return variances to normalise by in evaluation: [channels]} */
  public final Parameter runningVariance() {
    return runningVariance;
  }

  final int channels() {
    return channels;
  }

  /** What evaluation multiplies a channel by. */
  final double factor(int channel) {
    double learnedFactor = weight == null ? 1 : weight.data()[channel];
    return learnedFactor * factor / Math.sqrt(runningVariance.data()[channel] + epsilon);
  }

  /** What evaluation makes of a value of a channel. */
  final double evaluated(int channel, double value) {
    double shift = bias == null ? 0 : bias.data()[channel];
    return (value - runningMean.data()[channel]) * factor(channel) + shift;
  }

  /** Normalises the columns of rows of channels, as they are stored. */
  final Tensor normalized(Tensor x) {
    Scope scope = Scope.of(x);
    Tensor y = scope.tensor(x.shape(), x.isChannelsLast());
    int rows = x.size() / channels;
    float[] in = x.values();
    float[] out = y.data();
    float[] mean = scope.take(channels);
    float[] deviation = scope.take(channels); // its inverse
    float[] scale = scope.take(channels);
    float[] shift = scope.take(channels);
    boolean ofBatch = scope.isTraining() && rows > 0;
    if (ofBatch) {
      look(in, rows, mean, deviation, scope);
      settle(deviation, scale, shift);
    } else {
      scope.prepare(
          parameters,
          () -> {
            System.arraycopy(runningMean.data(), 0, mean, 0, channels);
            System.arraycopy(runningVariance.data(), 0, deviation, 0, channels);
            settle(deviation, scale, shift);
          });
    }
    scope.run(
        ColumnNorm.blocks(rows, channels),
        (block, worker) ->
            ColumnNorm.normalize(block, rows, channels, in, mean, scale, shift, out));
    scope.giveBack(shift);
    Tape tape = scope.tape();
    if (tape == null) {
      scope.giveBack(mean);
      scope.giveBack(deviation);
      scope.giveBack(scale);
    } else {
      tape.keep(x);
      tape.record(new Normalized(y, x, rows, mean, deviation, scale, ofBatch));
    }
    return y;
  }

  /** Finds the statistics of a batch and lets the running ones follow. */
  private void look(float[] in, int rows, float[] mean, float[] variance, Scope scope) {
    if (rows < 2) {
      throw new IllegalArgumentException(
          this + ": expected more than one value of each channel in training, got one");
    }
    float[] scratch = scope.take(ColumnNorm.scratch(rows, channels));
    ColumnNorm.moments(rows, channels, in, mean, variance, scope.parallel(), scratch);
    scope.giveBack(scratch);
    if (Reductions.allFinite(mean, 0, channels) && Reductions.allFinite(variance, 0, channels)) {
      float unbiased = (float) ((double) rows / (rows - 1));
      follow(runningMean, mean, 1f);
      follow(runningVariance, variance, unbiased);
      batches.data()[0]++;
      batches.edited("the statistics of a batch");
    }
  }

  private void follow(Parameter running, float[] now, float factorOfNow) {
    float[] data = running.data();
    float part = (float) momentum;
    for (int c = 0; c < channels; c++) {
      data[c] += part * (now[c] * factorOfNow - data[c]);
    }
    running.edited("the statistics of a batch");
  }

  /** Of variances, to inverse deviations, and what to multiply by and to add. */
  private void settle(float[] deviation, float[] scale, float[] shift) {
    for (int c = 0; c < channels; c++) {
      deviation[c] = (float) (factor / Math.sqrt(deviation[c] + epsilon));
      scale[c] = weight == null ? deviation[c] : weight.data()[c] * deviation[c];
      shift[c] = bias == null ? 0f : bias.data()[c];
    }
  }

  /** The way back. */
  private final class Normalized extends Node {
    private final Tensor x;
    private final int rows;
    private final float[] mean;
    private final float[] deviation;
    private final float[] scale;
    private final boolean ofBatch;

    Normalized(
        Tensor y,
        Tensor x,
        int rows,
        float[] mean,
        float[] deviation,
        float[] scale,
        boolean ofBatch) {
      super(y, x);
      this.x = x;
      this.rows = rows;
      this.mean = mean;
      this.deviation = deviation;
      this.scale = scale;
      this.ofBatch = ofBatch;
    }

    @Override
    protected List<Parameter> parameters() {
      return learned;
    }

    @Override
    protected void backward(float[] gradient, Tape tape) {
      float[] factors = tape.takeZeroed(3 * channels);
      float[] in = x.values();
      System.arraycopy(scale, 0, factors, 0, channels);
      if (ofBatch || weight != null) {
        addGradients(in, gradient, factors, tape);
      }
      if (tape.needsGradient(x)) {
        tape.parallel()
            .forEach(
                ColumnNorm.blocks(rows, channels),
                (block, worker) ->
                    ColumnNorm.backward(
                        block, rows, channels, in, mean, gradient, factors, gradient));
        tape.addGradient(x, gradient);
      } else {
        tape.giveBack(gradient);
      }
      tape.giveBack(factors);
      discard(tape);
    }

    /** Of weights and biases; and what the gradient at the input owes to the statistics. */
    private void addGradients(float[] in, float[] gradient, float[] factors, Tape tape) {
      float[] sums = tape.take(channels);
      float[] products = tape.take(channels);
      float[] scratch = tape.take(ColumnNorm.scratch(rows, channels));
      ColumnNorm.gradientSums(
          rows, channels, in, mean, gradient, sums, products, tape.parallel(), scratch);
      tape.giveBack(scratch);
      for (int c = 0; c < channels; c++) {
        if (weight != null && bias != null) {
          weight.gradient()[c] += products[c] * deviation[c];
          bias.gradient()[c] += sums[c];
        }
        if (ofBatch) {
          double inverse = deviation[c] / factor;
          factors[channels + c] = (float) (-scale[c] * inverse * inverse * products[c] / rows);
          factors[2 * channels + c] = -scale[c] * sums[c] / rows;
        }
      }
      tape.giveBack(sums);
      tape.giveBack(products);
    }

    @Override
    protected void discard(Tape tape) {
      tape.giveBack(mean);
      tape.giveBack(deviation);
      tape.giveBack(scale);
    }
  }

  @Override
  public Description description() {
    return new Description(getClass().getSimpleName())
        .number("epsilon", epsilon)
        .number("momentum", momentum)
        .number("factor", factor)
        .parameter("weight", weight)
        .parameter("bias", bias)
        .parameter("running_mean", runningMean)
        .parameter("running_var", runningVariance)
        .parameter("num_batches_tracked", batches);
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName()
        + "("
        + channels
        + (factor == 1 ? "" : ", factor " + factor)
        + (weight == null ? ", not affine)" : ")");
  }
}
