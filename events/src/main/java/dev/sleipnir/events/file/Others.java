package dev.sleipnir.events.file;

import java.util.SortedMap;
import java.util.TreeMap;

/** What a recording holds besides events: a listener is told, and it is counted. */
final class Others {
  /** How much there was of something. */
  static final class Count {
    private long value;

    void add(long more) {
      value += more;
    }
  }

  private final RecordingListener listener;
  private final SortedMap<String, Count> counts = new TreeMap<>();
  private final Count frames = count("frames");
  private final Count samples = count("imu_samples");
  private final Count triggers = count("triggers");
  private final Count payloads = count("payloads");

  Others(RecordingListener listener) {
    this.listener = listener;
  }

  /** The count of what has this name. */
  Count count(String name) {
    return counts.computeIfAbsent(name, _ -> new Count());
  }

  void frame(Frame frame) {
    frames.add(1);
    listener.frame(frame);
  }

  void imu(ImuSample sample) {
    samples.add(1);
    listener.imu(sample);
  }

  void trigger(Trigger trigger) {
    triggers.add(1);
    listener.trigger(trigger);
  }

  void payload(long t, byte[] payload) {
    payloads.add(1);
    listener.payload(t, payload);
  }

  /** How much there was, without what there was none of. */
  SortedMap<String, Long> counts() {
    SortedMap<String, Long> some = new TreeMap<>();
    counts.forEach(
        (name, count) -> {
          if (count.value > 0) {
            some.put(name, count.value);
          }
        });
    return some;
  }
}
