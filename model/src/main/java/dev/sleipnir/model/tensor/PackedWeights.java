package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.memory.FloatPool;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Weights as matrix products want them, packed when first asked for and once more after an edit:
 * blocks of a few time steps, which all go through the same weights, do not pack them each.
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
   * @param workspace who packs them, and where the buffer comes from
   * @return for {@link Gemm#multiplyPacked}
   */
  float[] get(Parameter weight, Gemm.Form form, int n, int k, Workspace workspace) {
    Entry entry = find(weight, form);
    if (entry == null) {
      entry = new Entry(weight, form, workspace.floats().take(Gemm.packedLength(n, k)));
      entries.add(entry);
    } else if (entry.version == weight.version()) {
      return entry.packed;
    }
    entry.version = weight.version();
    workspace.gemm().pack(form, n, k, weight.data(), 0, entry.packed);
    return entry.packed;
  }

  private @Nullable Entry find(Parameter weight, Gemm.Form form) {
    for (int e = 0; e < entries.size(); e++) {
      Entry entry = entries.get(e);
      if (entry.weight == weight && entry.form == form) {
        return entry;
      }
    }
    return null;
  }

  void giveBack(FloatPool pool) {
    for (int e = 0; e < entries.size(); e++) {
      pool.give(entries.get(e).packed);
    }
    entries.clear();
  }

  private static final class Entry {
    final Parameter weight;
    final Gemm.Form form;
    final float[] packed;
    int version;

    Entry(Parameter weight, Gemm.Form form, float[] packed) {
      this.weight = weight;
      this.form = form;
      this.packed = packed;
    }
  }
}
