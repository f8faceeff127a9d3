package dev.sleipnir.kernels.random;

/**
 * The elements of one {@link Philox} stream, one after the other. The position is all the state
 * there is: a stream made with the same seed, stream and position goes on in the same way, so that
 * checkpoints store three longs. Not for use by several threads at once.
 */
public final class RandomStream {
  private final long seed;
  private final long stream;
  private long position;

  /**
   * Starts at the beginning of a stream.
   *
   * @param seed the seed
   * @param stream which stream of the seed
   */
  public RandomStream(long seed, long stream) {
    this(seed, stream, 0);
  }

  /**
   * Goes on where a stream was left.
   *
   * @param seed the seed
   * @param stream which stream of the seed
   * @param position index of the element read next, as {@link #position()} gave it
   */
  public RandomStream(long seed, long stream, long position) {
    this.seed = seed;
    this.stream = stream;
    this.position = position;
  }

  /**
   * The seed.
   *
   * @return as given to the constructor
   */
  public long seed() {
    return seed;
  }

  /**
   * Which stream of the seed.
   *
   * @return as given to the constructor
   */
  public long stream() {
    return stream;
  }

  /**
   * How far the stream has been read.
   *
   * @return index of the element read next
   */
  public long position() {
    return position;
  }

  /**
   * Draws an int, each value equally likely. Reads one element, rarely more.
   *
   * @param bound how many values there are, 1 or more
   * @return 0 to {@code bound} - 1
   * @throws IllegalArgumentException if {@code bound} is less than 1
   */
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound: expected 1 or more, got " + bound);
    }
    // Lemire 2019: the upper word of a product is the number, the lower word tells the few draws
    // that would make some numbers likelier than others.
    long product = Integer.toUnsignedLong(next()) * bound;
    if (Integer.compareUnsigned((int) product, bound) < 0) {
      int surplus = Integer.remainderUnsigned(-bound, bound);
      while (Integer.compareUnsigned((int) product, surplus) < 0) {
        product = Integer.toUnsignedLong(next()) * bound;
      }
    }
    return (int) (product >>> 32);
  }

  /**
   * Draws a float, the same one {@link Philox#uniform} puts at this element. Reads one element.
   *
   * @return in [0, 1), a multiple of 2^-24
   */
  public float nextFloat() {
    return (next() >>> 8) * 0x1p-24f;
  }

  /**
   * Draws from the standard normal distribution. Reads two elements, and skips one before them
   * where the position is odd.
   *
   * @return mean 0, standard deviation 1
   */
  public double nextGaussian() {
    long even = position + (position & 1);
    position = even + 2;
    return Philox.standardNormal(seed, stream, even);
  }

  /**
   * Puts an array in random order, each order equally likely (Fisher and Yates).
   *
   * @param values reordered in place
   */
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int other = nextInt(i + 1);
      int value = values[i];
      values[i] = values[other];
      values[other] = value;
    }
  }

  private int next() {
    return Philox.bits(seed, stream, position++);
  }
}
