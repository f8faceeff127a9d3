package dev.sleipnir.model;

import static dev.sleipnir.model.Close.assertClose;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Holds an operation against a plain reference in double precision: its values, and its gradients
 * against central differences of the reference, which are good to about nine digits.
 */
public final class GradientCheck {
  private static final double STEP = 1e-5;
  private static final double TOLERANCE = 2e-5;

  private GradientCheck() {}

  /** The operation under test. */
  @FunctionalInterface
  public interface Operation {
    Tensor apply(List<Tensor> inputs);
  }

  /** The same in double precision: row-major inputs, then parameters, to row-major output. */
  @FunctionalInterface
  public interface Reference {
    double[] apply(double[][] inputs);
  }

  /** Checks an operation without parameters. */
  public static void check(Operation operation, Reference reference, Tensor... inputs) {
    check(operation, reference, List.of(), inputs);
  }

  /** Checks an operation; the reference gets the values of the parameters after the inputs. */
  public static void check(
      Operation operation, Reference reference, List<Parameter> parameters, Tensor... inputs) {
    double[][] values = new double[inputs.length + parameters.size()][];
    for (int k = 0; k < inputs.length; k++) {
      values[k] = doubles(inputs[k].toArray());
    }
    for (int p = 0; p < parameters.size(); p++) {
      values[inputs.length + p] = doubles(parameters.get(p).data());
      parameters.get(p).clearGradient();
    }
    try (Tape tape = new Tape(new Workspace(), new RandomStream(3, 1))) {
      List<Tensor> watched = new ArrayList<>();
      for (Tensor input : inputs) {
        watched.add(tape.watch(input));
      }
      Tensor output = operation.apply(watched);
      assertClose("value", reference.apply(values), output.toArray(), TOLERANCE, TOLERANCE);
      Tensor cotangent = Tensor.randn(new RandomStream(17, 4), output.shape());
      tape.backward(output, cotangent);
      for (int k = 0; k < values.length; k++) {
        double[] expected = differences(reference, values, k, doubles(cotangent.toArray()));
        double scale = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        if (k < inputs.length) {
          Tensor gradient = watched.get(k).gradient();
          float[] actual = gradient == null ? new float[expected.length] : gradient.toArray();
          assertClose("gradient of input " + k, expected, actual, 0, TOLERANCE * (1 + scale));
        } else {
          Parameter p = parameters.get(k - inputs.length);
          assertClose("gradient of " + p, expected, p.gradient(), 0, TOLERANCE * (1 + scale));
        }
      }
    }
  }

  private static double[] differences(
      Reference reference, double[][] values, int k, double[] cotangent) {
    double[] gradient = new double[values[k].length];
    for (int e = 0; e < gradient.length; e++) {
      double value = values[k][e];
      values[k][e] = value + STEP;
      double[] above = reference.apply(values);
      values[k][e] = value - STEP;
      double[] below = reference.apply(values);
      values[k][e] = value;
      for (int o = 0; o < cotangent.length; o++) {
        gradient[e] += cotangent[o] * (above[o] - below[o]) / (2 * STEP);
      }
    }
    return gradient;
  }

  /** Random normal values; the seed tells tensors of one test apart. */
  public static Tensor normal(long seed, int... shape) {
    return Tensor.randn(new RandomStream(seed, 99), shape);
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
