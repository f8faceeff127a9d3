package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.file.ArchiveWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The random numbers of a {@link Scope} or {@link Tape}, and how far they have been drawn. Each
 * part that draws has a stream of its own, so that what one of them draws does not depend on how
 * many steps another takes in a call: populations by the order in which they begin, layers without
 * state by the order in which they are first met, each at each place of the network.
 */
public final class Draws {
  /** An odd number with many ones and zeros: it keeps the places of nested networks apart. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  /** In a file, so that a damaged one does not ask for more memory than there is. */
  private static final int MOST_LAYERS = 1 << 16;

  private final RandomStream random;
  private final RandomStream populations;
  private final RandomStream layers;
  private final List<Part> parts = new ArrayList<>();

  /** Of parts that drew before this was read from a file, in their order. */
  private final List<RandomStream> waiting = new ArrayList<>();

  private long begun;
  private long place;

  private record Part(Object layer, long place, RandomStream random) {}

  Draws(RandomStream random) {
    this.random = random;
    populations = random.split("populations");
    layers = random.split("layers");
  }

  private Draws(Draws other) {
    random = other.random.copy();
    populations = other.populations;
    layers = other.layers;
    begun = other.begun;
    place = other.place;
    for (Part part : other.parts) {
      parts.add(new Part(part.layer, part.place, part.random.copy()));
    }
    other.waiting.forEach(stream -> waiting.add(stream.copy()));
  }

  /** The same, to go on from here independently. */
  Draws copy() {
    return new Draws(this);
  }

  /** The stream itself, which no part draws from. */
  RandomStream random() {
    return random;
  }

  /** The stream of a population that begins. */
  RandomStream next() {
    return populations.split(begun++);
  }

  /** The stream of a layer where the computation is. */
  RandomStream of(Object layer) {
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

  /**
   * Writes how far they have been drawn.
   *
   * @param out takes the values
   * @throws IOException if they cannot be written
   */
  public void write(ArchiveWriter out) throws IOException {
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

  /**
   * Reads what {@link #write} wrote: layers go on in the order in which they were first met.
   *
   * @param in gives the values
   * @return the numbers from there on
   * @throws IOException if the values are not of such numbers
   */
  public static Draws read(ArchiveReader in) throws IOException {
    Draws draws = new Draws(required(in));
    draws.begun = in.number("populations begun");
    int layers = in.number("layers that draw", 0, MOST_LAYERS);
    for (int layer = 0; layer < layers; layer++) {
      draws.waiting.add(required(in));
    }
    return draws;
  }

  private static RandomStream required(ArchiveReader in) throws IOException {
    RandomStream stream = in.random("random numbers");
    if (stream == null) {
      throw new IOException("random numbers: expected a stream, got none");
    }
    return stream;
  }

  long place() {
    return place;
  }

  void moveTo(long outer, int part) {
    place = SPREAD * (outer ^ outer >>> 32) + part + 1;
  }

  void moveBack(long outer) {
    place = outer;
  }

  @Override
  public String toString() {
    return "drawn from " + random + ": " + begun + " populations, " + parts.size() + " layers";
  }
}
