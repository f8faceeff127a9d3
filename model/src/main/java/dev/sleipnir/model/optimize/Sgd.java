package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.update.UpdateModel;
import dev.sleipnir.model.tensor.Parameter;
import java.util.List;
import java.util.Map;

/**
 * Stochastic gradient descent: g = gradient + weightDecay w; velocity = momentum velocity + g; w =
 * w - learningRate velocity, or, with Nesterov's momentum, w - learningRate (g + momentum
 * velocity).
 *
 * <pre>{@code
 * var sgd = new Sgd(network.parameters(), 0.1).momentum(0.9);
 * }</pre>
 */
public final class Sgd extends ParameterUpdate {
  private static final UpdateModel PLAIN =
      UpdateModel.parseOptimizer(
          """
          optimizer sgd
          parameters weight_decay = 0
          w = fma(-learning_rate, fma(weight_decay, w, gradient), w)
          """);

  private static final UpdateModel WITH_MOMENTUM =
      UpdateModel.parseOptimizer(
          """
          optimizer sgd
          parameters momentum = 0.9, weight_decay = 0
          state velocity = 0
          velocity = fma(momentum, velocity, fma(weight_decay, w, gradient))
          w = fma(-learning_rate, velocity, w)
          """);

  private static final UpdateModel NESTEROV =
      UpdateModel.parseOptimizer(
          """
          optimizer sgd
          parameters momentum = 0.9, weight_decay = 0
          state velocity = 0
          g = fma(weight_decay, w, gradient)
          velocity = fma(momentum, velocity, g)
          w = fma(-learning_rate, fma(momentum, velocity, g), w)
          """);

  private final double momentum;
  private final double weightDecay;
  private final boolean nesterov;
  private final TextStep step;

  /**
   * Plain gradient descent: momentum 0, weight decay 0.
   *
   * @param parameters what to update; each is updated once, however often it is listed
   * @param learningRate step size
   */
  public Sgd(List<Parameter> parameters, double learningRate) {
    this(parameters, learningRate, 0, 0, false, Parallel.common());
  }

  private Sgd(
      List<Parameter> parameters,
      double learningRate,
      double momentum,
      double weightDecay,
      boolean nesterov,
      Parallel parallel) {
    Require.notNegative("momentum", momentum);
    Require.notNegative("weightDecay", weightDecay);
    Map<String, Double> values =
        momentum == 0
            ? Map.of("weight_decay", weightDecay)
            : Map.of("momentum", momentum, "weight_decay", weightDecay);
    UpdateModel model = momentum == 0 ? PLAIN : nesterov ? NESTEROV : WITH_MOMENTUM;
    super(parameters, learningRate, TextStep.remembered(model), parallel);
    step = new TextStep(model, values);
    this.momentum = momentum;
    this.weightDecay = weightDecay;
    this.nesterov = nesterov;
  }

  private Sgd with(double changedMomentum, double changedDecay, boolean changedNesterov) {
    return scheduled(
        new Sgd(
            parameters(),
            baseLearningRate(),
            changedMomentum,
            changedDecay,
            changedNesterov,
            threads()));
  }

  /**
   * The same with another momentum.
   *
   * @param share of the velocity kept, at least 0; 0, for none, unless set
   * @return another optimiser, at its beginning
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public Sgd momentum(double share) {
    return with(share, weightDecay, nesterov);
  }

  /**
   * The same with another weight decay.
   *
   * @param factor of the weights added to their gradient, at least 0; 0 unless set
   * @return another optimiser, at its beginning
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public Sgd weightDecay(double factor) {
    return with(momentum, factor, nesterov);
  }

  /**
   * The same with Nesterov's momentum (Sutskever et al. 2013): the step is the one that the
   * velocity takes next. Without {@link #momentum} there is no difference.
   *
   * @return another optimiser, at its beginning
   */
  public Sgd nesterov() {
    return with(momentum, weightDecay, true);
  }

  /**
   * The same on other threads.
   *
   * @param others the threads; those of the {@linkplain Parallel#common() process} unless set
   * @return another optimiser, at its beginning
   */
  public Sgd parallel(Parallel others) {
    return scheduled(
        new Sgd(parameters(), baseLearningRate(), momentum, weightDecay, nesterov, others));
  }

  @Override
  public String name() {
    return "sgd";
  }

  @Override
  protected Map<String, Double> constants() {
    return nesterov
        ? Map.of("momentum", momentum, "weight decay", weightDecay, "nesterov", 1.0)
        : Map.of("momentum", momentum, "weight decay", weightDecay);
  }

  @Override
  protected ParameterUpdate like(
      List<Parameter> others, double sameLearningRate, Parallel sameThreads) {
    return new Sgd(others, sameLearningRate, momentum, weightDecay, nesterov, sameThreads);
  }

  @Override
  protected boolean hasOrdinaryRates() {
    return learningRate() < 0x1p10 && weightDecay < 0x1p10 && momentum < 1;
  }

  @Override
  protected void beforeStep(long number) {
    step.prepare(learningRate(), number);
  }

  @Override
  protected void update(float[] data, float[] gradient, float[][] velocity, int from, int to) {
    step.update(data, gradient, velocity, from, to);
  }
}
