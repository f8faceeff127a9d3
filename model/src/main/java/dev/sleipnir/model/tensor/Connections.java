package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.kernels.spikes.SpikeRows;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a workspace keeps for connections, which it tells apart by identity: event-driven kernels,
 * and how often each way was taken. It keeps no connection alive, and forgets those that are gone.
 */
final class Connections {
  private final List<Entry> entries = new ArrayList<>();
  private final ReferenceQueue<Object> gone = new ReferenceQueue<>();

  private record Kernel(Object sizes, SpikeDrive drive) {}

  private static final class Entry extends WeakReference<Object> {
    private final List<Kernel> kernels = new ArrayList<>(1);
    private long eventDriven;
    private long dense;
    private long spikes;
    private long neurons;

    Entry(Object connection, ReferenceQueue<Object> gone) {
      super(connection, gone);
    }
  }

  /** A connection's kernel for some sizes, made on first use. */
  SpikeDrive drive(Object connection, Object sizes, Supplier<SpikeDrive> make) {
    List<Kernel> kernels = entry(connection).kernels;
    for (int k = 0; k < kernels.size(); k++) {
      if (kernels.get(k).sizes.equals(sizes)) {
        return kernels.get(k).drive;
      }
    }
    Kernel kernel = new Kernel(sizes, make.get());
    kernels.add(kernel);
    return kernel.drive;
  }

  /** Counts a call. */
  void count(Object connection, @Nullable SpikeRows input, boolean eventDriven) {
    Entry entry = entry(connection);
    if (eventDriven) {
      entry.eventDriven++;
    } else {
      entry.dense++;
    }
    if (input != null) {
      entry.spikes += input.count(0, input.rows());
      entry.neurons += (long) input.rows() * input.features();
    }
  }

  private Entry entry(Object connection) {
    for (int e = 0; e < entries.size(); e++) {
      if (entries.get(e).refersTo(connection)) {
        return entries.get(e);
      }
    }
    forgetGone();
    Entry entry = new Entry(connection, gone);
    entries.add(entry);
    return entry;
  }

  /** Lets go of what was kept for connections that are gone. */
  void forgetGone() {
    for (Reference<?> entry = gone.poll(); entry != null; entry = gone.poll()) {
      entries.remove(entry);
    }
  }

  /** Memory of the kernels of connections that still are there. */
  long allocatedBytes() {
    forgetGone();
    long bytes = 0;
    for (Entry entry : entries) {
      for (Kernel kernel : entry.kernels) {
        bytes += kernel.drive.allocatedBytes();
      }
    }
    return bytes;
  }

  /** Those that were used and still are there, in the order of first use. */
  List<PropagationCount> counts() {
    List<PropagationCount> counts = new ArrayList<>();
    for (Entry e : entries) {
      Object connection = e.get();
      if (connection != null && e.eventDriven + e.dense > 0) {
        counts.add(
            new PropagationCount(
                connection.toString(), e.eventDriven, e.dense, e.spikes, e.neurons));
      }
    }
    return counts;
  }
}
