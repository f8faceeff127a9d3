// 2 % of 500 neurons spike in each step: drawn, sent through weights to neurons, and drawn again.
import dev.sleipnir.kernels.random.*;
import dev.sleipnir.model.layer.*;
import dev.sleipnir.model.math.*;
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.tasks.plot.*;

void main(String[] args) throws Exception {
  Path folder = Path.of(args.length > 0 ? args[0] : ".");
  var random = new RandomStream(1);
  Tensor spikes =
      Maths.less(Tensor.rand(random, 200, 1, 500), Tensor.full(0.02f, 1)) // [time, batch, neurons]
          .asSpikes(2); // as bits: a connection then adds the weights of those that spike
  var network =
      new SequentialState(new Linear(random, 500, 100), new Lif().with("v_th", 0.1).cell());
  Tensor answer = Lift.of(network).forward(spikes);

  IO.println("in: " + spikes.mean().item() + " spikes per neuron and step");
  IO.println("out: " + answer.mean().item());
  Picture.of(
          Raster.of("500 inputs, 2 % in each step", spikes, Time.ms(1)),
          Raster.of("100 LIF neurons", answer, Time.ms(1)).height(100))
      .write(folder.resolve("sparse_spikes.png"));
}

// Prints:
// in: 0.019949999 spikes per neuron and step
// out: 0.03015
