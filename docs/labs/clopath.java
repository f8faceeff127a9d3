// Pairs of spikes under the voltage rule (Clopath et al. 2010): depression at 10 Hz, potentiation at 50 Hz.
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.plasticity.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;

// The paper's exponential neuron: 33 mV for 2 ms at a spike, then a depolarising current and a raised threshold.
// From v_cut on the upswing takes less than a time step. Time in ms, mV, pA, nS, pF.
static final Neuron NEURON =
    Neuron.parse(
            """
            model aeif_clopath
            parameters e_l = -70.6 (mV), g_l = 30 (nS), c_m = 281 (pF), delta_t = 2 (mV), a = 4 (nS),
                b = 0.0805 (pA), tau_w = 144 (ms), tau_z = 40 (ms), tau_t = 50 (ms), i_sp = 400 (pA),
                t_rest = -50.4 (mV), t_max = 30.4 (mV), v_cut = 0 (mV), v_spike = 33 (mV),
                v_reset = -49.6 (mV), held_steps = 209
            state v = -70.6, w = 0, z = 0, v_t = -50.4, held = 0
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
            output v
            """)
        .dt(0.01);

static final double[] GAPS = {100, 33.3, 20}; // between pairs [ms]: 10, 30, 50 Hz
static final String[] PAIRS = {"10 Hz", "30 Hz", "50 Hz"};
static final int SUBSTEPS = 10, DELAY = 40; // neuron steps in a step of the rule; its filters see 4 ms ago

void main(String[] args) throws Exception {
  var lab = Lab.start("clopath", args);
  lab.note("weights in %, after 15 times 5 pairs; expected: NEST's test of its Clopath synapse");
  // Post-synaptic spikes first, then pre-synaptic ones; when each first comes, and how often [ms]
  var postFirst = run(new double[] {29, 29, 29}, 5, new double[] {19, 19, 19}, 5);
  var preFirst = run(new double[] {129, 62.3, 49}, 6, new double[] {139, 72.3, 59}, 6);
  double[][] expected = {{57.826, 72.167, 149.434}, {103.304, 124.036, 157.029}};
  for (int r = 0; r < GAPS.length; r++) {
    lab.checkRelative("post 10 ms before pre, " + PAIRS[r], postFirst[r], expected[0][r], 0.005);
    lab.checkRelative("pre 10 ms before post, " + PAIRS[r], preFirst[r], expected[1][r], 0.005);
  }
  double[] hertz = {10, 30, 50};
  var plot = new Plot("voltage rule", "rate of pairs [Hz]", "weight after 75 pairs [%]");
  plot.line("post before pre", hertz, postFirst);
  plot.line("pre before post", hertz, preFirst);
  lab.plot(plot);
  System.exit(lab.finish());
}

/** One neuron for each rate, on whose n-th synapse the n-th train comes. */
double[] run(double[] firstPre, int pres, double[] firstPost, int posts) {
  int n = GAPS.length;
  var cell = NEURON.cell();
  var neurons = cell.initialState(1, n);
  var weights = new Parameter("w", Tensor.full(0.5f, n, n));
  var synapses = ClopathStdp.rule().dense(weights);
  var state = synapses.initialState(1);
  Arrays.fill(state.post().column("u_minus"), -70.6f);
  Arrays.fill(state.post().column("u_plus"), -70.6f);
  var past = new float[DELAY + 1][n];
  for (var row : past) Arrays.fill(row, -70.6f);
  var last = new double[n];
  float[] u = neurons.column("v"), spikes = new float[n], silent = new float[n];
  for (int t = 1; t <= 6400; t++) { // steps of 0.1 ms; a spike reaches the neuron a step later
    var mean = new float[n]; // of the potential during the step, without what arrives at its end
    for (int s = 1; s <= SUBSTEPS; s++) {
      var kick = new float[n];
      for (int k = 0; k < n && s == SUBSTEPS; k++) {
        boolean arrives = at(t - 2, firstPre[k], GAPS[k], pres);
        kick[k] = (at(t - 1, firstPost[k], GAPS[k], posts) ? 80 : 0) + (arrives ? weights.data()[k * n + k] : 0);
      }
      for (int k = 0; k < n; k++) mean[k] += (s == 1 ? 0 : u[k]) / (SUBSTEPS - 1);
      neurons = (NeuronState) cell.step(Tensor.of(kick, 1, n), neurons).state();
    }
    past[t % past.length] = mean;
    state.signal("u", u);
    state.signal("u_past", past[(t + 1) % past.length]);
    for (int k = 0; k < n; k++) spikes[k] = at(t, firstPre[k], GAPS[k], pres) ? 1 : 0;
    synapses.step(spikes, silent, state);
    for (int k = 0; k < n; k++) if (spikes[k] == 1) last[k] = weights.data()[k * n + k];
  }
  return Arrays.stream(last).map(w -> 100 + 15 * 100 * (w - 0.5) / 0.5).toArray();
}

boolean at(int step, double first, double gap, int count) {
  return IntStream.range(0, count).anyMatch(k -> Math.round(10 * first) + Math.round(10 * k * gap) == step);
}
