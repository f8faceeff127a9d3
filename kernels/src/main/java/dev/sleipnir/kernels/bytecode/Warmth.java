package dev.sleipnir.kernels.bytecode;

/**
 * Whether a loop goes by vectors or neuron by neuron: the results are the same, the time is not.
 *
 * <p>Compiled, vectors win from {@link #SHORTEST} neurons on. Until HotSpot has compiled them they
 * are boxes on the heap and hundreds of times slower, some 0.1 s in all, which short runs would
 * wait for and few of them ever earn back. So a loop's first short runs go neuron by neuron, and
 * after those only every eighth by vectors, whose median time is that of the other seven, until it
 * has run often enough for HotSpot to compile it. Long runs go by vectors at once, and warm the
 * loop too.
 *
 * <p>Several threads may ask at the same time: a count may be lost, which only delays.
 */
final class Warmth {
  /** So many neurons are faster by vectors once these are compiled. */
  private static final int SHORTEST = 32;

  /** From so many neurons times steps on, vectors pay before they are compiled. */
  private static final int LONG = 1024;

  /** Short runs that pass before any goes by vectors. */
  private static final int FEW = 4 * 1024;

  /** One in so many, a power of two, warms. */
  private static final int ONE_IN = 8;

  /** HotSpot compiles a method after 600 calls if these and their rounds are 15,000. */
  private static final int CALLS = 2 * 600;

  private static final int CALLS_AND_ROUNDS = 2 * 15_000;

  private final Count whole = new Count();
  private final Count last = new Count();

  /** How far a method is from being compiled. */
  private static final class Count {
    private int passed;
    private int calls;
    private int rounds;
    private boolean warm;

    /** Whether a run that need not call the method should, to warm it. */
    boolean warms() {
      passed++;
      if (passed == FEW + ONE_IN) {
        passed = FEW;
      }
      return passed == FEW;
    }

    void call(long rounds) {
      calls++;
      this.rounds = (int) Math.min(CALLS_AND_ROUNDS, this.rounds + rounds);
      warm = calls >= CALLS && calls + this.rounds >= CALLS_AND_ROUNDS;
    }
  }

  /** Whether a run of so many steps and neurons, with so many vectors a step, goes by vectors. */
  boolean choosesVectors(int steps, int neurons, int vectors) {
    boolean isLong = (long) steps * neurons >= LONG;
    if (whole.warm) {
      return isLong || neurons >= SHORTEST;
    }
    if (!isLong && (neurons < SHORTEST || !whole.warms())) {
      return false;
    }
    whole.call((long) steps * vectors);
    return true;
  }

  /** Whether what a run by vectors leaves over goes by one vector a step. */
  boolean choosesLast(int steps) {
    if (last.warm) {
      return true;
    }
    if (!last.warms()) {
      return false;
    }
    last.call(steps);
    return true;
  }
}
