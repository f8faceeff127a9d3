package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.plasticity.RuleConstants;
import dev.sleipnir.kernels.plasticity.SparseUpdate;
import org.jspecify.annotations.Nullable;

/**
 * Sparse synapses with delays that learn by a {@link LearningRule}, and deliver spikes. Made by
 * {@link LearningRule#sparse(SparseConnectivity)}.
 *
 * <p>A step costs what its spikes reach: a weight is only touched when a pre-synaptic spike arrives
 * at it, and then catches up with the post-synaptic spikes since the last arrival. The results are
 * those of changing weights at once, to the rounding of a trace's decay, and the same bits for
 * every number of threads and however often weights are read.
 *
 * <p>The delay is the axon's: a spike given at step t arrives, changes the weight and is delivered
 * at step t + delay; it pairs with post-synaptic spikes as of then. Trace conventions, order and
 * coincidence are the rule's; its reduction does not matter, as there is no batch.
 *
 * <p>At most 28 spikes of a post-synaptic neuron are remembered: every 28 spikes of the neuron that
 * spikes most, its partition, a sixteenth of all synapses or more, catches up. Such a step takes
 * longer than others.
 *
 * <p>Not to be used by two threads at once; the threads it works with may be shared. A step
 * allocates nothing once it has seen as many spikes under way as there will be.
 */
public final class SparseSynapses {
  private final LearningRule rule;
  private final int pre;
  private final int post;
  private final float[] weights;
  private final SparseUpdate update;

  SparseSynapses(LearningRule rule, SparseConnectivity connectivity, Parallel parallel) {
    this.rule = rule;
    pre = connectivity.preNeurons();
    post = connectivity.postNeurons();
    RuleConstants constants = rule.constants();
    weights = connectivity.weights();
    Elementwise.clamp(weights, 0, constants.low(), constants.high(), weights, 0, weights.length);
    update = new SparseUpdate(rule.model(), constants, connectivity.rows(), weights, parallel);
  }

  /**
   * One time step: spikes set out, and those that arrive, those of this step where the delay is 0,
   * change weights and are delivered.
   *
   * @param preSpikes 0 or 1, [pre]
   * @param postSpikes 0 or 1, [post]; the same array where a population is connected with itself
   * @param currents [post]; raised by the weights, as just changed, at which spikes arrive. Null if
   *     that is not wanted
   * @throws IllegalArgumentException if a length is not as expected or a spike is neither 0 nor 1;
   *     nothing has changed then
   */
  public void step(float[] preSpikes, float[] postSpikes, float @Nullable [] currents) {
    Checks.spikes("pre-synaptic spikes", preSpikes, pre);
    Checks.spikes("post-synaptic spikes", postSpikes, post);
    update.step(preSpikes, postSpikes, currents);
  }

  /** Brings all weights up to date with the post-synaptic spikes so far. */
  public void flush() {
    update.flush();
  }

  /**
   * The weights, brought up to date.
   *
   * @return in the order of the connectivity, which may not be the order its arrays were given in.
   *     The array itself, not a copy: it is up to date until the next step, and may be changed
   *     before, to finite numbers within the rule's bounds
   */
  public float[] weights() {
    update.flush();
    return weights;
  }

  /**
   * Number of synapses.
   *
   * @return at least 0
   */
  public int size() {
    return weights.length;
  }

  /**
   * Number of synaptic events so far: spikes that arrived at a synapse, and post-synaptic spikes
   * that took effect at one, which they do at the next arrival or {@link #flush}.
   *
   * @return at least 0
   */
  public long events() {
    return update.events();
  }

  /**
   * The memory in use, everything included, for each synapse.
   *
   * @return bytes; infinity without synapses
   */
  public double bytesPerSynapse() {
    return (double) update.bytes() / weights.length;
  }

  @Override
  public String toString() {
    return "SparseSynapses("
        + rule
        + ", "
        + pre
        + " to "
        + post
        + ", "
        + weights.length
        + " synapses)";
  }
}
