package dev.sleipnir.kernels.network;

import dev.sleipnir.kernels.bytecode.CompiledBitLoop;
import dev.sleipnir.kernels.bytecode.CompiledLoop;
import dev.sleipnir.kernels.bytecode.LoopCompiler;
import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.equation.Parser;
import dev.sleipnir.kernels.equation.Statement;
import dev.sleipnir.kernels.graph.PopulationPrograms;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A neuron's text and the loops compiled from it for populations of networks, once for each set of
 * parameters that differ from neuron to neuron. Immutable; meant to be shared.
 */
public final class PopulationModel {
  private final Equations equations;
  private final int draws;

  /** What may happen: the spike first if there is one. */
  private final List<String> happening;

  private final Map<BitSet, Compiled> forms = new ConcurrentHashMap<>();

  private PopulationModel(Equations equations, PopulationPrograms programs) {
    this.equations = equations;
    draws = programs.draws();
    happening = programs.events();
  }

  /** The loops; null where nothing is done. A reset for each event. */
  record Compiled(
      PopulationPrograms programs,
      @Nullable CompiledBitLoop eventful,
      @Nullable CompiledLoop silent,
      List<Optional<CompiledLoop>> resets) {}

  /**
   * Reads a neuron.
   *
   * @param text as {@link Parser} says
   * @return the neuron
   * @throws dev.sleipnir.kernels.equation.EquationException if the text is wrong: names line and
   *     column of the first error, what was expected and what came
   */
  public static PopulationModel parse(String text) {
    return of(Parser.parse(text));
  }

  /**
   * A neuron from its equations.
   *
   * @param equations the equations
   * @return the neuron
   * @throws dev.sleipnir.kernels.equation.EquationException if an equation cannot be advanced by
   *     its integrator
   */
  public static PopulationModel of(Equations equations) {
    return new PopulationModel(equations, PopulationPrograms.of(equations, p -> false));
  }

  /**
   * The neuron as written.
   *
   * @return its equations
   */
  public Equations equations() {
    return equations;
  }

  /**
   * Names of the state variables.
   *
   * @return in order
   */
  public List<String> states() {
    return equations.states().stream().map(Equations.Definition::name).toList();
  }

  /**
   * Names of the inputs that come from outside: what spikes may be delivered to, and what may be
   * given as values.
   *
   * @return in order; without the time, the index and the noise
   */
  public List<String> inputs() {
    return PopulationPrograms.series(equations).stream()
        .filter(input -> !input.equals(PopulationPrograms.NOISE_INPUT))
        .toList();
  }

  /**
   * Names of the parameters.
   *
   * @return in order
   */
  public List<String> parameters() {
    return equations.parameters().stream().map(Equations.Definition::name).toList();
  }

  /**
   * Names of the events other than spikes.
   *
   * @return in order
   */
  public List<String> events() {
    return equations.events().stream().map(Statement.Event::name).toList();
  }

  /** What may happen, in the order of bits and resets: the spike first if there is one. */
  List<String> happening() {
    return happening;
  }

  /** How many uniform numbers a neuron is given in a step. */
  int draws() {
    return draws;
  }

  /** The loops for parameters of which some differ from neuron to neuron. */
  Compiled compiled(BitSet ofNeurons) {
    return forms.computeIfAbsent((BitSet) ofNeurons.clone(), this::compile);
  }

  private Compiled compile(BitSet ofNeurons) {
    PopulationPrograms programs = PopulationPrograms.of(equations, ofNeurons::get);
    String name = equations.name();
    int[] stores = IntStream.range(0, programs.events().size()).toArray();
    CompiledBitLoop eventful =
        stores.length == 0
            ? null
            : LoopCompiler.compileBranching(name, programs.update().loop(), stores);
    CompiledLoop silent =
        stores.length > 0 || programs.update().isEmpty()
            ? null
            : LoopCompiler.compile(name, programs.update().loop());
    List<Optional<CompiledLoop>> resets =
        programs.resets().stream()
            .map(
                reset ->
                    reset.isEmpty()
                        ? Optional.<CompiledLoop>empty()
                        : Optional.of(LoopCompiler.compile(name + "_reset", reset.loop())))
            .toList();
    return new Compiled(programs, eventful, silent, resets);
  }

  @Override
  public String toString() {
    return equations.name();
  }
}
