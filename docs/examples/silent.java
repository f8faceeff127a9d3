// A network that learns nothing, because its neurons never fire: found by Diagnose, and mended.
import dev.sleipnir.kernels.equation.*;
import dev.sleipnir.kernels.random.*;
import dev.sleipnir.model.encode.*;
import dev.sleipnir.model.layer.*;
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.optimize.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.model.train.*;
import dev.sleipnir.tasks.plot.*;

void main(String[] args) throws Exception {
  Path folder = Path.of(args.length > 0 ? args[0] : ".");
  var random = new RandomStream(1);
  int[] labels = IntStream.range(0, 32).map(k -> k % 2).toArray();
  Tensor images = Tensor.rand(random, 32, 50); // [batch, features]
  for (int i = 0; i < images.size(); i++) {
    if (i % 50 < 25 == (i / 50 % 2 == 0)) {
      images.data()[i] *= 0.3f; // one half of each image is darker: which, is to be learned
    }
  }
  Tensor spikes = new PoissonEncoder(50, 100f, 0.001).encode(images, random); // [time, batch, 50]

  var silent = network(new Lif());
  var mended = network(new Lif().with("v_th", 0.2).surrogate(Surrogate.SUPER, 10));
  IO.println(Diagnose.of(silent, spikes, out -> Losses.crossEntropy(out.maxOverTime(), labels)));
  IO.println();
  IO.println(Diagnose.of(mended, spikes, out -> Losses.crossEntropy(out.maxOverTime(), labels)));

  double[] updates = IntStream.range(0, 60).asDoubleStream().toArray();
  Picture.of(
          Raster.of("First layer, silent", first(silent, spikes), Time.ms(1)).height(70),
          Raster.of("First layer, mended", first(mended, spikes), Time.ms(1)).height(70),
          new Plot("Learning", "update", "loss")
              .line("silent", updates, learn(silent, spikes, labels))
              .line("mended", updates, learn(mended, spikes, labels)))
      .write(folder.resolve("silent.png"));
}

SequentialState network(Neuron neuron) {
  Seeds.set(3); // the same weights for both
  return new SequentialState(
      new Linear(50, 40), neuron.cell(),
      new Linear(40, 40), neuron.cell(),
      new Linear(40, 2), new Li().cell());
}

Tensor first(SequentialState network, Tensor spikes) {
  var modules = network.modules();
  return Lift.of(new SequentialState(modules.get(0), modules.get(1))).forward(spikes);
}

double[] learn(SequentialState network, Tensor spikes, int[] labels) {
  var adam = new Adam(network.parameters(), 2e-3);
  var workspace = new Workspace();
  double[] losses = new double[60];
  for (int k = 0; k < losses.length; k++) {
    try (var tape = new Tape(workspace)) {
      Tensor out = Lift.of(network).forward(tape.enter(spikes));
      Tensor loss = Losses.crossEntropy(out.maxOverTime(), labels);
      tape.backward(loss);
      losses[k] = loss.item();
    }
    adam.step();
  }
  return losses;
}

// Prints:
// Activity of 32 samples in 50 steps
// layer     spikes/neuron/step   silent saturated      lowest     highest     v_th
// 0                          -        -         -     -0.6251      0.6441        -  Linear(50, 40)
// 1                    1.6e-05   97.5 %     0.0 %      -1.072      0.9934    1.000  lif(dt = 0.001)
// 2                          -        -         -     -0.2633      0.2361        -  Linear(40, 40)
// 3                      0.000  100.0 %     0.0 %     -0.7841      0.7607    1.000  lif(dt = 0.001)
// 4                          -        -         -     -0.1135     0.07903        -  Linear(40, 2)
// 5                          -        -         -     -0.5621      0.3915        -  li(dt = 0.001)
//
// Gradients
// layer     parameter          norm     of values
// 0                 0       3.6e-07         3.605  weight[40, 50]
// 0                 1       3.4e-07        0.4892  bias[40]
// 2                 2       2.7e-06         3.718  weight[40, 40]
// 2                 3       4.4e-04        0.5467  bias[40]
// 4                 4         0.000        0.8654  weight[2, 40]
// 4                 5        0.4923        0.1383  bias[2]
//
// Layer 1, lif(dt = 0.001), is nearly silent: 97.5 % of its 40 neurons never fire; potentials from -1.072 to 0.9934, the threshold is 1.000. Lower the threshold v_th or make the weights before it larger.
// Layer 3, lif(dt = 0.001), never fires: none of its 40 neurons in any sample or step; potentials from -0.7841 to 0.7607, the threshold is 1.000. Layers behind it get nothing. Lower the threshold v_th, make the weights before it larger (by more than 1.315 times), or give it more input.
// No gradient reaches parameter 4 (weight[2, 40]): the layer before it is silent, the surrogate's window is too narrow, or nothing of the loss depends on it.
// The gradient vanishes at parameter 0 (weight[40, 50]) with a norm of 3.6e-07, 1 (bias[40]) with a norm of 3.4e-07, where the largest is 0.4923. A wider surrogate (a smaller alpha, or Surrogate.ARCTAN), a lower threshold or larger weights let more through.
//
// Activity of 32 samples in 50 steps
// layer     spikes/neuron/step   silent saturated      lowest     highest     v_th
// 0                          -        -         -     -0.6251      0.6441        -  Linear(50, 40)
// 1                    0.05886   40.0 %     0.0 %      -1.072      0.2000   0.2000  lif(v_th = 0.2, surrogate super 10.0, dt = 0.001)
// 2                          -        -         -     -0.7218      0.8941        -  Linear(40, 40)
// 3                    0.06286   47.5 %     0.0 %      -1.199      0.2000   0.2000  lif(v_th = 0.2, surrogate super 10.0, dt = 0.001)
// 4                          -        -         -     -0.6175      0.6458        -  Linear(40, 2)
// 5                          -        -         -     -0.5906      0.8770        -  li(dt = 0.001)
//
// Gradients
// layer     parameter          norm     of values
// 0                 0       0.04502         3.605  weight[40, 50]
// 0                 1        0.1049        0.4892  bias[40]
// 2                 2        0.1625         3.718  weight[40, 40]
// 2                 3        0.2469        0.5467  bias[40]
// 4                 4        0.6884        0.8654  weight[2, 40]
// 4                 5        0.8326        0.1383  bias[2]
//
// Nothing found that keeps the network from learning.
