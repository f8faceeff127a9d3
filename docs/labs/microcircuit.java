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
    if (seed == 1) raster = raster(built, monitors, from);
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

/** Every twentieth neuron for 300 ms. */
Raster raster(BuiltNetwork built, List<SpikeMonitor> monitors, long from) {
  int every = 20, bins = 300;
  var rows = new float[bins][built.neurons() / every + 1];
  int first = 0;
  for (int p = 0; p < monitors.size(); p++) {
    long[] steps = monitors.get(p).steps();
    int[] neurons = monitors.get(p).neurons();
    for (int s = 0; s < steps.length; s++) {
      int bin = (int) ((steps[s] - from) / 10);
      if (bin < bins && (first + neurons[s]) % every == 0) {
        rows[bin][(first + neurons[s]) / every] = 1;
      }
    }
    first += built.populations().get(p).size();
  }
  return Raster.of("Every twentieth neuron, from layer 2/3 to layer 6", rows, Time.ms(1));
}
