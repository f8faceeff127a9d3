package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.tensor.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The moments and bias corrections that both forms of Adam share. */
abstract class AdamMoments extends ParameterUpdate {
  final double beta1;
  final double beta2;
  final double epsilon;
  final double weightDecay;
  private final float[][] mean;
  private final float[][] square;

  /** The two of each parameter. */
  private final float[][][] moments;

  double biasCorrection1;
  double biasCorrection2;

  AdamMoments(
      List<Parameter> parameters,
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      Parallel parallel) {
    super(parameters, learningRate, parallel);
    requireBeta("beta1", beta1);
    requireBeta("beta2", beta2);
    Rates.require("epsilon", epsilon);
    if ((float) epsilon == 0f) {
      throw new IllegalArgumentException(
          "epsilon: expected a number > 0 in single precision, got "
              + epsilon
              + ": a gradient of 0 would divide 0 by 0");
    }
    Rates.require("weightDecay", weightDecay);
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.weightDecay = weightDecay;
    mean = zerosLike(parameters());
    square = zerosLike(parameters());
    moments = new float[mean.length][][];
    for (int p = 0; p < mean.length; p++) {
      moments[p] = new float[][] {mean[p], square[p]};
    }
  }

  private static void requireBeta(String name, double beta) {
    if (!(beta >= 0 && beta < 1)) {
      throw new IllegalArgumentException(name + ": expected a number in [0, 1), got " + beta);
    }
  }

  @Override
  public final List<float[]> memory() {
    List<float[]> memory = new ArrayList<>(List.of(mean));
    memory.addAll(List.of(square));
    return memory;
  }

  @Override
  final Map<String, Double> constants() {
    return Map.of("beta1", beta1, "beta2", beta2, "epsilon", epsilon, "weight decay", weightDecay);
  }

  @Override
  final void beforeStep(long number) {
    biasCorrection1 = 1 - StrictMath.pow(beta1, (double) number);
    biasCorrection2 = 1 - StrictMath.pow(beta2, (double) number);
  }

  @Override
  final float[][] moments(int parameter) {
    return moments[parameter];
  }

  @Override
  final boolean hasOrdinaryRates() {
    // The mean, below 2^64 as its square was finite, divided by no less than epsilon.
    return learningRate / biasCorrection1 < 0x1p10 && weightDecay < 0x1p10 && epsilon > 0x1p-40;
  }
}
