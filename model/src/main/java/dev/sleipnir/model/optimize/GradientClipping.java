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
   * <p>A norm that is not finite bounds nothing: scaling by it would make a NaN of every gradient.
   * All gradients are set to 0 then, so that a caller who catches the exception goes on with the
   * next batch.
   *
   * @param parameters whose gradients; each counts once, however often it is listed
   * @param maxNorm the bound, greater than 0; infinite to find the norm alone
   * @return the norm before; 0 of no parameters
   * @throws IllegalArgumentException if the bound is not positive
   * @throws ArithmeticException if a gradient is not finite; the message names the parameter and
   *     the index
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
    if (!Double.isFinite(norm)) {
      refuse(each);
    }
    if (norm > maxNorm) {
      float factor = (float) (maxNorm / norm);
      for (Parameter p : each) {
        Elementwise.scale(p.gradient(), 0, factor, p.gradient(), 0, p.size());
      }
    }
    return norm;
  }

  /** The square of a float is finite in double precision: some gradient is not. */
  private static void refuse(List<Parameter> parameters) {
    String message = "norm of the gradients: expected a finite number";
    for (int p = 0; p < parameters.size(); p++) {
      Parameter parameter = parameters.get(p);
      int index = Reductions.firstNonFinite(parameter.gradient(), 0, parameter.size());
      if (index >= 0) {
        message =
            "clipNorm: gradient of parameter "
                + p
                + " ("
                + parameter
                + ") has a "
                + parameter.gradient()[index]
                + " at index "
                + index
                + "; expected finite numbers; nothing was scaled, gradients are cleared."
                + " Diagnose.of(network, input) names the layer it comes from";
        break;
      }
    }
    parameters.forEach(Parameter::clearGradient);
    throw new ArithmeticException(message);
  }
}
