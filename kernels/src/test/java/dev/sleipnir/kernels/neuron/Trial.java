package dev.sleipnir.kernels.neuron;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.graph.NeuronForm;
import dev.sleipnir.kernels.graph.Programs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A model in one form, with numbers to run it on. */
final class Trial {
  static final double DT = 0.001;
  static final float[][] NONE = {};

  final NeuronModel model;
  final NeuronForm form;
  final CompiledNeuron compiled;
  final int n;
  final int steps;

  /** Parameters, time step and alpha. */
  final double[] values;

  /** For each parameter that has a value for each neuron, its column. */
  final float[][] columns;

  /** Inputs, then random numbers. */
  final float[][] read;

  final float[][] initial;

  /** What a run leaves: the output, the state and, from a saving run, what is saved. */
  static final class Run {
    final float[] output;
    final float[][] states;
    final float[][] saved;

    Run(float[] output, float[][] states, float[][] saved) {
      this.output = output;
      this.states = states;
      this.saved = saved;
    }
  }

  private Trial(
      NeuronModel model, NeuronForm form, int n, int steps, double[] values, Random random) {
    this.model = model;
    this.form = form;
    this.n = n;
    this.steps = steps;
    this.values = values;
    compiled = model.compile(form);
    List<float[]> varying = new ArrayList<>();
    for (int p = 0; p < form.columns().size(); p++) {
      if (form.columns().get(p)) {
        float[] column = new float[n];
        for (int e = 0; e < n; e++) {
          column[e] = (float) (values[p] * (0.9 + 0.2 * random.nextDouble()));
        }
        varying.add(column);
      }
    }
    columns = varying.toArray(NONE);
    read = new float[compiled.inputs() + compiled.randoms()][steps * n];
    initial = new float[compiled.states().size()][n];
    double scale = model.name().equals("izhikevich") ? 30 : 2;
    for (int i = 0; i < read.length; i++) {
      for (int at = 0; at < steps * n; at++) {
        read[i][at] =
            i < compiled.inputs() ? (float) (scale * random.nextGaussian()) : random.nextFloat();
      }
    }
    for (int s = 0; s < initial.length; s++) {
      double start = model.initialValue(s, values);
      boolean counter = s >= model.equations().states().size();
      for (int e = 0; e < n; e++) {
        initial[s][e] = (float) (counter ? random.nextInt(3) : start + 0.2 * random.nextGaussian());
      }
    }
  }

  /** All parameters numbers, or all columns; all or none of them learned. */
  static Trial of(
      NeuronModel model, Surrogate surrogate, boolean columns, boolean learned, int n, int steps) {
    int parameters = model.parameters().size();
    var form =
        new NeuronForm(
            surrogate,
            Collections.nCopies(parameters, columns),
            Collections.nCopies(parameters, learned),
            false);
    return of(model, form, surrogate.defaultAlpha(), n, steps);
  }

  static Trial of(NeuronModel model, NeuronForm form, double alpha, int n, int steps) {
    double[] parameters = model.parameterValues(Map.of());
    double[] values = Arrays.copyOf(parameters, parameters.length + 2);
    values[parameters.length] = DT;
    values[parameters.length + 1] = alpha;
    return new Trial(model, form, n, steps, values, new Random(n * 31L + steps));
  }

  Programs programs() {
    return Programs.of(model.equations(), form);
  }

  /** Values of the parameters of one neuron. */
  double[] parameters(int neuron) {
    double[] parameters = Arrays.copyOf(values, model.parameters().size());
    int column = 0;
    for (int p = 0; p < parameters.length; p++) {
      if (form.columns().get(p)) {
        parameters[p] = columns[column++][neuron];
      }
    }
    return parameters;
  }

  static float[][] copies(float[][] arrays) {
    return Arrays.stream(arrays).map(float[]::clone).toArray(float[][]::new);
  }

  static float[][] concat(float[][] first, float[]... then) {
    List<float[]> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(then));
    return all.toArray(NONE);
  }

  CompiledNeuron.Constants constants() {
    return compiled.constants(values);
  }

  /** Forward, the population cut at these neurons. */
  Run forward(int... cuts) {
    float[] output = new float[steps * n];
    float[][] states = copies(initial);
    float[][] series = concat(read, output);
    int from = 0;
    for (int to : withEnd(cuts)) {
      compiled.run(
          Stepper.Way.FORWARD, constants(), columns, series, states, 0, steps, n, from, to, 0);
      from = to;
    }
    return new Run(output, states, NONE);
  }

  int[] withEnd(int... cuts) {
    int[] all = Arrays.copyOf(cuts, cuts.length + 1);
    all[cuts.length] = n;
    return all;
  }

  Run saving() {
    float[] output = new float[steps * n];
    float[][] states = copies(initial);
    float[][] saved = new float[compiled.saved()][steps * n];
    float[][] series = concat(concat(read, output), saved);
    compiled.run(Stepper.Way.SAVING, constants(), columns, series, states, 0, steps, n, 0, n, 0);
    return new Run(output, states, saved);
  }

  /** One neuron by its equations in double precision: outputs, then the state after the last. */
  double[] reference(int neuron) {
    return reference(parameters(neuron), doubles(initial, neuron), inputs(neuron), neuron);
  }

  static double[] doubles(float[][] arrays, int at) {
    double[] values = new double[arrays.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = arrays[i][at];
    }
    return values;
  }

  /** Inputs of one neuron, [steps][inputs]. */
  double[][] inputs(int neuron) {
    double[][] inputs = new double[steps][compiled.inputs()];
    for (int t = 0; t < steps; t++) {
      for (int i = 0; i < inputs[t].length; i++) {
        inputs[t][i] = read[i][t * n + neuron];
      }
    }
    return inputs;
  }

  double[] reference(double[] parameters, double[] initial, double[][] inputs, int neuron) {
    List<Double> drawn = new ArrayList<>();
    for (int t = 0; t < steps; t++) {
      for (int r = compiled.inputs(); r < read.length; r++) {
        drawn.add((double) read[r][t * n + neuron]);
      }
    }
    var next = drawn.iterator();
    var interpreter = new NeuronInterpreter(model, parameters, DT, next::next);
    double[] state = initial.clone();
    double[] all = new double[steps + state.length];
    for (int t = 0; t < steps; t++) {
      all[t] = interpreter.step(state, inputs[t]);
    }
    System.arraycopy(state, 0, all, steps, state.length);
    return all;
  }
}
