package dev.sleipnir.events.file;

import static dev.sleipnir.events.file.Recordings.bytes;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Small recordings of every format, to be damaged. */
final class Damaged {
  private Damaged() {}

  static Map<String, byte[]> all() throws IOException {
    Map<String, byte[]> all = new LinkedHashMap<>();
    for (EventFormat format : EventFormat.values()) {
      if (format.isWritten() && format != EventFormat.AEDAT4) {
        all.put(format.id(), Recordings.written(format, Recordings.drawn(new Random(1), 40, 300)));
      }
    }
    for (Compression compression : Compression.values()) {
      all.put(
          "aedat4 " + compression,
          Recordings.written(
              EventFormat.AEDAT4, compression, Recordings.drawn(new Random(2), 40, 9000), 50));
    }
    all.put(
        "evt2.1",
        bytes(
            "% evt 2.1\n% geometry 1280x720\n",
            8L << 60 | 5L << 32,
            1L << 60 | 2L << 54 | 64L << 43 | 9L << 32 | 0x20000005L,
            3L << 54 | 96L << 43 | 10L << 32 | 0xFFFFFFFFL));
    byte[] nmnist = new byte[150];
    for (int i = 0; i < 30; i++) {
      nmnist[5 * i] = (byte) (i % 34);
      nmnist[5 * i + 3] = (byte) i;
    }
    all.put("n-mnist", nmnist);
    String es = "Event Stream\u0002\u0000\u0000";
    byte[] hello = bytes((byte) 4, (byte) (5 << 1), "hello");
    all.put("es generic", bytes(es, (byte) 0, hello, hello, (byte) 0xFF, hello));
    byte[] color = bytes((byte) 2, (short) 1, (short) 2, new byte[3]);
    all.put(
        "es color", bytes(es, (byte) 4, (short) 9, (short) 9, color, (byte) 0xFF, color, color));
    byte[] atis = bytes((byte) 14, (short) 1, (short) 2);
    all.put("es atis", bytes(es, (byte) 2, (short) 9, (short) 9, atis, (byte) 0xFE, atis, atis));
    int big = Integer.reverseBytes(10 << 22 | 20 << 12);
    all.put(
        "aedat2",
        bytes(
            "#!AER-DAT2.0\r\n# AEChip: Davis346red\r\n#End Of ASCII Header\r\n",
            big,
            1,
            big,
            2,
            big,
            3));
    Object[] head = {(short) 1, (short) 1, 8, 4, 0, 2, 2, 2};
    byte[] packet = bytes(bytes(head), 70 << 17 | 3, 11, 1 << 17 | 1, 12);
    all.put(
        "aedat3.1",
        bytes("#!AER-DAT3.1\r\n#Format: RAW\r\n#!END-HEADER\r\n", packet, packet, packet));
    return all;
  }
}
