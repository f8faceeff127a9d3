package dev.sleipnir.kernels.graph;

import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.equation.Formula;
import dev.sleipnir.kernels.equation.Statement.Assignment;
import dev.sleipnir.kernels.equation.Surrogate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The programs of an elementwise function over a table of [rows][columns]: forward, and backward
 * from what forward saved. An input has a value for each element ({@link Op#SERIES}), for each
 * column ({@link Op#COLUMN}, the same in all rows) or for each row ({@link Op#STEP}).
 *
 * <p>Both have the same arrays: series (and, for inputs that have a value for each column, columns)
 * at {@code i} for input i; then, as series, the outputs; what is saved beside inputs and outputs;
 * the gradients at the outputs; and the gradients at the inputs.
 *
 * @param inputs number of inputs
 * @param outputs number of outputs
 * @param saved number of values saved beside inputs and outputs
 * @param forward from inputs to outputs, saving
 * @param backward the gradients at those inputs that have one and whose gradient is wanted, those
 *     apart that are {@link #passed} on
 * @param read which inputs backward reads, then which outputs
 * @param passed for each input, the output whose gradient is the input's, too; -1 if it is another;
 *     {@link #NO_GRADIENT} if there is none
 */
public record FormulaPrograms(
    int inputs,
    int outputs,
    int saved,
    Program forward,
    Program backward,
    List<Boolean> read,
    List<Integer> passed) {

  /** What {@link #passed} says of inputs that have no gradient, or whose gradient is not wanted. */
  public static final int NO_GRADIENT = -2;

  /** Copies the lists. */
  public FormulaPrograms {
    read = List.copyOf(read);
    passed = List.copyOf(passed);
  }

  /**
   * The programs of a function; its numbers are the programs' parameters, the surrogate's steepness
   * behind them.
   *
   * @param formula the function
   * @param surrogate how its spikes are differentiated
   * @param places how each input lies: {@link Op#SERIES}, {@link Op#COLUMN} or {@link Op#STEP}
   * @param wanted of which inputs a gradient is wanted
   * @return the programs
   */
  public static FormulaPrograms of(
      Formula formula, Surrogate surrogate, List<Op> places, List<Boolean> wanted) {
    return new Building(formula, surrogate, places).programs(wanted);
  }

  private static final class Building {
    private final Graph graph = new Graph();
    private final List<Value> inputs = new ArrayList<>();
    private final List<Value> outputs = new ArrayList<>();
    private final List<Op> places;
    private final Value alpha;
    private final Formula formula;
    private final Map<String, Value> names = new HashMap<>();

    Building(Formula formula, Surrogate surrogate, List<Op> places) {
      this.formula = formula;
      this.places = places;
      List<String> numbers = formula.numbers();
      for (int n = 0; n < numbers.size(); n++) {
        names.put(numbers.get(n), graph.leaf(Op.PARAMETER, n));
      }
      alpha = graph.leaf(Op.PARAMETER, numbers.size());
      for (int i = 0; i < formula.inputs().size(); i++) {
        inputs.add(graph.leaf(Op.SERIES, i));
        names.put(formula.inputs().get(i), inputs.get(i));
      }
      translate(formula.lines(), x -> graph.spike(x, surrogate, null));
      formula.outputs().forEach(o -> outputs.add(Objects.requireNonNull(names.get(o))));
    }

    private void translate(List<Assignment> lines, UnaryOperator<Value> spike) {
      var translation = new ExpressionTranslation(graph, names, spike, Building::noRandom);
      for (Assignment line : lines) {
        names.put(line.name(), translation.of(line.value()));
      }
    }

    private static Value noSpike(Value x) {
      throw new IllegalArgumentException("expected no spike(...) in an adjoint, got one");
    }

    private static Value noRandom() {
      throw new IllegalArgumentException("expected no bernoulli(...) in a function, got one");
    }

    FormulaPrograms programs(List<Boolean> wanted) {
      int firstBackward = graph.size();
      List<Value> atOutputs = new ArrayList<>();
      for (int o = 0; o < outputs.size(); o++) {
        atOutputs.add(graph.leaf(Op.SERIES, inputs.size() + o));
      }
      Map<Value, Value> all = wanted.contains(true) ? gradients(atOutputs) : Map.of();
      List<@Nullable Value> gradients = new ArrayList<>();
      List<Value> computed = new ArrayList<>();
      List<Integer> passed = new ArrayList<>();
      for (int i = 0; i < inputs.size(); i++) {
        Value gradient = wanted.get(i) ? all.get(inputs.get(i)) : null;
        int from = gradient == null ? NO_GRADIENT : atOutputs.indexOf(gradient);
        gradients.add(gradient);
        passed.add(from);
        if (gradient != null && from < 0) {
          computed.add(gradient);
        }
      }
      List<Value> saved = SavedValues.of(computed, firstBackward);
      List<Value> beside =
          saved.stream().filter(s -> !inputs.contains(s) && !outputs.contains(s)).toList();
      List<Boolean> read = new ArrayList<>();
      inputs.forEach(input -> read.add(saved.contains(input)));
      outputs.forEach(output -> read.add(saved.contains(output) && !inputs.contains(output)));
      return new FormulaPrograms(
          inputs.size(),
          outputs.size(),
          beside.size(),
          forward(beside),
          backward(saved, beside, atOutputs, gradients, passed),
          read,
          passed);
    }

    /** The gradients at the inputs that have one, from those at the outputs. */
    private Map<Value, Value> gradients(List<Value> atOutputs) {
      if (!formula.adjoint().isEmpty()) {
        return adjoint(atOutputs);
      }
      List<Map.Entry<Value, Value>> seeds = new ArrayList<>();
      for (int o = 0; o < outputs.size(); o++) {
        seeds.add(Map.entry(outputs.get(o), atOutputs.get(o)));
      }
      return Reverse.gradients(graph, alpha, null, seeds);
    }

    private Map<Value, Value> adjoint(List<Value> atOutputs) {
      for (int o = 0; o < atOutputs.size(); o++) {
        names.put(Equations.GRADIENT + formula.outputs().get(o), atOutputs.get(o));
      }
      translate(formula.adjoint(), Building::noSpike);
      Map<Value, Value> all = new HashMap<>();
      for (int i = 0; i < inputs.size(); i++) {
        String name = Equations.GRADIENT + formula.inputs().get(i);
        all.put(inputs.get(i), Objects.requireNonNull(names.get(name)));
      }
      return all;
    }

    private Lowering lowering() {
      Lowering lowering = Lowering.asWritten(alpha);
      for (int i = 0; i < inputs.size(); i++) {
        lowering.place(inputs.get(i), lowering.leaf(places.get(i), i));
      }
      return lowering;
    }

    private Program forward(List<Value> beside) {
      Lowering lowering = lowering();
      List<Loop.Store> stores = new ArrayList<>();
      int at = inputs.size();
      for (Value output : outputs) {
        stores.add(new Loop.Store(at++, lowering.of(output)));
      }
      for (Value value : beside) {
        stores.add(new Loop.Store(at++, lowering.of(value)));
      }
      return lowering.program(inputs.size(), at, 0, stores, List.of(), /* backwards= */ false);
    }

    private Program backward(
        List<Value> saved,
        List<Value> beside,
        List<Value> atOutputs,
        List<@Nullable Value> gradients,
        List<Integer> passed) {
      Lowering lowering = lowering();
      int at = inputs.size();
      for (Value output : outputs) {
        if (saved.contains(output) && !inputs.contains(output)) {
          lowering.place(output, lowering.leaf(Op.SERIES, at));
        }
        at++;
      }
      for (Value value : beside) {
        lowering.place(value, lowering.leaf(Op.SERIES, at++));
      }
      for (Value gradient : atOutputs) {
        lowering.place(gradient, lowering.leaf(Op.SERIES, at++));
      }
      List<Loop.Store> stores = new ArrayList<>();
      for (int i = 0; i < gradients.size(); i++) {
        Value gradient = gradients.get(i);
        if (gradient != null && passed.get(i) < 0) {
          stores.add(new Loop.Store(at + i, lowering.of(gradient)));
        }
      }
      int series = at + gradients.size();
      return lowering.program(inputs.size(), series, 0, stores, List.of(), /* backwards= */ true);
    }
  }
}
