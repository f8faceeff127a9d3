package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.spikes.SpikePacking;
import dev.sleipnir.kernels.spikes.SpikeRows;
import org.jspecify.annotations.Nullable;

/** Where the values of a tensor are, in stored order: floats, spikes as bits, rows of another. */
sealed interface Storage permits Storage.Floats, Storage.Bits, BorrowedRows {
  /** The values from index 0 on, to be read; what has to be made for that belongs to a scope. */
  float[] values(@Nullable Scope scope);

  /** What holds the values from {@link #from} on, to be read. */
  default float[] source(@Nullable Scope scope) {
    return values(scope);
  }

  default int from() {
    return 0;
  }

  /** The spikes; null for floats. */
  default @Nullable SpikeRows spikes() {
    return null;
  }

  /** Gives memory back; of a view only what it made. */
  void end(boolean view, Memory memory);

  /** An array of the tensor's own, or, of a view, another tensor's. */
  final class Floats implements Storage {
    private final float[] array;

    Floats(float[] array) {
      this.array = array;
    }

    @Override
    public float[] values(@Nullable Scope scope) {
      return array;
    }

    @Override
    public void end(boolean view, Memory memory) {
      if (!view) {
        memory.give(array);
      }
    }
  }

  /** Spikes, and floats of them once somebody reads such; views share both. */
  final class Bits implements Storage {
    private final SpikeRows rows;
    private float @Nullable [] floats;

    Bits(SpikeRows rows) {
      this.rows = rows;
    }

    @Override
    public SpikeRows spikes() {
      return rows;
    }

    @Override
    public float[] values(@Nullable Scope scope) {
      float[] made = floats;
      if (made == null) {
        int size = rows.rows() * rows.features();
        float[] values = scope == null ? new float[size] : scope.take(size);
        if (scope == null) {
          unpack(values);
        } else {
          scope.run(() -> unpack(values));
        }
        floats = values;
        made = values;
      }
      return made;
    }

    private void unpack(float[] values) {
      int features = rows.features();
      for (int r = 0; r < rows.rows(); r++) {
        SpikePacking.unpack(rows.bits(), r * rows.words(), features, values, r * features);
      }
    }

    @Override
    public void end(boolean view, Memory memory) {
      float[] made = floats;
      floats = null;
      if (made != null) {
        memory.give(made);
      }
      if (!view) {
        memory.give(rows.bits());
      }
    }
  }
}
