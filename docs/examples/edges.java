// An edge detector: neurons with a refractory period behind a 5 x 5 kernel, looking at a moving disc.
import dev.sleipnir.model.layer.*;
import dev.sleipnir.model.math.*;
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.tasks.plot.*;

static final int STEPS = 30;
static final int SIDE = 64;

void main(String[] args) throws Exception {
  Path folder = Path.of(args.length > 0 ? args[0] : ".");
  // Excites in the middle, inhibits around: 0 where everything is the same. No bias.
  var kernel = Tensor.full(-10 / 24f, 1, 1, 5, 5);
  kernel.data()[12] = 10;
  var network =
      new SequentialState(
          new Conv2d(kernel, null, Window.of(5), 1), new LifRefrac().cell());

  var events = Tensor.zeros(STEPS, 1, 1, SIDE, SIDE); // [time, batch, channels, height, width]
  for (int i = 0; i < events.size(); i++) {
    int t = i / (SIDE * SIDE);
    double x = i % SIDE - 20 - 0.5 * t; // a disc that moves to the right
    double y = i / SIDE % SIDE - SIDE / 2.;
    events.data()[i] = Math.hypot(x, y) < 12 ? 1 : 0;
  }
  var edges = Lift.of(network).forward(events); // [time, 1, 1, 60, 60]

  var sum = Reduction.of(edges.rows(26, 30), 0).sum();

  IO.println("in: " + events.mean().item() + " spikes per pixel and step");
  IO.println("out: " + edges.mean().item());
  Picture.grid(
          2,
          List.of(
              ImageGrid.of("Input, step 29", "spikes", events.at(29).reshape(1, SIDE, SIDE)),
              ImageGrid.of("Edges, spikes of steps 26 to 29", "spikes", sum.reshape(1, 60, 60))))
      .write(folder.resolve("edges.png"));
}

// Prints:
// in: 0.108520515 spikes per pixel and step
// out: 0.006657407
