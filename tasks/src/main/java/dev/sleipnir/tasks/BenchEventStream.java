package dev.sleipnir.tasks;

import dev.sleipnir.bench.protocol.Protocol;
import dev.sleipnir.tasks.events.StreamSpeed;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sleipnir bench event-stream}: events to frames, through UDP, through a network. */
@Command(
    name = "event-stream",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Events: into frames of bits, through UDP on the loopback, and to the decision of a network.",
      "Sender, reader and network are three threads: it takes as many free cores for figures that mean"
          + " something."
    })
final class BenchEventStream extends BenchCommand {
  @Option(names = "--seconds", paramLabel = "S", description = "How long events are sent.")
  private double seconds = 10;

  @Option(names = "--rate", paramLabel = "N", description = "Events per second by UDP.")
  private double rate = 5e6;

  @Option(
      names = "--datagram",
      paramLabel = "N",
      description = "Events of a datagram, with their times; AEStream sends 32.")
  private int datagram = 128;

  @Option(
      names = "--network-rate",
      paramLabel = "N",
      description = "Events per second that the network is sent.")
  private double networkRate = 1e6;

  @Override
  Protocol protocol() {
    return new StreamSpeed(seconds, rate, datagram, networkRate);
  }
}
