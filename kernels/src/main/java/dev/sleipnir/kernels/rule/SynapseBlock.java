package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.math.Reductions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Some synapses of one partition, gathered, so that their changes are computed with whole vectors.
 * The scratch memory of one thread.
 */
class SynapseBlock {
  /** Synapses of a block: what they gather stays in the cache. */
  static final int SIZE = 1024;

  final CompiledSparse rule;

  /** The numbers that are the same for all synapses. */
  final float[] invariants;

  /** Number of columns of each side. */
  final int pre;

  final int post;

  // The synapses gathered.
  final int[] synapse = new int[SIZE];
  final int[] target = new int[SIZE];
  final int[] source = new int[SIZE];
  final float[] w = new float[SIZE];

  /** The variables. */
  final float[][] own;

  /** As the kernels have them: the weights, what is not touched, the variables, the ports. */
  final float[][] synapses;

  final float[][] columns;
  int count;

  /** For each port what arrives at the neurons; the weights themselves where that is those. */
  private final float[][] delivered;

  /** Whether what changes may be no number. */
  private final boolean looks;

  SynapseBlock(CompiledSparse rule, RuleConstants constants, boolean looks) {
    this.rule = rule;
    this.looks = looks;
    invariants = rule.invariants(constants);
    pre = rule.columns(Side.PRE);
    post = rule.columns(Side.POST);
    own = new float[rule.variables()][SIZE];
    delivered = new float[rule.ports().size()][];
    for (int p = 0; p < delivered.length; p++) {
      delivered[p] = rule.deliversWeight(p) ? w : new float[SIZE];
    }
    synapses = arrays(w, own, delivered);
    columns = new float[rule.atDecays() + rule.decaying().length][SIZE];
  }

  final float[][] arrays(float[] weights, float[][] variables, float[][] ports) {
    float[][] arrays = new float[rule.atPorts() + ports.length][];
    arrays[0] = weights;
    arrays[1] = weights;
    System.arraycopy(variables, 0, arrays, RuleLoops.VARIABLES, variables.length);
    System.arraycopy(ports, 0, arrays, rule.atPorts(), ports.length);
    return arrays;
  }

  /** Gathers the variables of those that were gathered from a place of the block on. */
  final void gatherVariables(float[][] variables, int from) {
    for (int v = 0; v < own.length; v++) {
      float[] to = own[v];
      float[] of = variables[v];
      for (int i = from; i < count; i++) {
        to[i] = of[synapse[i]];
      }
    }
  }

  final boolean isFull() {
    return count == SIZE;
  }

  final int count() {
    return count;
  }

  /** Puts what each source has into columns. */
  final void gatherSources(float[][] values, int first, int number) {
    gather(values, source, first, number);
  }

  /** Puts what each post-synaptic neuron has into columns. */
  final void gatherTargets(float[][] values, int first, int number) {
    gather(values, target, first, number);
  }

  private void gather(float[][] values, int[] at, int first, int number) {
    for (int k = 0; k < number; k++) {
      float[] to = columns[first + k];
      float[] of = values[k];
      for (int i = 0; i < count; i++) {
        to[i] = of[at[i]];
      }
    }
  }

  final void requireFinite(String what, float[] values) {
    int other = Reductions.firstNonFinite(values, 0, count);
    if (other >= 0) {
      float got = values[other];
      int at = synapse[other];
      count = 0;
      throw new ArithmeticException(
          String.format(
              Locale.ROOT,
              "expected finite %s after a change, got %s at synapse %d, to neuron %d",
              what,
              got,
              at,
              target[other]));
    }
  }

  /**
   * Puts the synapses back, adds what is delivered, and empties the block.
   *
   * @param all the weights
   * @param variables the variables
   * @param ports for each port what is raised; null if nothing is, or a null array for a port of
   *     which nothing is wanted
   */
  final void scatter(float[] all, float[][] variables, float @Nullable [] @Nullable [] ports) {
    if (looks) {
      if (rule.changesWeights()) {
        requireFinite("weights", w);
      }
      for (float[] values : own) {
        requireFinite("variables of synapses", values);
      }
    }
    if (rule.changesWeights()) {
      for (int i = 0; i < count; i++) {
        all[synapse[i]] = w[i];
      }
    }
    for (int v = 0; v < own.length; v++) {
      if (rule.isShared(v)) {
        continue;
      }
      float[] to = variables[v];
      float[] of = own[v];
      for (int i = 0; i < count; i++) {
        to[synapse[i]] = of[i];
      }
    }
    for (int p = 0; ports != null && p < delivered.length; p++) {
      float[] to = ports[p];
      if (to != null) {
        float[] of = delivered[p];
        if (looks && of != w) {
          requireFinite("deliveries", of);
        }
        for (int i = 0; i < count; i++) {
          to[target[i]] += of[i];
        }
      }
    }
    count = 0;
  }

  long bytes() {
    return 4L * SIZE * (3 + columns.length + synapses.length);
  }
}
