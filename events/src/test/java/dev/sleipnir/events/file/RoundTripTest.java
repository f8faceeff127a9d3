package dev.sleipnir.events.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.Events;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is read again, event by event, whatever the lots. */
class RoundTripTest {
  private static final List<EventFormat> WRITTEN =
      Arrays.stream(EventFormat.values()).filter(EventFormat::isWritten).toList();

  @TempDir Path folder;

  @Test
  void everyFormatKeepsEveryEvent() throws IOException {
    Random random = new Random(1);
    for (EventFormat format : WRITTEN) {
      for (long step : new long[] {0, 1, 40, 5_000, 70_000_000}) {
        for (int count : new int[] {0, 1, 2, 65, 401}) {
          if (format == EventFormat.ES && step > 100_000) {
            continue; // a byte for each 127 us
          }
          Events events = Recordings.drawn(random, count, step);
          String what = format + ", step " + step + ", " + count + " events";
          byte[] bytes = Recordings.written(format, events);
          Recordings.assertSame(events, Recordings.read(bytes, 4096), what);
          Recordings.assertSame(
              events, Recordings.read(bytes, 1 + random.nextInt(30)), what + ", small batches");
          Recordings.assertSame(
              events,
              Recordings.read(
                  Recordings.inPieces(bytes, 1 + random.nextInt(900)), ReadOptions.DEFAULT, 500),
              what + ", in pieces");
        }
      }
    }
  }

  @Test
  void lotsOfWritingDoNotMatter() throws IOException {
    Events events = Recordings.drawn(new Random(2), 3000, 90);
    for (EventFormat format : WRITTEN) {
      for (int batch : new int[] {1, 7, 1024}) {
        byte[] bytes = Recordings.written(format, Compression.NONE, events, batch);
        Recordings.assertSame(
            events, Recordings.read(bytes, 1 << 12), format + ", lots of " + batch);
      }
    }
  }

  @Test
  void longRecordingsPassTheBlocks() throws IOException {
    Events events = Recordings.drawn(new Random(3), 60_000, 60);
    for (EventFormat format : WRITTEN) {
      byte[] bytes = Recordings.written(format, events);
      Recordings.assertSame(events, Recordings.read(bytes, 1 << 16), format.id());
    }
  }

  @Test
  void everyCompressionIsRead() throws IOException {
    Events events = Recordings.drawn(new Random(4), 50_000, 30);
    for (Compression compression : Compression.values()) {
      byte[] bytes = Recordings.written(EventFormat.AEDAT4, compression, events, 1 << 14);
      Recordings.assertSame(events, Recordings.read(bytes, 999), compression.name());
    }
  }

  @Test
  void longGapsAndWrapsAreKept() throws IOException {
    Events events = new Events(8);
    long[] times = {
      3L << 34, (3L << 34) + 1, (3L << 34) + 17_000_000, (5L << 34) - 1, 5L << 34, (9L << 34) + 5
    };
    for (long t : times) {
      events.add(t, 1, 2, 1);
    }
    for (EventFormat format : List.of(EventFormat.EVT2, EventFormat.EVT3)) {
      Recordings.assertSame(
          events, Recordings.read(Recordings.written(format, events), 100), format.id());
    }
    Events dat = new Events(4);
    for (long t = (1L << 32) - 3; t < (1L << 32) + 3; t += 2) {
      dat.add(t, 1, 2, 0);
    }
    dat.add((3L << 31) + 1, 1, 2, 0);
    Recordings.assertSame(
        dat, Recordings.read(Recordings.written(EventFormat.DAT, dat), 100), "dat");
  }

  @Test
  void timesThatGoBackABitAreKept() throws IOException {
    Events events = new Events(4);
    for (long t : new long[] {100_000, 90_000, 5_000_000, 4_000_000}) {
      events.add(t, 5, 6, 1);
    }
    for (EventFormat format : WRITTEN) {
      if (format == EventFormat.ES) {
        assertRefused(format, events, "that do not go back, got 90000 after 100000");
      } else {
        Recordings.assertSame(
            events, Recordings.read(Recordings.written(format, events), 100), format.id());
      }
    }
  }

  private static void assertRefused(EventFormat format, Events events, String message) {
    IOException e =
        assertThrows(IOException.class, () -> Recordings.written(format, events), format.id());
    assertTrue(String.valueOf(e.getMessage()).contains(message), e.getMessage());
  }

  @Test
  void refusesWhatAFormatCannotHold() throws IOException {
    Events unix = new Events(1);
    unix.add(1_605_537_493_718_345L, 1, 1, 1);
    for (EventFormat format : List.of(EventFormat.EVT3, EventFormat.DAT, EventFormat.ES)) {
      assertRefused(format, unix, "times can start at 0");
    }
    Events wide = new Events(1);
    wide.add(0, 16384, 0, 1);
    for (EventFormat format :
        List.of(EventFormat.EVT2, EventFormat.EVT3, EventFormat.DAT, EventFormat.ES)) {
      assertRefused(format, wide, "got x 16384, y 0");
    }
    Events negative = new Events(1);
    negative.add(-1, 0, 0, 1);
    assertRefused(EventFormat.EVT2, negative, "expected times of 0 or more, got -1");
    Recordings.assertSame(
        negative, Recordings.read(Recordings.written(EventFormat.NPY, negative), 1), "npy");
    assertThrows(
        IllegalArgumentException.class,
        () -> new EventWriter(new ByteArrayOutputStream(), EventFormat.SHD, 1, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new EventWriter(new ByteArrayOutputStream(), EventFormat.CSV, 1, 0));
  }

  @Test
  void filesAreWrittenWholeOrNotAtAll() throws IOException {
    Events events = Recordings.drawn(new Random(5), 100, 10);
    Path file = folder.resolve("a.raw");
    assertEquals(100, EventFile.write(file, EventFormat.EVT3, EventSource.of(events, 640, 480)));
    byte[] before = Files.readAllBytes(file);
    try (EventReader reader = EventFile.open(file)) {
      assertEquals(EventFormat.EVT3, reader.format());
      assertEquals(640, reader.width());
      assertEquals(480, reader.height());
    }
    Events bad = new Events(1);
    bad.add(-5, 0, 0, 0);
    assertThrows(
        IOException.class,
        () -> EventFile.write(file, EventFormat.EVT3, EventSource.of(bad, 640, 480)));
    assertEquals(Arrays.hashCode(before), Arrays.hashCode(Files.readAllBytes(file)));
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void writersAreClosedOnce() throws IOException {
    EventWriter writer = new EventWriter(new ByteArrayOutputStream(), EventFormat.NPY, 0, 0);
    writer.write(new Events(1));
    writer.close();
    writer.close();
    assertThrows(IOException.class, () -> writer.write(new Events(1)));
    assertFalse(EventFormat.SHD.isWritten());
  }
}
