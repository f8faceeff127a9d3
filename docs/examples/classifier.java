// A convolutional classifier of digits: step by step, over time, and with other neurons.
import dev.sleipnir.kernels.random.*;
import dev.sleipnir.model.layer.*;
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.tensor.*;

SequentialState classifier(Neuron neuron) {
  return new SequentialState(
      new Conv2d(1, 20, 5), neuron.cell(), // [batch, 1, 28, 28] to [batch, 20, 24, 24]
      new MaxPool2d(2),
      new Conv2d(20, 50, 5), neuron.cell(),
      new MaxPool2d(2),
      new Flatten(), new Linear(800, 10), new Li().cell());
}

void main() {
  var random = new RandomStream(1);
  Tensor images = Tensor.randn(random, 2, 1, 28, 28);
  var model = classifier(new Lif());
  var first = model.step(images, null); // null: all neurons at rest
  var second = model.step(images, first.state());
  IO.println("a step: " + Arrays.toString(second.output().shape()));

  Tensor frames = Tensor.randn(random, 8, 2, 1, 28, 28); // [time, batch, channels, height, width]
  for (Neuron neuron : List.of(new Lif(), new Iaf(), new LifAdEx())) {
    Seeds.set(42); // the same weights for each
    var network = classifier(neuron);
    var voltages = Lift.of(network).forward(frames); // all steps in one call

    State state = null;
    Tensor last = null;
    for (int t = 0; t < frames.dim(0); t++) { // or one by one, as data comes in
      var step = network.step(frames.at(t), state);
      state = step.state();
      last = step.output();
    }
    boolean same = Arrays.equals(voltages.at(7).toArray(), last.toArray());
    IO.println(
        neuron.model().name() + ": " + Arrays.toString(voltages.shape()) + ", same bits: " + same);
  }
}

// Prints:
// a step: [2, 10]
// lif: [8, 2, 10], same bits: true
// iaf: [8, 2, 10], same bits: true
// lif_adex: [8, 2, 10], same bits: true
