package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.memory.BytePool;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.memory.LongPool;

/** Buffers of a workspace, which scopes use one after the other. */
final class PooledMemory implements Memory {
  private final FloatPool floats = new FloatPool();
  private final BytePool bytes = new BytePool();
  private final LongPool longs = new LongPool();

  /** The floats alone, which kernels take scratch from. */
  FloatPool floats() {
    return floats;
  }

  /** Memory ever allocated. */
  long allocatedBytes() {
    return floats.allocatedBytes() + bytes.allocatedBytes() + longs.allocatedBytes();
  }

  /** Memory ever handed out, whether new or used again: how much went through buffers. */
  long takenBytes() {
    return floats.takenBytes() + bytes.takenBytes() + longs.takenBytes();
  }

  @Override
  public float[] floats(int length) {
    return floats.take(length);
  }

  @Override
  public float[] zeroes(int length) {
    return floats.takeZeroed(length);
  }

  @Override
  public byte[] bytes(int length) {
    return bytes.take(length);
  }

  @Override
  public long[] longs(int length) {
    return longs.take(length);
  }

  @Override
  public void give(float[] buffer) {
    floats.give(buffer);
  }

  @Override
  public void give(byte[] buffer) {
    bytes.give(buffer);
  }

  @Override
  public void give(long[] buffer) {
    longs.give(buffer);
  }
}
