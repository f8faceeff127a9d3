package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.model.tensor.Parameter;
import java.util.List;

/** Keeps gradients from exploding. */
public final class GradientClipping {
  private GradientClipping() {}

  /**
   * Scales all gradients so that their common Euclidean norm is at most a bound (Pascanu et al.
   * 2013).
   *
   * @param parameters whose gradients; each counts once, however often it is listed
   * @param maxNorm the bound, greater than 0
   * @return the norm before
   * @throws IllegalArgumentException if the bound is not positive
   */
  public static double clipNorm(List<Parameter> parameters, double maxNorm) {
    if (!(maxNorm > 0)) {
      throw new IllegalArgumentException("maxNorm: expected a positive number, got " + maxNorm);
    }
    List<Parameter> each = Parameter.distinct(parameters);
    double squares = 0;
    for (Parameter p : each) {
      squares += Reductions.sumOfSquaresAsDouble(p.gradient(), 0, p.size());
    }
    double norm = Math.sqrt(squares);
    if (norm > maxNorm) {
      float factor = (float) (maxNorm / norm);
      for (Parameter p : each) {
        Elementwise.scale(p.gradient(), 0, factor, p.gradient(), 0, p.size());
      }
    }
    return norm;
  }
}
