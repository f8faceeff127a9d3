// A leaky integrate-and-fire neuron without synapse: a step, inputs 1, 2 and 3 over time, a raster.
import dev.sleipnir.model.math.*;
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.tasks.plot.*;

void main(String[] args) throws Exception {
  Path folder = Path.of(args.length > 0 ? args[0] : ".");
  var cell = new LifBox().cell();
  var one = Tensor.full(1, 1, 1); // the value 1 in a batch of one sample and one neuron
  var first = cell.step(one, null);
  IO.println("v after an input of 1: " + potential(first.state()));
  var second = cell.step(one, first.state());
  IO.println("and after another: " + potential(second.state()));

  var fast = new LifBox().with("tau_mem_inv", 200).cell(); // 5 ms instead of 10
  IO.println("with tau_mem_inv = 200: " + potential(fast.step(one, null).state()));

  var inputs = Tensor.zeros(40, 1, 3); // 40 ms, three neurons, constant inputs 1, 2, 3
  for (int i = 0; i < inputs.size(); i++) {
    inputs.data()[i] = 1 + i % 3;
  }
  var run = new LifBox().layer().recordStates(inputs, null);
  IO.println("spikes in 40 ms: " + Reduction.of(run.output(), 0).sum());
  Picture.of(
          Raster.of("Inputs 1, 2, 3", run.output(), Time.ms(1))
              .height(60)
              .above(
                  Plot.traces("", "v", run.states().get("v"), Time.ms(1)).level("threshold", 1)))
      .write(folder.resolve("lifbox.png"));
}

float potential(State state) {
  return ((NeuronState) state).get("v").item();
}

// Prints:
// v after an input of 1: 0.1
// and after another: 0.19
// with tau_mem_inv = 200: 0.2
// spikes in 40 ms: Tensor[1, 3] [[0, 5, 10]]
