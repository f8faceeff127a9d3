package dev.sleipnir.network.exchange;

import dev.sleipnir.network.analysis.SpikeTrains;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Spikes as a table: {@code step}, {@code time} and {@code neuron} of each. */
public final class SpikeTables {
  private SpikeTables() {}

  /**
   * The table of some spikes; {@code dt}, {@code size}, {@code from} and {@code to} are said of all
   * of it.
   *
   * @param trains the spikes
   * @return a row for each, in order of time
   */
  public static Columns of(SpikeTrains trains) {
    long[] steps = trains.steps();
    return new Columns(steps.length)
        .with("step", steps)
        .with("time", Arrays.stream(steps).mapToDouble(step -> step * trains.dt()).toArray())
        .with("neuron", trains.neurons())
        .say("dt", trains.dt())
        .say("size", trains.size())
        .say("from", trains.from())
        .say("to", trains.to());
  }

  /**
   * Writes the table of some spikes.
   *
   * @param file where, as {@link Columns#write} has it: {@code .csv}, {@code .npz} or {@code .h5}
   * @param trains the spikes
   * @throws IOException if it cannot be written; the message names the file
   */
  public static void write(Path file, SpikeTrains trains) throws IOException {
    of(trains).write(file);
  }
}
