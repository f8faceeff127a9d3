package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.file.ArchiveWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A stream for each part that draws: for populations by the order in which they begin, for layers
 * without state by the order in which they are first met, each at each place of the network.
 */
final class PartStreams {
  /** In a file, so that a damaged one does not ask for more memory than there is. */
  private static final int MOST_LAYERS = 1 << 16;

  private final RandomStream random;
  private final RandomStream populations;
  private final RandomStream layers;
  private final List<Part> parts = new ArrayList<>();

  /** Of parts that drew before this was read from a file, in their order. */
  private final List<RandomStream> waiting = new ArrayList<>();

  private long begun;

  private record Part(Object layer, long place, RandomStream random) {}

  PartStreams(RandomStream random) {
    this.random = random;
    populations = random.split("populations");
    layers = random.split("layers");
  }

  /** The same, to go on from here independently. */
  PartStreams(PartStreams other) {
    random = other.random.copy();
    populations = other.populations;
    layers = other.layers;
    begun = other.begun;
    for (Part part : other.parts) {
      parts.add(new Part(part.layer, part.place, part.random.copy()));
    }
    other.waiting.forEach(stream -> waiting.add(stream.copy()));
  }

  /** The stream itself, which no part draws from. */
  RandomStream random() {
    return random;
  }

  /** The stream of a population that begins. */
  RandomStream next() {
    return populations.split(begun++);
  }

  /** The stream of a layer at a place. */
  RandomStream of(Object layer, long place) {
    for (int p = 0; p < parts.size(); p++) {
      Part part = parts.get(p);
      if (part.layer == layer && part.place == place) {
        return part.random;
      }
    }
    RandomStream stream = waiting.isEmpty() ? layers.split(parts.size()) : waiting.removeFirst();
    Part part = new Part(layer, place, stream);
    parts.add(part);
    return part.random;
  }

  void write(ArchiveWriter out) throws IOException {
    out.random(random);
    out.number(begun);
    out.number(parts.size() + waiting.size());
    for (Part part : parts) {
      out.random(part.random);
    }
    for (RandomStream stream : waiting) {
      out.random(stream);
    }
  }

  static PartStreams read(ArchiveReader in) throws IOException {
    PartStreams streams = new PartStreams(required(in));
    streams.begun = in.number("populations begun");
    int layers = in.number("layers that draw", 0, MOST_LAYERS);
    for (int layer = 0; layer < layers; layer++) {
      streams.waiting.add(required(in));
    }
    return streams;
  }

  private static RandomStream required(ArchiveReader in) throws IOException {
    RandomStream stream = in.random("random numbers");
    if (stream == null) {
      throw new IOException("random numbers: expected a stream, got none");
    }
    return stream;
  }

  @Override
  public String toString() {
    return random + ": " + begun + " populations, " + parts.size() + " layers";
  }
}
