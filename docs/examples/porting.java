// From a network of rectifiers to one of neurons: trained anew, and converted as it is.
import dev.sleipnir.kernels.equation.*;
import dev.sleipnir.model.data.*;
import dev.sleipnir.model.encode.*;
import dev.sleipnir.model.layer.*;
import dev.sleipnir.model.math.*;
import dev.sleipnir.model.network.*;
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.optimize.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.model.train.*;
import dev.sleipnir.tasks.plot.*;

static final LabeledImages TRAIN = Strokes.generate(1, 1000); // drawn digits, 28 x 28
static final LabeledImages TEST = Strokes.generate(2, 200);

void main(String[] args) throws Exception {
  Path folder = Path.of(args.length > 0 ? args[0] : ".");
  var rectified =
      new SequentialState(
          new Flatten(),
          new Linear(784, 100), new Relu(),
          new Linear(100, 10));
  IO.println("rectifiers: " + trained(rectified, repeated(1)));

  var spiking = // 1. neurons for activations, 2. a leaky integrator reads them out
      new SequentialState(
          new Flatten(),
          new Linear(784, 100), new Lif().surrogate(Surrogate.SUPER, 10).cell(),
          new Linear(100, 10), new Li().cell());
  IO.println("neurons, trained: " + trained(spiking, repeated(10))); // 3. time

  Conversion converted = Convert.toSpiking(rectified, pixels(TRAIN), 99.9); // no training
  double[] steps = {1, 2, 4, 8, 16, 32, 64};
  double[] accuracies = new double[steps.length];
  for (int k = 0; k < steps.length; k++) {
    var accuracy = converted.accuracy(pixels(TEST), labels(TEST), (int) steps[k]);
    accuracies[k] = accuracy.spiking();
    IO.println("converted, " + (int) steps[k] + " steps: " + accuracy.spiking());
  }
  Picture.of(
          new Plot("A network of rectifiers, converted", "steps", "accuracy")
              .logX()
              .line("converted", steps, accuracies)
              .level("rectifiers", converted.accuracy(pixels(TEST), labels(TEST), 1).original()))
      .write(folder.resolve("porting.png"));
}

/** The share of test images that are told after five epochs. */
double trained(SequentialState network, Encoder encoder) {
  var training = new ImageClassification(TRAIN, encoder, network);
  var trainer = new Trainer(new Adam(network.parameters(), 5e-3)).batchSize(50);
  for (int epoch = 1; epoch <= 5; epoch++) {
    trainer.epoch(training, epoch, "training");
  }
  return trainer.evaluate(training.on(TEST), "test").metric();
}

/** The same images in every step, as currents of the first layer. */
Encoder repeated(int steps) {
  return (images, random) ->
      Shapes.repeat(Shapes.insertAxis(images, 0), 0, steps); // [time, batch, 1, 28, 28]
}

Tensor pixels(LabeledImages images) {
  float[] all = new float[images.size() * 784];
  for (int i = 0; i < images.size(); i++) {
    images.copyTo(i, all, i * 784, 1, 0);
  }
  return Tensor.of(all, images.size(), 1, 28, 28);
}

int[] labels(LabeledImages images) {
  return IntStream.range(0, images.size()).map(images::label).toArray();
}

// Prints:
// rectifiers: 0.96
// neurons, trained: 0.95
// converted, 1 steps: 0.645
// converted, 2 steps: 0.94
// converted, 4 steps: 0.94
// converted, 8 steps: 0.95
// converted, 16 steps: 0.96
// converted, 32 steps: 0.96
// converted, 64 steps: 0.955
