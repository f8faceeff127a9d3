// Self-sustained irregular activity with synaptic currents and conductances, against Brian2 (Vogels & Abbott 2005).
import dev.sleipnir.kernels.parallel.*;
import dev.sleipnir.network.analysis.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;
import dev.sleipnir.tasks.simulate.*;

static final int TRANSIENT = 500, WINDOW = 1000; // [ms]
static final int OTHERS = 8; // seeds of Brian2

/** A quantity of a run: its mean over seeds in Brian2, and the deviation. */
record Quantity(String name, double mean, double deviation) {}

static final List<Quantity> CUBA =
    List.of(
        new Quantity("rate of excitatory neurons [1/s]", 5.814, 0.295),
        new Quantity("rate of inhibitory neurons [1/s]", 5.635, 0.067),
        new Quantity("CV of intervals", 0.5328, 0.0114),
        new Quantity("mean interval [ms]", 102.89, 2.83),
        new Quantity("correlation of counts in 5 ms", 0.00261, 0.00056),
        new Quantity("  its deviation between pairs", 0.0741, 0.0011),
        new Quantity("CV of all spikes in 1 ms", 0.3225, 0.0158));
static final List<Quantity> COBA =
    List.of(
        new Quantity("rate of excitatory neurons [1/s]", 19.16, 1.66),
        new Quantity("rate of inhibitory neurons [1/s]", 19.32, 0.74),
        new Quantity("CV of intervals", 1.6247, 0.0375),
        new Quantity("mean interval [ms]", 29.99, 2.29),
        new Quantity("correlation of counts in 5 ms", 0.00354, 0.00134),
        new Quantity("  its deviation between pairs", 0.0897, 0.0035),
        new Quantity("CV of all spikes in 1 ms", 0.2258, 0.0101));

void main(String[] args) throws Exception {
  var lab = Lab.start("cuba_coba", args);
  int seeds = lab.isFast() ? 2 : 5;
  var panels = new ArrayList<Panel>();
  compare(lab, "synaptic currents", KnownNetwork.CUBA, CUBA, seeds, panels);
  compare(lab, "synaptic conductances", KnownNetwork.COBA, COBA, seeds, panels);
  lab.plot(2, panels);
  System.exit(lab.finish());
}

/** Of each quantity the means are within three standard errors of the difference. */
void compare(
    Lab lab, String name, KnownNetwork network, List<Quantity> brian2, int seeds, List<Panel> panels) {
  var ours = new double[brian2.size()][seeds];
  for (int seed = 1; seed <= seeds; seed++) {
    var built = network.build(1, seed, Parallel.common());
    built.net().run(TRANSIENT);
    var e = built.net().record(built.populations().getFirst()).spikes();
    var i = built.net().record(built.populations().getLast()).spikes();
    built.net().run(WINDOW);
    var all = new SpikeStatistics(SpikeTrains.together(e.trains(), i.trains()));
    var cvs = all.intervals().cvs(5);
    var sample = IntStream.range(0, 200).map(k -> (int) (k * 3199L / 199)).toArray();
    var statistics = new SpikeStatistics(e.trains());
    var correlations = Moments.of(statistics.counts(5, sample).correlations());
    double[] quantities = {
      1000 * statistics.rate(),
      1000 * new SpikeStatistics(i.trains()).rate(),
      Moments.of(cvs).mean(),
      all.intervals().mean(),
      correlations.mean(),
      correlations.deviation(),
      all.counts(1).populationCv()
    };
    for (int q = 0; q < quantities.length; q++) ours[q][seed - 1] = quantities[q];
    if (seed == 1) {
      var shown = e.trains().between(10 * TRANSIENT, 10 * TRANSIENT + 2000);
      panels.add(Raster.of(name, shown, 32, Time.ms(1)));
      panels.add(Plot.histogram(name, "CV of the intervals of a neuron", cvs, 50));
    }
  }
  lab.note(name + ": means of " + seeds + " seeds against " + OTHERS + " of Brian2");
  for (int q = 0; q < ours.length; q++) {
    var theirs = brian2.get(q);
    var moments = Moments.of(ours[q]);
    double own = moments.deviation() * Math.sqrt(seeds / (seeds - 1.0));
    double error = Math.max(own, theirs.deviation) * Math.sqrt(1.0 / seeds + 1.0 / OTHERS);
    lab.checkAbsolute("  " + theirs.name, moments.mean(), theirs.mean, 3 * error);
  }
}
