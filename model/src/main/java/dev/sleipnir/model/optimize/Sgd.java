package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.optimize.SgdStep;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.tensor.Parameter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic gradient descent: g = gradient + weightDecay w; velocity = momentum velocity + g; w =
 * w - learningRate velocity.
 */
public final class Sgd extends ParameterUpdate {
  private final double momentum;
  private final double weightDecay;
  private final float @Nullable [][] velocity;

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
  }

  @Override
  public String name() {
    return "sgd";
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
  void update(int parameter, float[] data, float[] gradient, int from, int to) {
    SgdStep.update(
        data,
        gradient,
        velocity == null ? null : velocity[parameter],
        learningRate,
        momentum,
        weightDecay,
        false,
        from,
        to);
  }
}
