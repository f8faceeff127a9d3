package dev.sleipnir.kernels.neuron;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.graph.Interpreter;
import dev.sleipnir.kernels.graph.NeuronForm;
import dev.sleipnir.kernels.graph.Program;
import dev.sleipnir.kernels.graph.Programs;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A model's compiled step in double precision, one neuron, constant inputs. */
final class DoubleRun {
  private DoubleRun() {}

  /** The state after some steps; what the state starts from and the parameters may be given. */
  static double[] state(
      NeuronModel model,
      Map<String, Double> given,
      double dt,
      int steps,
      double[] initial,
      double... inputs) {
    List<Boolean> none = Collections.nCopies(model.parameters().size(), false);
    var form = new NeuronForm(Surrogate.SUPER, none, none, false);
    Program program = Programs.of(model.equations(), form).forward();
    double[] values = withStep(model, given, dt);
    double[][] state = new double[initial.length][];
    for (int s = 0; s < initial.length; s++) {
      state[s] = new double[] {initial[s]};
    }
    double[][] series = new double[inputs.length + 1][steps];
    for (int i = 0; i < inputs.length; i++) {
      Arrays.fill(series[i], inputs[i]);
    }
    new Interpreter(program.loop())
        .runDouble(
            Interpreter.invariants(program, values),
            new double[0][],
            series,
            state,
            steps,
            1,
            0,
            1,
            0);
    return Arrays.stream(state).mapToDouble(s -> s[0]).toArray();
  }

  private static double[] withStep(NeuronModel model, Map<String, Double> given, double dt) {
    double[] parameters = model.parameterValues(given);
    double[] values = Arrays.copyOf(parameters, parameters.length + 2);
    values[parameters.length] = dt;
    return values;
  }

  /** The same by the equations themselves. */
  static double[] byEquations(
      NeuronModel model,
      Map<String, Double> given,
      double dt,
      int steps,
      double[] initial,
      double... inputs) {
    var interpreter = new NeuronInterpreter(model, model.parameterValues(given), dt, () -> 0);
    double[] state = initial.clone();
    for (int t = 0; t < steps; t++) {
      interpreter.step(state, inputs);
    }
    return state;
  }
}
