package dev.sleipnir.kernels.memory;

import dev.sleipnir.kernels.bounds.Bounds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** Free arrays by exact length. */
final class ArrayPool<A> {
  private final IntFunction<A> make;

  // The lengths in use are few (a handful for each layer): a linear search beats a boxed map.
  private int[] lengths = new int[16];
  private final List<List<A>> free = new ArrayList<>();
  private long allocated;
  private long taken;

  ArrayPool(IntFunction<A> make) {
    this.make = make;
  }

  A take(int length) {
    Bounds.count("length", length);
    List<A> slot = slot(length);
    taken += length;
    if (!slot.isEmpty()) {
      return slot.removeLast();
    }
    allocated += length;
    return make.apply(length);
  }

  void give(A array, int length) {
    slot(length).add(array);
  }

  /** Elements ever allocated. */
  long allocated() {
    return allocated;
  }

  /** Elements ever handed out. */
  long taken() {
    return taken;
  }

  private List<A> slot(int length) {
    int size = free.size();
    for (int s = 0; s < size; s++) {
      if (lengths[s] == length) {
        return free.get(s);
      }
    }
    if (size == lengths.length) {
      lengths = Arrays.copyOf(lengths, 2 * size);
    }
    lengths[size] = length;
    List<A> slot = new ArrayList<>();
    free.add(slot);
    return slot;
  }
}
