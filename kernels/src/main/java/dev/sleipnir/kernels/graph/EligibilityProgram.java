package dev.sleipnir.kernels.graph;

import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.equation.Surrogate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What e-prop (Bellec et al. 2020) keeps and computes for the synapses of a kind of neuron whose
 * states depend on its own states only. Of a synapse with pre-synaptic signal x, each state s of
 * the neuron has an eligibility, its derivative by the weight, as forward differentiation gives it:
 *
 * <pre>
 * eligibility of s'  = sum over the states r of ds'/dr times eligibility of r, plus ds'/dinput x
 * eligibility of z   = the same of the output z
 * filtered           = kappa filtered + eligibility of z
 * </pre>
 *
 * <p>States that z does not depend on, but through what is detached, have none. Where the
 * derivatives of a state are the same for all neurons and times, so is its eligibility for all
 * synapses of a pre-synaptic neuron: it is a <em>trace</em>, [pre]. The others are
 * <em>matrices</em>, [post][pre]. Derivatives that differ by neuron or time are <em>slopes</em>,
 * one value for each neuron, computed with its step; a factor that all terms of a sum share is
 * taken out of it.
 *
 * <p>The programs' parameters are those of the model, then the time step, the surrogate's alpha,
 * the window and kappa. The arrays of {@link #neurons()}: the input; what receives the output; what
 * receives the slopes; carried are the states. Of {@link #traces()}, all series: the signal; the
 * traces; what receives the traces after the step; what receives the signal. Of {@link
 * #synapses()}: columns are the traces, those after the step and the signal; series, a time step of
 * which is a post-synaptic neuron here, are the matrices, the filtered eligibility and the slopes.
 *
 * @param neurons the step of the neurons, and its slopes
 * @param traces the step of the traces
 * @param synapses the step of the matrices
 * @param states number of the model's states
 * @param traceCount number of traces
 * @param matrixCount number of matrices, the filtered eligibility aside
 * @param slopeCount number of slopes
 */
public record EligibilityProgram(
    Program neurons,
    Program traces,
    Program synapses,
    int states,
    int traceCount,
    int matrixCount,
    int slopeCount) {

  /**
   * The programs of a model.
   *
   * @param equations the model, of one input and without chance
   * @param surrogate how spikes are differentiated
   * @param windowed whether spikes have a gradient near the threshold only
   * @return its programs
   * @throws dev.sleipnir.kernels.equation.EquationException if an equation cannot be advanced by
   *     its integrator
   */
  public static EligibilityProgram of(Equations equations, Surrogate surrogate, boolean windowed) {
    return new Derivation(equations, surrogate, windowed).program();
  }

  private static final Comparator<Value> BY_ID = Comparator.comparingInt(Value::id);

  /** The way from the step to the programs. */
  private static final class Derivation {
    private final StepGraph step;
    private final Graph graph;
    private final Value input;
    private final Value output;
    private final Value kappa;
    private final int parameters;

    /** Of each new state and the output, its derivatives by old states, input and new states. */
    private final Map<Value, Map<Value, Value>> terms = new LinkedHashMap<>();

    /** The states' old values, by their new ones. */
    private final Map<Value, Value> before = new HashMap<>();

    private final Dependence local =
        new Dependence(n -> n.op() == Op.CARRIED || n.op() == Op.SERIES);

    private final List<Value> traces = new ArrayList<>();
    private final List<Value> matrices = new ArrayList<>();
    private final List<Value> slopes = new ArrayList<>();

    Derivation(Equations equations, Surrogate surrogate, boolean windowed) {
      step = Translation.of(equations, surrogate);
      graph = step.graph();
      parameters = equations.parameters().size();
      input = graph.leaf(Op.SERIES, 0);
      output = step.output();
      kappa = graph.leaf(Op.PARAMETER, parameters + 3);
      Set<Value> targets = new TreeSet<>(BY_ID);
      for (int s = 0; s < step.newStates().size(); s++) {
        Value after = step.newStates().get(s);
        Value old = graph.leaf(Op.CARRIED, s);
        if (!after.equals(old)) {
          targets.add(after);
          before.put(after, old);
        }
      }
      targets.add(output);
      Value window = windowed ? graph.leaf(Op.PARAMETER, parameters + 2) : null;
      for (Value target : targets) {
        terms.put(target, derivatives(target, targets, window));
      }
      keepWhatTheInputReaches();
      keepWhatTheOutputNeeds();
      terms.keySet().stream().filter(before::containsKey).forEach(matrices::add);
      separateTraces();
    }

    private Map<Value, Value> derivatives(
        Value target, Set<Value> targets, @Nullable Value window) {
      Set<Value> held = new HashSet<>(targets);
      held.remove(target);
      Map<Value, Value> all =
          Reverse.gradients(
              graph, step.alpha(), window, List.of(Map.entry(target, graph.constant(1))), held);
      Map<Value, Value> derivatives = new LinkedHashMap<>();
      held.addAll(before.values());
      held.add(input);
      held.stream()
          .sorted(BY_ID)
          .filter(all::containsKey)
          .filter(variable -> !get(all, variable).isConstant(0))
          .forEach(variable -> derivatives.put(variable, get(all, variable)));
      return derivatives;
    }

    /** What does not depend on the input has no eligibility. */
    private void keepWhatTheInputReaches() {
      Set<Value> reached = new HashSet<>(Set.of(input));
      boolean more = true;
      while (more) {
        more = false;
        for (var target : terms.entrySet()) {
          if (!reached.contains(target.getKey())
              && target.getValue().keySet().stream().anyMatch(reached::contains)) {
            reached.add(target.getKey());
            Value old = before.get(target.getKey());
            if (old != null) {
              reached.add(old);
            }
            more = true;
          }
        }
      }
      terms.keySet().removeIf(target -> !reached.contains(target) && !target.equals(output));
      terms.values().forEach(derivatives -> derivatives.keySet().retainAll(reached));
    }

    private void keepWhatTheOutputNeeds() {
      Set<Value> needed = new HashSet<>(Set.of(output));
      boolean more = true;
      while (more) {
        more = false;
        for (var target : terms.entrySet()) {
          Value old = before.get(target.getKey());
          if (needed.contains(target.getKey()) || (old != null && needed.contains(old))) {
            more |= needed.add(target.getKey());
            more |= needed.addAll(target.getValue().keySet());
          }
        }
      }
      terms.keySet().retainAll(needed);
    }

    /** Takes out of the matrices what is the same for all post-synaptic neurons. */
    private void separateTraces() {
      Set<Value> same = new HashSet<>(Set.of(input));
      for (Value target : matrices) {
        same.add(target);
        same.add(get(before, target));
      }
      boolean fewer = true;
      while (fewer) {
        fewer = false;
        for (Value target : matrices) {
          Map<Value, Value> derivatives = get(terms, target);
          if (same.contains(target)
              && (!same.containsAll(derivatives.keySet())
                  || derivatives.values().stream().anyMatch(local::of))) {
            same.remove(target);
            same.remove(get(before, target));
            fewer = true;
          }
        }
      }
      matrices.stream().filter(same::contains).forEach(traces::add);
      matrices.removeAll(traces);
    }

    EligibilityProgram program() {
      Program traceStep = traceStep();
      Program synapseStep = synapseStep(); // finds the slopes
      return new EligibilityProgram(
          neuronStep(),
          traceStep,
          synapseStep,
          step.states().size(),
          traces.size(),
          matrices.size(),
          slopes.size());
    }

    private Program neuronStep() {
      int[] columns = new int[parameters];
      Arrays.fill(columns, -1);
      return Programs.forward(step, columns, slopes, Lowering::ofSlope);
    }

    private Program traceStep() {
      Lowering lowering = Lowering.asWritten(graph);
      List<Loop.Store> stores = new ArrayList<>();
      Map<Value, Value> values = new HashMap<>();
      values.put(input, graph.leaf(Op.SERIES, 0));
      for (int t = 0; t < traces.size(); t++) {
        values.put(get(before, traces.get(t)), graph.leaf(Op.SERIES, 1 + t));
      }
      for (int t = 0; t < traces.size(); t++) {
        Value sum = graph.constant(0);
        for (var term : get(terms, traces.get(t)).entrySet()) {
          Value product = graph.node(Op.MULTIPLY, get(values, term.getKey()), term.getValue());
          sum = graph.node(Op.ADD, sum, product);
        }
        values.put(traces.get(t), sum);
        stores.add(new Loop.Store(1 + traces.size() + t, lowering.of(sum)));
      }
      int signal = 1 + 2 * traces.size();
      stores.add(new Loop.Store(signal, lowering.of(input)));
      return lowering.program(0, signal + 1, 0, stores, List.of(), /* backwards= */ false);
    }

    private Program synapseStep() {
      Map<Value, Value> values = new HashMap<>();
      values.put(input, graph.leaf(Op.COLUMN, 2 * traces.size()));
      for (int t = 0; t < traces.size(); t++) {
        values.put(get(before, traces.get(t)), graph.leaf(Op.COLUMN, t));
        values.put(traces.get(t), graph.leaf(Op.COLUMN, traces.size() + t));
      }
      for (int m = 0; m < matrices.size(); m++) {
        values.put(get(before, matrices.get(m)), graph.leaf(Op.SERIES, m));
      }
      Value filtered = graph.leaf(Op.SERIES, matrices.size());
      Value filteredAfter = null;
      for (var target : terms.entrySet()) {
        if (!traces.contains(target.getKey())) {
          Value factor = Factors.common(graph, target.getValue().values(), local);
          Value sum = sum(target.getValue(), factor, values);
          if (factor != null && target.getKey().equals(output) && !isNeeded(output)) {
            // Rounded once instead of twice, as a product that nothing else needs.
            Value kept = graph.node(Op.MULTIPLY, filtered, kappa);
            filteredAfter = graph.node(Op.FMA, sum, slope(factor), kept);
          }
          Value value = factor == null ? sum : graph.node(Op.MULTIPLY, sum, slope(factor));
          values.put(target.getKey(), value);
        }
      }
      if (filteredAfter == null) {
        filteredAfter = graph.node(Op.FMA, filtered, kappa, get(values, output));
      }
      Lowering lowering = Lowering.asWritten(graph);
      List<Loop.Store> stores = new ArrayList<>();
      for (int m = 0; m < matrices.size(); m++) {
        stores.add(new Loop.Store(m, lowering.of(get(values, matrices.get(m)))));
      }
      stores.add(new Loop.Store(matrices.size(), lowering.of(filteredAfter)));
      int series = matrices.size() + 1 + slopes.size();
      return lowering.program(
          2 * traces.size() + 1, series, 0, stores, List.of(), /* backwards= */ false);
    }

    private boolean isNeeded(Value target) {
      return matrices.contains(target)
          || terms.values().stream().anyMatch(derivatives -> derivatives.containsKey(target));
    }

    private static <T> T get(Map<Value, T> map, Value key) {
      return Objects.requireNonNull(map.get(key));
    }

    /** The sum of all terms, divided by the factor; the first with derivative 1 is rounded once. */
    private Value sum(
        Map<Value, Value> derivatives, @Nullable Value factor, Map<Value, Value> values) {
      Map<Value, Value> rest = new LinkedHashMap<>();
      derivatives.forEach(
          (variable, derivative) ->
              rest.put(
                  variable,
                  factor == null ? derivative : Factors.without(graph, derivative, factor)));
      if (rest.isEmpty()) {
        return graph.constant(0);
      }
      Value first =
          rest.keySet().stream()
              .filter(variable -> get(rest, variable).isConstant(1))
              .findFirst()
              .orElse(rest.keySet().iterator().next());
      Value coefficient = sameOrSlope(get(rest, first));
      Value sum = graph.node(Op.MULTIPLY, get(values, first), coefficient);
      rest.remove(first);
      for (var term : rest.entrySet()) {
        Value value = get(values, term.getKey());
        sum =
            term.getValue().isConstant(1)
                ? graph.node(Op.ADD, sum, value)
                : graph.node(Op.FMA, value, sameOrSlope(term.getValue()), sum);
      }
      return sum;
    }

    private Value sameOrSlope(Value derivative) {
      return local.of(derivative) ? slope(derivative) : derivative;
    }

    /** A slope as the synapses read it. */
    private Value slope(Value derivative) {
      int s = slopes.indexOf(derivative);
      if (s < 0) {
        s = slopes.size();
        slopes.add(derivative);
      }
      return graph.leaf(Op.STEP, matrices.size() + 1 + s);
    }
  }
}
