package dev.sleipnir.tasks;

import dev.sleipnir.bench.protocol.Protocol;
import dev.sleipnir.tasks.simulate.NetworkSpeed;
import dev.sleipnir.tasks.simulate.TimedNetwork;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sleipnir bench network}: networks of populations. */
@Command(
    name = "network",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Networks of populations: seconds of wall clock for a second, synaptic events/s.",
      "Each network runs twice as long as is measured. The spikes have to be the same on any number"
          + " of threads. An event is a spike that arrives at a synapse, or one of the neuron that"
          + " receives where that does something."
    })
final class BenchNetwork extends BenchCommand {
  @Option(
      names = "--networks",
      paramLabel = "NAME",
      split = ",",
      description = "Some of ${COMPLETION-CANDIDATES}.")
  private List<TimedNetwork> networks = List.of(TimedNetwork.values());

  @Option(
      names = "--threads",
      paramLabel = "N",
      split = ",",
      description = "Numbers of threads, one after the other.")
  private List<Integer> threads = List.of(1, 2);

  @Option(
      names = "--part",
      paramLabel = "X",
      description =
          "Part of the usual biological time: 10 s of cuba and coba, 1 s of brunel, 0.5 s of"
              + " brunel_stdp, 2 s of all_to_all.")
  private double part = 1;

  @Override
  Protocol protocol() {
    return new NetworkSpeed(networks, threads, part);
  }
}
