// Competition of 1,000 Poisson inputs by STDP (Song, Miller & Abbott 2000): bimodal weights, a steady output rate.
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
static final Neuron NEURON = Neuron.parse("""
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
static final LearningRule STDP = Stdp.additive()
    .with("eta_plus", 0.005).with("eta_minus", 1.05 * 0.005)
    .with("tau_pre_inv", 1 / 0.02).with("tau_post_inv", 1 / 0.02) // [1/s]
    .jump(TraceJump.UNIT).order(TraceOrder.WEIGHTS_FIRST);

/** What is left after some time: weights, output rate in the last tenth [Hz], outer weights at times. */
record Outcome(double inputRate, float[] weights, double outputRate, double[] time, double[] outer) {}

void main(String[] args) throws Exception {
  var lab = Lab.start("song_abbott", "--fast");
  double dt = 1; // [ms]
  int seconds = args.length > 3 ? Integer.parseInt(args[3]) : lab.isFast() ? 2_000 : 5_000;
  var outcomes = DoubleStream.of(10, 20, 40).parallel()
      .mapToObj(rate -> simulate(rate, dt, seconds)).toList();
  for (var o : outcomes) {
    IO.println(o.inputRate() + " " + o.outputRate() + " " + outer(o.weights()) + " " + Arrays.toString(o.outer()));
    double m=0; for (float w: o.weights()) m+=w; IO.println(m/1000);
  }
  System.exit(lab.finish());
}

Outcome simulate(double rate, double dt, int seconds) {
  var weights = new Parameter("w", Tensor.full(0.5f, 1, EXCITATORY));
  var synapses = STDP.dt(dt / 1000).dense(weights);
  var traces = synapses.initialState(1);
  var cell = NEURON.dt(dt).cell();
  var state = cell.initialState(1, 1);
  var ex = Tensor.zeros(1, 1);
  var in = Tensor.zeros(1, 1);
  var currents = List.of(ex, in);
  var spikes = new float[EXCITATORY];
  var post = new float[1];
  float p = (float) (rate * dt / 1000);
  double inhibition = INHIBITORY * INHIBITORY_RATE * dt / 1000; // spikes in a step
  long steps = Math.round(seconds * 1000 / dt);
  int points = 50;
  var time = new double[points];
  var outer = new double[points];
  long last = 0;
  for (long t = 0; t < steps; t++) {
    Philox.bernoulli(1, (long) rate, t * EXCITATORY, p, spikes, 0, EXCITATORY);
    double g = 0;
    var w = weights.data();
    for (int i = 0; i < EXCITATORY; i++) {
      g += spikes[i] * w[i];
    }
    ex.data()[0] = (float) (G_MAX * g);
    in.data()[0] = (float) (G_IN * Philox.poisson(2, (long) rate, t, inhibition));
    post[0] = cell.run(currents, 1, state).output().data()[0];
    synapses.step(spikes, post, traces);
    last += t >= steps * 9 / 10 && post[0] > 0 ? 1 : 0;
    if ((t + 1) % (steps / points) == 0) {
      int at = (int) ((t + 1) / (steps / points)) - 1;
      time[at] = (t + 1) * dt / 1000;
      outer[at] = outer(weights.data());
    }
  }
  return new Outcome(rate, weights.data(), last / (0.1 * seconds), time, outer);
}

/** Fraction of weights in the outer tenths of their range. */
double outer(float[] weights) {
  int n = 0;
  for (float w : weights) {
    n += w < 0.1 || w > 0.9 ? 1 : 0;
  }
  return (double) n / weights.length;
}
