// What the time step does to a neuron, and a sequence in one call and in two.
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.tasks.plot.*;

void main(String[] args) throws Exception {
  Path folder = Path.of(args.length > 0 ? args[0] : ".");
  var plot = new Plot("dv/dt = (1 - v) / 10 ms, by Euler", "time [ms]", "v");
  for (double dt : new double[] {0.008, 0.004, 0.001}) { // seconds
    int steps = (int) Math.round(0.048 / dt); // 48 ms
    var neuron = new LiBox().dt(dt);
    Tensor v = neuron.layer().forward(Tensor.full(1, steps, 1, 1));
    double exact = 1 - Math.exp(-4.8);
    double last = v.at(steps - 1).item();
    IO.println("dt = " + 1000 * dt + " ms: v(48 ms) = " + last + ", off by " + Math.abs(last - exact));
    double[] ms = new double[steps + 1]; // v after n steps is v at n dt
    double[] potentials = new double[steps + 1];
    for (int t = 1; t <= steps; t++) {
      ms[t] = 1000 * t * dt;
      potentials[t] = v.get(t - 1, 0, 0);
    }
    plot.points("dt = " + 1000 * dt + " ms", ms, potentials);
  }
  double[] x = IntStream.rangeClosed(0, 480).mapToDouble(k -> k / 10.).toArray();
  plot.line("exact", x, DoubleStream.of(x).map(ms -> 1 - Math.exp(-ms / 10)).toArray());
  Picture.of(plot).write(folder.resolve("time_steps.png"));

  var layer = new Lif().layer();
  Tensor currents = Tensor.full(0.3f, 60, 1, 4);
  Tensor whole = layer.forward(currents);
  var first = layer.run(currents.rows(0, 25), null);
  var second = layer.run(currents.rows(25, 60), first.state());
  Tensor parts = Tensor.concatenate(List.of(first.output(), second.output()));
  IO.println("in two parts the same: " + Arrays.equals(whole.toArray(), parts.toArray()));
}

// Prints:
// dt = 8.0 ms: v(48 ms) = 0.9999359846115112, off by 0.00816573166053125
// dt = 4.0 ms: v(48 ms) = 0.997823178768158, off by 0.006052925817177979
// dt = 1.0 ms: v(48 ms) = 0.9936373233795166, off by 0.0018670704285366213
// in two parts the same: true
