package dev.sleipnir.kernels.random;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Streams one after the other, none of which shares numbers with another: the {@linkplain
 * RandomStream#split(long) children} 0, 1, 2, ... of one stream. Any number of threads may take
 * from it; which of them gets which stream is then up to their timing.
 */
public final class RandomStreams {
  private final RandomStream parent;
  private final AtomicLong taken = new AtomicLong();

  /**
   * Starts with the first child.
   *
   * @param parent the stream whose children these are; its position does not matter and stays
   */
  public RandomStreams(RandomStream parent) {
    this.parent = parent.copy();
  }

  /**
   * Takes the next stream.
   *
   * @return a stream nobody else gets, at its beginning
   */
  public RandomStream next() {
    return parent.split(taken.getAndIncrement());
  }
}
