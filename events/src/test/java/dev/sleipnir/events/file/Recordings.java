package dev.sleipnir.events.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.Events;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Recordings for tests: drawn, written, read. */
final class Recordings {
  static final int WIDTH = 640;
  static final int HEIGHT = 480;

  private Recordings() {}

  /** Random events whose time goes on by up to so much, and starts within as much. */
  static Events drawn(Random random, int count, long step) {
    Events events = new Events(Math.max(1, count));
    long t = 0;
    int x = 0;
    int y = 0;
    while (events.size() < count) {
      // Often the same time and row: that is where formats have shorter words.
      if (random.nextInt(3) == 0 || x > WIDTH - 4) {
        t += random.nextLong(step + 1);
        x = random.nextInt(WIDTH);
        y = random.nextInt(HEIGHT);
      } else {
        x += 1 + random.nextInt(3);
      }
      events.add(t, x, y, random.nextInt(4) == 0 ? 1 : 0);
    }
    return events;
  }

  static byte[] written(EventFormat format, Events events) throws IOException {
    return written(format, Compression.LZ4, events, events.size() + 1);
  }

  static byte[] written(EventFormat format, Compression compression, Events events, int batch)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (EventWriter writer = new EventWriter(out, format, compression, WIDTH, HEIGHT)) {
      EventSource source = EventSource.of(events, WIDTH, HEIGHT);
      Events part = new Events(batch);
      while (source.next(part)) {
        writer.write(part);
      }
    }
    return out.toByteArray();
  }

  static Events read(byte[] bytes, int batch) throws IOException {
    return read(new ByteArrayInputStream(bytes), ReadOptions.DEFAULT, batch);
  }

  static Events read(byte[] bytes, ReadOptions options) throws IOException {
    return read(new ByteArrayInputStream(bytes), options, 1 << 10);
  }

  static Events read(InputStream in, ReadOptions options, int batch) throws IOException {
    Events all = new Events(16);
    try (EventReader reader = EventFile.open(in, options)) {
      Events part = new Events(batch);
      while (reader.next(part)) {
        all.add(part, 0, part.size());
      }
    }
    return all;
  }

  /** A stream that gives a few bytes at a time, as pipes do. */
  static InputStream inPieces(byte[] bytes, int most) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] to, int offset, int length) {
        return super.read(to, offset, Math.min(length, most));
      }
    };
  }

  static void assertSame(Events expected, Events got, String what) {
    assertEquals(expected.size(), got.size(), what + ": number of events");
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(text(expected, i), text(got, i), what + ": event " + i);
    }
  }

  static String text(Events events, int i) {
    return events.t(i) + " " + events.x(i) + " " + events.y(i) + " " + events.polarity(i);
  }

  /** All events, each t x y p, one after the other. */
  static String text(Events events) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < events.size(); i++) {
      all.append(i == 0 ? "" : ", ").append(text(events, i));
    }
    return all.toString();
  }

  /** Text, and numbers little-endian: Byte, Short, Integer, Long. */
  static byte[] bytes(Object... parts) {
    ByteBuffer out = ByteBuffer.allocate(1 << 14).order(ByteOrder.LITTLE_ENDIAN);
    for (Object part : parts) {
      switch (part) {
        case String text -> out.put(text.getBytes(StandardCharsets.ISO_8859_1));
        case Byte number -> out.put(number);
        case Short number -> out.putShort(number);
        case Integer number -> out.putInt(number);
        case Long number -> out.putLong(number);
        case Float number -> out.putFloat(number);
        case byte[] raw -> out.put(raw);
        default -> throw new IllegalArgumentException(part.toString());
      }
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }
}
