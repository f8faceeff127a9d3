package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.norm.SampleNorm;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;

/**
 * Group normalisation (Wu and He 2018, arXiv:1803.08494): channels in groups, each less its mean
 * and divided by its deviation within a sample, times a weight and plus a bias of each channel. Of
 * [batch, channels], [batch, channels, length] or [batch, channels, height, width]; as PyTorch's
 * {@code GroupNorm}. Training and evaluation are the same.
 */
public final class GroupNorm implements Layer {
  private final int groups;
  private final int channels;
  private final double epsilon;
  private final Affine affine;

  /**
   * With weights of 1, biases of 0, and epsilon 1e-5.
   *
   * @param groups groups that the channels are cut into; 1 normalises whole samples
   * @param channels channels, a multiple of the groups
   * @throws IllegalArgumentException if a number is not positive or does not divide the other
   */
  public GroupNorm(int groups, int channels) {
    this(groups, channels, 1e-5, true);
  }

  /**
   * With weights of 1 and biases of 0, learned or not.
   *
   * @param groups groups that the channels are cut into; 1 normalises whole samples
   * @param channels channels, a multiple of the groups
   * @param epsilon added to variances, at least 0
   * @param isAffine whether weights and biases are learned
   * @throws IllegalArgumentException if a number is out of range or does not divide the other
   */
  public GroupNorm(int groups, int channels, double epsilon, boolean isAffine) {
    this(groups, channels, epsilon, new Affine(isAffine, channels));
  }

  private GroupNorm(int groups, int channels, double epsilon, Affine affine) {
    Require.atLeast("groups", 1, groups);
    Require.atLeast("channels", 1, channels);
    Require.notNegative("epsilon", epsilon);
    if (channels % groups != 0) {
      throw new IllegalArgumentException(
          "channels: expected a multiple of the " + groups + " groups, got " + channels);
    }
    this.groups = groups;
    this.channels = channels;
    this.epsilon = epsilon;
    this.affine = affine;
  }

  static GroupNorm of(Description d) {
    Affine.requireSize(d, d.whole("channels"));
    GroupNorm norm =
        new GroupNorm(d.whole("groups"), d.whole("channels"), d.number("epsilon"), d.has("weight"));
    norm.affine.restore(d);
    return norm;
  }

  @Override
  public GroupNorm copy(Copies copies) {
    return new GroupNorm(groups, channels, epsilon, affine.copy());
  }

  @Override
  public List<Parameter> parameters() {
    return affine.parameters();
  }

  @Override
  public Tensor forward(Tensor x) {
    if (x.rank() < 2 || x.rank() > 4 || x.dim(1) != channels) {
      throw new IllegalArgumentException(
          this
              + ": expected input [batch, "
              + channels
              + ", ...] with at most two axes more, got shape "
              + Shape.text(x.shape()));
    }
    return switch (x.rank()) {
      case 2 -> normalized(x);
      case 3 -> Lines.forward(this, x, this);
      default -> normalized(x.channelsLast());
    };
  }

  private Tensor normalized(Tensor x) {
    Scope scope = Scope.of(x);
    Tensor y = scope.tensor(x.shape(), x.isChannelsLast());
    if (x.size() == 0) {
      return y;
    }
    int samples = x.dim(0);
    var norm = new SampleNorm(x.size() / samples / channels, channels, groups, epsilon);
    float[] in = x.values();
    float[] out = y.data();
    float[] weight = affine.weight().data();
    float[] bias = affine.bias().data();
    float[] statistics = scope.take(2 * samples * groups);
    int own = norm.scratch();
    float[] scratch = scope.take(scope.parallel().threads() * own);
    scope.run(
        samples,
        (sample, worker) ->
            norm.forward(sample, in, weight, bias, out, statistics, scratch, worker * own));
    scope.giveBack(scratch);
    Tape tape = scope.tape();
    if (tape == null) {
      scope.giveBack(statistics);
      return y;
    }
    tape.keep(x);
    tape.record(
        new NormalizedOutput(
            y,
            x,
            affine,
            statistics,
            samples,
            (gradient, sums, on) -> {
              float[] workers = on.take(on.parallel().threads() * own);
              on.parallel()
                  .forEach(
                      samples,
                      (sample, worker) ->
                          norm.backward(
                              sample,
                              in,
                              gradient,
                              weight,
                              statistics,
                              gradient,
                              sums,
                              workers,
                              worker * own));
              on.giveBack(workers);
            }));
    return y;
  }

  @Override
  public Description description() {
    return affine.describe(
        new Description("GroupNorm")
            .number("groups", groups)
            .number("channels", channels)
            .number("epsilon", epsilon));
  }

  @Override
  public String toString() {
    return "GroupNorm(" + groups + ", " + channels + ")";
  }
}
