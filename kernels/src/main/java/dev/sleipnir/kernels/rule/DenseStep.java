package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.equation.RuleEquations.Side;

/** What happens in a step of a dense matrix, which all its rows read and none changes. */
final class DenseStep {
  /** What a row's neuron does, as bits. */
  static final int SPIKES = 1;

  static final int ACTIVE = 2;

  final CompiledRule rule;
  final RuleConstants constants;
  final int pre;
  final int post;
  final int batch;

  /** Whether all rows are run in full, whatever their neurons do. */
  final boolean isSwept;

  final SpikeList preSpikes;

  /** Of each post-synaptic neuron of each sample. */
  final byte[] kinds;

  /** The weights, an array that is not touched, the variables: each row changes its own. */
  final float[][] synapses;

  /** What the pre-synaptic neurons have, then their spikes. */
  final float[][] columns;

  float[][] preColumns = {};
  float[][] postColumns = {};
  float[][] signals = {};

  DenseStep(RuleModel model, RuleConstants constants, int pre, int post, int batch) {
    this.constants = constants;
    this.pre = pre;
    this.post = post;
    this.batch = batch;
    rule = model.compile(constants.settings().coincidence());
    // Events of several samples are computed together, which their own signals do not allow.
    isSwept = rule.isSwept() || (rule.signals() > 0 && batch > 1);
    preSpikes = new SpikeList("pre-synaptic spikes", batch * pre);
    kinds = new byte[batch * post];
    synapses = new float[2 + rule.variables()][];
    synapses[1] = new float[0];
    columns = new float[rule.columns(Side.PRE) + 1][];
    columns[columns.length - 1] = new float[batch * pre];
  }

  /** Whether samples act one after the other. */
  boolean isSequential() {
    return batch == 1 || constants.settings().reduction() == BatchReduction.SEQUENTIAL;
  }

  float[] invariants() {
    boolean mean = constants.settings().reduction() == BatchReduction.MEAN;
    return rule.invariants(constants, mean ? 1f / batch : 1f);
  }

  /** Whether the row of a post-synaptic neuron of a sample is run in full. */
  boolean runsInFull(int unit) {
    return kinds[unit] != 0 || isSwept;
  }

  /** Synapses that the step reaches. */
  long reached() {
    if (isSwept) {
      return (long) batch * post * pre;
    }
    long rows = 0;
    for (byte kind : kinds) {
      rows += kind == 0 ? 0 : 1;
    }
    return rows * pre + (rule.acts(Side.PRE) ? (long) preSpikes.count() * post : 0);
  }
}
