package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.random.RandomStream;
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

  private final RandomStream random;
  private final RandomStream populations;
  private final RandomStream layers;
  private final List<Part> parts = new ArrayList<>();
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
    Part part = new Part(layer, place, layers.split(parts.size()));
    parts.add(part);
    return part.random;
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
