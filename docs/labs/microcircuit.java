// The cortical microcircuit at a tenth of its size against spikes of NEST (Potjans & Diesmann 2014).
import dev.sleipnir.kernels.parallel.*;
import dev.sleipnir.network.*;
import dev.sleipnir.network.analysis.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;
import dev.sleipnir.tasks.simulate.*;

static final int TRANSIENT = 500, WINDOW = 1000; // [ms]

/** Spikes of one run of NEST in the window, of each population in order. */
static final int[] NEST = {832, 1176, 8506, 2717, 3189, 819, 1197, 2061};

void main(String[] args) throws Exception {
  var lab = Lab.start("microcircuit", args);
  int seeds = lab.isFast() ? 1 : 10;
  var names = new ArrayList<String>();
  var counts = new double[NEST.length][seeds];
  var rates = new double[NEST.length];
  var variation = new double[NEST.length];
  Raster raster = null;
  for (int seed = 1; seed <= seeds; seed++) {
    var built = KnownNetwork.MICROCIRCUIT.build(0.1, seed, Parallel.common());
    built.net().run(TRANSIENT);
    long from = built.net().step();
    var monitors = built.populations().stream().map(p -> built.net().record(p).spikes()).toList();
    built.net().run(WINDOW);
    for (int p = 0; p < NEST.length; p++) {
      var spikes = monitors.get(p);
      var statistics = new SpikeStatistics(spikes.trains());
      counts[p][seed - 1] = spikes.count();
      rates[p] += 1000 * statistics.rate() / seeds;
      variation[p] += Moments.of(statistics.intervals().cvs(4)).mean() / seeds;
      if (seed == 1) names.add(built.populations().get(p).name());
    }
    if (seed == 1) {
      var trains = monitors.stream().map(SpikeMonitor::trains).toArray(SpikeTrains[]::new);
      var shown = SpikeTrains.together(trains).between(from, from + 3000);
      raster = Raster.of("Layers from 2/3 to 6, from below", shown, 20, Time.ms(1));
    }
  }
  for (int p = 0; p < NEST.length; p++) {
    double mean = Moments.of(counts[p]).mean();
    String what = names.get(p) + ": spikes, mean of " + seeds + " seed" + (seeds > 1 ? "s" : "");
    if (lab.isFast()) {
      lab.checkRelative(what, mean, NEST[p], 0.25);
    } else {
      // One more run lies within 3 deviations of the mean of ours.
      double deviation = Moments.of(counts[p]).deviation() * Math.sqrt(seeds / (seeds - 1.0));
      lab.checkAbsolute(what, mean, NEST[p], 3 * deviation * Math.sqrt(1 + 1.0 / seeds));
      var range = DoubleStream.of(counts[p]).summaryStatistics();
      lab.note(
          String.format(
              Locale.ROOT,
              "%s: %.0f to %.0f, deviation %.0f; %.2f spikes/s, CV of intervals %.2f",
              names.get(p), range.getMin(), range.getMax(), deviation, rates[p], variation[p]));
    }
  }
  var x = IntStream.range(0, NEST.length).mapToDouble(p -> p).toArray();
  var perNeuron = new double[NEST.length];
  for (int p = 0; p < NEST.length; p++) {
    perNeuron[p] = rates[p] * NEST[p] / Moments.of(counts[p]).mean();
  }
  lab.plot(
      raster,
      new Plot("Spikes per neuron", "", "rate [1/s]")
          .bars("Sleipnir", x, rates)
          .points("NEST", x, perNeuron)
          .xNames(names));
  System.exit(lab.finish());
}
