// Competition of 1,000 inputs by STDP: bimodal weights (Song, Miller & Abbott 2000).
import dev.sleipnir.kernels.plasticity.*;
import dev.sleipnir.kernels.random.*;
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.plasticity.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;

static final int EXCITATORY = 1_000;
static final int INHIBITORY = 200;
static final double INHIBITORY_RATE = 10; // [Hz]
static final double G_MAX = 0.015; // largest excitatory conductance, in units of the leak
static final double G_IN = 0.05; // inhibitory conductance, likewise

/** Conductances jump after the step: a spike acts from the next step on. */
static final Neuron NEURON =
    Neuron.parse(
        """
        model song_abbott
        parameters tau_m = 20 (ms), tau_ex = 5 (ms), tau_in = 5 (ms)
        parameters v_rest = -70 (mV), e_ex = 0 (mV), e_in = -70 (mV), v_th = -54 (mV), v_reset = -60 (mV)
        state v = v_rest (mV), g_ex = 0, g_in = 0
        input excitation, inhibition
        dv/dt = (v_rest - v + g_ex * (e_ex - v) + g_in * (e_in - v)) / tau_m : exponential_euler
        dg_ex/dt = -g_ex / tau_ex : exponential_euler
        dg_in/dt = -g_in / tau_in : exponential_euler
        threshold v > v_th
        reset v = v_reset
        g_ex = g_ex + excitation
        g_in = g_in + inhibition
        output z
        """);

/** Weights are fractions of G_MAX; a pair of spikes in one time step is none. */
static final LearningRule STDP =
    Stdp.additive()
        .with("eta_plus", 0.005)
        .with("eta_minus", 1.05 * 0.005)
        .with("tau_pre_inv", 1 / 0.02)
        .with("tau_post_inv", 1 / 0.02) // [1/s]
        .jump(TraceJump.UNIT)
        .order(TraceOrder.WEIGHTS_FIRST);

/**
 * Weights after some time, the output rate in the last fifth [Hz], the outer weights on the way.
 */
record Outcome(float[] weights, double rate, double[] time, double[] outer) {}

void main(String[] args) throws Exception {
  var lab = Lab.start("song_abbott", args);
  double dt = lab.isFast() ? 1 : 0.2; // [ms]
  int seconds = lab.isFast() ? 1_000 : 5_000;
  var outcomes =
      DoubleStream.of(10, 40)
          .parallel() // [Hz], all weights from the middle
          .mapToObj(rate -> simulate(rate, dt, seconds, STDP, Tensor.full(0.5f, 1, EXCITATORY)))
          .toList();
  var low = outcomes.getFirst();
  var high = outcomes.getLast();
  lab.note("%d s, dt %s ms; output rates are those of the last fifth".formatted(seconds, dt));
  lab.checkRange("weights in the outer tenths, input 40 Hz", outer(high.weights), 0.85, 1);
  for (var outcome : outcomes) {
    var late = DoubleStream.of(outcome.outer).skip(40).summaryStatistics();
    lab.note(
        "outer weights in the last fifth, %s Hz: %.3f on average, from %.3f to %.3f"
            .formatted(
                outcome == low ? "10" : "40", late.getAverage(), late.getMin(), late.getMax()));
  }
  if (lab.isFast()) {
    lab.note("at 10 Hz the weights are still on their way: the full version tells where they go");
  }
  lab.note("output rate %.2f Hz at 10 Hz, %.2f Hz at 40 Hz".formatted(low.rate, high.rate));
  lab.checkRange(
      "change of the output rate, 10 to 40 Hz", Math.abs(high.rate / low.rate - 1), 0, 0.3);
  var still = STDP.with("eta_plus", 0).with("eta_minus", 0);
  var fixed = simulate(40, dt, 50, still, Tensor.of(low.weights, 1, EXCITATORY));
  lab.note(
      "with the weights learned at 10 Hz kept, input of 40 Hz gives %.1f Hz".formatted(fixed.rate));

  var histogram = new Plot("Weights after %,d s".formatted(seconds), "weight / g_max", "synapses");
  var course = new Plot("", "time [s]", "fraction in the outer tenths");
  var centres = IntStream.range(0, 20).mapToDouble(bin -> (bin + 0.5) / 20).toArray();
  for (var rate : List.of("10 Hz", "40 Hz")) {
    var outcome = rate.equals("10 Hz") ? low : high;
    var counts = new double[20];
    for (float w : outcome.weights) {
      counts[Math.min(19, (int) (20 * w))]++;
    }
    histogram.line(rate, centres, counts);
    course.line(rate, outcome.time, outcome.outer);
  }
  lab.plot(histogram, course);
  System.exit(lab.finish());
}

Outcome simulate(double rate, double dt, int seconds, LearningRule rule, Tensor start) {
  var synapses = rule.dt(dt / 1000).dense(new Parameter("w", start));
  var w = synapses.weights().data();
  var traces = synapses.initialState(1);
  var cell = NEURON.dt(dt).cell();
  State state = cell.initialState(1, 1);
  var excitation = Tensor.zeros(1, 1);
  var inhibition = Tensor.zeros(1, 1);
  var inputs = List.of(excitation, inhibition);
  var pre = new float[EXCITATORY];
  var post = new float[1];
  long steps = Math.round(seconds * 1000 / dt);
  int points = 50;
  var time = new double[points];
  var outer = new double[points];
  int spikes = 0;
  for (long t = 0; t < steps; t++) {
    Philox.bernoulli(
        1, (long) rate, t * EXCITATORY, (float) (rate * dt / 1000), pre, 0, EXCITATORY);
    double g = 0;
    for (int i = 0; i < EXCITATORY; i++) {
      g += pre[i] * w[i];
    }
    excitation.data()[0] = (float) (G_MAX * g);
    double arrivals = INHIBITORY * INHIBITORY_RATE * dt / 1000; // expected in a step
    inhibition.data()[0] = (float) (G_IN * Philox.poisson(2, (long) rate, t, arrivals));
    var step = cell.run(inputs, 1, state);
    state = step.state();
    post[0] = step.output().data()[0];
    synapses.step(pre, post, traces);
    spikes += t >= steps * 4 / 5 ? (int) post[0] : 0;
    if ((t + 1) % (steps / points) == 0) {
      int at = (int) ((t + 1) / (steps / points)) - 1;
      time[at] = (t + 1) * dt / 1000;
      outer[at] = outer(w);
    }
  }
  return new Outcome(w, spikes / (0.2 * seconds), time, outer);
}

/** Fraction of weights in the outer tenths of their range. */
double outer(float[] weights) {
  int n = 0;
  for (float w : weights) {
    n += w < 0.1 || w > 0.9 ? 1 : 0;
  }
  return (double) n / weights.length;
}
