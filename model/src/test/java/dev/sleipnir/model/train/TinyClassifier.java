package dev.sleipnir.model.train;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Strokes;
import dev.sleipnir.model.encode.PoissonEncoder;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Dropout;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Workspace;
import java.util.List;

/**
 * Small classifiers of 40 images of 28 x 28, everything about them random where training may be.
 */
final class TinyClassifier {
  static final long SEED = 11;
  static final int BATCH = 16;

  private TinyClassifier() {}

  /** Poisson spikes through a hidden layer with dropout. */
  static ImageClassification dense(long weights) {
    RandomStream random = new RandomStream(weights, 0);
    var network =
        new SequentialState(
            new Flatten(),
            new Linear(random, 784, 30, true),
            new Lif().with("v_th", 0.3).surrogate(Surrogate.SUPER, 20f).cell(),
            new Dropout(0.2f),
            new Linear(random, 30, 10, false),
            new Li().cell());
    return new ImageClassification(
        Strokes.generate(1, 40), new PoissonEncoder(12, 400f, 0.001), network);
  }

  /** Poisson spikes through a convolution. */
  static ImageClassification convolutional() {
    RandomStream random = new RandomStream(2, 0);
    var network =
        new SequentialState(
            new Conv2d(random, 1, 4, 5),
            new Lif().with("v_th", 0.3).surrogate(Surrogate.SUPER, 20f).cell(),
            new MaxPool2d(2),
            new Dropout(0.2f),
            new Flatten(),
            new Linear(random, 576, 40, true),
            new Lif().with("v_th", 0.3).surrogate(Surrogate.SUPER, 20f).cell(),
            new Linear(random, 40, 10, true),
            new Li().cell());
    return new ImageClassification(
        Strokes.generate(1, 40), new PoissonEncoder(6, 400f, 0.001), network);
  }

  static List<Parameter> parameters(ImageClassification classifier) {
    return classifier.network().module().parameters();
  }

  static Adam adam(ImageClassification classifier) {
    return new Adam(parameters(classifier), 5e-3);
  }

  static Adam adam(ImageClassification classifier, Parallel parallel) {
    return new Adam(parameters(classifier), 5e-3).parallel(parallel);
  }

  static Trainer trainer(Adam adam) {
    return trainer(adam, Parallel.common());
  }

  static Trainer trainer(Adam adam, Parallel parallel) {
    return new Trainer(adam)
        .workspace(new Workspace(parallel))
        .batchSize(BATCH)
        .seed(SEED)
        .clipNorm(1.0);
  }
}
