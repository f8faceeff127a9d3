package dev.sleipnir.kernels.random;

/**
 * Philox4x32 with 10 rounds (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2,
 * 3", 2011): a keyed bijection of a 128-bit counter, whose four output words are random.
 */
final class PhiloxBlock {
  static final int ROUNDS = 10;
  static final int MULTIPLIER_0 = 0xD2511F53;
  static final int MULTIPLIER_1 = 0xCD9E8D57;
  static final int WEYL_0 = 0x9E3779B9;
  static final int WEYL_1 = 0xBB67AE85;

  private PhiloxBlock() {}

  /**
   * One of the four words a counter maps to.
   *
   * @param counterLow counter words 0 (low half) and 1
   * @param counterHigh counter words 2 (low half) and 3
   * @param key key words 0 (low half) and 1
   * @param word 0 to 3
   */
  static int word(long counterLow, long counterHigh, long key, int word) {
    int c0 = (int) counterLow;
    int c1 = (int) (counterLow >>> 32);
    int c2 = (int) counterHigh;
    int c3 = (int) (counterHigh >>> 32);
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = (c0 & 0xFFFFFFFFL) * (MULTIPLIER_0 & 0xFFFFFFFFL);
      long product1 = (c2 & 0xFFFFFFFFL) * (MULTIPLIER_1 & 0xFFFFFFFFL);
      c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      c1 = (int) product1;
      c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c3 = (int) product0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    return switch (word) {
      case 0 -> c0;
      case 1 -> c1;
      case 2 -> c2;
      default -> c3;
    };
  }

  /**
   * Two of the four words a counter maps to, as one number.
   *
   * @param counterLow counter words 0 (low half) and 1
   * @param counterHigh counter words 2 (low half) and 3
   * @param key key words 0 (low half) and 1
   * @param firstWord 0 or 2: the lower half; the word after it is the upper one
   */
  static long words(long counterLow, long counterHigh, long key, int firstWord) {
    long low = Integer.toUnsignedLong(word(counterLow, counterHigh, key, firstWord));
    long high = word(counterLow, counterHigh, key, firstWord + 1);
    return high << 32 | low;
  }
}
