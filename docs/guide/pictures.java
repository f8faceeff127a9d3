// The pictures of the guide: ./sleipnir run docs/guide/pictures.java FOLDER

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.layer.*;
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.tasks.plot.*;

void main(String[] args) throws Exception {
  Path folder = Path.of(args.length > 0 ? args[0] : ".");
  spikes(folder);
  izhikevich(folder);
  weights(folder);
  results(folder);
}

void spikes(Path folder) throws Exception {
  var random = new RandomStream(1, 0);
  int steps = 240;
  int neurons = 400;
  Tensor currents = Tensor.randn(random, steps, 1, neurons).scale(0.05f);
  for (int t = 0; t < steps; t++) {
    for (int n = 0; n < neurons; n++) {
      currents.data()[t * neurons + n] += (float) (0.18 + 0.08 * Math.sin(t / 12. - n / 100.));
    }
  }
  // guide: spikes
  var run = new Lif().layer().recordStates(currents, null); // currents [time, batch, neurons]
  var raster = Raster.of("400 LIF neurons", run.output(), Time.ms(1));
  Picture.of(raster.above(raster.rate(5))).write(folder.resolve("raster.png"));
  // guide: traces
  Tensor v = run.states().get("v");
  Picture.of(
          Plot.traces("Membrane and input", "v", v, Time.ms(1), 0)
              .level("threshold", 1)
              .above(Plot.traces("", "input", currents, Time.ms(1), 0).height(60)))
      .write(folder.resolve("traces.png"));
  // guide: heat
  Picture.of(HeatMap.states("Membranes", "v", v, Time.ms(1)).height(75)).write(folder.resolve("heat.png"));
  // guide: end
}

void izhikevich(Path folder) throws Exception {
  int steps = 880;
  var current = Tensor.zeros(steps, 1, 1);
  for (int t = 100; t < steps; t++) {
    current.data()[t] = 15;
  }
  // guide: izhikevich
  var bursting = Izhikevich.Preset.TONIC_BURSTING.neuron().layer().recordStates(current, null);
  Picture.of(
          Plot.traces("Tonic bursting", "v [mV]", bursting.states().get("v"), Time.ms(0.25))
              .above(Plot.traces("", "input", current, Time.ms(0.25)).height(40)))
      .write(folder.resolve("izhikevich.png"));
  // guide: end
}

void weights(Path folder) throws Exception {
  // guide: weights
  var conv = new Conv2d(new RandomStream(1, 0), 1, 16, 5);
  Tensor w = conv.weight().value(); // [16, 1, 5, 5]
  Picture.of(
          ImageGrid.of("Weights of a convolution", "weight", w),
          Plot.histogram("", "weight", w.toArray(), 25).height(90))
      .write(folder.resolve("weights.png"));
  // guide: end
}

void results(Path folder) throws Exception {
  // guide: results
  long[][] counts = {{97, 2, 1}, {4, 88, 8}, {0, 6, 94}}; // [true class][predicted class]
  var epochs = new ArrayList<LearningCurve.Epoch>();
  for (int e = 1; e <= 8; e++) {
    epochs.add(new LearningCurve.Epoch(1.2 / e, 1 - 0.3 / e, 1.1 / e + 0.1, 0.97 - 0.25 / e));
  }
  Picture.grid(
          2,
          List.of(
              LearningCurve.of("Training", "accuracy", epochs),
              HeatMap.confusion("Test", counts, "cat", "dog", "owl")))
      .write(folder.resolve("results.svg"));
  // guide: end
  Picture.grid(
          2,
          List.of(
              LearningCurve.of("Training", "accuracy", epochs),
              HeatMap.confusion("Test", counts, "cat", "dog", "owl")))
      .write(folder.resolve("results.png"));
}
