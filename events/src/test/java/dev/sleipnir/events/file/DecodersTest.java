package dev.sleipnir.events.file;

import static dev.sleipnir.events.file.Recordings.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.events.Events;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Recordings made by hand, word by word. */
class DecodersTest {
  private static String read(byte[] recording) throws IOException {
    String whole = Recordings.text(Recordings.read(recording, 100));
    assertEquals(whole, Recordings.text(Recordings.read(recording, 1)), "one by one");
    return whole;
  }

  private static EventFormat format(byte[] recording) throws IOException {
    try (EventReader reader =
        EventFile.open(new ByteArrayInputStream(recording), ReadOptions.DEFAULT)) {
      return reader.format();
    }
  }

  /** What is no event, in words. */
  private static final class Told implements RecordingListener {
    private final List<String> all = new ArrayList<>();

    @Override
    public void frame(Frame frame) {
      all.add("frame " + frame.width() + "x" + frame.height() + " from " + frame.start());
    }

    @Override
    public void imu(ImuSample sample) {
      all.add(sample.toString());
    }

    @Override
    public void trigger(Trigger trigger) {
      all.add(trigger.toString());
    }

    @Override
    public void payload(long t, byte[] payload) {
      all.add(t + " " + new String(payload, java.nio.charset.StandardCharsets.UTF_8));
    }

    static List<String> of(byte[] recording) throws IOException {
      Told others = new Told();
      Recordings.read(recording, ReadOptions.DEFAULT.listener(others));
      return others.all;
    }
  }

  private static int evt2(int type, int low, int x, int y) {
    return type << 28 | low << 22 | x << 11 | y;
  }

  @Test
  void evt2() throws IOException {
    byte[] recording =
        bytes(
            "% system_ID 21\n% evt 2.0\n",
            evt2(1, 3, 5, 6), // before any time
            8 << 28 | 2,
            evt2(1, 3, 639, 479),
            10 << 28 | 4 << 22 | 7 << 8 | 1,
            14 << 28,
            15 << 28,
            8 << 28 | 0xFFFFFFF,
            evt2(0, 63, 0, 0),
            8 << 28 | 1, // wrapped
            evt2(0, 0, 1, 0),
            8 << 28, // a discrepancy
            evt2(0, 1, 2, 0));
    assertEquals(
        "131 639 479 1, 17179869183 0 0 0, 17179869248 1 0 0, 17179869185 2 0 0", read(recording));
    assertEquals(EventFormat.EVT2, format(recording));
    assertEquals(List.of("Trigger[t=132, id=7, value=1]"), Told.of(recording));
  }

  @Test
  void evt21InBothOrders() throws IOException {
    long high = 8L << 60 | 5L << 32;
    long word = 1L << 60 | 2L << 54 | 64L << 43 | 9L << 32 | 0x20000005L;
    String expected = "322 64 9 1, 322 66 9 1, 322 93 9 1";
    String head = "% evt 2.1\n% geometry 1280x720\n";
    assertEquals(expected, read(bytes(head, "% endianness little\n", high, word)));
    long swapped = Long.rotateLeft(high, 32);
    byte[] legacy = bytes(head, "% endianness legacy\n", swapped, Long.rotateLeft(word, 32));
    assertEquals(expected, read(legacy));
    // Found out from the words where nothing tells.
    assertEquals(expected, read(bytes(head, high, word)));
    assertEquals(expected, read(bytes(head, swapped, Long.rotateLeft(word, 32))));
    assertEquals(EventFormat.EVT21, format(legacy));
    byte[] trigger = bytes(head, high, 10L << 60 | 3L << 54 | 6L << 40 | 1L << 32);
    assertEquals(List.of("Trigger[t=323, id=6, value=1]"), Told.of(trigger));
  }

  @Test
  void evt3() throws IOException {
    Object[] words = {
      "% evt 3.0\n% geometry 100x50\n",
      (short) 0x2001, // before any time
      (short) 0x8002,
      (short) 0x6003,
      (short) 0x0804, // row 4, and a bit that says which camera
      (short) 0x2805,
      (short) 0x305A, // base 90, OFF
      (short) 0x4FFF, // ten of twelve are on the sensor
      (short) 0x3810,
      (short) 0x5F81, // 16 and 23: the upper four bits mean nothing
      (short) 0x4001, // 24, behind the eight
      (short) 0xA301,
      (short) 0xE123,
      (short) 0x8FFF,
      (short) 0x2006,
      (short) 0x8000, // wrapped
      (short) 0x2007
    };
    long high = 2 << 12;
    StringBuilder expected = new StringBuilder(high + 3 + " 5 4 1");
    for (int x = 90; x < 100; x++) {
      expected.append(", ").append(high + 3).append(' ').append(x).append(" 4 0");
    }
    for (int x : new int[] {16, 23, 24}) {
      expected.append(", ").append(high + 3).append(' ').append(x).append(" 4 1");
    }
    expected.append(", 16773120 6 4 0, 16777216 7 4 0");
    byte[] recording = bytes(words);
    assertEquals(expected.toString(), read(recording));
    assertEquals(List.of("Trigger[t=" + (high + 3) + ", id=3, value=1]"), Told.of(recording));
    assertEquals(EventFormat.EVT3, format(recording));
  }

  @Test
  void datInBothVersions() throws IOException {
    byte[] second =
        bytes("% Version 2\n", (byte) 0, (byte) 8, -2, 1 << 28 | 700 << 14 | 1000, 3, 5);
    assertEquals("4294967294 1000 700 1, 4294967299 5 0 0", read(second));
    byte[] first = bytes("% Version 1\n", (byte) 12, (byte) 8, 9, 1 << 17 | 200 << 9 | 300);
    assertEquals("9 300 200 1", read(first));
    assertEquals(EventFormat.DAT, format(first));
    byte[] triggers = bytes("% Version 2\n", (byte) 14, (byte) 8, 9, 2 << 8 | 1);
    assertEquals("", read(triggers));
    assertEquals(List.of("Trigger[t=9, id=2, value=1]"), Told.of(triggers));
  }

  @Test
  void nmnistWithOverflows() throws IOException {
    byte[] recording =
        bytes(
            new byte[] {1, 2, (byte) 0x80, 0, 9},
            new byte[] {0, (byte) 240, 0, 0, 0},
            new byte[] {33, 33, 0, 1, 2});
    assertEquals("9 1 2 1, 8450 33 33 0", read(recording));
    assertEquals(EventFormat.NMNIST, format(recording));
    // Larger than N-MNIST's sensor: N-Caltech101's.
    assertEquals(
        "9 150 140 1", read(bytes(new byte[] {(byte) 150, (byte) 140, (byte) 0x80, 0, 9})));
  }

  @Test
  void everyKindOfEventStream() throws IOException {
    String head = "Event Stream\u0002\u0000\u0000";
    byte[] dvs =
        bytes(
            head,
            (byte) 1,
            (short) 320,
            (short) 240,
            (byte) 0xFF,
            (byte) 0xFE,
            (byte) 7,
            (short) 319,
            (short) 239);
    assertEquals("130 319 239 1", read(dvs));
    byte[] color =
        bytes(
            head,
            (byte) 4,
            (short) 320,
            (short) 240,
            (byte) 0xFF,
            (byte) 2,
            (short) 1,
            (short) 2,
            new byte[3]);
    assertEquals("256 1 2 1", read(color));
    byte[] atis =
        bytes(
            head,
            (byte) 2,
            (short) 320,
            (short) 240,
            (byte) 0xFE,
            (byte) (3 << 2 | 2),
            (short) 1,
            (short) 2,
            (byte) (1 << 2 | 1),
            (short) 3,
            (short) 4,
            (byte) 0,
            (short) 5,
            (short) 6);
    assertEquals("129 1 2 1, 130 5 6 0", read(atis));
    String text = "x".repeat(200);
    byte[] generic =
        bytes(
            head,
            (byte) 0,
            (byte) 4,
            (byte) (5 << 1),
            "Lorem",
            (byte) 1,
            (byte) ((200 & 127) << 1 | 1),
            (byte) (200 >> 7 << 1),
            text);
    assertEquals("4 0 0 1, 5 0 0 1", read(generic));
    assertEquals(List.of("4 Lorem", "5 " + text), Told.of(generic));
    assertEquals(EventFormat.ES, format(generic));
  }

  private static int big(int value) {
    return Integer.reverseBytes(value);
  }

  @Test
  void aedat2AsJaerAndAsTonic() throws IOException {
    String head = "#!AER-DAT2.0\r\n# AEChip: eu.seebetter.ini.chips.davis.Davis346red\r\n";
    byte[] davis =
        bytes(
            head,
            "#End Of ASCII Header\r\n",
            big(10 << 22 | 20 << 12 | 1 << 11),
            big(-2), // a negative time is the upper half
            big(1 << 31 | 5),
            big(3),
            big(1 << 10),
            big(4),
            big(11 << 22 | 345 << 12),
            big(5));
    assertEquals("4294967294 325 10 1, 4294967301 0 11 0", read(davis));
    assertEquals(List.of("Trigger[t=4294967300, id=0, value=0]"), Told.of(davis));
    ReadOptions tonic = ReadOptions.DEFAULT.layout(ReadOptions.Layout.TONIC);
    assertEquals(
        "4294967294 325 249 1, 4294967301 0 248 0", Recordings.text(Recordings.read(davis, tonic)));
    byte[] dvs = bytes("#!AER-DAT2.0\n# AEChip: DVS128\n", big(5 << 8 | 3 << 1), big(7));
    assertEquals("7 124 5 1", read(dvs));
    assertEquals("7 5 3 0", Recordings.text(Recordings.read(dvs, tonic)));
    byte[] first =
        bytes("# no version\n", Short.reverseBytes((short) (5 << 8 | 3 << 1 | 1)), big(7));
    assertEquals("7 124 5 0", read(first));
    assertEquals(EventFormat.AEDAT2, format(first));
  }

  private static byte[] packet(int type, int size, int overflow, int number, Object... events) {
    return bytes((short) type, (short) 1, size, 4, overflow, number, number, number, bytes(events));
  }

  @Test
  void aedat31() throws IOException {
    byte[] recording =
        bytes(
            "#!AER-DAT3.1\r\n#Format: RAW\r\n#!END-HEADER\r\n",
            packet(1, 8, 0, 3, 70 << 17 | 50 << 2 | 3, 11, 1 << 17, 12, 2 << 17 | 1, 13),
            packet(0, 8, 0, 1, 9 << 8 | 2 << 1 | 1, 14),
            packet(3, 36, 0, 1, 1, 15, 1f, 2f, 3f, 4f, 5f, 6f, 7f),
            packet(
                2,
                40,
                0,
                1,
                1 | 1 << 1,
                16,
                17,
                18,
                19,
                2,
                1,
                0,
                0,
                (short) 0x1200,
                (short) 0x3400),
            packet(12, 8, 0, 1, 1, 20),
            packet(1, 8, 1, 1, 3, 21));
    assertEquals("11 70 50 1, 13 2 0 0, 2147483669 0 0 1", read(recording));
    assertEquals(
        List.of(
            "Trigger[t=14, id=2, value=9]",
            "ImuSample[t=15, temperature=7.0, ax=1.0, ay=2.0, az=3.0, gx=4.0, gy=5.0, gz=6.0,"
                + " mx=0.0, my=0.0, mz=0.0]",
            "frame 2x1 from 18"),
        Told.of(recording));
    assertEquals(EventFormat.AEDAT31, format(recording));
  }

  private static String counted(byte[] recording, ReadOptions options) throws IOException {
    try (EventReader reader = EventFile.open(new ByteArrayInputStream(recording), options)) {
      Events batch = new Events(2);
      while (reader.next(batch)) {
        // to the end
      }
      return reader.others().toString();
    }
  }

  @Test
  void aedat4OfSeveralStreams() throws IOException {
    byte[] recording = Aedat4Packets.all();
    assertEquals("10 0 7 1, 11 1 7 1, 12 2 7 1, 40 0 7 1", read(recording));
    ReadOptions second = ReadOptions.DEFAULT.ofStream(3);
    assertEquals(
        "20 0 7 1, 21 1 7 1, 30 0 7 1", Recordings.text(Recordings.read(recording, second)));
    try (EventReader reader = EventFile.open(new ByteArrayInputStream(recording), second)) {
      assertEquals(67, reader.width());
    }
    String rest = "frames=1, imu_samples=3, triggers=2}";
    assertEquals("{events_of_stream_3=3, " + rest, counted(recording, ReadOptions.DEFAULT));
    assertEquals("{events_of_stream_0=4, " + rest, counted(recording, second));
    List<String> others = Told.of(recording);
    assertEquals("frame 3x2 from 21", others.get(0));
    assertEquals("Trigger[t=25, id=2, value=0]", others.get(5));
    EventFormatException none =
        assertThrows(
            EventFormatException.class,
            () -> Recordings.read(recording, ReadOptions.DEFAULT.ofStream(1)));
    assertEquals(
        "byte 14: expected a header with stream 1 of events, got 0 of EVTS, 1 of FRME, 2 of IMUS,"
            + " 3 of EVTS, 4 of TRIG",
        none.getMessage());
    assertThrows(IllegalArgumentException.class, () -> ReadOptions.DEFAULT.ofStream(-1));
  }

  @Test
  void whatIsNoEventIsCounted() throws IOException {
    byte[] davis =
        bytes(
            "#!AER-DAT2.0\r\n# AEChip: Davis346red\r\n#End Of ASCII Header\r\n",
            big(1 << 31 | 5),
            big(1),
            big(1 << 31 | 1 << 10 | 5),
            big(1),
            big(1 << 31 | 3 << 10),
            big(2),
            big(10 << 22 | 20 << 12),
            big(3),
            big(1 << 10),
            big(4));
    assertEquals("{aps_records=2, imu_records=1, triggers=1}", counted(davis, ReadOptions.DEFAULT));
    byte[] caer =
        bytes(
            "#!AER-DAT3.1\r\n#Format: RAW\r\n#!END-HEADER\r\n",
            packet(1, 8, 0, 3, 70 << 17 | 50 << 2 | 3, 11, 1 << 17, 12, 2 << 17 | 1, 13),
            packet(3, 36, 0, 2, 1, 15, new byte[28], 0, 15, new byte[28]),
            packet(12, 8, 0, 1, 1, 20));
    assertEquals(
        "{events_of_other_types=1, imu_samples=1, invalid_events=2}",
        counted(caer, ReadOptions.DEFAULT));
  }

  @Test
  void linesOfText() throws IOException {
    assertEquals("1 2 3 1, 4 5 6 0", read(bytes("1,2,3,1\n4,5,6,0")));
    assertEquals("1 2 3 1", read(bytes("t,x,y,on\n1,2,3,1\n")));
    assertEquals("3 1 2 1", read(bytes("x,y,p,t\r\n1,2,1,3\r\n")));
    assertEquals("9 1 2 1", read(bytes("id,x,y,p,t\n7,1,2,1,9\n")));
    assertEquals(
        "1500000 1 2 1, 1500001 3 4 0, 2 239 179 0",
        read(bytes("240 180\n1.5 1 2 1\n1.5000006 3 4 -1\n0.000002 239 179 0\n")));
    assertEquals("-5 1 2 1", read(bytes("-5; 1; 2; 1\n\n")));
    assertEquals("", read(bytes("t,x,y,p\n")));
    assertEquals(EventFormat.CSV, format(bytes("1,2,3,1\n")));
  }

  private static byte[] npy(String header, Object... values) {
    String padded = header + " ".repeat(181 - header.length()) + "\n";
    return bytes("\u0093NUMPY\u0001\u0000", (short) padded.length(), padded, bytes(values));
  }

  @Test
  void arraysOfNumpy() throws IOException {
    String fields =
        "{'descr': [('x', '<i2'), ('y', '<i2'), ('timestamp', '<i8'), ('polarity', '|b1')], ";
    assertEquals(
        "9 1 2 1",
        read(
            npy(
                fields.replace("<i8", "<u4") + "'fortran_order': False, 'shape': (1,), }",
                (short) 1,
                (short) 2,
                9,
                (byte) 1,
                "junk behind it")));
    assertEquals(
        "3 1 2 0, 7 5 6 1",
        read(
            npy(
                "{'descr': '>i4', 'fortran_order': False, 'shape': (2, 4), }",
                big(1),
                big(2),
                big(3),
                big(-1),
                big(5),
                big(6),
                big(7),
                big(1))));
    assertEquals(
        "3 1 2 0",
        read(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 4), }", 1f, 2f, 3.9f, 0f)));
    assertEquals(
        EventFormat.NPY,
        format(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (0, 4), }")));
  }

  @Test
  void aFormatThatIsGivenNeedsNoHeader() throws IOException {
    byte[] words = bytes(8 << 28 | 2, evt2(1, 3, 639, 479));
    ReadOptions options = ReadOptions.DEFAULT.as(EventFormat.EVT2);
    assertEquals("131 639 479 1", Recordings.text(Recordings.read(words, options)));
  }

  @Test
  void summariesDoNotDependOnLots() {
    Events events = Recordings.drawn(new java.util.Random(8), 20_000, 50);
    EventSummary whole = new EventSummary();
    whole.add(events);
    EventSummary parts = new EventSummary();
    for (int from = 0; from < events.size(); from += 4999) {
      Events part = new Events(5000);
      part.add(events, from, Math.min(events.size(), from + 4999));
      parts.add(part);
    }
    assertEquals(whole.digestOfT(), parts.digestOfT());
    assertArrayEquals(
        new String[] {whole.digestOfX(), whole.digestOfY(), whole.digestOfPolarity()},
        new String[] {parts.digestOfX(), parts.digestOfY(), parts.digestOfPolarity()});
    assertEquals(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        new EventSummary().digestOfT());
  }
}
