// Pairs of spikes under the voltage rule (Clopath et al. 2010): depression at 10 Hz, potentiation at 50 Hz.
import dev.sleipnir.network.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;

// The paper's exponential neuron: 33 mV for 2 ms at a spike, then a depolarising current and a raised threshold.
// From v_cut on the upswing takes less than a time step. Time in ms, mV, pA, nS, pF.
static final String NEURON = """
    model aeif_clopath
    parameters e_l = -70.6 (mV), g_l = 30 (nS), c_m = 281 (pF), delta_t = 2 (mV), a = 4 (nS),
        b = 0.0805 (pA), tau_w = 144 (ms), tau_z = 40 (ms), tau_t = 50 (ms), i_sp = 400 (pA),
        t_rest = -50.4 (mV), t_max = 30.4 (mV), v_cut = 0 (mV), v_spike = 33 (mV),
        v_reset = -49.6 (mV), held_steps = 209, tau_minus = 10 (ms), tau_plus = 7 (ms)
    state v = e_l, w = 0, z = 0, v_t = t_rest, held = 0, phase = 0, v_past = e_l, u_minus = e_l, u_plus = e_l
    input kick
    i = g_l * delta_t * exp((min(v, v_cut) - v_t) / delta_t) - g_l * (v - e_l) - w + z
    fires = v > v_cut and held == 0
    free = where(held == 1, v_reset, v + dt * i / c_m + kick)
    v1 = where(fires or held > 1, v_spike, free)
    w = where(held > 0, w, w + dt * (a * (v - e_l) - w) / tau_w + where(fires, b, 0))
    z = where(fires, i_sp, z - dt * z / tau_z)
    v_t = where(fires, t_max, v_t - dt * (v_t - t_rest) / tau_t)
    held = where(fires, held_steps, max(held - 1, 0))
    v = v1
    phase = where(phase == 9, 0, phase + 1)
    du_minus/dt = (v_past - u_minus) / tau_minus : exact
    du_plus/dt = (v_past - u_plus) / tau_plus : exact
    output v
    """;

// NEST's synapse looks at the potential every 0.1 ms, and tells the weight that its last spike left.
static final String SYNAPSE = """
    synapse clopath
    parameters a_ltd = 14e-5, a_ltp = 8e-5, theta_minus = -70.6 (mV), theta_plus = -45.3 (mV), tau_x = 15 (ms)
    state w = 0.5, x = 0, told = 0
    on step dx/dt = -x / tau_x : exact
    on step dw/dt = where(phase_post == 0, 10 * a_ltp, 0) * x * relu(v_post - theta_plus) * relu(u_plus_post - theta_minus) : euler
    on pre w = w - a_ltd * relu(u_minus_post - theta_minus)
    on pre x = x + 1 / tau_x
    on pre deliver w into kick
    on pre told = w
    """;

static final double DT = 0.01, DELAY = 4; // [ms]; the rule's filters see the potential of 4 ms ago
static final String[] PAIRS = {"10 Hz", "30 Hz", "50 Hz"};
static final double[] GAPS = {100, 33.3, 20, 100, 33.3, 20}; // between pairs [ms]
static final double[] PRE = {29, 29, 29, 129, 62.3, 49}, POST = {19, 19, 19, 139, 72.3, 59}; // first spikes [ms]
static final double[] EXPECTED = {57.826, 72.167, 149.434, 103.304, 124.036, 157.029};

void main(String[] args) throws Exception {
  var lab = Lab.start("clopath", args);
  lab.note("weights in %, after 15 times 5 pairs; expected: NEST's test of its Clopath synapse");
  long[][] pre = new long[6][], post = new long[6][];
  for (int k = 0; k < 6; k++) { // neurons 0 to 2: post before pre; 3 to 5: pre before post, and once more
    pre[k] = train(PRE[k], GAPS[k], k < 3 ? 5 : 6);
    post[k] = train(POST[k], GAPS[k], 5);
  }
  var net = new Network(DT, 1);
  var neurons = net.population("neurons", NEURON, 6);
  var one = Connectivity.oneToOne();
  var kicks = net.project(net.spikes("post", post), neurons).connect(one).synapse(Synapse.into("kick"));
  kicks.weight(80).delay(0.08); // an input acts in the step after, so the potential has jumped by 0.1 ms later
  var plastic = net.project(net.spikes("pre", pre), neurons).connect(one).synapse(Synapse.parse(SYNAPSE));
  var past = new ArrayDeque<float[]>();
  net.every(DT, () -> {
    past.add(neurons.state("v"));
    float[] v = past.size() * DT > DELAY ? past.poll() : past.peek();
    neurons.set("v_past", Values.function(k -> v[k]));
  });
  net.run(640);

  var weights = new double[6];
  for (int k = 0; k < 6; k++) {
    weights[k] = 100 + 15 * 100 * (plastic.values("told")[k] - 0.5) / 0.5;
    String which = (k < 3 ? "post 10 ms before pre, " : "pre 10 ms before post, ") + PAIRS[k % 3];
    lab.checkRelative(which, weights[k], EXPECTED[k], 0.005);
  }
  double[] hertz = {10, 30, 50};
  lab.plot(
      new Plot("voltage rule", "rate of pairs [Hz]", "weight after 75 pairs [%]")
          .line("post before pre", hertz, Arrays.copyOf(weights, 3))
          .line("pre before post", hertz, Arrays.copyOfRange(weights, 3, 6)));
  System.exit(lab.finish());
}

/** Steps of spikes. */
long[] train(double first, double gap, int count) {
  return IntStream.range(0, count).mapToLong(k -> Math.round((first + k * gap) / DT)).toArray();
}
