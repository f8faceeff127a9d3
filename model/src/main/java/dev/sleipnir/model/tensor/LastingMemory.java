package dev.sleipnir.model.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * Buffers of operations that are noted to run again and again: they stay theirs. Floats of one
 * sequence serve the next as well, which never runs at the same time.
 */
final class LastingMemory implements Memory {
  private final List<float[]> taken = new ArrayList<>();
  private final List<float[]> spare = new ArrayList<>();

  /** Lets what is noted from here on work in the floats of what was noted before. */
  void nextSequence() {
    spare.clear();
    spare.addAll(taken);
    taken.clear();
  }

  @Override
  public float[] floats(int length) {
    float[] buffer = null;
    for (int s = 0; s < spare.size() && buffer == null; s++) {
      if (spare.get(s).length == length) {
        buffer = spare.remove(s);
      }
    }
    if (buffer == null) {
      buffer = new float[length];
    }
    taken.add(buffer);
    return buffer;
  }

  @Override
  public boolean isLasting() {
    return true;
  }
}
