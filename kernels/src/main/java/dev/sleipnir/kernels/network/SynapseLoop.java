package dev.sleipnir.kernels.network;

import dev.sleipnir.kernels.bytecode.CompiledLoop;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.SynapseEquations.Neurons;
import dev.sleipnir.kernels.graph.SynapsePrograms.Part;
import dev.sleipnir.kernels.graph.SynapsePrograms.Read;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A loop of a synapse's text, and which arrays of the neurons it reads, delivers to and changes.
 * Several threads may run it at synapses of different neurons that receive.
 */
final class SynapseLoop {
  /** Synapses that are gathered at a time. */
  static final int BLOCK = 512;

  private final @Nullable CompiledLoop loop;
  final Invariants invariants;
  private final float[][] variables;
  private final float[][] columns;
  private final int[] loaded;
  private final int[] stored;
  private final float[][] read;
  private final boolean[] readOfPre;
  private final float[][] ports;
  private final float[] @Nullable [] portHolding;
  private final float[][] changed;
  private final float[] @Nullable [] changedHolding;
  private final boolean[] changedOfPre;

  /** Of each synapse the step of its last event; null if the loop is of no event. */
  private final int @Nullable [] last;

  private final double dt;

  /** How many synapses may be computed at once: one if others see what it does. */
  final int block;

  /** Whether ranges of the neurons that receive know nothing of each other. */
  final boolean isCut;

  /** Which variables of neurons' traces it reads. */
  final boolean readsPreTraces;

  final boolean readsPostTraces;

  SynapseLoop(
      SynapseModel.Loop compiled,
      Invariants invariants,
      float[][] variables,
      float[][] columns,
      NeuronArrays from,
      NeuronArrays to,
      NeuronTraces ofPre,
      NeuronTraces ofPost,
      int @Nullable [] last,
      double dt) {
    loop = compiled.loop();
    this.invariants = invariants;
    this.variables = variables;
    this.columns = columns;
    this.last = last;
    this.dt = dt;
    Part part = compiled.part();
    loaded = ofVariables(part.read());
    stored = ofVariables(part.stored());
    List<Read> reads = part.reads();
    read = new float[reads.size()][];
    readOfPre = new boolean[read.length];
    boolean preTraces = false;
    boolean postTraces = false;
    for (int r = 0; r < read.length; r++) {
      Neurons of = reads.get(r).of();
      readOfPre[r] = of.side() == Side.PRE;
      if (reads.get(r).isTrace()) {
        read[r] = (readOfPre[r] ? ofPre : ofPost).now(of.name());
        preTraces |= readOfPre[r];
        postTraces |= !readOfPre[r];
      } else {
        read[r] = (readOfPre[r] ? from : to).values(of.name());
      }
    }
    readsPreTraces = preTraces;
    readsPostTraces = postTraces;
    List<String> names = part.ports();
    ports = new float[names.size()][];
    portHolding = new float[ports.length][];
    for (int p = 0; p < ports.length; p++) {
      ports[p] = to.port(names.get(p));
      portHolding[p] = to.holding(names.get(p));
    }
    List<Neurons> changes = part.changes();
    changed = new float[changes.size()][];
    changedHolding = new float[changed.length][];
    changedOfPre = new boolean[changed.length];
    boolean cut = true;
    for (int c = 0; c < changed.length; c++) {
      changedOfPre[c] = changes.get(c).side() == Side.PRE;
      cut &= !changedOfPre[c];
      NeuronArrays side = changedOfPre[c] ? from : to;
      changed[c] = side.port(changes.get(c).name());
      changedHolding[c] = side.holding(changes.get(c).name());
    }
    boolean alone = changed.length > 0;
    for (int r = 0; r < read.length; r++) {
      boolean written = isAmong(read[r], ports) || isAmong(read[r], changed);
      alone |= written;
      cut &= !(written && readOfPre[r]);
    }
    block = alone ? 1 : BLOCK;
    isCut = cut;
  }

  private int[] ofVariables(BitSet columns) {
    return columns.stream().filter(column -> column < variables.length).toArray();
  }

  @SuppressWarnings("ReferenceEquality") // whether it is the same array is the question
  private static boolean isAmong(float[] array, float[][] arrays) {
    for (float[] other : arrays) {
      if (other == array) {
        return true;
      }
    }
    return false;
  }

  boolean isEmpty() {
    return loop == null;
  }

  /** Makes what a sum goes to 0. What neurons get in a step is no jump, which they could refuse. */
  void beginSum() {
    Arrays.fill(ports[0], 0);
    portHolding[0] = null;
  }

  /** What is gathered of some synapses: one for each thread. */
  final class Block {
    private final float[][] gathered = new float[columns.length][block];
    private final float[][] series = new float[1 + read.length][block];
    private final float[][] carried =
        new float[variables.length + ports.length + changed.length][block];

    /** Synapses that are computed together, and their neurons. */
    private final int[] synapses = new int[block];

    private final int[] mine = new int[block];
    private final int[] theirs = new int[block];
    private int collected;

    private boolean ofPre;
    private boolean areDistinct;
    private float[] constants = {};
    private int step;

    /**
     * Before synapses of a step.
     *
     * @param side whose the rows are
     * @param distinct whether the targets of a row are ascending, each once
     * @param numbers the invariants
     * @param now the step
     */
    void begin(Side side, boolean distinct, float[] numbers, int now) {
      ofPre = side == Side.PRE;
      areDistinct = distinct;
      constants = numbers;
      step = now;
    }

    /**
     * Computes synapses at some places in rows of one side's neurons.
     *
     * @param order for each place the synapse; null if they are the same
     * @param first the first place
     * @param to one past the last
     * @param neurons for each place the neuron whose row it is; null for one neuron
     * @param neuron that neuron
     * @param targets for each place the other neuron
     */
    void run(
        int @Nullable [] order,
        int first,
        int to,
        int @Nullable [] neurons,
        int neuron,
        int[] targets) {
      for (int k = first; k < to; k += block) {
        compute(order, k, neurons, neuron, targets, Math.min(block, to - k));
      }
    }

    /** As {@link #run}, together with those of other rows; {@link #flush} computes the rest. */
    void collect(int @Nullable [] order, int first, int to, int neuron, int[] targets) {
      int k = first;
      while (k < to) {
        int n = Math.min(to - k, block - collected);
        for (int s = 0; s < n; s++) {
          synapses[collected + s] = order == null ? k + s : order[k + s];
          mine[collected + s] = neuron;
          theirs[collected + s] = targets[k + s];
        }
        collected += n;
        k += n;
        if (collected == block) {
          flush();
        }
      }
    }

    void flush() {
      if (collected > 0) {
        compute(synapses, 0, mine, 0, theirs, collected);
        collected = 0;
      }
    }

    private void compute(
        int @Nullable [] order,
        int first,
        int @Nullable [] neurons,
        int neuron,
        int[] targets,
        int n) {
      boolean areRun =
          neurons == null && areDistinct && targets[first + n - 1] - targets[first] == n - 1;
      for (int v : loaded) {
        load(variables[v], order, first, n, carried[v]);
      }
      for (int c = 0; c < columns.length; c++) {
        load(columns[c], order, first, n, gathered[c]);
      }
      for (int r = 0; r < read.length; r++) {
        if (readOfPre[r] != ofPre && areRun) {
          System.arraycopy(read[r], targets[first], series[1 + r], 0, n);
        } else if (readOfPre[r] != ofPre) {
          pick(read[r], targets, first, n, series[1 + r]);
        } else if (neurons != null) {
          pick(read[r], neurons, first, n, series[1 + r]);
        } else {
          Arrays.fill(series[1 + r], 0, n, read[r][neuron]);
        }
      }
      for (int c = 0; c < changed.length; c++) {
        carried[variables.length + ports.length + c][0] =
            changed[c][changedOfPre[c] == ofPre ? mine(neurons, neuron, first) : targets[first]];
      }
      if (last != null) {
        elapse(last, order, first, n);
      }
      Objects.requireNonNull(loop).run(constants, gathered, series, carried, 0, 1, n, 0, n, 0);
      for (int v : stored) {
        store(carried[v], order, first, n, variables[v]);
      }
      for (int p = 0; p < ports.length; p++) {
        if (ofPre && areRun) {
          Deliveries.add(
              ports[p], portHolding[p], targets[first], carried[variables.length + p], 0, n);
        } else {
          deliver(p, neurons, neuron, targets, first, n);
        }
      }
      for (int c = 0; c < changed.length; c++) {
        int at = changedOfPre[c] == ofPre ? mine(neurons, neuron, first) : targets[first];
        float[] holding = changedHolding[c];
        if (holding == null || !(holding[at] > 0)) {
          changed[c][at] = carried[variables.length + ports.length + c][0];
        }
      }
    }

    private static int mine(int @Nullable [] neurons, int neuron, int first) {
      return neurons == null ? neuron : neurons[first];
    }

    private void elapse(int[] last, int @Nullable [] order, int first, int n) {
      float[] elapsed = series[0];
      for (int k = 0; k < n; k++) {
        int s = order == null ? first + k : order[first + k];
        elapsed[k] = (float) ((step - last[s]) * dt);
        last[s] = step;
      }
    }

    private void deliver(
        int port, int @Nullable [] neurons, int neuron, int[] targets, int first, int n) {
      float[] into = ports[port];
      float[] holding = portHolding[port];
      float[] delivered = carried[variables.length + port];
      int[] to = ofPre ? targets : neurons;
      for (int k = 0; k < n; k++) {
        int j = to == null ? neuron : to[first + k];
        if (holding == null || !(holding[j] > 0)) {
          into[j] += delivered[k];
        }
      }
    }
  }

  private static void load(float[] from, int @Nullable [] order, int first, int n, float[] into) {
    if (order == null) {
      System.arraycopy(from, first, into, 0, n);
    } else {
      pick(from, order, first, n, into);
    }
  }

  private static void pick(float[] from, int[] at, int first, int n, float[] into) {
    for (int k = 0; k < n; k++) {
      into[k] = from[at[first + k]];
    }
  }

  private static void store(float[] from, int @Nullable [] order, int first, int n, float[] into) {
    if (order == null) {
      System.arraycopy(from, 0, into, first, n);
    } else {
      for (int k = 0; k < n; k++) {
        into[order[first + k]] = from[k];
      }
    }
  }
}
