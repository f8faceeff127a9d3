// Which synapse earned the reward? Dopamine comes seconds late, among 5,000 synapses (after Izhikevich 2007).
import dev.sleipnir.network.*;
import dev.sleipnir.network.analysis.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;

static final int PRE = 100; // neurons that send
static final int WINDOW = 10; // [ms]: a post-synaptic spike so soon after the pre-synaptic one is rewarded
static final float RELEASE = 0.5f; // rise of dopamine at a reward

/** Fires at 1 Hz by chance, more often after input. Dopamine is the same everywhere. */
static final String NEURON = """
    model chance
    parameters tau = 5 (ms), rate = 0.001 (1/ms), gain = 0.03 (1/ms), tau_d = 200 (ms)
    state v = 0, dopamine = 0
    dv/dt = -v / tau : exact
    ddopamine/dt = -dopamine / tau_d : exact
    threshold bernoulli(min(1, dt * (rate + gain * v))) > 0
    """;

/** Pairs leave a trace c, which becomes weight as far as there is dopamine. */
static final String SYNAPSE = """
    synapse reward
    parameters tau = 20 (ms), tau_c = 1000 (ms), eta = 1e-3 (1/ms), a_plus = 1, a_minus = 1.5
    state w = 0.1, x = 0, y = 0, c = 0
    dx/dt = -x / tau
    dy/dt = -y / tau
    on step dc/dt = -c / tau_c : exact
    on step dw/dt = eta * c * dopamine_post : euler
    on pre w = clip(w, 0, 1)
    on pre deliver w into v
    on pre x = x + a_plus
    on pre c = c - y
    on post y = y + a_minus
    on post c = c + x
    """;

/** The weights every 10 s, the last ones too, and the times of rewards [ms]. */
record Run(WeightMonitor weights, float[] last, List<Long> rewards) {}

void main(String[] args) throws Exception {
  var lab = Lab.start("reward", args);
  int seconds = lab.isFast() ? 1_800 : 7_200;
  int post = lab.isFast() ? 20 : 50;
  var paired = simulate(seconds, post, List.of());
  var random = new SplittableRandom(7);
  var shuffled = simulate(seconds, post, paired.rewards.stream().map(_ -> random.nextLong(1000L * seconds)).toList());
  lab.note("%d rewards in %d s, 1 to 3 s after what earned them".formatted(paired.rewards.size(), seconds));
  lab.checkRange("rewarded synapse above the mean [sigma]", distance(paired.last), 3, 1e9);
  lab.checkRange("the same, rewards at random times [sigma]", distance(shuffled.last), -3, 3);
  lab.plot(course("rewarded for its pairs", paired), course("as many rewards at random times", shuffled));
  System.exit(lab.finish());
}

/** Synapse 0 earns rewards, unless their times are given [ms]. */
Run simulate(int seconds, int post, List<Long> given) {
  var net = new Network(1, 7); // [ms]
  var inputs = net.poisson("inputs", PRE, 0.001);
  var neurons = net.population("neurons", NEURON, post);
  // Slower learning, over a longer time, averages over more rewards.
  var plastic =
      net.project(inputs, neurons).connect(Connectivity.allToAll()).synapse(Synapse.parse(SYNAPSE)).set("eta", 0.9 / seconds);
  var weights = net.record(plastic).weights(10_000);
  var before = net.record(inputs, 0).lastSpikes(100);
  var after = net.record(neurons, 0).spikes();
  Runnable reward = () -> neurons.set("dopamine", neurons.state("dopamine")[0] + RELEASE);
  given.forEach(time -> net.at(time, reward));
  var earned = new ArrayList<Long>();
  var random = new SplittableRandom(7);
  net.every(1000, () -> { // for the spikes of the last second
    for (long t : after.steps()) {
      if (given.isEmpty() && LongStream.of(before.steps()).anyMatch(s -> s < t && t - s <= WINDOW)) {
        earned.add(t + 1_000 + random.nextInt(2_000));
        net.at(earned.getLast(), reward);
      }
    }
    after.clear();
  });
  net.run(1000.0 * seconds);
  return new Run(weights, plastic.values("w"), earned);
}

double[] others(float[] w) {
  return IntStream.range(1, w.length).mapToDouble(s -> w[s]).toArray();
}

double distance(float[] w) {
  var others = Moments.of(others(w));
  return (w[0] - others.mean()) / others.deviation();
}

Plot course(String title, Run run) {
  var samples = IntStream.range(0, run.weights.steps().length).mapToObj(run.weights::sample).toList();
  double[] time = DoubleStream.of(run.weights.times()).map(t -> t / 1000).toArray();
  return new Plot(title, "time [s]", "weight")
      .line("the synapse", time, samples.stream().mapToDouble(w -> w[0]).toArray())
      .line("mean of all", time, samples.stream().mapToDouble(w -> Moments.of(others(w)).mean()).toArray());
}
