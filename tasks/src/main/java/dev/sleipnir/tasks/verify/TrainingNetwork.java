package dev.sleipnir.tasks.verify;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.encode.ConstantCurrentLifEncoder;
import dev.sleipnir.model.exchange.StateDict;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.Scale;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Map;

/**
 * A network that another program trained: ours with its weights.
 *
 * @param network spikes over time to potentials
 * @param prefixes where what it calls conv1 and the like is in ours
 * @param isOfImages whether batches are images, to be made spikes
 */
record TrainingNetwork(SequentialState network, Map<String, String> prefixes, boolean isOfImages) {
  private static final int STEPS = 24;
  private static final float ALPHA = 10f;
  private static final RandomStream ANY = new RandomStream(0); // weights are loaded

  /** The network that weights of these names and shapes belong to. */
  static TrainingNetwork of(StateDict weights) {
    TrainingNetwork made =
        weights.arrays().containsKey("rec.input_weights") ? recurrent(weights) : images(weights);
    made.ours(weights).load(made.network);
    return made;
  }

  private static TrainingNetwork images(StateDict weights) {
    int[] first = weights.get("conv1.weight").shape();
    int[] second = weights.get("conv2.weight").shape();
    int[] hidden = weights.get("fc.weight").shape();
    int[] out = weights.get("out.input_weights").shape();
    Neuron lif = new Lif().surrogate(Surrogate.SUPER, ALPHA);
    var network =
        new SequentialState(
            new Conv2d(first[1], first[0], first[2]),
            lif.with("v_th", 0.7).cell(),
            new MaxPool2d(2),
            new Conv2d(second[1], second[0], second[2]),
            new Scale(10f),
            lif.with("v_th", 0.7).cell(),
            new MaxPool2d(2),
            new Flatten(),
            new Linear(hidden[1], hidden[0]),
            lif.with("v_th", 0.2).cell(),
            new Linear(ANY, out[1], out[0], false),
            new Li().cell());
    return new TrainingNetwork(
        network, Map.of("conv1", "0", "conv2", "3", "fc", "8", "out", "10"), true);
  }

  private static TrainingNetwork recurrent(StateDict weights) {
    int[] in = weights.get("rec.input_weights").shape();
    int[] out = weights.get("out.input_weights").shape();
    Neuron lsnn =
        new Lsnn()
            .with("tau_adapt_inv", 5)
            .with("v_th", 0.3)
            .with("beta", 0.2)
            .surrogate(Surrogate.SUPER, ALPHA);
    var network =
        new SequentialState(
            lsnn.recurrentCell(RecurrentWeights.random(ANY, in[1], in[0], false)),
            new Linear(ANY, out[1], out[0], false),
            new Li().cell());
    return new TrainingNetwork(network, Map.of("rec", "0", "out", "1"), false);
  }

  /** Arrays under the names that ours have. */
  StateDict ours(StateDict theirs) {
    StateDict renamed = theirs.rename("out\\.input_weights", "out.weight");
    for (var prefix : prefixes.entrySet()) {
      renamed = renamed.replacePrefix(prefix.getKey(), prefix.getValue());
    }
    return renamed;
  }

  /** The input of a batch over time, [time, batch, ...]. */
  Tensor input(Tensor batch) {
    if (!isOfImages) {
      return batch;
    }
    int side = (int) Math.round(Math.sqrt(batch.dim(1)));
    return new ConstantCurrentLifEncoder(STEPS)
        .encode(batch)
        .reshape(STEPS, batch.dim(0), 1, side, side);
  }
}
