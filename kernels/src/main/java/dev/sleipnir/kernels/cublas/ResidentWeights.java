package dev.sleipnir.kernels.cublas;

import dev.sleipnir.kernels.gemm.SharedMatrix;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies of weights on the device, told apart by identity: uploaded on first use and after an edit.
 * They keep no weights alive, and their memory is freed by the next product after those are gone.
 */
final class ResidentWeights {
  private final CublasContext context;
  private final List<Entry> entries = new ArrayList<>();
  private final ReferenceQueue<SharedMatrix> gone = new ReferenceQueue<>();

  private static final class Entry extends WeakReference<SharedMatrix> {
    final DeviceBuffer buffer;
    boolean uploaded;
    int version;

    Entry(SharedMatrix weights, ReferenceQueue<SharedMatrix> gone, DeviceBuffer buffer) {
      super(weights, gone);
      this.buffer = buffer;
    }
  }

  ResidentWeights(CublasContext context) {
    this.context = context;
  }

  /** Where the weights are, as they are now; at least so many floats, and not none. */
  long address(SharedMatrix weights, long floats) {
    Entry entry = entry(weights);
    if (entry.buffer.floats() < floats) {
      throw new IllegalArgumentException(
          "weights: expected " + floats + " floats, got " + entry.buffer.floats());
    }
    if (!entry.uploaded || entry.version != weights.version()) {
      entry.uploaded = false;
      float[] values = weights.data();
      if (values.length != entry.buffer.floats()) {
        throw new IllegalArgumentException(
            "weights: expected "
                + entry.buffer.floats()
                + " floats as at first, got "
                + values.length);
      }
      int version = weights.version();
      context.upload(values, 0, values.length, entry.buffer.address());
      entry.version = version;
      entry.uploaded = true;
    }
    return entry.buffer.address();
  }

  private Entry entry(SharedMatrix weights) {
    for (Entry entry : entries) {
      if (entry.refersTo(weights)) {
        return entry;
      }
    }
    Entry entry = new Entry(weights, gone, context.allocate(weights.data().length));
    entries.add(entry);
    return entry;
  }

  /** Frees what was kept for weights that are gone. */
  void forgetGone() {
    for (Reference<?> gone = this.gone.poll(); gone != null; gone = this.gone.poll()) {
      Entry entry = (Entry) gone;
      entries.remove(entry);
      entry.buffer.close();
    }
  }
}
