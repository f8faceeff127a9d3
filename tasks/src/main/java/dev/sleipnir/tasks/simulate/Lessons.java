package dev.sleipnir.tasks.simulate;

import dev.sleipnir.network.Network;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a network has been shown so far, and how it responded: numbers that are in its snapshots.
 */
final class Lessons {
  /** Images of a line. */
  static final int LINE = 5000;

  private static final int CLASSES = 10;

  /** Images shown; spikes, and images recognised, since the last line; time taken [ns]. */
  private final long[] now = new long[4];

  private static final int IMAGES = 0;
  private static final int SPIKES = 1;
  private static final int RIGHT = 2;
  private static final int NANOS = 3;

  /** Of each line the spikes and the images recognised. */
  private final long[] lines;

  /** Neurons are named by their responses up to the line before. */
  private final Labels named;

  private final Labels seen;

  /** Of the images up to one: spikes of an image, and the share that was recognised meanwhile. */
  record Line(int images, double spikes, double recognised) {}

  Lessons(Network net, int images, int neurons) {
    lines = new long[images / LINE * 2];
    named = new Labels(CLASSES, neurons);
    seen = new Labels(CLASSES, neurons);
    net.carry("lessons", now);
    net.carry("lines", lines);
    named.carry(net, "names");
    seen.carry(net, "seen");
  }

  /** After the network has been restored. */
  void restored() {
    named.assign();
  }

  /** How many images have been shown. */
  int images() {
    return (int) now[IMAGES];
  }

  /** How long that took [s]. */
  double seconds() {
    return now[NANOS] * 1e-9;
  }

  /** Takes the responses to an image, and returns a line if one is full. */
  @Nullable Line add(int label, int[] counts, long nanos) {
    seen.add(label, counts);
    now[RIGHT] += named.guess(counts) == label ? 1 : 0;
    now[SPIKES] += IntStream.of(counts).sum();
    now[IMAGES]++;
    now[NANOS] += nanos;
    if (now[IMAGES] % LINE != 0) {
      return null;
    }
    int line = images() / LINE - 1;
    lines[2 * line] = now[SPIKES];
    lines[2 * line + 1] = now[RIGHT];
    now[SPIKES] = 0;
    now[RIGHT] = 0;
    named.take(seen);
    return line(line);
  }

  private Line line(int line) {
    double recognised = line == 0 ? 0 : (double) lines[2 * line + 1] / LINE;
    return new Line((line + 1) * LINE, (double) lines[2 * line] / LINE, recognised);
  }

  /** Those that are full. */
  List<Line> lines() {
    return IntStream.range(0, images() / LINE).mapToObj(this::line).toList();
  }
}
