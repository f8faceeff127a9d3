package dev.sleipnir.network;

import dev.sleipnir.kernels.random.RandomStream;
import java.util.BitSet;
import java.util.function.IntConsumer;

/**
 * The neurons of the other side that a neuron is connected to by chance.
 *
 * @param multapses whether one may come several times
 * @param autapses whether that of the neuron's own index may come
 */
record Partners(boolean multapses, boolean autapses) {
  /** All may come. */
  static final Partners ANY = new Partners(true, true);

  Partners withoutMultapses() {
    return new Partners(false, autapses);
  }

  Partners withoutAutapses() {
    return new Partners(multapses, false);
  }

  /** How many neurons of the other side may come. */
  int of(int neuron, int others) {
    return autapses || neuron >= others ? others : others - 1;
  }

  /** Rejects more synapses than there may be. */
  void require(String what, long count, long available, String things) {
    if (count > (multapses && available > 0 ? Long.MAX_VALUE : available)) {
      throw new IllegalArgumentException(
          what
              + ": expected at most the "
              + available
              + " "
              + things
              + " there are"
              + (multapses ? "" : ", without multapses")
              + ", got "
              + count);
    }
  }

  /** Draws some of them. */
  void draw(int neuron, int others, int count, RandomStream random, IntConsumer into) {
    int available = of(neuron, others);
    int skipped = available == others ? others : neuron;
    BitSet taken = new BitSet(multapses ? 0 : available);
    for (int k = 0; k < count; k++) {
      // Floyd's way: each subset is equally likely, with one number for each.
      int partner = random.nextInt(multapses ? available : available - count + k + 1);
      if (!multapses) {
        if (taken.get(partner)) {
          partner = available - count + k;
        }
        taken.set(partner);
      }
      into.accept(partner >= skipped ? partner + 1 : partner);
    }
  }
}
