package dev.sleipnir.kernels.random;

/**
 * Where random numbers come from by default: one sequence of streams for the whole process, from
 * one seed. Layers, stochastic neurons, tapes and whatever else is random take the next stream
 * where they are not given one, each when it is made. So two layers differ, and a program that
 * makes its parts in the same order draws the same numbers each time it runs.
 *
 * <pre>{@code
 * Seeds.set(42);
 * var network = new SequentialState(new Linear(784, 100), new Lif().cell(), new Linear(100, 10));
 * }</pre>
 *
 * <p>Any thread may call these methods. Where several threads make random parts, give each a {@link
 * RandomStream} of its own: in this sequence the order in which they come would decide.
 */
public final class Seeds {
  /** The seed of a process that sets none. */
  public static final long DEFAULT = 0;

  private static volatile RandomStreams streams = from(DEFAULT);

  private Seeds() {}

  /**
   * Begins the sequence anew from another seed, or again from the same one.
   *
   * @param seed the seed, any number
   */
  public static void set(long seed) {
    streams = from(seed);
  }

  /**
   * Takes the next stream of the sequence.
   *
   * @return a stream nobody else gets, at its beginning
   */
  public static RandomStream next() {
    return streams.next();
  }

  private static RandomStreams from(long seed) {
    return new RandomStreams(new RandomStream(seed).split("seeds"));
  }
}
