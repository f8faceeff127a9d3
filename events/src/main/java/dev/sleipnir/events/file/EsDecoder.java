package dev.sleipnir.events.file;

import dev.sleipnir.events.Events;
import java.io.IOException;
import java.util.Arrays;

/**
 * Event Stream 2: the time since the last event in one byte, after bytes that let time pass. Rows
 * count from the bottom, and are given as they are.
 */
final class EsDecoder extends Decoder {
  static final String MAGIC = "Event Stream";
  private static final int GENERIC = 0;
  private static final int DVS = 1;
  private static final int ATIS = 2;
  private static final int COLOR = 4;
  private static final int LONGEST_PAYLOAD = 1 << 20;

  private final int kind;
  private final Others others;
  private long time;

  EsDecoder(ByteInput in, Faults faults, Others others) throws IOException {
    super(in, faults);
    this.others = others;
    int head = MAGIC.length() + 4;
    if (!in.fill(head)) {
      throw Faults.fatal(
          in.offset() + in.available(), "expected the head of an Event Stream, got its end");
    }
    int version = in.unsigned(in.at() + MAGIC.length());
    kind = in.unsigned(in.at() + head - 1);
    if (version != 2) {
      throw Faults.fatal(
          in.offset() + MAGIC.length(), "expected version 2 of Event Stream, got " + version);
    }
    if (kind != GENERIC && kind != DVS && kind != ATIS && kind != COLOR) {
      throw Faults.fatal(in.offset() + head - 1, "expected stream type 0, 1, 2 or 4, got " + kind);
    }
    in.skip(head);
    if (kind != GENERIC) {
      if (!in.fill(4)) {
        throw Faults.fatal(
            in.offset() + in.available(), "expected width and height, got the end of the file");
      }
      int width = in.u16(in.at());
      int height = in.u16(in.at() + 2);
      if (width == 0 || height == 0) {
        throw Faults.fatal(
            in.offset(), "expected a sensor of 1 x 1 or more, got " + width + " x " + height);
      }
      sensor(width, height);
      in.skip(4);
    }
  }

  @Override
  boolean decode(Events out) throws IOException {
    int before = out.size();
    while (out.size() == before) {
      // All but payloads of generic streams fits.
      in.fill(16);
      if (in.available() == 0) {
        return false;
      }
      boolean goesOn =
          switch (kind) {
            case DVS -> dvs(out);
            case ATIS -> atis(out);
            case COLOR -> color(out);
            default -> generic(out);
          };
      if (!goesOn) {
        long offset = in.offset();
        in.skip(in.available());
        faults.at(offset, "expected a whole event, got the end of the file");
        return out.size() > before;
      }
    }
    return true;
  }

  /** Says false if the file ends within an event. */
  private boolean dvs(Events out) throws IOException {
    byte[] bytes = in.bytes();
    long[] t = out.t();
    short[] x = out.x();
    short[] y = out.y();
    byte[] polarity = out.polarity();
    int lastColumn = columns() - 1;
    int lastRow = rows() - 1;
    int end = in.end();
    int room = out.capacity();
    int at = in.at();
    int n = out.size();
    int started = at;
    while (n < room && at < end) {
      int b = bytes[at] & 0xFF;
      if (b >= 0xFE) {
        time += (b & 1) * 127L;
        at++;
        continue;
      }
      if (end - at < 5) {
        break;
      }
      int pixel = (int) ByteInput.INT.get(bytes, at + 1);
      time += b >>> 1;
      at += 5;
      int column = pixel & 0xFFFF;
      int row = pixel >>> 16;
      if ((lastColumn - column | lastRow - row) < 0) {
        out.size(n);
        in.to(at);
        outside(in.offset(at - 5), column, row);
        continue;
      }
      t[n] = time;
      x[n] = (short) column;
      y[n] = (short) row;
      polarity[n] = (byte) (b & 1);
      n++;
    }
    in.to(at);
    out.size(n);
    return at > started;
  }

  private boolean atis(Events out) throws IOException {
    int b = in.unsigned(in.at());
    if ((b & 0xFC) == 0xFC) {
      time += 63L * (b & 3);
      in.skip(1);
      return true;
    }
    if (in.available() < 5) {
      return false;
    }
    time += b >>> 2;
    int side = b & 3;
    if ((side & 1) == 0) {
      emit(out, side >>> 1);
    }
    in.skip(5);
    return true;
  }

  private boolean color(Events out) throws IOException {
    int b = in.unsigned(in.at());
    if (b >= 0xFE) {
      time += (b & 1) * 254L;
      in.skip(1);
      return true;
    }
    if (in.available() < 8) {
      return false;
    }
    time += b;
    emit(out, 1);
    in.skip(8);
    return true;
  }

  private void emit(Events out, int polarity) throws IOException {
    int column = in.u16(in.at() + 1);
    int row = in.u16(in.at() + 3);
    if (column >= columns() || row >= rows()) {
      outside(in.offset(), column, row);
    } else {
      out.add(time, column, row, polarity);
    }
  }

  private boolean generic(Events out) throws IOException {
    int b = in.unsigned(in.at());
    if (b >= 0xFE) {
      time += (b & 1) * 254L;
      in.skip(1);
      return true;
    }
    int length = 0;
    int head = 1;
    int part;
    do {
      if (head == in.available()) {
        return false;
      }
      part = in.unsigned(in.at() + head);
      length |= part >>> 1 << (7 * (head - 1));
      head++;
    } while ((part & 1) != 0 && head < 5);
    if ((part & 1) != 0 || length > LONGEST_PAYLOAD) {
      throw Faults.fatal(
          in.offset() + 1, "expected a payload of at most " + LONGEST_PAYLOAD + " bytes, got more");
    }
    if (!in.fill(head + length)) {
      return false;
    }
    time += b;
    int from = in.at() + head;
    others.payload(time, Arrays.copyOfRange(in.bytes(), from, from + length));
    out.add(time, 0, 0, 1);
    in.skip(head + length);
    return true;
  }
}
