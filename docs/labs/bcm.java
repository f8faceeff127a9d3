// Selectivity by a sliding threshold (Bienenstock, Cooper & Munro 1982): a neuron comes to prefer one of its inputs.
import dev.sleipnir.kernels.random.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.plasticity.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;

// K orthogonal patterns come equally often, y = w . x. Where dw/dt = 0 and theta = <y^2>, the neuron
// answers one pattern with y = 1/p = K and the others with 0 (Intrator & Cooper 1992); all other fixed points
// are unstable.
static final int PATTERNS = 4, NEURONS = 60;
static final int PRESENTATION = 50; // [ms] a pattern lasts

void main(String[] args) throws Exception {
  var lab = Lab.start("bcm", args);
  int seconds = lab.isFast() ? 400 : 4_000;
  // theta averages over many patterns, and moves faster than the weights
  var rule = Bcm.rates().with("eta", 0.06).with("tau_theta", 5).with("w_min", -10).with("w_max", 10);
  var random = new RandomStream(3, 1);
  var weights = new Parameter("w", Tensor.zeros(NEURONS, PATTERNS));
  for (int s = 0; s < weights.data().length; s++) weights.data()[s] = 0.2f + 0.6f * random.nextFloat();
  var synapses = rule.dense(weights);
  var state = synapses.initialState(1);
  int samples = seconds / 4;
  double[] time = new double[samples], threshold = new double[samples];
  var responses = new double[PATTERNS][samples];
  float[] x = new float[PATTERNS], y = new float[NEURONS];
  int[] order = new int[PATTERNS];
  float[] silent = new float[PATTERNS], quiet = new float[NEURONS];
  for (int t = 0; t < seconds * 1000; t++) {
    if (t % PRESENTATION == 0) {
      int turn = t / PRESENTATION % PATTERNS; // all patterns in random order, then again
      for (int j = 0; j < PATTERNS && turn == 0; j++) {
        int k = random.nextInt(j + 1);
        order[j] = order[k];
        order[k] = j;
      }
      for (int j = 0; j < PATTERNS; j++) x[j] = j == order[turn] ? 1 : 0;
      state.signal("x", x);
    }
    for (int i = 0; i < NEURONS; i++) {
      y[i] = 0;
      for (int j = 0; j < PATTERNS; j++) y[i] += weights.data()[i * PATTERNS + j] * x[j];
    }
    state.signal("y", y);
    synapses.step(silent, quiet, state);
    if (t % 4_000 == 0) {
      time[t / 4_000] = t / 1000.0;
      threshold[t / 4_000] = state.post().column("theta")[0];
      for (int j = 0; j < PATTERNS; j++) responses[j][t / 4_000] = weights.data()[j];
    }
  }
  int selective = 0;
  var preferred = new TreeSet<Integer>();
  double best = 0, rest = 0, theta = 0;
  for (int i = 0; i < NEURONS; i++) {
    float[] w = Arrays.copyOfRange(weights.data(), i * PATTERNS, (i + 1) * PATTERNS);
    int first = IntStream.range(0, PATTERNS).reduce((a, b) -> w[a] >= w[b] ? a : b).orElseThrow();
    double others = IntStream.range(0, PATTERNS).filter(j -> j != first).mapToDouble(j -> Math.abs(w[j])).max().orElseThrow();
    selective += w[first] > PATTERNS / 2.0 && others < 0.05 * w[first] ? 1 : 0;
    preferred.add(first);
    best += w[first] / NEURONS;
    rest = Math.max(rest, others);
    theta += state.post().column("theta")[i] / NEURONS;
  }
  lab.checkRange("neurons that answer one pattern only", selective, 0.95 * NEURONS, NEURONS);
  lab.checkEqual("patterns that some neuron prefers", preferred.size(), PATTERNS);
  lab.checkRelative("mean answer to the preferred pattern, 1/p", best, PATTERNS, 0.05);
  lab.checkRelative("mean threshold, <y^2> = 1/p", theta, PATTERNS, 0.05);
  lab.note("largest answer of any neuron to another pattern: %.3f".formatted(rest));
  var plot = new Plot("one neuron's answers", "time [s]", "answer y");
  for (int j = 0; j < PATTERNS; j++) plot.line("pattern " + (j + 1), time, responses[j]);
  plot.line("threshold", time, threshold);
  lab.plot(plot);
  System.exit(lab.finish());
}
