package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.optimize.SgdStep;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.tensor.Parameter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic gradient descent: g = gradient + weightDecay w; velocity = momentum velocity + g; w =
 * w - learningRate velocity.
 */
public final class Sgd extends ParameterUpdate {
  private final double momentum;
  private final double weightDecay;
  private final float @Nullable [][] velocity;

  /** The velocity of each parameter, or none. */
  private final float[][][] moments;

  /**
   * Plain gradient descent.
   *
   * @param parameters what to update; each is updated once, however often it is listed
   * @param learningRate step size
   */
  public Sgd(List<Parameter> parameters, double learningRate) {
    this(parameters, learningRate, 0, 0, Parallel.common());
  }

  /**
   * Gradient descent.
   *
   * @param parameters what to update; each is updated once, however often it is listed
   * @param learningRate step size
   * @param momentum share of the velocity kept, 0 for none
   * @param weightDecay factor of the weights added to their gradient
   * @param parallel the threads
   */
  public Sgd(
      List<Parameter> parameters,
      double learningRate,
      double momentum,
      double weightDecay,
      Parallel parallel) {
    super(parameters, learningRate, parallel);
    Rates.require("momentum", momentum);
    Rates.require("weightDecay", weightDecay);
    this.momentum = momentum;
    this.weightDecay = weightDecay;
    velocity = momentum == 0 ? null : zerosLike(parameters());
    moments = new float[parameters().size()][][];
    for (int p = 0; p < moments.length; p++) {
      moments[p] = velocity == null ? new float[0][] : new float[][] {velocity[p]};
    }
  }

  @Override
  public String name() {
    return "sgd";
  }

  @Override
  Map<String, Double> constants() {
    return Map.of("momentum", momentum, "weight decay", weightDecay);
  }

  @Override
  public List<float[]> memory() {
    return velocity == null ? List.of() : List.of(velocity);
  }

  @Override
  ParameterUpdate like(List<Parameter> others, double sameLearningRate, Parallel sameThreads) {
    return new Sgd(others, sameLearningRate, momentum, weightDecay, sameThreads);
  }

  @Override
  float[][] moments(int parameter) {
    return moments[parameter];
  }

  @Override
  boolean hasOrdinaryRates() {
    return learningRate < 0x1p10 && weightDecay < 0x1p10 && momentum < 1;
  }

  @Override
  void update(float[] data, float[] gradient, float[][] moments, int from, int to) {
    SgdStep.update(
        data,
        gradient,
        moments.length == 0 ? null : moments[0],
        learningRate,
        momentum,
        weightDecay,
        false,
        from,
        to);
  }
}
