package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.math.Power;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.update.UpdateModel;
import dev.sleipnir.model.tensor.Parameter;
import java.util.List;
import java.util.Map;

/**
 * The moments, bias corrections and constants that both forms of Adam share.
 *
 * @param <S> which form
 */
abstract class AdamMoments<S extends AdamMoments<S>> extends ParameterUpdate {
  final AdamConstants constants;
  private final TextStep step;
  private double biasCorrection;

  AdamMoments(
      UpdateModel model,
      List<Parameter> parameters,
      double learningRate,
      AdamConstants constants,
      Parallel parallel) {
    super(parameters, learningRate, TextStep.remembered(model), parallel);
    this.constants = constants;
    step = new TextStep(model, constants.byParameter());
  }

  abstract S with(
      List<Parameter> others, double sameLearningRate, AdamConstants changed, Parallel threads);

  private S with(AdamConstants changed, Parallel threads) {
    return scheduled(with(parameters(), baseLearningRate(), changed, threads));
  }

  /**
   * The same with other decays.
   *
   * @param beta1 decay of the mean of the gradients, in [0, 1); 0.9 unless set
   * @param beta2 decay of the mean of their squares, in [0, 1); 0.999 unless set
   * @return another optimiser, at its beginning
   * @throws IllegalArgumentException if one is out of range
   */
  public final S betas(double beta1, double beta2) {
    return with(
        new AdamConstants(beta1, beta2, constants.epsilon(), constants.weightDecay()), threads());
  }

  /**
   * The same with another epsilon.
   *
   * @param summand added to the denominator, greater than 0: a gradient that is always 0 would
   *     divide 0 by 0 without it; 1e-8 unless set
   * @return another optimiser, at its beginning
   * @throws IllegalArgumentException if it is not a positive number in single precision
   */
  public final S epsilon(double summand) {
    return with(
        new AdamConstants(constants.beta1(), constants.beta2(), summand, constants.weightDecay()),
        threads());
  }

  /**
   * The same with another weight decay.
   *
   * @param factor of the weights, at least 0: {@link Adam} adds it to their gradient (0 unless
   *     set), {@link AdamW} takes it, times the learning rate, from the weights (0.01 unless set)
   * @return another optimiser, at its beginning
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public final S weightDecay(double factor) {
    return with(
        new AdamConstants(constants.beta1(), constants.beta2(), constants.epsilon(), factor),
        threads());
  }

  /**
   * The same on other threads.
   *
   * @param others the threads; those of the {@linkplain Parallel#common() process} unless set
   * @return another optimiser, at its beginning
   */
  public final S parallel(Parallel others) {
    return with(constants, others);
  }

  @Override
  protected final ParameterUpdate like(
      List<Parameter> others, double sameLearningRate, Parallel sameThreads) {
    return with(others, sameLearningRate, constants, sameThreads);
  }

  @Override
  protected final Map<String, Double> constants() {
    return constants.byName();
  }

  @Override
  protected final void beforeStep(long number) {
    biasCorrection = 1 - Power.of(constants.beta1(), (double) number);
    step.prepare(learningRate(), number);
  }

  @Override
  protected final boolean hasOrdinaryRates() {
    // The mean, below 2^64 as its square was finite, divided by no less than epsilon.
    return learningRate() / biasCorrection < 0x1p10
        && constants.weightDecay() < 0x1p10
        && constants.epsilon() > 0x1p-40;
  }

  @Override
  protected final void update(float[] data, float[] gradient, float[][] moments, int from, int to) {
    step.update(data, gradient, moments, from, to);
  }

  @Override
  protected final boolean remembersMeans() {
    return true;
  }
}
