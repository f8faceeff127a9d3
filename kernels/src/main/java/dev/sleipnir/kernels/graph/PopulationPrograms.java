package dev.sleipnir.kernels.graph;

import dev.sleipnir.kernels.equation.EquationException;
import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.equation.Expression;
import dev.sleipnir.kernels.equation.Integrator;
import dev.sleipnir.kernels.equation.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * From a model's lines to the loops of a population in a network: one advances all neurons by a
 * step and finds out who spikes, and where else something happens; the others, for those alone,
 * reset. What is delivered at once comes between them.
 *
 * <p>Carried columns are the state variables, then the refractory state: above 0 from a spike on
 * until a step finds the neuron free, the steps that are left if it is for a time. Series are the
 * inputs but {@code t} and {@code i}, in order, then the numbers that are drawn for {@code
 * bernoulli}. Parameters are the model's in order, then those below.
 *
 * @param update the step; it stores events as its only series, behind those it reads
 * @param events names of what may happen: the spike first if there is one
 * @param resets for each event what follows it
 * @param draws how many uniform numbers a neuron is given in a step
 * @param rates of variables whose equations are linear in them, with factors of parameters alone:
 *     of each by itself, and of all that an integrator advances together
 */
public record PopulationPrograms(
    CellProgram update,
    List<String> events,
    List<CellProgram> resets,
    int draws,
    List<Rates> rates) {

  /** Behind the model's parameters: the time step, the time, the neuron, the refractory steps. */
  public static final int DT = 0;

  /** The time at the beginning of the step. */
  public static final int TIME = 1;

  /** The neuron's index. */
  public static final int INDEX = 2;

  /** The refractory time in whole steps. */
  public static final int REFRACTORY = 3;

  /** How many parameters stand behind the model's. */
  public static final int MORE = 4;

  /** The input that is the time. */
  public static final String TIME_INPUT = "t";

  /** The input that is the neuron's index. */
  public static final String INDEX_INPUT = "i";

  /** The input that is white noise: normal numbers over the root of the time step. */
  public static final String NOISE_INPUT = "xi";

  /**
   * How fast variables change that are advanced together: x' = M x + ..., with M of parameters.
   *
   * @param variables their names
   * @param integrator what advances them
   * @param rates M, row after row
   */
  public record Rates(List<String> variables, Integrator integrator, List<Value> rates) {
    /** Copies the lists. */
    public Rates {
      variables = List.copyOf(variables);
      rates = List.copyOf(rates);
    }
  }

  /** Copies the lists. */
  public PopulationPrograms {
    events = List.copyOf(events);
    resets = List.copyOf(resets);
    rates = List.copyOf(rates);
  }

  /**
   * The inputs that are given as series.
   *
   * @param equations a model
   * @return all but the time and the index, in order
   */
  public static List<String> series(Equations equations) {
    return equations.inputs().stream()
        .filter(input -> !input.equals(TIME_INPUT) && !input.equals(INDEX_INPUT))
        .toList();
  }

  /**
   * The programs of a model.
   *
   * @param equations the model
   * @param ofNeurons which of its parameters, those behind them included, differ from neuron to
   *     neuron
   * @return its programs
   * @throws EquationException if an equation cannot be advanced by its integrator
   */
  public static PopulationPrograms of(Equations equations, IntPredicate ofNeurons) {
    return new Maker(equations, ofNeurons).programs();
  }

  private static final class Maker {
    private final Graph graph = new Graph();
    private final Equations equations;
    private final IntPredicate ofNeurons;
    private final int parameters;
    private final Map<String, Value> given = new HashMap<>();
    private final Map<String, Value> names = new HashMap<>();
    private final Statement.@Nullable Refractory refractory;
    private final Set<String> held;
    private final int counter;
    private final List<Rates> rates = new ArrayList<>();

    /** In which steps something happens: a spike, other events. */
    private final SequencedMap<String, Value> events = new LinkedHashMap<>();

    /** Of each line that has been met, the first number that is drawn for it. */
    private final IdentityHashMap<Expression, Integer> firstDraws = new IdentityHashMap<>();

    private int draws;
    private Value active;
    private Value left;

    Maker(Equations equations, IntPredicate ofNeurons) {
      this.equations = equations;
      this.ofNeurons = ofNeurons;
      parameters = equations.parameters().size();
      refractory = equations.refractory();
      held = refractory == null ? Set.of() : Set.copyOf(equations.held(refractory));
      counter = equations.states().size();
      for (int p = 0; p < parameters; p++) {
        given.put(equations.parameters().get(p).name(), graph.leaf(Op.PARAMETER, p));
      }
      given.put(Equations.TIME_STEP, more(DT));
      List<String> series = series(equations);
      for (String input : equations.inputs()) {
        given.put(
            input,
            switch (input) {
              case TIME_INPUT -> more(TIME);
              case INDEX_INPUT -> more(INDEX);
              default -> graph.leaf(Op.SERIES, series.indexOf(input));
            });
      }
      for (int s = 0; s < counter; s++) {
        given.put(equations.states().get(s).name(), graph.leaf(Op.CARRIED, s));
      }
      names.putAll(given);
      active = graph.constant(1);
      left = graph.constant(0);
    }

    private Value more(int which) {
      return graph.leaf(Op.PARAMETER, parameters + which);
    }

    private Value number(double value) {
      return graph.constant(value);
    }

    private Value select(Value condition, Value yes, Value no) {
      return graph.node(Op.SELECT, condition, yes, no);
    }

    PopulationPrograms programs() {
      if (refractory != null) {
        release(refractory);
      }
      Value spike = null;
      List<Statement> step = equations.step();
      for (int s = 0; s < step.size(); s++) {
        switch (step.get(s)) {
          case Statement.Assignment a -> {
            Value assigned = expression(a.value(), names);
            boolean isState = equations.stateNames().contains(a.name());
            names.put(a.name(), isState ? graph.copy(assigned) : assigned);
          }
          case Statement.Derivative d -> {
            List<Statement.Derivative> system = new ArrayList<>(List.of(d));
            while (s + 1 < step.size() && step.get(s + 1) instanceof Statement.Derivative next) {
              system.add(next);
              s++;
            }
            integrate(system);
          }
          case Statement.Threshold t -> {
            spike = crossing(t);
            names.put(Statement.Threshold.SPIKE, select(spike, number(1), number(0)));
          }
          case Statement.Event e -> events.put(e.name(), expression(e.condition(), names));
          case Statement.Reset r -> {
            // After what is delivered at once: a loop of its own.
          }
          case Statement.Refractory r -> {
            // Takes part where the threshold and the held variables are.
          }
        }
      }
      if (spike == null && isSpike(value(equations.output()))) {
        spike = graph.node(Op.GREATER, value(equations.output()), number(0));
      }
      if (spike != null) {
        events.putFirst(Statement.Threshold.SPIKE, spike);
      }
      CellProgram update = update(spike);
      List<String> happening = List.copyOf(events.keySet());
      List<CellProgram> resets = happening.stream().map(this::reset).toList();
      return new PopulationPrograms(update, happening, resets, draws, rates);
    }

    /** An update that draws its spikes itself. */
    private static boolean isSpike(Value output) {
      return output.op() == Op.SELECT
          && output.argument(1).isConstant(1)
          && output.argument(2).isConstant(0);
    }

    private Value value(String name) {
      return Objects.requireNonNull(names.get(name), name);
    }

    /** What is drawn for a line is the same wherever in a step the line is looked at. */
    private Value expression(Expression e, Map<String, Value> known) {
      Integer first = firstDraws.putIfAbsent(e, draws);
      int[] next = {first == null ? draws : first};
      Value value =
          new ExpressionTranslation(
                  graph,
                  known,
                  x -> select(graph.node(Op.GREATER, x, number(0)), number(1), number(0)),
                  () -> graph.leaf(Op.SERIES, series(equations).size() + next[0]++))
              .of(e);
      draws = Math.max(draws, next[0]);
      return value;
    }

    /** Who is free in this step, and what is left of the refractory time. */
    private void release(Statement.Refractory line) {
      Value before = graph.leaf(Op.CARRIED, counter);
      if (line.isConditional()) {
        Value stays =
            graph.node(
                Op.AND,
                graph.node(Op.GREATER, before, number(0.5)),
                expression(line.duration(), names));
        left = select(stays, number(1), number(0));
      } else {
        left = graph.node(Op.MAX, graph.node(Op.SUBTRACT, before, number(1)), number(0));
      }
      active = graph.node(Op.LESS, left, number(0.5));
    }

    private void integrate(List<Statement.Derivative> system) {
      Map<String, Value> old = new LinkedHashMap<>();
      system.forEach(d -> old.put(d.name(), value(d.name())));
      List<Value> slopes = system.stream().map(d -> expression(d.value(), names)).toList();
      Set<Value> still = new HashSet<>();
      held.stream().map(old::get).filter(Objects::nonNull).forEach(still::add);
      boolean holds = !still.isEmpty();
      var integration =
          new Integration(
              (line, text) -> EquationException.of(equations, line, text),
              graph,
              more(DT),
              number(1),
              more(TIME),
              holds ? active : null,
              still);
      for (Integrator integrator : Integrator.values()) {
        note(integrator, system, slopes);
      }
      integration
          .advance(system, slopes, old)
          .forEach(
              (name, after) ->
                  names.put(
                      name,
                      graph.copy(
                          held.contains(name)
                              ? select(active, after, Objects.requireNonNull(old.get(name)))
                              : after)));
    }

    private void note(
        Integrator integrator, List<Statement.Derivative> system, List<Value> slopes) {
      List<Integer> group = new ArrayList<>();
      for (int e = 0; e < system.size(); e++) {
        if (system.get(e).integrator() == integrator && integrator != Integrator.EXACT) {
          group.add(e);
          note(integrator, system, slopes, List.of(e));
        }
      }
      if (group.size() > 1) {
        note(integrator, system, slopes, group);
      }
    }

    private void note(
        Integrator integrator,
        List<Statement.Derivative> system,
        List<Value> slopes,
        List<Integer> group) {
      var varies =
          new Dependence(n -> n.op() == Op.CARRIED || n.op() == Op.SERIES || n.equals(more(TIME)));
      List<Value> matrix = new ArrayList<>();
      for (int row : group) {
        for (int column : group) {
          Value rate =
              Reverse.derivative(
                  graph, number(1), slopes.get(row), value(system.get(column).name()));
          matrix.add(rate == null ? number(0) : rate);
        }
      }
      if (matrix.stream().noneMatch(varies::of)) {
        List<String> names = group.stream().map(e -> system.get(e).name()).toList();
        rates.add(new Rates(names, integrator, matrix));
      }
    }

    private Value crossing(Statement.Threshold t) {
      Value crosses =
          graph.node(
              t.orEqual() ? Op.GREATER_EQUAL : Op.GREATER,
              expression(t.left(), names),
              expression(t.right(), names));
      return refractory == null ? crosses : graph.node(Op.AND, crosses, active);
    }

    private Lowering lowering() {
      return Lowering.ofCells(
          graph,
          n -> n.op() == Op.PARAMETER && ofNeurons.test(n.index()),
          n -> n.equals(more(TIME)) || (n.op() == Op.PARAMETER && n.index() == parameters + TIME));
    }

    private CellProgram update(@Nullable Value spike) {
      Lowering lowering = lowering();
      List<Loop.Store> stores = stores(lowering, names);
      int series = series(equations).size() + draws;
      List<Loop.Store> found = new ArrayList<>();
      for (Value event : events.values()) {
        Value happens = lowering.of(select(event, number(1), number(0)));
        found.add(new Loop.Store(series + found.size(), happens));
      }
      if (spike != null && refractory != null) {
        Value fresh =
            refractory.isConditional()
                ? number(1)
                : graph.node(Op.MAX, more(REFRACTORY), number(1));
        lowering.store(stores, counter, lowering.of(select(spike, fresh, left)));
      }
      return program(lowering, series + found.size(), found, stores);
    }

    private List<Loop.Store> stores(Lowering lowering, Map<String, Value> after) {
      List<Loop.Store> stores = new ArrayList<>();
      for (int s = 0; s < counter; s++) {
        String name = equations.states().get(s).name();
        lowering.store(stores, s, lowering.of(Objects.requireNonNull(after.get(name))));
      }
      return stores;
    }

    private CellProgram program(
        Lowering lowering, int series, List<Loop.Store> found, List<Loop.Store> stores) {
      Program program =
          lowering.program(
              lowering.columns().size(),
              series,
              counter + (refractory == null ? 0 : 1),
              found,
              stores,
              /* backwards= */ false);
      return new CellProgram(program.loop(), program.invariants(), lowering.columns());
    }

    /** Line after line; intermediate values are computed anew from what the state is then. */
    private CellProgram reset(String event) {
      Map<String, Value> now = new HashMap<>(given);
      for (Statement line : equations.step()) {
        if (line instanceof Statement.Reset reset && reset.event().equals(event)) {
          Map<String, Value> known = withIntermediates(now, reset.isOfSpike());
          Map<String, Value> after = new HashMap<>();
          reset.assignments().forEach(a -> after.put(a.name(), expression(a.value(), known)));
          now.putAll(after);
        }
      }
      Lowering lowering = lowering();
      return program(lowering, series(equations).size() + draws, List.of(), stores(lowering, now));
    }

    /** Where it is not known who spikes, what is made of that is not known either. */
    private Map<String, Value> withIntermediates(Map<String, Value> now, boolean spikes) {
      Map<String, Value> known = new HashMap<>(now);
      if (spikes) {
        known.put(Statement.Threshold.SPIKE, number(1));
      }
      for (Statement line : equations.step()) {
        if (line instanceof Statement.Assignment a
            && !now.containsKey(a.name())
            && known.keySet().containsAll(a.value().names())) {
          known.put(a.name(), expression(a.value(), known));
        }
      }
      return known;
    }
  }
}
