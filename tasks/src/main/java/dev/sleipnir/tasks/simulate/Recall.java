package dev.sleipnir.tasks.simulate;

import dev.sleipnir.network.Network;
import dev.sleipnir.network.Population;
import dev.sleipnir.network.Projection;
import dev.sleipnir.network.RateMonitor;
import dev.sleipnir.network.Values;
import dev.sleipnir.tasks.plot.Plot;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A memory in the network of Vogels et al. (2011). Half way through a run the synapses within an
 * assembly, a tenth of the excitatory neurons, get five times as strong; inhibition learns until
 * they are as silent as all others. A current into a quarter of the assembly then wakes the rest of
 * it. Before the memory is there the same current wakes nobody else. Times are in ms.
 */
final class Recall {
  /** The shortest run in which there is time for both. */
  static final double SHORTEST = 2000;

  private static final double STIMULUS = 200;
  private static final double STIMULUS_BEFORE_END = 400;

  /** What is drawn of a recall, from 100 ms before it on. */
  private static final double SHOWN = 500;

  private static final double BIN = 20;
  private static final double WEIGHT = 0.3; // [nS]
  private static final double FACTOR = 5;
  private static final double CURRENT = 200; // [pA]
  private static final double STIMULATED_CURRENT = 600; // [pA]
  private static final double ETA = 0.1; // [nS], ten times as fast as without a memory

  private final int assembly;
  private final int stimulated;
  private final double stored;
  private final double end;
  private final List<RateMonitor> rates = new ArrayList<>();

  /**
   * Spikes per neuron and second while some are stimulated.
   *
   * @param stimulated of these
   * @param assembly of the others of the assembly
   * @param others of all excitatory neurons outside of it
   */
  record Rates(double stimulated, double assembly, double others) {}

  /**
   * Figures.
   *
   * @param neurons how many the assembly has
   * @param stimulated how many of them are stimulated
   * @param without before there is a memory
   * @param with half a run after
   */
  record Figures(int neurons, int stimulated, Rates without, Rates with) {}

  /** Says what happens in a run from 0 to a time, at least {@link #SHORTEST}. */
  Recall(BuiltNetwork built, double end) {
    this.end = end;
    stored = end / 2;
    Network net = built.net();
    Population e = built.populations().getFirst();
    Projection excitation = built.projections().getFirst();
    built.projections().getLast().set("eta", ETA);
    int neurons = e.size();
    assembly = Math.max(2, neurons / 10);
    stimulated = Math.max(1, assembly / 4);
    record(net, e, 0, stimulated);
    record(net, e, stimulated, assembly);
    record(net, e, assembly, neurons);
    for (double when : new double[] {stored, end}) {
      net.at(when - STIMULUS_BEFORE_END, () -> stimulate(e, STIMULATED_CURRENT));
      net.at(when - STIMULUS_BEFORE_END + STIMULUS, () -> stimulate(e, CURRENT));
    }
    int size = assembly;
    net.at(
        stored,
        () ->
            excitation.weight(
                Values.function(
                    (pre, post) -> pre < size && post < size ? FACTOR * WEIGHT : WEIGHT)));
  }

  private void record(Network net, Population e, int from, int to) {
    rates.add(net.record(e, IntStream.range(from, to).toArray()).rate(BIN));
  }

  private void stimulate(Population e, double current) {
    e.set("I", Values.function(i -> i < stimulated ? current : CURRENT));
  }

  Figures figures() {
    return new Figures(assembly, stimulated, rates(stored), rates(end));
  }

  private Rates rates(double when) {
    double from = when - STIMULUS_BEFORE_END;
    double[] means =
        rates.stream()
            .mapToDouble(
                of ->
                    IntStream.of(bins(from, STIMULUS))
                        .mapToDouble(b -> at(of, b))
                        .average()
                        .orElse(0))
            .toArray();
    return new Rates(means[0], means[1], means[2]);
  }

  private static int[] bins(double from, double length) {
    int first = (int) Math.round(from / BIN);
    return IntStream.range(first, first + (int) Math.round(length / BIN)).toArray();
  }

  /** Spikes per neuron and second in a bin, 0 where the run did not get so far. */
  private static double at(RateMonitor of, int bin) {
    double[] all = of.rates();
    return bin < all.length ? 1000 * all[bin] : 0;
  }

  /** Rates of the three groups while some are stimulated. */
  List<Plot> plots() {
    return List.of(plot("Without the memory", stored), plot("With the memory", end));
  }

  private Plot plot(String title, double when) {
    int[] bins = bins(when - SHOWN, SHOWN);
    double[] time = IntStream.range(0, bins.length).mapToDouble(b -> (b + 0.5) * BIN).toArray();
    var plot = new Plot(title, "time [ms]", "rate [1/s]");
    String[] names = {"stimulated", "rest of the assembly", "others"};
    for (int group = 0; group < names.length; group++) {
      RateMonitor of = rates.get(group);
      plot.line(names[group], time, IntStream.of(bins).mapToDouble(b -> at(of, b)).toArray());
    }
    return plot;
  }
}
