package dev.sleipnir.kernels.graph;

import dev.sleipnir.kernels.equation.EquationException;
import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.equation.Expression;
import dev.sleipnir.kernels.equation.Integrator;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.Statement.Derivative;
import dev.sleipnir.kernels.equation.SynapseEquations;
import dev.sleipnir.kernels.equation.SynapseEquations.Action;
import dev.sleipnir.kernels.equation.SynapseEquations.Change;
import dev.sleipnir.kernels.equation.SynapseEquations.Delivery;
import dev.sleipnir.kernels.equation.SynapseEquations.Neurons;
import dev.sleipnir.kernels.equation.SynapseEquations.Pathway;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * From a synapse's lines to loops over synapses that were gathered: one for each pathway, one for
 * what moves on in every step, one for each sum; and loops over the neurons of either side for
 * {@linkplain SideVariables variables that are theirs}.
 *
 * <p>Parameters are the text's in order, then the time step and the time. Carried columns are the
 * synapse's variables, then what is delivered, in order, then the neurons' variables that are
 * changed. Series are the time since the synapse's last event, then what is read of neurons.
 *
 * @param variables the synapse's variables, in the order of the carried columns
 * @param pathways a loop for each pathway
 * @param always the loop of every step; empty if nothing moves on
 * @param sums a loop for each sum, which is delivered
 * @param ofPre variables of the neurons that send
 * @param ofPost variables of the neurons that receive
 */
public record SynapsePrograms(
    List<String> variables,
    List<Part> pathways,
    Part always,
    List<Part> sums,
    Traces ofPre,
    Traces ofPost) {

  /** Behind the text's parameters: the time step, the time. */
  public static final int DT = 0;

  /** The time at the beginning of the step. */
  public static final int TIME = 1;

  /** How many parameters stand behind the text's. */
  public static final int MORE = 2;

  /**
   * What is read of a neuron.
   *
   * @param of which neuron, and the name of the variable
   * @param isTrace whether it is a variable of the text that is kept with the neuron
   */
  public record Read(Neurons of, boolean isTrace) {}

  /**
   * A loop.
   *
   * @param program what is done at each synapse or neuron
   * @param reads what it reads of neurons, in the order of the series
   * @param ports where what is delivered goes, in order
   * @param changes the neurons' variables that it changes, in order
   */
  public record Part(
      CellProgram program, List<Read> reads, List<String> ports, List<Neurons> changes) {
    /** Copies the lists. */
    public Part {
      reads = List.copyOf(reads);
      ports = List.copyOf(ports);
      changes = List.copyOf(changes);
    }

    /**
     * Which of the carried columns the loop reads.
     *
     * @return their indices
     */
    public BitSet read() {
      BitSet read = new BitSet();
      Set<Value> seen = new HashSet<>();
      for (Loop.Store store : program.loop().carriedStores()) {
        Traversal.visit(
            store.value(),
            seen::contains,
            node -> {
              seen.add(node);
              if (node.op() == Op.CARRIED) {
                read.set(node.index());
              }
            });
      }
      return read;
    }

    /**
     * Which of the carried columns the loop stores.
     *
     * @return their indices
     */
    public BitSet stored() {
      BitSet stored = new BitSet();
      program.loop().carriedStores().forEach(store -> stored.set(store.index()));
      return stored;
    }
  }

  /**
   * The loops of variables that are the same at all synapses of a neuron; their series are the time
   * since the neuron's last event.
   *
   * @param names the variables, in the order of the carried columns
   * @param advance how they move on between events
   * @param jumps what each pathway does to them; nothing if it is one of the other side
   */
  public record Traces(List<String> names, Part advance, List<Part> jumps) {
    /** Copies the lists. */
    public Traces {
      names = List.copyOf(names);
      jumps = List.copyOf(jumps);
    }
  }

  /** Copies the lists. */
  public SynapsePrograms {
    variables = List.copyOf(variables);
    pathways = List.copyOf(pathways);
    sums = List.copyOf(sums);
  }

  /**
   * The programs of a synapse.
   *
   * @param equations the synapse
   * @param ofSynapses which parameters differ from synapse to synapse
   * @param ofNeurons which variables are kept with neurons
   * @return its programs
   * @throws EquationException if an equation cannot be advanced by its integrator
   */
  public static SynapsePrograms of(
      SynapseEquations equations, IntPredicate ofSynapses, SideVariables ofNeurons) {
    List<String> variables = new ArrayList<>(equations.stateNames());
    variables.removeIf(name -> ofNeurons.side(name) != null);
    Supplier<Maker> makers = () -> new Maker(equations, ofSynapses, variables, ofNeurons);
    List<Part> pathways = new ArrayList<>();
    for (Pathway pathway : equations.pathways()) {
      Maker maker = makers.get();
      maker.advance(of(equations.between(), variables), maker.elapsed(), null);
      pathways.add(maker.part(pathway.actions()));
    }
    Maker always = makers.get();
    always.advance(equations.always(), always.more(DT), always.more(TIME));
    List<Part> sums = new ArrayList<>();
    for (Delivery sum : equations.sums()) {
      sums.add(makers.get().part(List.of(sum)));
    }
    return new SynapsePrograms(
        variables,
        pathways,
        always.part(List.of()),
        sums,
        traces(equations, Side.PRE, ofNeurons.pre()),
        traces(equations, Side.POST, ofNeurons.post()));
  }

  private static Traces traces(SynapseEquations equations, Side side, List<String> names) {
    Supplier<Maker> makers = () -> new Maker(equations, p -> false, names, SideVariables.NONE);
    Maker advance = makers.get();
    advance.advance(of(equations.between(), names), advance.elapsed(), null);
    List<Part> jumps = new ArrayList<>();
    for (Pathway pathway : equations.pathways()) {
      List<Action> actions =
          pathway.actions().stream()
              .filter(
                  action ->
                      pathway.side() == side
                          && action instanceof Change change
                          && change.side() == null
                          && names.contains(change.name()))
              .toList();
      jumps.add(makers.get().part(actions));
    }
    return new Traces(names, advance.part(List.of()), jumps);
  }

  /** The equations of some variables. */
  private static List<Derivative> of(List<Derivative> equations, List<String> variables) {
    return equations.stream().filter(line -> variables.contains(line.name())).toList();
  }

  private static final class Maker {
    private final Graph graph = new Graph();
    private final SynapseEquations equations;
    private final IntPredicate ofSynapses;
    private final int parameters;
    private final List<String> variables;
    private final SideVariables ofNeurons;
    private final Map<String, Value> names = new HashMap<>();
    private final List<Read> reads = new ArrayList<>();

    Maker(
        SynapseEquations equations,
        IntPredicate ofSynapses,
        List<String> variables,
        SideVariables ofNeurons) {
      this.equations = equations;
      this.ofSynapses = ofSynapses;
      this.variables = variables;
      this.ofNeurons = ofNeurons;
      parameters = equations.parameters().size();
      names.put(Equations.TIME_STEP, more(DT));
      names.put(SynapseEquations.TIME, more(TIME));
      for (int p = 0; p < parameters; p++) {
        names.put(equations.parameters().get(p).name(), graph.leaf(Op.PARAMETER, p));
      }
      for (int s = 0; s < variables.size(); s++) {
        names.put(variables.get(s), graph.leaf(Op.CARRIED, s));
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
        Side side = ofNeurons.side(name);
        Neurons of = side == null ? Neurons.of(name) : new Neurons(side, name);
        if (of != null && !names.containsKey(name)) {
          reads.add(new Read(of, side != null));
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
            names.put(
                of.toString(),
                graph.leaf(Op.CARRIED, variables.size() + deliveries + changes.size()));
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
      int states = variables.size();
      for (int s = 0; s < states; s++) {
        Value value = Objects.requireNonNull(names.get(variables.get(s)));
        lowering.store(stores, s, lowering.of(value));
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
