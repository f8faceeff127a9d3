// A chain of groups passes on volleys of spikes that are dense enough, and loses others (Diesmann et al. 1999).
import dev.sleipnir.kernels.random.*;
import dev.sleipnir.network.*;
import dev.sleipnir.network.analysis.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;

static final int GROUPS = 10, SIZE = 100;
static final double DT = 0.1, DELAY = 5, APART = 200, SPIKE = 45; // [ms], [pA]

/** Volleys of some spikes, with a standard deviation in time [ms]: what became of them in the last group. */
record Volleys(int spikes, double deviation, double[] arrived, double[] spread, Raster first) {}

void main(String[] args) throws Exception {
  var lab = Lab.start("synfire_chain", args);
  int trials = lab.isFast() ? 5 : 50;
  var dense = send(80, 1, trials);
  var wide = send(100, 2, trials);
  var thin = send(30, 1, trials);
  for (var sent : List.of(dense, wide)) {
    String what = "volleys of " + sent.spikes + " spikes, " + sent.deviation + " ms: ";
    lab.checkRange(what + "share that arrives", share(sent), 0.9, 1);
    lab.checkRange(what + "spikes in the last group", Moments.of(sent.arrived).mean(), 85, 110);
    lab.checkRange(what + "spread there [ms]", Moments.of(sent.spread).mean(), 0, 0.7);
  }
  lab.checkRange("volleys of 30 spikes, 1.0 ms: share that arrives", share(thin), 0, 0.1);
  lab.note(trials + " volleys of each kind through ten groups of 100 neurons");
  lab.plot(dense.first, thin.first);
  System.exit(lab.finish());
}

double share(Volleys sent) {
  return DoubleStream.of(sent.arrived).filter(spikes -> spikes > SIZE / 2).count()
      / (double) sent.arrived.length;
}

Volleys send(int spikes, double deviation, int trials) {
  var net = new Network(DT, 1);
  var random = new RandomStream(1).split("volleys");
  var times = new TreeMap<Long, Set<Integer>>();
  for (int volley = 0; volley < trials; volley++) {
    for (int j = 0; j < spikes; j++) {
      double time = (volley + 0.5) * APART + deviation * random.nextGaussian();
      times.computeIfAbsent(Math.round(time / DT), _ -> new TreeSet<>()).add(j);
    }
  }
  var source =
      net.spikes(
          "volleys",
          spikes,
          times.entrySet().stream()
              .flatMapToLong(at -> at.getValue().stream().mapToLong(_ -> at.getKey()))
              .toArray(),
          times.values().stream().flatMapToInt(at -> at.stream().mapToInt(j -> j)).toArray());
  var before = source;
  var monitors = new ArrayList<SpikeMonitor>();
  for (int g = 0; g < GROUPS; g++) {
    var group = net.population("group " + g, Neurons.lifAlpha(), SIZE);
    group.set("tau_e", 0.33).set("tau_i", 0.33).set("v", Values.uniform(-70, -55));
    // 20,000 synapses from outside: near -62 mV, with a deviation of 2.9 mV.
    net.poissonInput(group, "se", 17_600, 0.002, SPIKE);
    net.poissonInput(group, "si", 2_400, 0.0126, -SPIKE);
    net.project(before, group)
        .connect(Connectivity.allToAll())
        .delay(DELAY)
        .synapse(Synapse.into("se"))
        .weight(SPIKE);
    monitors.add(net.record(group).spikes());
    before = group;
  }
  net.run(trials * APART);
  double[] arrived = new double[trials], spread = new double[trials];
  long[] last = monitors.getLast().steps();
  for (int volley = 0; volley < trials; volley++) {
    double[] densest = densest(last, Math.round((volley + 0.5) * APART / DT));
    arrived[volley] = densest.length;
    spread[volley] = densest.length < 2 ? 0 : DT * Moments.of(densest).deviation();
  }
  var all = monitors.stream().map(SpikeMonitor::trains).toArray(SpikeTrains[]::new);
  String title = spikes + " spikes, deviation " + deviation + " ms";
  return new Volleys(spikes, deviation, arrived, spread, Raster.of(title, SpikeTrains.together(all).between(0, Math.round(APART / DT)), 2, Time.ms(1)));
}

/** Steps of the spikes in the 5 ms that have most of them, before the next volley. */
double[] densest(long[] steps, long from) {
  double[] best = {};
  long width = Math.round(5 / DT), to = from + Math.round(0.9 * APART / DT);
  for (int first = 0; first < steps.length; first++) {
    int end = first;
    while (end < steps.length && steps[end] < steps[first] + width) end++;
    if (steps[first] >= from && steps[first] < to && end - first > best.length) {
      best = LongStream.of(steps).skip(first).limit(end - first).asDoubleStream().toArray();
    }
  }
  return best;
}
