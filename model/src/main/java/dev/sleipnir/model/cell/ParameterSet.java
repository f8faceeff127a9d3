package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a cell: numbers, values for each neuron, and what is learned of either. */
final class ParameterSet {
  private final NeuronModel model;
  private final double[] numbers;
  private final @Nullable Tensor[] fixed;
  private final @Nullable Parameter[] learned;
  private final LegalValues legal;

  /**
   * The parameters of a kind of neuron.
   *
   * @param settings values, time step, surrogate
   * @param model the equations in use
   */
  ParameterSet(CellSettings settings, NeuronModel model) {
    this.model = model;
    List<String> names = model.parameters();
    Map<String, Double> given = new HashMap<>();
    fixed = new Tensor[names.size()];
    learned = new Parameter[names.size()];
    settings
        .values()
        .forEach(
            (name, value) -> {
              switch (value) {
                case ParameterValue.Uniform n -> given.put(name, n.value());
                case ParameterValue.PerNeuron p -> fixed[model.parameter(name)] = p.values();
              }
            });
    numbers = Arrays.copyOf(model.parameterValues(given), names.size() + 2);
    numbers[names.size()] = settings.dt();
    numbers[names.size() + 1] = settings.alpha();
    for (int p = 0; p < fixed.length; p++) {
      if (settings.learned().containsKey(names.get(p))) {
        Tensor values = fixed[p];
        learned[p] =
            new Parameter(names.get(p), values != null ? values : Tensor.full((float) numbers[p]));
      }
    }
    Range[] ranges = new Range[names.size()];
    for (int p = 0; p < ranges.length; p++) {
      ranges[p] = settings.learned().getOrDefault(names.get(p), Range.ALL);
    }
    legal = new LegalValues(model, numbers, fixed, learned, ranges);
    legal.require();
    for (Parameter parameter : learned) {
      if (parameter != null) {
        parameter.constrain(legal);
      }
    }
  }

  /**
   * Checks learned values that were edited in place without {@link Parameter#edited}.
   *
   * @throws IllegalArgumentException if they are not what the equations require
   */
  void requireLegal() {
    legal.requireStill();
  }

  /**
   * Checks that the parameters fit a population, before a call changes anything.
   *
   * @throws IllegalArgumentException if the shape of one does not broadcast to that of a sample
   */
  void require(NeuronBlocks population) {
    for (int p = 0; p < fixed.length; p++) {
      Tensor values = fixed[p];
      if (values != null) {
        ParameterIndices.require(model.parameters().get(p), values.shape(), population);
      }
    }
  }

  /** A parameter as it is now, a copy; null if the equations have none of that name. */
  @Nullable Tensor value(String name) {
    int p = model.parameters().indexOf(name);
    if (p < 0) {
      return null;
    }
    if (learned[p] != null) {
      return learned[p].value();
    }
    return fixed[p] != null ? fixed[p].copy() : Tensor.full((float) numbers[p]);
  }

  /** Whether any parameter has a value for each neuron. */
  boolean differByNeuron() {
    for (Tensor values : fixed) {
      if (values != null) {
        return true;
      }
    }
    return false;
  }

  /** Whether any parameter that is one number is learned. */
  boolean learnsNumbers() {
    for (int p = 0; p < learned.length; p++) {
      if (learned[p] != null && fixed[p] == null) {
        return true;
      }
    }
    return false;
  }

  /** For each parameter, whether it has a value for each neuron. */
  List<Boolean> columns() {
    return Arrays.stream(fixed).map(f -> f != null).toList();
  }

  /** For each parameter, whether it is learned. */
  List<Boolean> isLearned() {
    return Arrays.stream(learned).map(l -> l != null).toList();
  }

  /** What is learned, in the order of the equations. */
  List<Parameter> learned() {
    List<Parameter> all = new ArrayList<>();
    for (Parameter parameter : learned) {
      if (parameter != null) {
        all.add(parameter);
      }
    }
    return all;
  }

  /** Numbers in the order of the equations, then time step and alpha; learned ones as they are. */
  double[] numbers() {
    double[] now = numbers.clone();
    for (int p = 0; p < learned.length; p++) {
      Parameter parameter = learned[p];
      if (parameter != null && fixed[p] == null) {
        now[p] = parameter.data()[0];
      }
    }
    return now;
  }

  /** The parameters that differ by neuron, laid out for a population. */
  float[][] columns(NeuronBlocks population, Scope scope) {
    List<float[]> all = new ArrayList<>();
    for (int p = 0; p < fixed.length; p++) {
      Tensor values = fixed[p];
      if (values != null) {
        Parameter parameter = learned[p];
        float[] from = parameter != null ? parameter.data() : values.data();
        all.add(laidOut(model.parameters().get(p), from, values.shape(), population, scope));
      }
    }
    return all.toArray(float[][]::new);
  }

  private static float[] laidOut(
      String name, float[] from, int[] shape, NeuronBlocks population, Scope scope) {
    int features = population.features();
    int[] indices = ParameterIndices.indices(name, shape, population);
    float[] column = scope.take(population.period());
    for (int n = 0; n < features; n++) {
      column[n] = from[indices[n]];
    }
    // An empty batch has no neurons to lay out for.
    for (int at = features; at < column.length && features > 0; at += features) {
      System.arraycopy(column, 0, column, at, features);
    }
    return column;
  }

  /** Fills a column with what a state variable starts from. */
  void initialise(int state, float[] column, NeuronBlocks population) {
    double[] values = numbers();
    int features = population.features();
    int[][] indices = new int[fixed.length][];
    for (int p = 0; p < fixed.length; p++) {
      Tensor tensor = fixed[p];
      if (tensor != null) {
        indices[p] =
            ParameterIndices.indices(model.parameters().get(p), tensor.shape(), population);
      }
    }
    if (!differByNeuron()) {
      Arrays.fill(column, (float) model.initialValue(state, values));
      return;
    }
    for (int n = 0; n < features; n++) {
      for (int p = 0; p < fixed.length; p++) {
        Tensor tensor = fixed[p];
        Parameter parameter = learned[p];
        if (tensor != null) {
          values[p] = (parameter != null ? parameter.data() : tensor.data())[indices[p][n]];
        }
      }
      column[n] = (float) model.initialValue(state, values);
    }
    for (int at = features; at < column.length; at += features) {
      System.arraycopy(column, 0, column, at, features);
    }
  }

  /** For each learned parameter, whether it has a value for each neuron. */
  boolean[] learnedByNeuron() {
    boolean[] byNeuron = new boolean[learned().size()];
    int k = 0;
    for (int p = 0; p < learned.length; p++) {
      if (learned[p] != null) {
        byNeuron[k++] = fixed[p] != null;
      }
    }
    return byNeuron;
  }

  /** Adds the gradients of a population's neurons to those of the learned parameters. */
  void addGradients(GradientSums sums, NeuronBlocks population, Parallel parallel) {
    int k = -1;
    for (int p = 0; p < learned.length; p++) {
      Parameter parameter = learned[p];
      if (parameter == null) {
        continue;
      }
      k++;
      float[] gradient = parameter.gradient();
      if (fixed[p] == null) {
        gradient[0] += (float) sums.total(k, parallel);
        continue;
      }
      float[] ofNeuron = sums.columns()[k];
      double[] total = new double[gradient.length];
      int features = population.features();
      int[] indices = ParameterIndices.indices(parameter.name(), parameter.shape(), population);
      for (int at = 0; at < population.neurons(); at += features) {
        for (int n = 0; n < features; n++) {
          total[indices[n]] += ofNeuron[at + n];
        }
      }
      for (int i = 0; i < total.length; i++) {
        gradient[i] += (float) total[i];
      }
    }
  }
}
