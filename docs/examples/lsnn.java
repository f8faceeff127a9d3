// A recurrent network with adaptive thresholds: first without a state, then with the last one.
import dev.sleipnir.kernels.random.*;
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.tensor.*;

void main() {
  var lsnn = new Lsnn().recurrent(2, 10); // 2 inputs, 10 neurons
  Tensor data = Tensor.randn(new RandomStream(1), 20, 8, 2).scale(5); // [time, batch, inputs]

  var first = lsnn.run(data, null); // the initial state
  IO.println("spikes " + Arrays.toString(first.output().shape()));
  IO.println("first run: " + (int) first.output().sum().item() + " spikes");

  var second = lsnn.run(data, first.state()); // goes on where the first ended
  IO.println("second run: " + (int) second.output().sum().item() + " spikes");
  var state = (NeuronState) second.state();
  IO.println("thresholds of the first sample: " + state.get("b").at(0));
}

// Prints:
// spikes [20, 8, 10]
// first run: 62 spikes
// second run: 23 spikes
// thresholds of the first sample: Tensor[10] [8.1998, 2.7999, 1, 4.5999, 2.8, 2.8, 2.7999, 2.7999, 4.5999, 6.3999]
