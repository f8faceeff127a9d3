package dev.sleipnir.kernels.network;

import dev.sleipnir.kernels.bytecode.CompiledLoop;
import dev.sleipnir.kernels.bytecode.LoopCompiler;
import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.SynapseEquations;
import dev.sleipnir.kernels.equation.SynapseParser;
import dev.sleipnir.kernels.graph.SideVariables;
import dev.sleipnir.kernels.graph.SynapsePrograms;
import dev.sleipnir.kernels.graph.SynapsePrograms.Part;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A synapse's text and the loops compiled from it, once for each set of parameters that differ from
 * synapse to synapse. Immutable; meant to be shared.
 */
public final class SynapseModel {
  private final SynapseEquations equations;
  private final Map<Form, Compiled> forms = new ConcurrentHashMap<>();

  /** The same synapse with a variable that stands still. */
  private final Map<String, SynapseModel> holding = new ConcurrentHashMap<>();

  private SynapseModel(SynapseEquations equations) {
    this.equations = equations;
  }

  /** A part and its loop; null if it does nothing. */
  record Loop(Part part, @Nullable CompiledLoop loop) {
    static Loop of(String name, Part part) {
      return new Loop(
          part,
          part.program().isEmpty() ? null : LoopCompiler.compile(name, part.program().loop()));
    }
  }

  record Compiled(
      List<String> variables,
      List<Loop> pathways,
      Loop always,
      List<Loop> sums,
      Traces ofPre,
      Traces ofPost) {}

  /** Loops over the neurons of one side. */
  record Traces(List<String> names, Loop advance, List<Loop> jumps) {
    static Traces of(String name, SynapsePrograms.Traces traces) {
      return new Traces(
          traces.names(),
          Loop.of(name + "_trace", traces.advance()),
          traces.jumps().stream().map(part -> Loop.of(name + "_jump", part)).toList());
    }
  }

  private record Form(BitSet ofSynapses, SideVariables ofNeurons) {}

  /**
   * Reads a synapse.
   *
   * @param text as {@link SynapseParser} says
   * @return the synapse
   * @throws dev.sleipnir.kernels.equation.EquationException if the text is wrong: names line and
   *     column of the first error, what was expected and what came
   */
  public static SynapseModel parse(String text) {
    var model = new SynapseModel(SynapseParser.parse(text));
    SynapsePrograms _ = SynapsePrograms.of(model.equations, p -> false, SideVariables.NONE);
    return model;
  }

  /**
   * The synapse as written.
   *
   * @return its equations
   */
  public SynapseEquations equations() {
    return equations;
  }

  /**
   * Names of its parameters.
   *
   * @return in order
   */
  public List<String> parameters() {
    return equations.parameters().stream().map(Definition::name).toList();
  }

  /** The same synapse with a variable that stands still. */
  SynapseModel holding(String variable) {
    return holding.computeIfAbsent(variable, name -> new SynapseModel(equations.holding(name)));
  }

  Compiled compiled(BitSet ofSynapses, SideVariables ofNeurons) {
    return forms.computeIfAbsent(new Form((BitSet) ofSynapses.clone(), ofNeurons), this::compile);
  }

  private Compiled compile(Form form) {
    SynapsePrograms programs = SynapsePrograms.of(equations, form.ofSynapses::get, form.ofNeurons);
    String name = equations.name();
    return new Compiled(
        programs.variables(),
        programs.pathways().stream().map(part -> Loop.of(name, part)).toList(),
        Loop.of(name + "_step", programs.always()),
        programs.sums().stream().map(part -> Loop.of(name + "_sum", part)).toList(),
        Traces.of(name, programs.ofPre()),
        Traces.of(name, programs.ofPost()));
  }

  @Override
  public String toString() {
    return equations.name();
  }
}
