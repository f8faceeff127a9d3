package dev.sleipnir.events.file;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.Events;
import java.io.IOException;
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
  private @Nullable IOException fault;
  private boolean isClosed;

  EventReader(EventFormat format, Decoder decoder, Faults faults) {
    this.format = format;
    this.decoder = decoder;
    this.faults = faults;
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
