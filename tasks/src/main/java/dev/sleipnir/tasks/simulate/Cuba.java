package dev.sleipnir.tasks.simulate;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.network.Connectivity;
import dev.sleipnir.network.Network;
import dev.sleipnir.network.Neuron;
import dev.sleipnir.network.Population;
import dev.sleipnir.network.Projection;
import dev.sleipnir.network.SpikeMonitor;
import dev.sleipnir.network.Synapse;
import dev.sleipnir.network.Values;
import dev.sleipnir.tasks.report.JsonReport;
import dev.sleipnir.tasks.report.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sleipnir simulate cuba}. */
@Command(
    name = "cuba",
    sortOptions = false,
    description = {
      "4,000 integrate-and-fire neurons with synaptic currents, 80 % of them excitatory, each pair"
          + " connected with probability 0.02, without delay: the benchmark of Vogels & Abbott"
          + " (2005) and Brette et al. (2007).",
      "Prints rates, and how long a second took."
    },
    footer = {"", "Example:", "  sleipnir simulate cuba --seconds 10 --seed 3 --report cuba.json"})
final class Cuba implements Callable<Integer> {
  /** Times in ms, potentials in mV. */
  static final String NEURON =
      """
      model cuba
      parameters tau_m = 20 (ms), tau_e = 5 (ms), tau_i = 10 (ms), E_L = -49 (mV), v_th = -50 (mV),
          v_reset = -60 (mV)
      state v = E_L (mV), ge = 0 (mV), gi = 0 (mV)
      dv/dt = (E_L - v + ge + gi) / tau_m : exact
      dge/dt = -ge / tau_e : exact
      dgi/dt = -gi / tau_i : exact
      threshold v > v_th
      reset v = v_reset
      refractory 5 (ms) holds v
      """;

  private static final double DT = 0.1;
  private static final int EXCITATORY = 3200;
  private static final int INHIBITORY = 800;
  private static final double PER_SECOND = 1000;

  @Spec private CommandSpec spec;
  @Mixin private SimulationOptions options = new SimulationOptions();

  Cuba() {}

  /** The network. */
  record Built(Network net, Population e, Population i, List<Projection> projections) {
    static Built of(long seed, Parallel parallel) {
      var net = new Network(DT, seed, parallel);
      Neuron neuron = Neuron.parse(NEURON);
      Population e = net.population("e", neuron, EXCITATORY).set("v", Values.uniform(-60, -50));
      Population i = net.population("i", neuron, INHIBITORY).set("v", Values.uniform(-60, -50));
      var projections = new ArrayList<Projection>();
      for (Population from : List.of(e, i)) {
        for (Population to : List.of(e, i)) {
          projections.add(
              net.project(from, to)
                  .connect(Connectivity.probability(0.02))
                  .synapse(Synapse.into(from == e ? "ge" : "gi"))
                  .weight(from == e ? 1.62 : -9));
        }
      }
      return new Built(net, e, i, List.copyOf(projections));
    }

    int synapses() {
      return projections.stream().mapToInt(Projection::size).sum();
    }
  }

  private record Report(
      String sleipnir,
      String network,
      double seconds,
      long seed,
      int threads,
      int neurons,
      int synapses,
      double rateExcitatory,
      double rateInhibitory,
      double secondsToBuild,
      double secondsPerSecond) {}

  @Override
  public Integer call() throws IOException {
    if (options.report() != null) {
      OutputFile.check(options.report());
    }
    double seconds = options.seconds();
    long began = System.nanoTime();
    try (Parallel parallel = options.parallel()) {
      Built built = Built.of(options.seed(), parallel);
      SpikeMonitor ofE = built.net.record(built.e).spikes();
      SpikeMonitor ofI = built.net.record(built.i).spikes();
      built.net.runSteps(0);
      long ready = System.nanoTime();
      built.net.run(seconds * PER_SECOND);
      long done = System.nanoTime();
      var report =
          new Report(
              Version.number(),
              "cuba",
              seconds,
              options.seed(),
              parallel.threads(),
              EXCITATORY + INHIBITORY,
              built.synapses(),
              rate(ofE, EXCITATORY, seconds),
              rate(ofI, INHIBITORY, seconds),
              (ready - began) * 1e-9,
              seconds == 0 ? 0 : (done - ready) * 1e-9 / seconds);
      print(report);
      if (options.report() != null) {
        JsonReport.write(options.report(), report);
      }
    }
    return 0;
  }

  private static double rate(SpikeMonitor spikes, int neurons, double seconds) {
    return seconds == 0 ? 0 : spikes.count() / (neurons * seconds);
  }

  private void print(Report report) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        String.format(
            Locale.ROOT,
            "cuba: %,d neurons, %,d synapses, %s s, seed %d",
            report.neurons,
            report.synapses,
            report.seconds,
            report.seed));
    out.println(
        String.format(
            Locale.ROOT,
            "rate: %.2f /s excitatory, %.2f /s inhibitory",
            report.rateExcitatory,
            report.rateInhibitory));
    out.println(
        String.format(
            Locale.ROOT,
            "%.3f s of wall clock per s on %d thread%s, after %.2f s to build",
            report.secondsPerSecond,
            report.threads,
            report.threads == 1 ? "" : "s",
            report.secondsToBuild));
  }
}
