package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.file.ArchiveWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The random numbers of a {@link Scope} or {@link Tape}, how far they have been drawn, and where in
 * a network the computation is that draws them. Each part that draws has a stream of its own, so
 * that what one of them draws does not depend on how many steps another takes in a call:
 * populations by the order in which they begin, layers without state by the order in which they are
 * first met, each at each place of the network. A scope that was given no numbers knows the place
 * alone.
 */
public final class Draws {
  /** An odd number with many ones and zeros: it keeps the places of nested networks apart. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final @Nullable PartStreams streams;
  private long place;

  private Draws(@Nullable PartStreams streams, long place) {
    this.streams = streams;
    this.place = place;
  }

  /** Numbers of the next child of a stream, from the start; of null, none. */
  static Draws of(@Nullable RandomStream random) {
    return new Draws(random == null ? null : new PartStreams(random.split()), 0);
  }

  /** The same, to go on from here independently. */
  Draws copy() {
    return new Draws(streams == null ? null : new PartStreams(streams), place);
  }

  /** Whether no numbers were given. */
  boolean isNone() {
    return streams == null;
  }

  /** The stream itself, which no part draws from. */
  @Nullable RandomStream random() {
    return streams == null ? null : streams.random();
  }

  /** The stream of a population that begins. */
  @Nullable RandomStream next() {
    return streams == null ? null : streams.next();
  }

  /** The stream of a layer where the computation is. */
  @Nullable RandomStream of(Object layer) {
    return streams == null ? null : streams.of(layer, place);
  }

  /**
   * Where in a network the computation is.
   *
   * @return the place, for {@link #moveTo} and {@link #moveBack}
   */
  public long place() {
    return place;
  }

  /**
   * Goes to a part of a network: a layer that is used in two parts draws from two streams.
   *
   * @param outer {@link #place} of the network
   * @param part which part of it, from 0
   */
  public void moveTo(long outer, int part) {
    place = SPREAD * (outer ^ outer >>> 32) + part + 1;
  }

  /**
   * Goes back to the network around.
   *
   * @param outer its place
   */
  public void moveBack(long outer) {
    place = outer;
  }

  /**
   * Writes how far they have been drawn.
   *
   * @param out takes the values
   * @throws IOException if they cannot be written
   */
  public void write(ArchiveWriter out) throws IOException {
    if (streams != null) {
      streams.write(out);
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
    return new Draws(PartStreams.read(in), 0);
  }

  @Override
  public String toString() {
    return streams == null ? "nothing drawn" : "drawn from " + streams;
  }
}
