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
      refuse("clipNorm", each);
    }
    if (norm > maxNorm) {
      float factor = (float) (maxNorm / norm);
      for (Parameter p : each) {
        Elementwise.scale(p.gradient(), 0, factor, p.gradient(), 0, p.size());
      }
    }
    return norm;
  }

  /**
   * Brings every gradient into [-bound, bound]: outliers alone change, and the direction with them.
   *
   * <p>A gradient that is not finite is refused, as {@link #clipNorm} says.
   *
   * @param parameters whose gradients; each counts once, however often it is listed
   * @param bound the bound, greater than 0
   * @throws IllegalArgumentException if the bound is not positive
   * @throws ArithmeticException if a gradient is not finite; the message names the parameter and
   *     the index
   */
  public static void clipValue(List<Parameter> parameters, double bound) {
    if (!(bound > 0)) {
      throw new IllegalArgumentException("bound: expected a positive number, got " + bound);
    }
    List<Parameter> each = Parameter.distinct(parameters);
    for (Parameter p : each) {
      if (Reductions.firstNonFinite(p.gradient(), 0, p.size()) >= 0) {
        refuse("clipValue", each);
      }
    }
    for (Parameter p : each) {
      float[] gradient = p.gradient();
      Elementwise.clamp(gradient, 0, (float) -bound, (float) bound, gradient, 0, p.size());
    }
  }

  /** The square of a float is finite in double precision: some gradient is not. */
  private static void refuse(String what, List<Parameter> parameters) {
    String message = what + ": expected a norm that is finite";
    for (int p = 0; p < parameters.size(); p++) {
      Parameter parameter = parameters.get(p);
      int index = Reductions.firstNonFinite(parameter.gradient(), 0, parameter.size());
      if (index >= 0) {
        message =
            what
                + ": gradient of parameter "
                + p
                + " ("
                + parameter
                + ") has a "
                + parameter.gradient()[index]
                + " at index "
                + index
                + "; expected finite numbers; nothing was clipped, gradients are cleared."
                + " Diagnose.of(network, input) names the layer it comes from";
        break;
      }
    }
    parameters.forEach(Parameter::clearGradient);
    throw new ArithmeticException(message);
  }
}
