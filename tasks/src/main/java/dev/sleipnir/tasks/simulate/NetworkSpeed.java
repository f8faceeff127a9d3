package dev.sleipnir.tasks.simulate;

import dev.sleipnir.bench.protocol.Protocol;
import dev.sleipnir.kernels.Simd;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.network.SpikeMonitor;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long networks of populations take for a second of theirs, on some numbers of threads. Spikes
 * have to be the same on each. What comes before is not timed: building, and the first part, in
 * which HotSpot compiles the loops.
 *
 * @param networks which
 * @param threads numbers of threads
 * @param part of the biological time that is usual for a network
 */
public record NetworkSpeed(List<TimedNetwork> networks, List<Integer> threads, double part)
    implements Protocol {
  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if one is out of range; the message begins with its name
   */
  public NetworkSpeed {
    networks = List.copyOf(networks);
    threads = List.copyOf(threads);
    for (int number : threads) {
      if (number < 1 || number > Parallel.MOST_THREADS) {
        throw new IllegalArgumentException(
            "threads: expected 1 to " + Parallel.MOST_THREADS + ", got " + number);
      }
    }
    if (!(part > 0 && part <= 1000)) {
      throw new IllegalArgumentException("part: expected above 0 and up to 1000, got " + part);
    }
  }

  @Override
  public Map<String, Object> run(PrintWriter out) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (TimedNetwork network : networks) {
      long spikes = -1;
      for (int number : threads) {
        Run row = measure(network, number);
        rows.add(row.figures());
        out.println(
            String.format(
                Locale.ROOT,
                "%-12s %d thread%s  %8.4f s a second  %7.1f M events/s  %6.2f spikes/s a neuron"
                    + "  %.1f s to build",
                network,
                number,
                number == 1 ? " " : "s",
                row.secondsPerSecond(),
                row.eventsPerSecond() * 1e-6,
                row.rate(),
                row.secondsToBuild()));
        out.flush();
        if (spikes >= 0 && row.spikes() != spikes) {
          throw new IllegalStateException(
              network
                  + ": expected "
                  + spikes
                  + " spikes on any number of threads, got "
                  + row.spikes());
        }
        spikes = row.spikes();
      }
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("benchmark", "network");
    figures.put("vector_bits", Simd.bits());
    figures.put("results", rows);
    return figures;
  }

  private Run measure(TimedNetwork network, int number) {
    try (Parallel parallel = Parallel.of(number)) {
      long began = System.nanoTime();
      BuiltNetwork built = network.build(1, parallel);
      List<SpikeMonitor> monitors =
          built.populations().stream().map(p -> built.net().record(p).spikes()).toList();
      built.net().runSteps(0);
      double toBuild = since(began);
      double time = part * network.milliseconds();
      built.net().run(time);
      monitors.forEach(SpikeMonitor::clear);
      long from = System.nanoTime();
      built.net().run(time);
      double seconds = since(from);
      long spikes = monitors.stream().mapToLong(SpikeMonitor::count).sum();
      double perSpike = (double) network.events(built) / built.neurons();
      return new Run(
          network,
          number,
          built.synapses(),
          time,
          spikes,
          spikes / (1e-3 * time * built.neurons()),
          toBuild,
          seconds / (1e-3 * time),
          spikes * perSpike / seconds);
    }
  }

  /** A network on a number of threads. */
  private record Run(
      TimedNetwork network,
      int threads,
      long synapses,
      double milliseconds,
      long spikes,
      double rate,
      double secondsToBuild,
      double secondsPerSecond,
      double eventsPerSecond) {
    Map<String, Object> figures() {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("network", network.toString());
      row.put("threads", threads);
      row.put("synapses", synapses);
      row.put("milliseconds", milliseconds);
      row.put("spikes", spikes);
      row.put("rate", rate);
      row.put("seconds_to_build", secondsToBuild);
      row.put("seconds_per_second", secondsPerSecond);
      row.put("events_per_second", eventsPerSecond);
      return row;
    }
  }

  private static double since(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }
}
