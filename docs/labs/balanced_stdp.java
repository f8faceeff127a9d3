// Inhibitory synapses learn to mirror excitatory ones, channel by channel: detailed balance (Vogels et al. 2011).
import dev.sleipnir.kernels.random.*;
import dev.sleipnir.network.*;
import dev.sleipnir.network.analysis.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;

static final int CHANNELS = 8, E = 800, I = 200, NEURONS = 10;
static final double HOLDS = 5, SLOW = 50; // of a channel's signal: how long it is the same, memory [ms]

/** At spikes of either side within 20 ms of the other's inhibition grows, with its own it shrinks; how many others are near. */
static final String RULE =
    """
    synapse inhibitory
    parameters tau = 20 (ms), eta = 0.02 (nS), alpha = 0.2, w_max = 100 (nS)
    state w = 0.1 (nS), x = 0, y = 0, near = 0, spikes = 0
    dx/dt = -x / tau
    dy/dt = -y / tau
    on pre x = x + 1
    on pre w = clip(w + eta * (y - alpha), 0, w_max)
    on pre spikes = spikes + 1
    on pre near = near + y
    on pre deliver w into gi
    on post y = y + 1
    on post w = clip(w + eta * x, 0, w_max)
    on post near = near + x
    """;

/** Of excitatory synapses [nS]: the neurons prefer the fifth channel. */
double tuning(int channel) {
  return 0.5 * (0.4 + 1.1 / (1 + Math.pow(channel - 4, 4)));
}

void main(String[] args) throws Exception {
  var lab = Lab.start("balanced_stdp", args);
  int learns = lab.isFast() ? 15 : 120, window = lab.isFast() ? 5 : 20; // [s]
  var net = new Network(0.1, 1);
  var e = net.poisson("excitatory", E, 0);
  var i = net.poisson("inhibitory", I, 0);
  var neurons = net.population("neurons", Neurons.lifCondExp(), NEURONS);
  var all = Connectivity.allToAll();
  net.project(e, neurons).connect(all).synapse(Synapse.into("ge"))
      .weight(Values.function(s -> tuning(s / NEURONS * CHANNELS / E)));
  var learning = net.project(i, neurons).connect(all).synapse(Synapse.parse(RULE));
  var signals = new double[CHANNELS];
  var random = new RandomStream(1).split("signals");
  net.every(HOLDS, () -> {
    for (int c = 0; c < CHANNELS; c++) {
      signals[c] += -signals[c] * HOLDS / SLOW + Math.sqrt(2 * HOLDS / SLOW) * random.nextGaussian();
    }
    e.set("rate", Values.function(j -> 0.005 * Math.exp(signals[j * CHANNELS / E] - 0.5)));
    i.set("rate", Values.function(j -> 0.01 * Math.exp(signals[j * CHANNELS / I] - 0.5)));
  });
  var rate = net.record(neurons).rate(500);
  net.run(1000 * learns);
  learning.set("near", 0).set("spikes", 0);
  var spikes = net.record(neurons).spikes();
  var v = net.record(neurons, 0).state("v", 1);
  var ge = net.record(neurons, 0).state("ge", 1);
  var gi = net.record(neurons, 0).state("gi", 1);
  net.run(1000 * window);
  float[] w = learning.values("w");
  double[] channels = new double[CHANNELS], excitation = new double[CHANNELS], inhibition = new double[CHANNELS];
  for (int c = 0; c < CHANNELS; c++) {
    channels[c] = c + 1;
    excitation[c] = tuning(c);
  }
  for (int s = 0; s < w.length; s++) {
    inhibition[s / NEURONS * CHANNELS / I] += w[s] * CHANNELS / w.length;
  }
  // Currents of the first neuron [pA].
  float[] potential = v.values(0), excited = ge.values(0), inhibited = gi.values(0);
  double[] drive = new double[1000 * window], taken = new double[1000 * window];
  for (int t = 0; t < drive.length; t++) {
    drive[t] = -excited[t] * potential[t];
    taken[t] = inhibited[t] * (potential[t] + 80);
  }
  var statistics = new SpikeStatistics(spikes.trains());
  lab.checkRange("inhibition follows excitation, correlation of 8 channels", correlation(excitation, inhibition), 0.9, 1);
  lab.checkRange("correlation of both currents in time", correlation(drive, taken), 0.7, 1);
  // What the rule brings to its target. Signals of both sides rise together: chance alone would give fewer at that rate.
  double near = sum(learning.values("near")) / sum(learning.values("spikes"));
  lab.checkRelative("spikes near an inhibitory one", near, 0.2, lab.isFast() ? 0.1 : 0.05);
  lab.checkRange("rate, up to the target of 5 [1/s]", 1000 * statistics.rate(), 3, 5);
  lab.note(String.format(Locale.ROOT, "chance would give %.3f near at that rate", 2 * 20 * statistics.rate()));
  lab.checkRange("CV of intervals", Moments.of(statistics.intervals().cvs(5)).mean(), 0.8, Double.POSITIVE_INFINITY);
  lab.note("before learning: " + 1000 * rate.rates()[0] + " spikes/s");
  double[] before = Arrays.stream(rate.rates()).map(r -> 1000 * r).toArray();
  lab.plot(
      new Plot("Rate", "time [s]", "rate [1/s]").line("", new Time(0.5, "s").of(before.length), before),
      new Plot("Weights", "channel", "nS").line("excitatory", channels, excitation).line("inhibitory", channels, inhibition));
  System.exit(lab.finish());
}

double correlation(double[] x, double[] y) {
  double mx = Moments.of(x).mean(), my = Moments.of(y).mean(), sum = 0;
  for (int k = 0; k < x.length; k++) sum += (x[k] - mx) * (y[k] - my) / x.length;
  return sum / (Moments.of(x).deviation() * Moments.of(y).deviation());
}

double sum(float[] values) {
  return IntStream.range(0, values.length).mapToDouble(k -> values[k]).sum();
}
