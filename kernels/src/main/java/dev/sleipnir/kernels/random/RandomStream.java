package dev.sleipnir.kernels.random;

import dev.sleipnir.kernels.require.Require;

/**
 * The elements of one {@link Philox} stream, one after the other. The position is all the state
 * there is: a stream made with the same seed, stream and position goes on in the same way, so that
 * checkpoints store three longs. Not for use by several threads at once, but {@code split} with a
 * place, which reads nothing that changes.
 *
 * <p>Streams are a tree: every one has children, which share no number with it or with each other.
 * A program of one seed gives each of its parts a child by its place:
 *
 * <pre>{@code
 * var run = new RandomStream(42);
 * var layer = new Linear(run.split("readout"), 100, 10, true);
 * for (int epoch = 1; epoch <= 10; epoch++) {
 *   run.split("order").split(epoch).shuffle(order);
 * }
 * }</pre>
 *
 * <p>Two streams made with the same numbers are the same stream twice.
 */
public final class RandomStream {
  // The key of a child is the Philox block that place and stream number, under a key that is the
  // seed changed by one of these: for one seed a bijection, so that no two children are equal.
  private static final long BY_NUMBER = 0x6A09E667F3BCC909L;
  private static final long BY_NAME = 0xBB67AE8584CAA73BL;
  private static final long BY_ORDER = 0x3C6EF372FE94F82BL;

  private static final long NAME_START = 0xCBF29CE484222325L; // FNV-1a
  private static final long NAME_PRIME = 0x100000001B3L;

  private final long seed;
  private final long stream;
  private long position;

  /**
   * The stream 0 of a seed, from its beginning.
   *
   * @param seed the seed
   */
  public RandomStream(long seed) {
    this(seed, 0);
  }

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
   * The child at a place: always the same one, wherever this stream is. Children of different
   * places share no numbers with each other, with this stream or with its children by name or by
   * order. Any thread may call it.
   *
   * @param place which child, any number
   * @return the child, at its beginning
   */
  public RandomStream split(long place) {
    return child(BY_NUMBER, place);
  }

  /**
   * The child of a name: as {@link #split(long)}, and apart from the children by number.
   *
   * @param place which child, such as {@code "encoder"}
   * @return the child, at its beginning
   */
  public RandomStream split(String place) {
    long hash = NAME_START;
    for (int i = 0; i < place.length(); i++) {
      hash = (hash ^ place.charAt(i)) * NAME_PRIME;
    }
    return child(BY_NAME, hash);
  }

  /**
   * The next child: another one at each call. Reads one element, so that the position stays all the
   * state there is.
   *
   * @return the child, at its beginning
   */
  public RandomStream split() {
    return child(BY_ORDER, position++);
  }

  private RandomStream child(long domain, long place) {
    long key = seed ^ domain;
    return new RandomStream(
        PhiloxBlock.words(place, stream, key, 0), PhiloxBlock.words(place, stream, key, 2));
  }

  /**
   * The same stream at the same position: it goes on as this one does, independently of it.
   *
   * @return the copy
   */
  public RandomStream copy() {
    return new RandomStream(seed, stream, position);
  }

  /**
   * Sets elements aside for somebody who reads them with {@link Philox}; this stream goes on behind
   * them.
   *
   * @param count how many, 0 or more
   * @return index of the first
   * @throws IllegalArgumentException if {@code count} is negative
   */
  public long reserve(long count) {
    if (count < 0) {
      throw new IllegalArgumentException("count: expected 0 or more, got " + count);
    }
    long first = position;
    position += count;
    return first;
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
   * Draws how many of some trials succeed. Reads two elements.
   *
   * @param trials how many, at least 0
   * @param probability that one succeeds, 0 to 1
   * @return binomially distributed, up to the rounding of doubles
   * @throws IllegalArgumentException if an argument is not in its range
   */
  public long nextBinomial(long trials, double probability) {
    Require.atLeast("trials", 0, trials);
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability: expected 0 to 1, got " + probability);
    }
    return SuccessCount.binomial(nextDouble(), trials, probability);
  }

  /**
   * Draws how many of the things taken, without putting one back, are of the first kind. Reads two
   * elements.
   *
   * @param first how many there are of the first kind, at least 0
   * @param second how many there are of the second kind, at least 0
   * @param taken how many are taken, at most as many as there are
   * @return hypergeometrically distributed, up to the rounding of doubles
   * @throws IllegalArgumentException if an argument is not in its range
   */
  public long nextHypergeometric(long first, long second, long taken) {
    Require.atLeast("of the first kind", 0, first);
    Require.atLeast("of the second kind", 0, second);
    Require.atLeast("taken", 0, taken);
    if (taken > first + second) {
      throw new IllegalArgumentException(
          "taken: expected at most " + (first + second) + ", got " + taken);
    }
    return SuccessCount.hypergeometric(nextDouble(), first, second, taken);
  }

  /** In (0, 1), of 52 bits. */
  private double nextDouble() {
    long high = Integer.toUnsignedLong(next()) << 20;
    return ((high | next() >>> 12) + 0.5) * 0x1p-52;
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

  /** Seed, stream and position. */
  @Override
  public String toString() {
    return "RandomStream(" + seed + ", " + stream + ", " + position + ")";
  }
}
