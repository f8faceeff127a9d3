package dev.sleipnir.events.file;

import static dev.sleipnir.events.file.Recordings.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.events.Events;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged recordings: events up to the damage, then one error that says where. */
class DamageTest {
  private static EventReader open(byte[] recording, ReadOptions options) throws IOException {
    return EventFile.open(new ByteArrayInputStream(recording), options);
  }

  /** Reads to the error, into a batch; the error comes again and again. */
  private static EventFormatException fault(byte[] recording, Events events) throws IOException {
    try (EventReader reader = open(recording, ReadOptions.DEFAULT)) {
      Events part = new Events(7);
      EventFormatException fault =
          assertThrows(
              EventFormatException.class,
              () -> {
                while (reader.next(part)) {
                  events.add(part, 0, part.size());
                }
              });
      assertEquals(
          fault.getMessage(),
          assertThrows(EventFormatException.class, () -> reader.next(part)).getMessage());
      return fault;
    }
  }

  @Test
  void cutAnywhereTheEventsBeforeAreThere() throws IOException {
    for (Map.Entry<String, byte[]> entry : Damaged.all().entrySet()) {
      byte[] whole = entry.getValue();
      Events expected = Recordings.read(whole, 100);
      for (int cut = 0; cut < whole.length; cut++) {
        byte[] part = Arrays.copyOf(whole, cut);
        Events got = new Events(16);
        for (ReadOptions options :
            new ReadOptions[] {ReadOptions.DEFAULT, ReadOptions.DEFAULT.skippingBad()}) {
          got.clear();
          try (EventReader reader = open(part, options)) {
            Events batch = new Events(9);
            while (reader.next(batch)) {
              got.add(batch, 0, batch.size());
            }
          } catch (EventFormatException e) {
            assertTrue(
                e.offset() <= cut, entry.getKey() + " cut at " + cut + ": " + e.getMessage());
          }
          assertTrue(got.size() <= expected.size(), entry.getKey() + " cut at " + cut);
          boolean isText = entry.getKey().equals("csv"); // half a number is a number
          for (int i = 0; i < got.size() - (isText ? 1 : 0); i++) {
            assertEquals(
                Recordings.text(expected, i),
                Recordings.text(got, i),
                entry.getKey() + " cut at " + cut);
          }
        }
      }
    }
  }

  @Test
  void saysWhereAndWhat() throws IOException {
    Events events = new Events(10);
    byte[] dat = Recordings.written(EventFormat.DAT, Recordings.drawn(new Random(1), 10, 300));
    EventFormatException half = fault(Arrays.copyOf(dat, dat.length - 3), events);
    assertEquals(dat.length - 8, half.offset());
    assertEquals(
        "byte " + half.offset() + ": expected 8 bytes, got the end of the file after 5",
        half.getMessage());
    assertEquals(9, events.size());
    byte[] outside = dat.clone();
    outside[dat.length - 11] = (byte) 0x7F; // upper bits of y of the last but one
    events.clear();
    EventFormatException pixel = fault(outside, events);
    assertEquals(dat.length - 16, pixel.offset());
    assertTrue(
        String.valueOf(pixel.getMessage()).contains("expected a pixel of 640 x 480, got x "));
    assertEquals(8, events.size());
    try (EventReader reader = open(outside, ReadOptions.DEFAULT.skippingBad())) {
      Events all = new Events(100);
      assertTrue(reader.next(all));
      assertEquals(9, all.size());
      assertEquals(1, reader.skipped());
      assertEquals(pixel.getMessage(), reader.firstSkipped());
    }
  }

  @Test
  void evt3OutsideTheSensorIsFoundInLongRuns() throws IOException {
    byte[] head = bytes("% evt 3.0\n% geometry 100x50\n", (short) 0x8001, (short) 0x0003);
    byte[] run = new byte[400];
    for (int i = 0; i < 200; i++) {
      run[2 * i] = (byte) (i % 90);
      run[2 * i + 1] = 0x20;
    }
    byte[] recording = bytes(head, run, (short) (0x2000 | 100), run);
    EventFormatException fault =
        assertThrows(
            EventFormatException.class,
            () -> Recordings.read(new ByteArrayInputStream(recording), ReadOptions.DEFAULT, 1000));
    assertEquals(head.length + 400, fault.offset());
    assertEquals(400, Recordings.read(recording, ReadOptions.DEFAULT.skippingBad()).size());
    byte[] row = bytes(head, run, (short) 50, run);
    Events before = new Events(300);
    fault(row, before);
    assertEquals(200, before.size());
  }

  @Test
  void lengthsThatLieCostNothing() throws IOException {
    byte[] aedat = Recordings.written(EventFormat.AEDAT4, Recordings.drawn(new Random(1), 5, 1));
    int packet = 14 + 4 + aedat[14] + (aedat[15] << 8) & 0xFFFF;
    byte[] huge = aedat.clone();
    Arrays.fill(huge, packet + 4, packet + 7, (byte) 0xFF);
    huge[packet + 7] = 3;
    Events events = new Events(10);
    assertTrue(
        String.valueOf(fault(huge, events).getMessage()).contains("got the end of the file after"));
    huge[packet + 7] = 0x7F;
    assertTrue(String.valueOf(fault(huge, events).getMessage()).contains("got 2147483647"));
    assertEquals(0, events.size());
  }

  @Test
  void aDamagedPacketIsLeftOut() throws IOException {
    Events events = Recordings.drawn(new Random(1), 3, 0);
    events.add(50_000, 1, 1, 1);
    byte[] aedat = Recordings.written(EventFormat.AEDAT4, Compression.NONE, events, 10);
    byte[] bad = aedat.clone();
    int packet = 18 + ((aedat[14] & 0xFF) | (aedat[15] & 0xFF) << 8);
    bad[packet + 8 + 8] = 'X';
    Events got = Recordings.read(bad, ReadOptions.DEFAULT.skippingBad());
    assertEquals(1, got.size());
    assertEquals(50_000, got.t(0));
    EventFormatException fault = fault(bad, got);
    assertEquals(packet, fault.offset());
    assertTrue(String.valueOf(fault.getMessage()).contains("XVTS"), fault.getMessage());
  }

  @Test
  void whatIsNoRecordingIsRefused() {
    for (byte[] other : new byte[][] {{}, {1, 2, 3}, bytes("% a\n")}) {
      EventFormatException e =
          assertThrows(EventFormatException.class, () -> open(other, ReadOptions.DEFAULT));
      assertTrue(String.valueOf(e.getMessage()).contains("expected a"), e.getMessage());
    }
  }
}
