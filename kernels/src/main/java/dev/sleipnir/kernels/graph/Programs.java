package dev.sleipnir.kernels.graph;

import dev.sleipnir.kernels.equation.Equations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The programs of a model in one form: a step forward, the same saving what the backward step
 * needs, and the backward step.
 *
 * <p>Forward: series are the inputs, the random numbers, the output and, if saving, the saved
 * values; carried are the state variables. Backward: series are the saved values, the gradient at
 * the output and the gradients at the inputs; carried are the gradients at the state variables and
 * the sums of the gradients of the learned parameters, in order. Columns are the parameters that
 * have a value for each neuron, in order.
 *
 * @param states names of the state variables, a refractory counter included
 * @param inputs number of inputs
 * @param randoms number of random numbers a neuron draws in a step
 * @param saved number of values saved for each neuron and step
 * @param spiking whether the output is 0 or 1
 * @param forward the step
 * @param saving the step, saving
 * @param backward the backward step
 */
public record Programs(
    List<String> states,
    int inputs,
    int randoms,
    int saved,
    boolean spiking,
    Program forward,
    Program saving,
    Program backward) {

  /**
   * Operations that differ by neuron or step: four times what fits in a compiled loop, however it
   * is simplified, and few enough to differentiate.
   */
  private static final int MAX_OPERATIONS = 10_000;

  /** Copies the list. */
  public Programs {
    states = List.copyOf(states);
  }

  /**
   * Builds the programs of a model.
   *
   * @param equations the model
   * @param form what is fixed of it
   * @return its programs
   * @throws IllegalArgumentException if a step is far longer than what can be compiled
   * @throws dev.sleipnir.kernels.equation.EquationException if an equation cannot be advanced by
   *     its integrator
   */
  public static Programs of(Equations equations, NeuronForm form) {
    StepGraph step = Translation.of(equations, form.surrogate());
    int firstBackward = step.graph().size();
    int operations = varying(step);
    if (operations > MAX_OPERATIONS) {
      throw new IllegalArgumentException(
          equations.name()
              + ": expected a model of less than "
              + MAX_OPERATIONS
              + " operations per step, got "
              + operations);
    }
    Gradients gradients = gradients(equations, step, form);
    List<Value> saved = SavedValues.of(gradients.all(), firstBackward);
    int[] columns = columns(form);
    return new Programs(
        step.states(),
        step.inputs(),
        step.randoms(),
        saved.size(),
        SpikeValues.isBinary(step.output()),
        forward(step, columns, List.of()),
        forward(step, columns, saved),
        backward(step, columns, saved, gradients));
  }

  private static int varying(StepGraph step) {
    Dependence varying = new Dependence(n -> n.op() == Op.CARRIED || n.op() == Op.SERIES);
    Set<Value> seen = new HashSet<>();
    List<Value> roots = new ArrayList<>(step.newStates());
    roots.add(step.output());
    for (Value root : roots) {
      Traversal.visit(root, n -> seen.contains(n) || !varying.of(n), seen::add);
    }
    return seen.size();
  }

  private record Gradients(
      Value atOutput,
      List<Value> atStates,
      List<Value> states,
      List<Value> inputs,
      List<Value> learned) {
    List<Value> all() {
      List<Value> all = new ArrayList<>(states);
      all.addAll(inputs);
      all.addAll(learned);
      return all;
    }
  }

  private static Gradients gradients(Equations equations, StepGraph step, NeuronForm form) {
    Graph graph = step.graph();
    Value atOutput = graph.leaf(Op.SERIES, step.inputs() + step.randoms());
    List<Value> atStates = new ArrayList<>();
    for (int s = 0; s < step.states().size(); s++) {
      atStates.add(graph.leaf(Op.CARRIED, step.states().size() + s));
    }
    return form.adjoint()
        ? adjoint(equations, step, atOutput, atStates)
        : derived(step, form, atOutput, atStates);
  }

  private static Gradients derived(
      StepGraph step, NeuronForm form, Value atOutput, List<Value> atStates) {
    Graph graph = step.graph();
    List<Map.Entry<Value, Value>> seeds = new ArrayList<>();
    seeds.add(Map.entry(step.output(), atOutput));
    for (int s = 0; s < atStates.size(); s++) {
      seeds.add(Map.entry(step.newStates().get(s), atStates.get(s)));
    }
    // A number of the model's, behind alpha: all windows share one program.
    Value window = form.isWindowed() ? graph.leaf(Op.PARAMETER, form.columns().size() + 2) : null;
    Map<Value, Value> all = Reverse.gradients(graph, step.alpha(), window, seeds);
    Value zero = graph.constant(0);
    List<Value> states = new ArrayList<>();
    for (int s = 0; s < atStates.size(); s++) {
      states.add(all.getOrDefault(graph.leaf(Op.CARRIED, s), zero));
    }
    List<Value> inputs = new ArrayList<>();
    for (int i = 0; i < step.inputs(); i++) {
      inputs.add(all.getOrDefault(graph.leaf(Op.SERIES, i), zero));
    }
    List<Value> learned = new ArrayList<>();
    for (int p = 0; p < form.learned().size(); p++) {
      if (form.learned().get(p)) {
        learned.add(all.getOrDefault(graph.leaf(Op.PARAMETER, p), zero));
      }
    }
    return new Gradients(atOutput, atStates, states, inputs, learned);
  }

  private static Gradients adjoint(
      Equations equations, StepGraph step, Value atOutput, List<Value> atStates) {
    Map<String, Value> given = new HashMap<>();
    given.put(Equations.GRADIENT + equations.output(), atOutput);
    for (int s = 0; s < atStates.size(); s++) {
      Value atState = atStates.get(s);
      given.merge(
          Equations.GRADIENT + step.states().get(s),
          atState,
          (output, state) -> step.graph().node(Op.ADD, output, state));
    }
    Map<String, Value> names = Translation.adjoint(equations, step, given);
    return new Gradients(
        atOutput,
        atStates,
        step.states().stream().map(s -> gradient(names, s)).toList(),
        equations.inputs().stream().map(i -> gradient(names, i)).toList(),
        List.of());
  }

  private static Value gradient(Map<String, Value> names, String of) {
    return Objects.requireNonNull(names.get(Equations.GRADIENT + of));
  }

  private static int[] columns(NeuronForm form) {
    int[] columns = new int[form.columns().size()];
    Arrays.fill(columns, -1);
    int count = 0;
    for (int p = 0; p < columns.length; p++) {
      if (form.columns().get(p)) {
        columns[p] = count++;
      }
    }
    return columns;
  }

  private static int count(int[] columns) {
    return (int) Arrays.stream(columns).filter(c -> c >= 0).count();
  }

  private static Program forward(StepGraph step, int[] columns, List<Value> saved) {
    return forward(step, columns, saved, Lowering::of);
  }

  /** A step that stores its output and, as they are lowered, other values. */
  static Program forward(
      StepGraph step,
      int[] columns,
      List<Value> saved,
      BiFunction<Lowering, Value, Value> lowered) {
    Lowering lowering = new Lowering(step, columns);
    int output = step.inputs() + step.randoms();
    List<Loop.Store> series = new ArrayList<>();
    series.add(new Loop.Store(output, lowering.of(step.output())));
    for (int s = 0; s < saved.size(); s++) {
      series.add(new Loop.Store(output + 1 + s, lowered.apply(lowering, saved.get(s))));
    }
    List<Loop.Store> carried = new ArrayList<>();
    for (int s = 0; s < step.newStates().size(); s++) {
      lowering.store(carried, s, lowering.of(step.newStates().get(s)));
    }
    return lowering.program(
        count(columns), output + 1 + saved.size(), step.states().size(), series, carried, false);
  }

  private static Program backward(
      StepGraph step, int[] columns, List<Value> saved, Gradients gradients) {
    Lowering lowering = new Lowering(step, columns);
    for (int s = 0; s < saved.size(); s++) {
      lowering.place(saved.get(s), lowering.leaf(Op.SERIES, s));
    }
    lowering.place(gradients.atOutput, lowering.leaf(Op.SERIES, saved.size()));
    int states = gradients.states.size();
    List<Loop.Store> carried = new ArrayList<>();
    for (int s = 0; s < states; s++) {
      lowering.place(gradients.atStates.get(s), lowering.leaf(Op.CARRIED, s));
    }
    for (int s = 0; s < states; s++) {
      lowering.store(carried, s, lowering.of(gradients.states.get(s)));
    }
    for (int p = 0; p < gradients.learned.size(); p++) {
      Value sum = lowering.leaf(Op.CARRIED, states + p);
      lowering.store(carried, states + p, lowering.added(sum, gradients.learned.get(p)));
    }
    List<Loop.Store> series = new ArrayList<>();
    for (int i = 0; i < gradients.inputs.size(); i++) {
      series.add(new Loop.Store(saved.size() + 1 + i, lowering.of(gradients.inputs.get(i))));
    }
    return lowering.program(
        count(columns),
        saved.size() + 1 + gradients.inputs.size(),
        states + gradients.learned.size(),
        series,
        carried,
        true);
  }
}
