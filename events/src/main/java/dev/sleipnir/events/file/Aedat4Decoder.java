package dev.sleipnir.events.file;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.sleipnir.events.Events;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * AEDAT 4 of DV: packets, compressed or not, each a flatbuffer. A file may hold several streams of
 * events, of which one is read, and the others' are counted.
 */
final class Aedat4Decoder extends Decoder {
  static final int EVENT = 16;

  /** The most bytes of a packet, compressed or not. */
  private static final int LARGEST = 1 << 26;

  private final Others others;
  private final Aedat4Header header;
  private final Lz4 lz4 = new Lz4(LARGEST);
  private int stream;

  /** The packet as it was before compression. */
  private byte[] packet = new byte[0];

  private int next;
  private int left;

  /** Where the packet stands in the file: within a compressed one there are no offsets. */
  private long packetOffset;

  Aedat4Decoder(ByteInput in, Faults faults, int wanted, Others others) throws IOException {
    super(in, faults);
    this.others = others;
    header = new Aedat4Header(in);
    stream = header.events(wanted);
    Aedat4Header.Stream events = header.stream(stream);
    if (events != null && events.width() > 0 && events.height() > 0) {
      sensor(events.width(), events.height());
    }
  }

  @Override
  boolean decode(Events out) throws IOException {
    int before = out.size();
    while (out.size() == before) {
      if (left > 0) {
        events(out);
      } else if (isStopped() || !packet()) {
        return false;
      }
    }
    return true;
  }

  private void events(Events out) throws IOException {
    byte[] bytes = packet;
    long[] t = out.t();
    short[] x = out.x();
    short[] y = out.y();
    byte[] polarity = out.polarity();
    int lastColumn = columns() - 1;
    int lastRow = rows() - 1;
    int n = out.size();
    int at = next;
    int end = at + EVENT * left;
    while (at < end && n < out.capacity()) {
      int pixel = (int) ByteInput.INT.get(bytes, at + 8);
      int column = pixel & 0xFFFF;
      int row = pixel >>> 16;
      int sign = bytes[at + 12];
      t[n] = (long) ByteInput.LONG.get(bytes, at);
      x[n] = (short) column;
      y[n] = (short) row;
      polarity[n] = (byte) sign;
      at += EVENT;
      if ((lastColumn - column | lastRow - row | sign | 1 - sign) < 0) {
        out.size(n);
        next = at;
        left = (end - at) / EVENT;
        if (sign >>> 1 != 0) {
          faults.at(packetOffset, "expected polarity 0 or 1 in this packet, got " + sign);
        } else {
          outside(packetOffset, column, row);
        }
        continue;
      }
      n++;
    }
    next = at;
    left = (end - at) / EVENT;
    out.size(n);
  }

  /** Reads the next packet. Says false at the end. */
  private boolean packet() throws IOException {
    packetOffset = in.offset();
    if (header.table() >= 0 && packetOffset >= header.table()) {
      return false;
    }
    if (!in.fill(8)) {
      return in.available() > 0
          && stop(in.offset(), "expected the head of a packet, got the end of the file");
    }
    int id = in.i32(in.at());
    int size = in.i32(in.at() + 4);
    if (size < 0 || size > LARGEST) {
      return stop(packetOffset, "expected a packet of 0 to " + LARGEST + " bytes, got " + size);
    }
    in.skip(8);
    if (!in.fill(size)) {
      return stop(
          packetOffset,
          "expected a packet of "
              + size
              + " bytes, got the end of the file after "
              + in.available());
    }
    try {
      open(id, size);
    } catch (EventFormatException e) {
      throw e;
    } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
      left = 0;
      in.skip(size);
      faults.at(packetOffset, "expected a packet, got a damaged one: " + e.getMessage());
      return true;
    }
    in.skip(size);
    return true;
  }

  private void open(int id, int size) throws IOException {
    int length = decompress(size);
    if (length < 12) {
      throw new IOException(length + " bytes");
    }
    ByteBuffer buffer = ByteBuffer.wrap(packet, 0, length).order(ByteOrder.LITTLE_ENDIAN);
    if (buffer.getInt(0) != length - 4) {
      throw new IOException(
          "a length of " + buffer.getInt(0) + " before " + (length - 4) + " bytes");
    }
    String type = new String(packet, 8, 4, StandardCharsets.ISO_8859_1);
    Aedat4Header.Stream declared = header.stream(id);
    if (declared != null && !declared.type().isEmpty() && !declared.type().equals(type)) {
      throw new IOException("type " + type + " in stream " + id + " of type " + declared.type());
    }
    FlatTable root = FlatTable.root(buffer, 4);
    switch (type) {
      case "EVTS" -> {
        if (stream < 0) {
          stream = id;
        }
        int count = root.count(4, EVENT);
        if (id == stream) {
          next = count == 0 ? 0 : root.elements(4);
          left = count;
        } else {
          // Streams that were not declared have one name, so that damage makes no others.
          others
              .count(declared == null ? "events_of_undeclared_streams" : "events_of_stream_" + id)
              .add(count);
        }
      }
      case "FRME" -> frame(root);
      case "IMUS" -> {
        for (int i = 0; i < root.count(4, 4); i++) {
          imu(root.element(4, i));
        }
      }
      case "TRIG" -> {
        for (int i = 0; i < root.count(4, 4); i++) {
          FlatTable trigger = root.element(4, i);
          others.trigger(new Trigger(trigger.longAt(4, 0), trigger.byteAt(6), 0));
        }
      }
      default -> throw new IOException("type " + type.replaceAll("[^ -~]", "?"));
    }
  }

  /** Gives {@link #packet} the bytes that come next, as they were. Returns how many. */
  private int decompress(int size) throws IOException {
    byte[] bytes = in.bytes();
    int at = in.at();
    return switch (header.compression()) {
      case 1, 2 -> {
        int length = lz4.decode(bytes, at, at + size);
        packet = lz4.bytes();
        yield length;
      }
      case 3, 4 -> zstd(bytes, at, size);
      default -> {
        room(size);
        System.arraycopy(bytes, at, packet, 0, size);
        yield size;
      }
    };
  }

  private void room(int length) {
    if (packet.length < length) {
      packet = new byte[Math.max(length, Math.min(LARGEST, 2 * packet.length))];
    }
  }

  private int zstd(byte[] bytes, int at, int size) throws IOException {
    long known = Zstd.getFrameContentSize(bytes, at, size);
    // A wrong length in the frame must not cost memory: a byte becomes some thousands at most.
    if (known > 0 && known <= Math.min(LARGEST, 4096L * size)) {
      room((int) known);
      try {
        return (int) Zstd.decompressByteArray(packet, 0, (int) known, bytes, at, size);
      } catch (ZstdException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
    int length = 0;
    try (var stream = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(bytes, at, size))) {
      room(1 << 16);
      int read;
      while ((read = stream.read(packet, length, packet.length - length)) > 0) {
        length += read;
        if (length == packet.length) {
          if (length >= LARGEST) {
            throw new IOException("more than " + LARGEST + " bytes");
          }
          packet = Arrays.copyOf(packet, Math.min(LARGEST, 2 * packet.length));
        }
      }
    }
    return length;
  }

  private void frame(FlatTable frame) throws IOException {
    int width = frame.shortAt(16);
    int height = frame.shortAt(18);
    int format = frame.byteAt(14);
    int channels = format == 0 ? 1 : format == 16 ? 3 : format == 24 ? 4 : 0;
    int count = frame.count(24, 1);
    if (channels == 0 || width < 0 || height < 0 || count != (long) width * height * channels) {
      throw new IOException(
          "a frame of " + width + " x " + height + ", format " + format + ", " + count + " bytes");
    }
    byte[] pixels = new byte[count];
    if (count > 0) {
      System.arraycopy(packet, frame.elements(24), pixels, 0, count);
    }
    others.frame(
        new Frame(
            frame.longAt(10, 0),
            frame.longAt(12, 0),
            width,
            height,
            frame.shortAt(20),
            frame.shortAt(22),
            channels,
            pixels));
  }

  private void imu(FlatTable imu) {
    others.imu(
        new ImuSample(
            imu.longAt(4, 0),
            imu.floatAt(6),
            imu.floatAt(8),
            imu.floatAt(10),
            imu.floatAt(12),
            imu.floatAt(14),
            imu.floatAt(16),
            imu.floatAt(18),
            imu.floatAt(20),
            imu.floatAt(22),
            imu.floatAt(24)));
  }
}
