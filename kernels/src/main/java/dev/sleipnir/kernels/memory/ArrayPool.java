package dev.sleipnir.kernels.memory;

import dev.sleipnir.kernels.require.Require;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/**
 * Buffers kept for the next call, by exact length. Steady work asks for the same lengths again and
 * again, so after the first round nothing is allocated. Not thread-safe: one pool belongs to one
 * caller.
 *
 * @param <A> the type of the buffers
 */
public abstract sealed class ArrayPool<A> permits BytePool, FloatPool, LongPool {
  private final IntFunction<A> make;
  private final ToIntFunction<A> length;
  private final long bytes;

  // The lengths in use are few (a handful for each layer): a linear search beats a boxed map.
  private int[] lengths = new int[16];
  private final List<List<A>> free = new ArrayList<>();
  private long allocated;
  private long taken;

  /** A pool of arrays that are made so, are so long and have so many bytes an element. */
  ArrayPool(IntFunction<A> make, ToIntFunction<A> length, int bytes) {
    this.make = make;
    this.length = length;
    this.bytes = bytes;
  }

  /**
   * A buffer of exactly this length; its content is whatever was left in it.
   *
   * @param length number of elements
   * @return the buffer, the caller's until it is {@linkplain #give given back}
   * @throws IllegalArgumentException if {@code length} is negative
   */
  public final A take(int length) {
    Require.count("length", length);
    List<A> slot = slot(length);
    taken += length;
    if (!slot.isEmpty()) {
      return slot.removeLast();
    }
    allocated += length;
    return make.apply(length);
  }

  /**
   * Gives a buffer back. The caller must not touch it afterwards.
   *
   * @param buffer a buffer, whether or not it came from this pool
   */
  public final void give(A buffer) {
    slot(length.applyAsInt(buffer)).add(buffer);
  }

  /**
   * Memory this pool ever had to allocate: constant in the steady state.
   *
   * @return bytes
   */
  public final long allocatedBytes() {
    return allocated * bytes;
  }

  /**
   * Memory this pool ever handed out, whether new or used again: a measure of the work done.
   *
   * @return bytes
   */
  public final long takenBytes() {
    return taken * bytes;
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
