package dev.sleipnir.events.file;

import com.github.luben.zstd.Zstd;
import com.google.flatbuffers.FlatBufferBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/** AEDAT 4 with one stream of events, and the table of its packets at the end. */
final class Aedat4Encoder extends Encoder {
  /** A packet holds so much time at most, microseconds. */
  private static final long LONGEST = 10_000;

  private static final int MOST_EVENTS = 1 << 14;

  /** Where events start, behind length, root, identifier, the table of fields, table, count. */
  private static final int HEAD = 32;

  private static final int BLOCK = 1 << 16;

  /** What the table says of a packet. */
  private record Packet(long offset, int size, int events, long first, long last) {}

  private final Compression compression;
  private final int width;
  private final int height;
  private final Spool spool = new Spool();
  private final LZ4Compressor lz4 = LZ4Factory.safeInstance().fastCompressor();
  private final byte[] block = new byte[lz4.maxCompressedLength(BLOCK)];
  private final byte[] packet = new byte[HEAD + Aedat4Decoder.EVENT * MOST_EVENTS];
  private final List<Packet> packets = new ArrayList<>();
  private int count;
  private long first;
  private long last;

  Aedat4Encoder(ByteOutput out, Compression compression, int width, int height) throws IOException {
    super(out);
    this.compression = compression;
    this.width = width;
    this.height = height;
  }

  @Override
  void event(long t, int x, int y, int polarity) throws IOException {
    if ((x | y) > Short.MAX_VALUE) {
      throw new IOException("expected pixels of less than 32768 x 32768, got x " + x + ", y " + y);
    }
    if (count == MOST_EVENTS || (count > 0 && (t < first || t - first >= LONGEST))) {
      packet();
    }
    if (count == 0) {
      first = t;
    }
    int at = HEAD + Aedat4Decoder.EVENT * count++;
    ByteInput.LONG.set(packet, at, t);
    ByteInput.INT.set(packet, at + 8, y << 16 | x);
    ByteInput.INT.set(packet, at + 12, polarity);
    last = t;
  }

  private void packet() throws IOException {
    int length = HEAD + Aedat4Decoder.EVENT * count;
    int[] head = {
      length - 4,
      16, // the root table
      'E' | 'V' << 8 | 'T' << 16 | 'S' << 24,
      6 | 8 << 16, // the table of fields: its bytes, the table's
      4, // where the vector's offset stands in the table
      8, // from the table back to the table of fields
      4, // from here to the vector
      count
    };
    for (int i = 0; i < head.length; i++) {
      ByteInput.INT.set(packet, 4 * i, head[i]);
    }
    byte[] bytes = compressed(packet, length);
    int size = compression == Compression.NONE ? length : bytes.length;
    spool.out().i32(0);
    spool.out().i32(size);
    packets.add(new Packet(spool.out().length(), size, count, first, last));
    spool.out().bytes(bytes, size);
    count = 0;
  }

  private byte[] compressed(byte[] bytes, int length) {
    return switch (compression) {
      case NONE -> bytes;
      case LZ4 -> lz4(bytes, length);
      case ZSTD -> {
        byte[] exact = new byte[length];
        System.arraycopy(bytes, 0, exact, 0, length);
        yield Zstd.compress(exact);
      }
    };
  }

  /** A frame of blocks of 64 KiB, each on its own, without checksums. */
  private byte[] lz4(byte[] bytes, int length) {
    byte[] frame = new byte[11 + length + (length / BLOCK + 1) * 4];
    ByteInput.INT.set(frame, 0, 0x184D2204);
    frame[4] = 0x60;
    frame[5] = 0x40;
    frame[6] = (byte) 0x82;
    int at = 7;
    for (int from = 0; from < length; from += BLOCK) {
      int plain = Math.min(BLOCK, length - from);
      int size = lz4.compress(bytes, from, plain, block, 0);
      boolean isSmaller = size < plain;
      ByteInput.INT.set(frame, at, isSmaller ? size : plain | 1 << 31);
      at += 4;
      System.arraycopy(
          isSmaller ? block : bytes, isSmaller ? 0 : from, frame, at, isSmaller ? size : plain);
      at += isSmaller ? size : plain;
    }
    byte[] exact = new byte[at + 4];
    System.arraycopy(frame, 0, exact, 0, at);
    return exact;
  }

  @Override
  void finish() throws IOException {
    if (count > 0) {
      packet();
    }
    byte[] header = header(0);
    long start = Aedat4Header.MAGIC.length() + 4L + header.length;
    header = header(start + spool.out().length());
    out.ascii(Aedat4Header.MAGIC);
    out.i32(header.length);
    out.bytes(header, header.length);
    spool.copy(out);
    byte[] table = table(start);
    byte[] bytes = compressed(table, table.length);
    out.bytes(bytes, bytes.length);
  }

  private byte[] header(long table) {
    FlatBufferBuilder builder = new FlatBufferBuilder(1 << 12).forceDefaults(true);
    int xml = builder.createString(xml());
    builder.startTable(3);
    builder.addInt(
        0,
        switch (compression) {
          case NONE -> 0;
          case LZ4 -> 1;
          case ZSTD -> 3;
        },
        0);
    builder.addLong(1, table, -1);
    builder.addOffset(2, xml, 0);
    builder.finish(builder.endTable(), "IOHE");
    return builder.sizedByteArray();
  }

  private String xml() {
    String size =
        width == 0
            ? ""
            : "<attr key=\"sizeX\" type=\"int\">"
                + width
                + "</attr>\n<attr key=\"sizeY\" type=\"int\">"
                + height
                + "</attr>\n";
    return "<dv version=\"2.0\">\n<node name=\"outInfo\" path=\"/mainloop/Recorder/outInfo/\">\n"
        + "<node name=\"0\" path=\"/mainloop/Recorder/outInfo/0/\">\n"
        + "<attr key=\"compression\" type=\"string\">"
        + compression
        + "</attr>\n<attr key=\"typeIdentifier\" type=\"string\">EVTS</attr>\n"
        + "<node name=\"info\" path=\"/mainloop/Recorder/outInfo/0/info/\">\n"
        + "<attr key=\"source\" type=\"string\">Sleipnir</attr>\n"
        + size
        + "<attr key=\"tsOffset\" type=\"long\">0</attr>\n"
        + "</node>\n</node>\n</node>\n</dv>\n";
  }

  private byte[] table(long start) {
    FlatBufferBuilder builder =
        new FlatBufferBuilder(64 * (packets.size() + 1)).forceDefaults(true);
    int[] tables = new int[packets.size()];
    for (int p = 0; p < tables.length; p++) {
      Packet packet = packets.get(p);
      builder.startTable(5);
      builder.addLong(0, start + packet.offset(), 0);
      builder.prep(4, 8);
      builder.putInt(packet.size());
      builder.putInt(0);
      builder.addStruct(1, builder.offset(), 0);
      builder.addLong(2, packet.events(), 0);
      builder.addLong(3, packet.first(), 0);
      builder.addLong(4, packet.last(), 0);
      tables[p] = builder.endTable();
    }
    int vector = builder.createVectorOfTables(tables);
    builder.startTable(1);
    builder.addOffset(0, vector, 0);
    builder.finishSizePrefixed(builder.endTable(), "FTAB");
    return builder.sizedByteArray();
  }

  @Override
  public void close() throws IOException {
    spool.close();
  }
}
