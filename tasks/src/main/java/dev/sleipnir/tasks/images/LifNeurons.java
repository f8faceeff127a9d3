package dev.sleipnir.tasks.images;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Set;

/**
 * The neurons of a classifier.
 *
 * @param lif LIF neurons, their gradients chosen
 * @param dt the time step [ms]
 * @param learned what is learned of them
 */
record LifNeurons(Neuron lif, double dt, Set<Learned> learned) {
  private static final String TAU_MEM_INV = "tau_mem_inv";
  private static final String TAU_SYN_INV = "tau_syn_inv";
  private static final String V_TH = "v_th";

  private static final double MS = 0.001;

  /** Defaults of the equations, in 1/ms. */
  private static final double MEMBRANE = 0.1;

  private static final double SYNAPSE = 0.2;

  /** Slowest membranes that are learned, in 1/ms. */
  private static final double SLOWEST = 0.001;

  /** Neurons that are alike. */
  Neuron layer(double threshold) {
    Neuron kind = threshold == 1 ? lif.dt(dt * MS) : lif.dt(dt * MS).with(V_TH, threshold);
    if (learned.contains(Learned.TAU)) {
      kind = inMilliseconds(kind).with(TAU_MEM_INV, MEMBRANE);
    }
    return learning(kind);
  }

  /** Neurons that differ, as Norse's documentation has them: 100 + 20 N and 0.5 + 0.1 N. */
  Neuron population(RandomStream random, int neurons) {
    Tensor membranes = Tensor.zeros(neurons);
    Tensor thresholds = Tensor.zeros(neurons);
    for (int n = 0; n < neurons; n++) {
      membranes.data()[n] = (float) Math.max(SLOWEST, 0.1 + 0.02 * random.nextGaussian());
      thresholds.data()[n] = (float) Math.max(0.1, 0.5 + 0.1 * random.nextGaussian());
    }
    return learning(inMilliseconds(lif).with(TAU_MEM_INV, membranes).with(V_TH, thresholds));
  }

  /** In 1/s a step of the optimiser, some thousandths, would be nothing to a time constant. */
  private Neuron inMilliseconds(Neuron kind) {
    return kind.dt(dt).with(TAU_SYN_INV, SYNAPSE);
  }

  private Neuron learning(Neuron kind) {
    Neuron all = kind;
    if (learned.contains(Learned.TAU)) {
      all = all.learn(TAU_MEM_INV, SLOWEST, 1 / dt);
    }
    return learned.contains(Learned.THRESHOLD) ? all.learn(V_TH) : all;
  }

  /** Potentials that are read. */
  Neuron readOut() {
    return new Li().dt(dt * MS);
  }
}
