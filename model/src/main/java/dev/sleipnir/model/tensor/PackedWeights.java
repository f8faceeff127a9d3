package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.gemm.Gemm;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weights as matrix products want them, packed when first asked for and once more after an edit:
 * steps and blocks of steps, which all go through the same weights, do not pack them each. It keeps
 * no parameter alive, and forgets those that are gone.
 */
final class PackedWeights {
  private final List<Entry> entries = new ArrayList<>();

  /**
   * The weights, packed.
   *
   * @param weight the weights
   * @param form how they are read as second operand
   * @param n columns of the product
   * @param k length of its sums
   * @param gemm who packs them
   * @return for {@link Gemm#multiplyPacked}
   */
  float[] get(Parameter weight, Gemm.Form form, int n, int k, Gemm gemm) {
    Entry entry = find(weight, form);
    if (entry == null) {
      entries.removeIf(e -> e.refersTo(null));
      entry = new Entry(weight, form, new float[Gemm.packedLength(n, k)]);
      entries.add(entry);
    } else if (entry.version == weight.version()) {
      return entry.packed;
    }
    entry.version = weight.version();
    gemm.pack(form, n, k, weight.data(), 0, entry.packed);
    return entry.packed;
  }

  private @Nullable Entry find(Parameter weight, Gemm.Form form) {
    for (int e = 0; e < entries.size(); e++) {
      Entry entry = entries.get(e);
      if (entry.form == form && entry.refersTo(weight)) {
        return entry;
      }
    }
    return null;
  }

  /** Memory of weights that still are there. */
  long allocatedBytes() {
    long bytes = 0;
    for (Entry entry : entries) {
      bytes += entry.refersTo(null) ? 0 : (long) entry.packed.length * Float.BYTES;
    }
    return bytes;
  }

  private static final class Entry extends WeakReference<Parameter> {
    final Gemm.Form form;
    final float[] packed;
    int version;

    Entry(Parameter weight, Gemm.Form form, float[] packed) {
      super(weight);
      this.form = form;
      this.packed = packed;
    }
  }
}
