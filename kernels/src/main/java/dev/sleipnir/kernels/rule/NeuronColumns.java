package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.RuleEquations.Side;
import java.util.Arrays;

/**
 * What the neurons of one side have, kept at every step: traces and signals. Synapses see the
 * pre-synaptic ones after their delay, like spikes.
 */
final class NeuronColumns {
  private final CompiledSparse rule;
  private final RuleConstants constants;
  private final Side side;
  private final int neurons;
  private final boolean spikesFirst;

  /** Trace, then signal, and neuron to value. */
  private final float[][] now;

  /** Steps ago, as a ring, and column and neuron to the value that synapses see. */
  private final float[][][] past;

  private int at;

  NeuronColumns(
      CompiledSparse rule, RuleConstants constants, Side side, int neurons, int longestDelay) {
    this.rule = rule;
    this.constants = constants;
    this.side = side;
    this.neurons = neurons;
    spikesFirst = constants.settings().order() == TraceOrder.SPIKES_FIRST;
    now = new float[rule.columns(side)][neurons];
    past = new float[now.length == 0 ? 1 : longestDelay + 1][now.length][neurons];
  }

  /** A signal, to be set before a step. */
  float[] signal(int signal) {
    return now[constants.traces(side).count() + signal];
  }

  /** A step: traces decay, follow and jump; synapses see them after or before the spikes. */
  void step(float[] invariants, SpikeList spikes) {
    rule.neurons().decay(side, invariants, now, 0, neurons);
    if (spikesFirst) {
      spikes.jump(constants.traces(side), now);
    }
    at = at + 1 == past.length ? 0 : at + 1;
    for (int k = 0; k < now.length; k++) {
      System.arraycopy(now[k], 0, past[at][k], 0, neurons);
    }
    if (!spikesFirst) {
      spikes.jump(constants.traces(side), now);
    }
  }

  /** What synapses with a delay see. */
  float[][] seen(int delay) {
    int slot = at - (now.length == 0 ? 0 : delay);
    return past[slot < 0 ? slot + past.length : slot];
  }

  /** Forgets all traces and signals. */
  void reset() {
    for (float[] column : now) {
      Arrays.fill(column, 0);
    }
    for (float[][] step : past) {
      for (float[] column : step) {
        Arrays.fill(column, 0);
      }
    }
  }

  /** What is remembered: what neurons have, then what was seen, the latest first. Copies. */
  float[][] memory() {
    float[][] memory = new float[now.length * (1 + past.length)][];
    for (int d = -1; d < past.length; d++) {
      float[][] step = d < 0 ? now : seen(d);
      for (int k = 0; k < now.length; k++) {
        memory[(1 + d) * now.length + k] = step[k].clone();
      }
    }
    return memory;
  }

  /** Goes on from what another one remembers, from a place in its arrays on; returns the next. */
  int resume(float[][] memory, int from) {
    int next = from;
    for (int d = -1; d < past.length; d++) {
      float[][] step = d < 0 ? now : seen(d);
      for (float[] column : step) {
        System.arraycopy(memory[next++], 0, column, 0, neurons);
      }
    }
    return next;
  }

  long bytes() {
    return 4L * neurons * now.length * (1 + past.length);
  }
}
