package dev.sleipnir.events.file;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.Events;
import java.io.IOException;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A recording as a source of events, read block by block. Where it is damaged, all events before
 * that are delivered, and the next call throws {@link EventFormatException}, again and again; with
 * {@link ReadOptions#skippingBad} what is damaged is left out and counted.
 *
 * <p>Not for several threads at once.
 */
public final class EventReader implements EventSource {
  private final EventFormat format;
  private final Decoder decoder;
  private final Faults faults;
  private final Others others;
  private @Nullable IOException fault;
  private boolean isClosed;

  EventReader(EventFormat format, Decoder decoder, Faults faults, Others others) {
    this.format = format;
    this.decoder = decoder;
    this.faults = faults;
    this.others = others;
  }

  /** {@return the recording's format} */
  public EventFormat format() {
    return format;
  }

  @Override
  public int width() {
    return decoder.width();
  }

  @Override
  public int height() {
    return decoder.height();
  }

  /** {@return how many damaged parts were left out so far} */
  public long skipped() {
    return faults.skipped();
  }

  /** {@return what was wrong first among the parts left out, or null if there were none} */
  public @Nullable String firstSkipped() {
    return faults.first();
  }

  /**
   * How much there was so far that is no event of this source, by name: {@code frames}, {@code
   * imu_samples}, {@code triggers}, {@code payloads}, which a {@link RecordingListener} hears of;
   * of AEDAT 2 {@code aps_records} and {@code imu_records}, of AEDAT 3.1 {@code invalid_events} and
   * {@code events_of_other_types}, of AEDAT 4 with several streams of events {@code
   * events_of_stream_N}.
   *
   * @return only what there was, in the order of the names
   */
  public SortedMap<String, Long> others() {
    return others.counts();
  }

  @Override
  public int read(Events batch) throws IOException {
    if (isClosed) {
      throw new IOException("expected an open recording, got a closed one");
    }
    if (fault != null) {
      throw fault;
    }
    int before = batch.size();
    if (batch.room() == 0) {
      return 0;
    }
    try {
      return decoder.decode(batch) ? batch.size() - before : -1;
    } catch (IOException e) {
      fault = e;
      if (batch.size() > before) {
        return batch.size() - before;
      }
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    isClosed = true;
    decoder.close();
  }
}
