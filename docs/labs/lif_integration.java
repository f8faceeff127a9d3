// A LIF neuron under constant drive: its interval tau ln 2, and the order of integrators.
import dev.sleipnir.kernels.neuron.*;
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;
import org.apache.commons.math3.stat.regression.SimpleRegression;

static final double TAU = 10; // [ms]
static final double EXACT = TAU * Math.log(2); // inter-spike interval [ms]

/** Drive 2 x threshold, from reset: v(t) = 2 (1 - exp(-t / tau)). */
static NeuronModel model(String integrator) {
  return NeuronModel.parse(
      """
      model lif_constant_drive
      parameters tau = 10 (ms), v_th = 1
      state v = 0
      input x
      dv/dt = (x - v) / tau : %s
      threshold v > v_th
      reset v = 0
      output z
      """
          .formatted(integrator));
}

void main(String[] args) throws Exception {
  var lab = Lab.start("lif_integration", args);
  lab.checkAbsolute("tau ln 2 [ms]", EXACT, 6.931472, 5e-7);
  lab.checkEqual("interval, Euler, dt 1 ms [ms]", interval("euler", 1), 7.);
  lab.checkAbsolute("interval, RK4, dt 0.01 ms [ms]", interval("rk4", 0.01), EXACT, 0.01);

  lab.note(
      "A spike on the grid is late by up to dt whatever the integrator, so the order is that of");
  lab.note(
      "the membrane: steps of tau ln 2 / n meet the threshold in step n, and (v_n - v_th) / v'");
  lab.note("is the interval's error; double precision, n from 16 to 256, slope of a log-log fit.");
  var orders = new LinkedHashMap<String, Integer>();
  orders.put("euler", 1);
  orders.put("rk2", 2);
  orders.put("rk4", 4);
  var plot = new Plot("Error of the inter-spike interval", "dt [ms]", "error [ms]").logX().logY();
  var n = new int[] {16, 32, 64, 128, 256};
  var dt = IntStream.of(n).mapToDouble(steps -> EXACT / steps).toArray();
  orders.forEach(
      (integrator, order) -> {
        var error =
            IntStream.of(n).mapToDouble(steps -> crossingError(integrator, steps)).toArray();
        var fit = new SimpleRegression();
        for (int i = 0; i < n.length; i++) {
          fit.addData(Math.log(dt[i]), Math.log(error[i]));
        }
        lab.checkAbsolute("order of " + integrator, fit.getSlope(), order, 0.1);
        plot.line(integrator, dt, error);
      });
  double exponential = crossingError("exponential_euler", 16);
  lab.checkRange("error of exponential_euler, n = 16 [ms]", exponential, 0, 1e-9);
  lab.note("exponential Euler is exact for this linear equation: it has no order to show here");
  lab.plot(plot);
  System.exit(lab.finish());
}

/** Between the first two spikes of the compiled neuron, in float32. */
double interval(String integrator, double dt) {
  var layer = Neuron.of(model(integrator)).dt(dt).layer();
  var spikes = layer.forward(Tensor.full(2, (int) Math.round(30 / dt), 1, 1)).toArray();
  var steps = IntStream.range(0, spikes.length).filter(t -> spikes[t] > 0).toArray();
  return (steps[1] - steps[0]) * dt;
}

/** How early or late the membrane crosses the threshold [ms]. */
double crossingError(String integrator, int n) {
  double[] parameters = {TAU, 10}; // a threshold out of reach: the crossing is looked at, not taken
  var neuron = new NeuronInterpreter(model(integrator), parameters, EXACT / n, () -> 0);
  double[] v = {0};
  for (int t = 0; t < n; t++) {
    neuron.step(v, 2);
  }
  return Math.abs(v[0] - 1) * TAU; // v' = (2 - v) / tau is 1 / tau at the threshold
}
