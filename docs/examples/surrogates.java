// A neuron learns, by surrogate gradients, to spike at given times (Zenke & Ganguli 2018).
import dev.sleipnir.kernels.equation.*;
import dev.sleipnir.kernels.random.*;
import dev.sleipnir.model.function.*;
import dev.sleipnir.model.layer.*;
import dev.sleipnir.model.math.*;
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.optimize.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.tasks.plot.*;

static final int STEPS = 200;

void main(String[] args) throws Exception {
  Path folder = Path.of(args.length > 0 ? args[0] : ".");
  var random = new RandomStream(3);
  Tensor input = // frozen noise of 100 neurons, 10 spikes a second each
      Maths.less(Tensor.rand(random, STEPS, 1, 100), Tensor.full(0.01f)).asSpikes(2);
  Tensor target = Tensor.zeros(STEPS, 1, 1);
  for (int t : new int[] {40, 90, 140, 190}) {
    target.data()[t] = 1;
  }

  var neuron = new Lif().surrogate(Surrogate.SUPER, 10);
  var network = new SequentialState(new Linear(random, 100, 1), neuron.cell());
  var adam = new Adam(network.parameters(), 0.01);
  var workspace = new Workspace();
  Tensor before = Lift.of(network).forward(input);
  double[] losses = new double[120];
  for (int k = 0; k < losses.length; k++) {
    try (var tape = new Tape(workspace)) {
      Tensor spikes = Lift.of(network).forward(tape.enter(input));
      Tensor loss = Losses.vanRossumDistance(spikes, target, 0.01, 0.001); // 10 ms
      tape.backward(loss);
      losses[k] = loss.item();
    }
    adam.step();
  }
  Tensor after = Lift.of(network).forward(input);
  IO.println("spikes before: " + times(before));
  IO.println("spikes after: " + times(after));

  double[] x = IntStream.rangeClosed(-100, 100).mapToDouble(k -> k / 50.).toArray();
  var slopes = new Plot("Surrogates", "v - v_th", "derivative");
  for (var kind : List.of(Surrogate.SUPER, Surrogate.ARCTAN, Surrogate.TRIANGLE)) {
    slopes.line(kind.toString(), x, slope(new Threshold(kind, 2), x));
  }
  double[] steps = IntStream.range(0, losses.length).asDoubleStream().toArray();
  Tensor both = Shapes.concatenate(-1, List.of(target, after));
  Picture.of(
          slopes.height(90),
          new Plot("Learning", "update", "distance").line("loss", steps, losses).height(70),
          Raster.of("Wanted (0) and learned (1)", both, Time.ms(1)).height(30))
      .write(folder.resolve("surrogates.png"));
}

/** The gradient that goes back through a spike. */
Tensor slope(Threshold threshold, double[] x) {
  var at = Tensor.zeros(x.length);
  for (int i = 0; i < x.length; i++) {
    at.data()[i] = (float) x[i];
  }
  try (var tape = new Tape(new Workspace())) {
    Tensor watched = tape.watch(at);
    tape.backward(threshold.forward(watched).sum());
    return watched.gradient();
  }
}

String times(Tensor spikes) {
  return IntStream.range(0, STEPS).filter(t -> spikes.get(t, 0, 0) > 0).boxed().toList().toString();
}

// Prints:
// spikes before: []
// spikes after: [40, 90, 140, 190]
