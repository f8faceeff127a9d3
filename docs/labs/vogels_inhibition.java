// Inhibitory synapses learn to balance excitation at a rate that is theirs to choose (Vogels et al. 2011).
import dev.sleipnir.network.*;
import dev.sleipnir.network.analysis.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;

static final double TARGET = 0.003, TAU = 20; // [1/ms], [ms]

/** Rate of the excitatory neurons [1/s] after the same 60 s of that network in Brian2 2.5.1, of two seeds. */
static final double BRIAN2 = 3.96;

/** The rule of the paper, and at spikes of the sender how many others are within tau of it. */
static final String SYNAPSE =
    """
    synapse inhibitory
    parameters tau = 20 (ms), eta = 0.01 (nS), alpha = 0.12, w_max = 100 (nS)
    state w = 0 (nS), x = 0, y = 0, near = 0, spikes = 0
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

/** The excitatory neurons, once rates have settled; and their rate from the beginning, each 0.1 s. */
record Balanced(double rate, double cv, double near, float[] weights, double[] rates) {}

void main(String[] args) throws Exception {
  var lab = Lab.start("vogels_inhibition", args);
  var paper = lab.isFast() ? balance(2000, 1, 0.02, 4, 6) : balance(10_000, 1, 0.01, 20, 20);
  lab.note("as in the paper: 160 excitatory and 40 inhibitory inputs of a neuron");
  check(lab, paper, lab.isFast() ? 0.1 : 0.05);
  var rates =
      new Plot("Excitatory neurons", "time [s]", "rate [1/s]")
          .line("as in the paper", time(paper), perSecond(paper.rates));
  if (!lab.isFast()) {
    lab.checkRelative("  rate of excitatory neurons [1/s]", paper.rate, BRIAN2, 0.05);
    var many = balance(10_000, 5, 0.01, 20, 20);
    lab.note("five times as many inputs, five times as weak");
    check(lab, many, 0.05);
    lab.checkRelative("  rate of excitatory neurons [1/s]", many.rate, 1000 * TARGET, 0.1);
    rates.line("more, weaker synapses", time(many), perSecond(many.rates));
  }
  lab.plot(
      rates.logY(),
      Plot.histogram("From inhibitory to excitatory neurons", "weight [nS]", paper.weights, 50));
  System.exit(lab.finish());
}

/** What the rule brings to its target are spikes near inhibitory ones: inhibition makes them fewer. */
void check(Lab lab, Balanced balanced, double tolerance) {
  lab.checkRelative("  spikes near an inhibitory one", balanced.near, 2 * TARGET * TAU, tolerance);
  lab.checkRange("  CV of intervals", balanced.cv, 0.8, Double.POSITIVE_INFINITY);
  lab.note(String.format(Locale.ROOT, "  excitatory neurons: %.2f spikes/s", balanced.rate));
}

double[] time(Balanced balanced) {
  return new Time(0.1, "s").of(balanced.rates.length);
}

double[] perSecond(double[] rates) {
  return DoubleStream.of(rates).map(rate -> 1000 * rate).toArray();
}

/**
 * Inhibition learns ten times as fast for a time, then at its rate for twice that; then spikes count
 * for a window [s].
 */
Balanced balance(int neurons, int factor, double eta, double time, double window) {
  var net = new Network(0.1, 1);
  var e = net.population("e", Neurons.lifCondExp(), neurons * 4 / 5);
  var i = net.population("i", Neurons.lifCondExp(), neurons / 5);
  var random = Connectivity.probability(200.0 * factor / neurons);
  for (var to : List.of(e, i)) {
    to.set("v", Values.uniform(-60, -50)).input("I", 0, Values.of(200));
    net.project(e, to).connect(random).synapse(Synapse.into("ge")).weight(0.3 / factor);
  }
  net.project(i, i).connect(random).synapse(Synapse.into("gi")).weight(3.0 / factor);
  var learning = net.project(i, e).connect(random).synapse(Synapse.parse(SYNAPSE));
  learning.set("eta", 10 * eta / factor);
  var rate = net.record(e).rate(100);
  net.run(1000 * time);
  learning.set("eta", eta / factor);
  net.run(2000 * time);
  learning.set("near", 0).set("spikes", 0);
  var spikes = net.record(e).spikes();
  net.run(1000 * window);
  var statistics = new SpikeStatistics(spikes.trains());
  double cv = Moments.of(statistics.intervals().cvs(5)).mean();
  double near = sum(learning.values("near")) / sum(learning.values("spikes"));
  return new Balanced(1000 * statistics.rate(), cv, near, learning.values("w"), rate.rates());
}

double sum(float[] values) {
  return IntStream.range(0, values.length).mapToDouble(k -> values[k]).sum();
}
