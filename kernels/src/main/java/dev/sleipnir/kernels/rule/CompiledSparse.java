package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.bytecode.CompiledLoop;
import dev.sleipnir.kernels.bytecode.LoopCompiler;
import dev.sleipnir.kernels.equation.RuleEquations;
import dev.sleipnir.kernels.equation.RuleEquations.Kind;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The kernels of a rule on sparse synapses that were gathered: {@link SparseLoops}, compiled. */
final class CompiledSparse {
  private final RuleLayout layout;
  private final boolean waits;
  private final boolean sweeps;
  private final boolean looksAtNeurons;
  private final NeuronLoops neurons;
  private final CompiledLoop others;
  private final CompiledLoop arrivals;
  private final boolean actsOnPre;
  private final boolean actsOnPost;
  private final List<String> ports;

  /** Port to whether it receives the weight. */
  private final boolean[] weights;

  /** The variables that decay. */
  private final int[] decaying;

  private final boolean[] shared;
  private final boolean changesWeights;

  CompiledSparse(RuleEquations equations, Coincidence coincidence) {
    SparseLoops loops = new SparseLoops(equations, coincidence);
    layout = loops.layout();
    waits = SparseLoops.waits(equations);
    sweeps =
        !waits
            && (equations.onStep().stream().anyMatch(line -> line.when() == null)
                || equations.variables().stream().anyMatch(v -> v.decay() != null));
    looksAtNeurons =
        !equations.signals().isEmpty()
            || equations.traces().stream().anyMatch(trace -> trace.kind() == Kind.FOLLOW);
    neurons = new NeuronLoops(equations, new RuleLoops(equations, coincidence));
    neurons.prepare();
    others = LoopCompiler.compile(equations.name() + " others", loops.others());
    arrivals = LoopCompiler.compile(equations.name() + " arrivals", loops.arrivals());
    actsOnPre = loops.acts(Side.PRE);
    actsOnPost = loops.acts(Side.POST);
    ports = equations.ports();
    weights = new boolean[ports.size()];
    for (int p = 0; p < weights.length; p++) {
      weights[p] = loops.deliversWeight(ports.get(p));
    }
    int[] all = new int[layout.variables().size()];
    int count = 0;
    for (int v = 0; v < all.length; v++) {
      if (equations.variables().get(v).decay() != null) {
        all[count++] = v;
      }
    }
    decaying = Arrays.copyOf(all, count);
    shared = SharedVariables.of(equations);
    changesWeights =
        Stream.of(equations.onPre(), equations.onPost(), equations.onStep())
            .flatMap(List::stream)
            .anyMatch(line -> line.name().equals(RuleEquations.WEIGHT));
  }

  /** Whether synapses wait for the next spike that arrives. */
  boolean waits() {
    return waits;
  }

  /** Whether every step reaches every synapse. */
  boolean sweeps() {
    return sweeps;
  }

  /** Whether neurons have signals or traces that follow something. */
  boolean looksAtNeurons() {
    return looksAtNeurons;
  }

  NeuronLoops neurons() {
    return neurons;
  }

  /** Number of signals that are the same for all synapses. */
  int signals() {
    return layout.globals();
  }

  /** Sets the signals that are the same for all synapses. */
  void setSignals(float[] invariants, float[] signals) {
    System.arraycopy(signals, 0, invariants, layout.atGlobals(), signals.length);
  }

  /** Number of values that a neuron has: its traces, then its signals. */
  int columns(Side side) {
    return layout.columns(side);
  }

  /** Number of variables that a synapse has beside its weight. */
  int variables() {
    return layout.variables().size();
  }

  /** Whether all synapses of a segment have a variable in common. */
  boolean isShared(int variable) {
    return shared[variable];
  }

  /** Whether there are such variables. */
  boolean shares() {
    for (boolean one : shared) {
      if (one) {
        return true;
      }
    }
    return false;
  }

  /** Whether a line changes the weight. */
  boolean changesWeights() {
    return changesWeights;
  }

  /** The variables that decay. */
  int[] decaying() {
    return decaying;
  }

  /** Names of the inputs that spikes are delivered to. */
  List<String> ports() {
    return ports;
  }

  /** Whether what a port receives is the weight after all changes of the step. */
  boolean deliversWeight(int port) {
    return weights[port];
  }

  /** Whether spikes of one side change synapses. */
  boolean acts(Side side) {
    return side == Side.PRE ? actsOnPre : actsOnPost;
  }

  float[] invariants(RuleConstants constants) {
    return layout.invariants(constants, 1);
  }

  /** Where the column of post-synaptic spikes stands. */
  int atSpikes() {
    return SparseLoops.atSpikes(layout);
  }

  /** Where the columns begin that say what is left of the variables that decay. */
  int atDecays() {
    return SparseLoops.atDecays(layout);
  }

  /** Where what is delivered stands among the arrays of synapses. */
  int atPorts() {
    return SparseLoops.atPorts(layout);
  }

  /** {@link SparseLoops#others}. */
  void others(float[] invariants, float[][] columns, float[][] synapses, int count) {
    others.runVectors(invariants, columns, synapses, count, 0, count, 0);
  }

  /** Synapses at which a spike arrives. */
  void arrivals(float[] invariants, float[][] columns, float[][] synapses, int count) {
    arrivals.runVectors(invariants, columns, synapses, count, 0, count, 0);
  }
}
