package dev.sleipnir.events.file;

import static dev.sleipnir.events.file.Recordings.bytes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;

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
    all.put("aedat4 streams", Aedat4Packets.all());
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
    Object[] sample = {(short) 3, (short) 1, 36, 4, 0, 1, 1, 1, 1, 15, new byte[28]};
    Object[] frame = {(short) 2, (short) 1, 40, 4, 0, 1, 1, 1, 3, 16, 17, 18, 19, 2, 1, 0, 0, 9};
    Object[] special = {(short) 0, (short) 1, 8, 4, 0, 1, 1, 1, 5, 14};
    all.put(
        "aedat3.1 others",
        bytes(
            "#!AER-DAT3.1\r\n#Format: RAW\r\n#!END-HEADER\r\n",
            bytes(sample),
            packet,
            bytes(frame),
            bytes(special),
            packet));
    all.put("mat", mat(false));
    all.put("mat compressed", mat(true));
    return all;
  }

  /** Five samples in HDF5. */
  static byte[] shd() throws IOException {
    try (InputStream in = Damaged.class.getResourceAsStream("shd.h5")) {
      return Objects.requireNonNull(in, "shd.h5").readAllBytes();
    }
  }

  /** Two columns of spiketrain, behind another variable. */
  static byte[] mat(boolean isCompressed) throws IOException {
    double[] columns = new double[202];
    columns[7] = 1;
    columns[100] = 1e-5;
    columns[101 + 20] = -1;
    columns[101 + 99] = 1;
    columns[101 + 100] = 2.5;
    byte[] other = variable("label", new double[1]);
    byte[] train = variable("spiketrain", columns);
    byte[] head = new byte[128];
    byte[] text = bytes("MATLAB 5.0 MAT-file");
    System.arraycopy(text, 0, head, 0, text.length);
    head[126] = 'I';
    head[127] = 'M';
    if (!isCompressed) {
      return bytes(head, other, train);
    }
    ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(deflated)) {
      out.write(train);
    }
    return bytes(head, other, 15, deflated.size(), deflated.toByteArray());
  }

  private static byte[] variable(String name, double[] values) {
    int rows = values.length == 1 ? 1 : 101;
    byte[] padded = bytes(name, new byte[(8 - name.length() % 8) % 8]);
    byte[] data = new byte[8 * values.length];
    ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().put(values);
    byte[] body =
        bytes(
            6,
            8,
            6,
            0,
            5,
            8,
            rows,
            values.length / rows,
            1,
            name.length(),
            padded,
            9,
            data.length,
            data);
    return bytes(14, body.length, body);
  }
}
