// A network is trained, saved as NIR with the spikes it fires, read again by the convention of another framework.
import dev.sleipnir.kernels.random.*;
import dev.sleipnir.model.cell.*;
import dev.sleipnir.model.exchange.*;
import dev.sleipnir.model.layer.*;
import dev.sleipnir.model.math.*;
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.optimize.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.nir.*;

void main(String[] args) throws Exception {
  Path folder = Path.of(args.length > 0 ? args[0] : ".");
  var random = new RandomStream(1);
  int[] labels = {0, 1, 2, 3, 0, 1, 2, 3};
  var x = Tensor.zeros(50, 8, 12); // 50 ms; each label has three busy inputs of twelve
  for (int i = 0; i < x.size(); i++) {
    boolean busy = i % 12 / 3 == labels[i / 12 % 8];
    x.data()[i] = random.nextFloat() < (busy ? 0.4f : 0.1f) ? 1 : 0;
  }
  var network =
      new SequentialState(
          new Linear(random, 12, 30),
          new Lif().with("v_th", 0.3).recurrentCell(RecurrentWeights.random(random, 30, 30, false)),
          new Linear(random, 30, 4),
          new LifBox().with("v_th", 0.2).cell());
  var workspace = new Workspace();
  var adam = new Adam(network.parameters(), 0.02);
  for (int epoch = 0; epoch < 30; epoch++) {
    try (var tape = new Tape(workspace)) {
      var spikes = Lift.of(network).forward(tape.enter(x));
      tape.backward(Losses.crossEntropy(Reduction.of(spikes, 0).mean().scale(20), labels));
    }
    adam.step();
  }
  var spikes = Lift.of(network).forward(x);
  var lost = Nir.save(network, folder.resolve("trained.nir"), 12);
  Npy.write(folder.resolve("x.npy"), NDArray.of(x));
  Npy.write(folder.resolve("spikes.npy"), NDArray.of(spikes));
  IO.println("spikes of each neuron: " + Reduction.of(spikes, 0, 1).sum());
  IO.println("what NIR cannot say: " + lost);
  for (var convention : List.of(Convention.EULER, Convention.EXACT, Convention.SINABS)) {
    try {
      var loaded = Nir.load(folder.resolve("trained.nir"), convention, 0.001);
      var others = Lift.of(loaded.module()).forward(x);
      IO.println(convention + ": " + Reduction.of(others, 0, 1).sum());
    } catch (IOException e) {
      IO.println(convention + ": " + e.getMessage());
    }
  }
}

// Prints:
// spikes of each neuron: Tensor[4] [49, 46, 50, 57]
// what NIR cannot say: []
// euler: Tensor[4] [49, 46, 50, 57]
// exact: Tensor[4] [71, 65, 70, 87]
// sinabs: error NIR-E-FRAMEWORK 1.neurons: expected a neuron that sinabs has, got CubaLIF
