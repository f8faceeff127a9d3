package dev.sleipnir.kernels.graph;

import dev.sleipnir.kernels.equation.EquationException;
import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.equation.Expression;
import dev.sleipnir.kernels.equation.Integrator;
import dev.sleipnir.kernels.equation.Statement.Derivative;
import dev.sleipnir.kernels.equation.SynapseEquations;
import dev.sleipnir.kernels.equation.SynapseEquations.Action;
import dev.sleipnir.kernels.equation.SynapseEquations.Change;
import dev.sleipnir.kernels.equation.SynapseEquations.Delivery;
import dev.sleipnir.kernels.equation.SynapseEquations.Neurons;
import dev.sleipnir.kernels.equation.SynapseEquations.Pathway;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * From a synapse's lines to loops over synapses that were gathered: one for each pathway, one for
 * what moves on in every step, one for each sum.
 *
 * <p>Parameters are the text's in order, then the time step and the time. Carried columns are the
 * synapse's variables, then what is delivered, in order, then the neurons' variables that are
 * changed. Series are the time since the synapse's last event, then the neurons' variables that are
 * read.
 *
 * @param pathways a loop for each pathway
 * @param always the loop of every step; empty if nothing moves on
 * @param sums a loop for each sum, which is delivered
 */
public record SynapsePrograms(List<Part> pathways, Part always, List<Part> sums) {

  /** Behind the text's parameters: the time step, the time. */
  public static final int DT = 0;

  /** The time at the beginning of the step. */
  public static final int TIME = 1;

  /** How many parameters stand behind the text's. */
  public static final int MORE = 2;

  /**
   * A loop.
   *
   * @param program what is done at each synapse
   * @param reads the neurons' variables that it reads, in the order of the series
   * @param ports where what is delivered goes, in order
   * @param changes the neurons' variables that it changes, in order
   */
  public record Part(
      CellProgram program, List<Neurons> reads, List<String> ports, List<Neurons> changes) {
    /** Copies the lists. */
    public Part {
      reads = List.copyOf(reads);
      ports = List.copyOf(ports);
      changes = List.copyOf(changes);
    }
  }

  /** Copies the lists. */
  public SynapsePrograms {
    pathways = List.copyOf(pathways);
    sums = List.copyOf(sums);
  }

  /**
   * The programs of a synapse.
   *
   * @param equations the synapse
   * @param ofSynapses which parameters differ from synapse to synapse
   * @return its programs
   * @throws EquationException if an equation cannot be advanced by its integrator
   */
  public static SynapsePrograms of(SynapseEquations equations, IntPredicate ofSynapses) {
    List<Part> pathways = new ArrayList<>();
    for (Pathway pathway : equations.pathways()) {
      Maker maker = new Maker(equations, ofSynapses);
      maker.advance(equations.between(), maker.elapsed(), null);
      pathways.add(maker.part(pathway.actions()));
    }
    Maker always = new Maker(equations, ofSynapses);
    always.advance(equations.always(), always.more(DT), always.more(TIME));
    List<Part> sums = new ArrayList<>();
    for (Delivery sum : equations.sums()) {
      sums.add(new Maker(equations, ofSynapses).part(List.of(sum)));
    }
    return new SynapsePrograms(pathways, always.part(List.of()), sums);
  }

  private static final class Maker {
    private final Graph graph = new Graph();
    private final SynapseEquations equations;
    private final IntPredicate ofSynapses;
    private final int parameters;
    private final int states;
    private final Map<String, Value> names = new HashMap<>();
    private final List<Neurons> reads = new ArrayList<>();

    Maker(SynapseEquations equations, IntPredicate ofSynapses) {
      this.equations = equations;
      this.ofSynapses = ofSynapses;
      parameters = equations.parameters().size();
      states = equations.states().size();
      names.put(Equations.TIME_STEP, more(DT));
      names.put(SynapseEquations.TIME, more(TIME));
      for (int p = 0; p < parameters; p++) {
        names.put(equations.parameters().get(p).name(), graph.leaf(Op.PARAMETER, p));
      }
      for (int s = 0; s < states; s++) {
        names.put(equations.states().get(s).name(), graph.leaf(Op.CARRIED, s));
      }
    }

    Value more(int which) {
      return graph.leaf(Op.PARAMETER, parameters + which);
    }

    Value elapsed() {
      return graph.leaf(Op.SERIES, 0);
    }

    private Value expression(Expression e) {
      for (String name : e.names()) {
        Neurons of = Neurons.of(name);
        if (of != null && !names.containsKey(name)) {
          reads.add(of);
          names.put(name, graph.leaf(Op.SERIES, reads.size()));
        }
      }
      return new RuleExpressions(graph, names).of(e);
    }

    void advance(List<Derivative> system, Value time, @Nullable Value clock) {
      Map<String, Value> old = new LinkedHashMap<>();
      system.forEach(d -> old.put(d.name(), Objects.requireNonNull(names.get(d.name()))));
      List<Value> slopes = system.stream().map(d -> expression(d.value())).toList();
      var integration =
          new Integration(
              (line, text) -> EquationException.of(equations.name(), line, text),
              graph,
              time,
              graph.constant(1),
              clock,
              null,
              Set.of());
      if (clock != null) {
        names.putAll(integration.advance(system, slopes, old));
        return;
      }
      system.forEach(this::requireExact);
      Value now = more(TIME);
      var changes =
          new Dependence(n -> n.op() == Op.CARRIED || n.op() == Op.SERIES || n.equals(now));
      names.putAll(integration.elapse(system, slopes, old, more(DT), rate -> !changes.of(rate)));
    }

    /** Between events there is one step, of any length. */
    private void requireExact(Derivative line) {
      if (line.integrator() != Integrator.EXACT) {
        throw EquationException.of(
            equations.name(),
            line,
            "expected an exact equation between events, got "
                + line.integrator().spelling()
                + "; 'on step' equations have other methods");
      }
    }

    Part part(List<? extends Action> actions) {
      List<Value> delivered = new ArrayList<>();
      List<String> ports = new ArrayList<>();
      List<Neurons> changes = new ArrayList<>();
      int deliveries = (int) actions.stream().filter(Delivery.class::isInstance).count();
      // What is changed is there to be read, as it is by then.
      for (Action action : actions) {
        if (action instanceof Change change && change.side() != null) {
          Neurons of = new Neurons(change.side(), change.name());
          if (!changes.contains(of)) {
            names.put(of.toString(), graph.leaf(Op.CARRIED, states + deliveries + changes.size()));
            changes.add(of);
          }
        }
      }
      for (Action action : actions) {
        Value value = expression(action.value());
        switch (action) {
          case Change change -> {
            String name =
                change.side() == null
                    ? change.name()
                    : new Neurons(change.side(), change.name()).toString();
            names.put(name, value);
          }
          case Delivery delivery -> {
            delivered.add(value);
            ports.add(delivery.port());
          }
        }
      }
      return part(delivered, ports, changes);
    }

    private Part part(List<Value> delivered, List<String> ports, List<Neurons> changes) {
      Value clock = more(TIME);
      Lowering lowering =
          Lowering.ofCells(
              graph,
              n -> n.op() == Op.PARAMETER && ofSynapses.test(n.index()),
              n -> n.op() == Op.PARAMETER && n.index() == clock.index());
      List<Loop.Store> stores = new ArrayList<>();
      for (int s = 0; s < states; s++) {
        String name = equations.states().get(s).name();
        lowering.store(stores, s, lowering.of(Objects.requireNonNull(names.get(name))));
      }
      for (int d = 0; d < delivered.size(); d++) {
        lowering.store(stores, states + d, lowering.of(delivered.get(d)));
      }
      for (int c = 0; c < changes.size(); c++) {
        Value value = Objects.requireNonNull(names.get(changes.get(c).toString()));
        lowering.store(stores, states + delivered.size() + c, lowering.of(value));
      }
      Program program =
          lowering.program(
              lowering.columns().size(),
              1 + reads.size(),
              states + delivered.size() + changes.size(),
              List.of(),
              stores,
              /* backwards= */ false);
      return new Part(
          new CellProgram(program.loop(), program.invariants(), lowering.columns()),
          reads,
          ports,
          changes);
    }
  }
}
