// From numbers to spikes and back: an encoder, weights, a neuron, and what each of them holds.
import dev.sleipnir.kernels.random.*;
import dev.sleipnir.model.encode.*;
import dev.sleipnir.model.layer.*;
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.tasks.plot.*;

void main(String[] args) throws Exception {
  Path folder = Path.of(args.length > 0 ? args[0] : ".");
  var pixels = Tensor.of(new float[] {0.1f, 0.3f, 0.5f, 0.7f, 0.9f}, 1, 5); // [batch, features]
  var encoder = new PoissonEncoder(100, 200f, 0.001); // 100 steps of 1 ms, up to 200 spikes a second
  Tensor input = encoder.encode(pixels, new RandomStream(1)); // [time, batch, features]: 0 or 1
  var weights = new Linear(Tensor.full(0.5f, 1, 5), null);
  Tensor current = Lift.of(weights).forward(input); // [time, batch, 1]: numbers again
  var run = new Lif().layer().recordStates(current, null);
  Tensor spikes = run.output(); // [time, batch, 1]

  IO.println("input spikes: " + input.sum().item());
  IO.println("output spikes: " + spikes.sum().item());
  IO.println("in 0.1 s: " + spikes.sum().item() / 0.1f + " Hz");
  Picture.of(
          Raster.of("Five inputs, the fifth the strongest", input, Time.ms(1))
              .height(50)
              .above(Plot.traces("", "i", run.states().get("i"), Time.ms(1)).height(50))
              .above(
                  Plot.traces("", "v", run.states().get("v"), Time.ms(1))
                      .level("threshold", 1)
                      .height(70))
              .above(Raster.of("", spikes, Time.ms(1)).height(20)))
      .write(folder.resolve("words.png"));
}

// Prints:
// input spikes: 48.0
// output spikes: 5.0
// in 0.1 s: 50.0 Hz
