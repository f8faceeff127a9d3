package dev.sleipnir.spark;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Strokes;
import dev.sleipnir.model.encode.PoissonEncoder;
import dev.sleipnir.model.layer.Dropout;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.optimize.Sgd;
import dev.sleipnir.model.train.ImageClassification;
import dev.sleipnir.model.train.Trainer;

/** A small classifier, with everything random that training may have. */
final class Digits {
  private Digits() {}

  static SequentialState network() {
    RandomStream random = new RandomStream(3, 0);
    return new SequentialState(
        new Flatten(),
        new Linear(random, 784, 30, true),
        new Lif().with("v_th", 0.3).cell(),
        new Dropout(0.2f),
        new Linear(random, 30, 10, false),
        new Li().cell());
  }

  static Learner learner() {
    SequentialState network = network();
    return learner(network, new Adam(network.parameters(), 5e-3));
  }

  static Learner sgd() {
    SequentialState network = network();
    return learner(network, new Sgd(network.parameters(), 0.1));
  }

  private static Learner learner(SequentialState network, Optimizer optimizer) {
    var task =
        new ImageClassification(
            Strokes.generate(1, 200), new PoissonEncoder(12, 400f, 0.001), network);
    return new Learner(task, new Trainer(optimizer).batchSize(20).seed(11));
  }
}
