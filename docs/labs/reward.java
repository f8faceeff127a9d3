// Which synapse earned the reward? Dopamine comes seconds late, among 5,000 synapses (after Izhikevich 2007).
import dev.sleipnir.kernels.random.*;
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.plasticity.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;

static final int PRE = 100, POST = 50;
static final double PRE_RATE = 1; // [Hz], Poisson
static final int WINDOW = 10; // [ms]: a post-synaptic spike so soon after the pre-synaptic one is rewarded
static final float RELEASE = 0.5f; // rise of dopamine at a reward
static final double TAU_DOPAMINE = 0.2; // [s]

/** Fires at 1 Hz by chance, more often after input. */
static final Neuron NEURON = Neuron.parse("""
    model chance
    parameters tau = 0.005 (s), rate = 1 (1/s), gain = 30 (1/s)
    state v = 0
    input x
    v = v - dt / tau * v + x
    z = bernoulli(min(1, dt * (rate + gain * v)))
    output z
    """);

static final LearningRule RULE = RewardStdp.dopamine().with("a_minus", 1.5);

/** Weights at the end, the times of rewards [ms], and the rewarded weight and the mean over time. */
record Run(float[] weights, List<Integer> rewards, double[] chosen, double[] mean) {}

void main(String[] args) throws Exception {
  var lab = Lab.start("reward", args);
  int seconds = lab.isFast() ? 1_800 : 7_200;
  var paired = simulate(seconds, List.of());
  var random = new RandomStream(7, 3);
  var shuffled = paired.rewards.stream().map(t -> random.nextInt(seconds * 1000)).sorted().toList();
  var control = simulate(seconds, shuffled);
  lab.note("%d rewards in %d s, 1 to 3 s after what earned them".formatted(paired.rewards.size(), seconds));
  lab.checkRange("rewarded synapse above the mean [sigma]", distance(paired.weights), 3, 1e9);
  lab.checkRange("the same, rewards at random times [sigma]", distance(control.weights), -3, 3);
  var time = IntStream.range(0, paired.chosen.length).mapToDouble(t -> t * 10.0).toArray();
  lab.plot(
      new Plot("rewarded for its pairs", "time [s]", "weight")
          .line("the synapse", time, paired.chosen).line("mean of all", time, paired.mean),
      new Plot("as many rewards at random times", "time [s]", "weight")
          .line("the synapse", time, control.chosen).line("mean of all", time, control.mean));
  System.exit(lab.finish());
}

/** Synapse 0 earns rewards, unless their times are given [ms]. */
Run simulate(int seconds, List<Integer> given) {
  var random = new RandomStream(7, 1);
  var weights = new Parameter("w", Tensor.full(0.1f, POST, PRE));
  // Slower learning, over a longer time, averages over more rewards.
  var synapses = RULE.with("eta", 1_800.0 / seconds).dense(weights);
  var state = synapses.initialState(1);
  var cell = NEURON.seed(7).cell();
  var neurons = cell.initialState(1, POST);
  var due = new PriorityQueue<Integer>(given);
  var earned = new ArrayList<Integer>();
  double[] chosen = new double[seconds / 10], mean = new double[seconds / 10];
  float dopamine = 0;
  int lastPre = -1_000;
  float[] pre = new float[PRE], input = new float[POST];
  for (int t = 0; t < seconds * 1000; t++) {
    Arrays.fill(input, 0);
    for (int j = 0; j < PRE; j++) {
      pre[j] = random.nextFloat() < PRE_RATE / 1000 ? 1 : 0;
      for (int i = 0; i < POST && pre[j] > 0; i++) input[i] += weights.data()[i * PRE + j];
    }
    var step = cell.step(Tensor.of(input, 1, POST), neurons);
    neurons = (NeuronState) step.state();
    var post = step.output().values();
    dopamine *= (float) (1 - 0.001 / TAU_DOPAMINE);
    for (; !due.isEmpty() && due.peek() <= t; due.poll()) dopamine += RELEASE;
    state.signal("dopamine", dopamine);
    synapses.step(pre, post, state);
    if (post[0] > 0 && t - lastPre <= WINDOW && given.isEmpty()) {
      int reward = t + 1_000 + random.nextInt(2_000);
      due.add(reward);
      earned.add(reward);
    }
    lastPre = pre[0] > 0 ? t : lastPre;
    if (t % 10_000 == 0) {
      chosen[t / 10_000] = weights.data()[0];
      mean[t / 10_000] = others(weights.data()).average().orElseThrow();
    }
  }
  return new Run(weights.data(), earned, chosen, mean);
}

DoubleStream others(float[] w) {
  return IntStream.range(1, w.length).mapToDouble(s -> w[s]);
}

double distance(float[] w) {
  double mean = others(w).average().orElseThrow();
  double variance = others(w).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
  return (w[0] - mean) / Math.sqrt(variance);
}
