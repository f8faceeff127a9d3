package dev.sleipnir.events.file;

import dev.sleipnir.events.Events;
import java.io.IOException;

/** AEDAT 3.1 of cAER: packets of events of one type, little-endian. */
final class Aedat31Decoder extends Decoder {
  private static final int HEAD = 28;
  private static final int SPECIAL = 0;
  private static final int POLARITY = 1;
  private static final int FRAME = 2;
  private static final int IMU6 = 3;
  private static final int FRAME_HEAD = 36;
  private static final int LARGEST = 1 << 26;

  private final Others others;
  private final Others.Count invalid;
  private final Others.Count ofOtherTypes;
  private int type;
  private int size;
  private int timeAt;
  private long overflow;

  /** Events of the packet that are still to come. */
  private int left;

  /** Bytes behind the packet's last event. */
  private long behind;

  Aedat31Decoder(ByteInput in, Faults faults, Others others) throws IOException {
    super(in, faults);
    this.others = others;
    invalid = others.count("invalid_events");
    ofOtherTypes = others.count("events_of_other_types");
    boolean hasEnded = false;
    while (!hasEnded && in.fill(1) && in.bytes()[in.at()] == '#') {
      int length = in.line();
      if (length < 0) {
        break;
      }
      String line = in.text(length);
      if (line.startsWith("#Format:")
          && !line.substring("#Format:".length()).strip().equals("RAW")) {
        throw Faults.fatal(in.offset(), "expected '#Format: RAW', got '" + line + "'");
      }
      hasEnded = line.startsWith("#!END-HEADER");
      in.skip(length);
    }
    if (!hasEnded) {
      throw Faults.fatal(in.offset(), "expected '#!END-HEADER', got other bytes or the end");
    }
  }

  @Override
  boolean decode(Events out) throws IOException {
    int before = out.size();
    while (out.size() == before) {
      if (isStopped() || (left == 0 && !packet())) {
        return false;
      }
      if (left == 0) {
        continue;
      }
      if (!in.fill(size)) {
        return stop(
            in.offset(), "expected an event of " + size + " bytes, got the end of the file");
      }
      if (type == POLARITY) {
        polarity(out);
      } else {
        other();
        in.skip(size);
        left--;
      }
    }
    return true;
  }

  /** Goes on to the next packet. Says false at the end. */
  private boolean packet() throws IOException {
    long gap = behind;
    behind = 0;
    if (!in.discard(gap)) {
      return stop(in.offset(), "expected the rest of a packet, got the end of the file");
    }
    if (!in.fill(HEAD)) {
      return in.available() > 0
          && stop(in.offset(), "expected the head of a packet, got the end of the file");
    }
    int at = in.at();
    type = in.u16(at);
    size = in.i32(at + 4);
    timeAt = in.i32(at + 8);
    int overflows = in.i32(at + 12);
    int capacity = in.i32(at + 16);
    int number = in.i32(at + 20);
    String wrong = null;
    if (type > 13) {
      wrong = "expected a type of event of 0 to 13, got " + type;
    } else if (size < 8 || size > LARGEST) {
      wrong = "expected events of 8 to " + LARGEST + " bytes, got " + size;
    } else if (timeAt < 4 || timeAt > size - 4) {
      wrong = "expected a time within " + size + " bytes, got it at " + timeAt;
    } else if (overflows < 0) {
      wrong = "expected 0 or more overflows of time, got " + overflows;
    } else if (number < 0 || number > capacity) {
      wrong = "expected 0 to " + capacity + " events in a packet, got " + number;
    } else if (type <= POLARITY && size != 8) {
      wrong = "expected events of 8 bytes, got " + size;
    } else if ((type == IMU6 || type == FRAME) && size < FRAME_HEAD) {
      wrong = "expected events of at least " + FRAME_HEAD + " bytes, got " + size;
    }
    if (wrong != null) {
      return stop(in.offset(), wrong);
    }
    overflow = (long) overflows << 31;
    left = number;
    behind = (long) (capacity - number) * size;
    in.skip(HEAD);
    if (type > IMU6) {
      behind += (long) number * size;
      ofOtherTypes.add(number);
      left = 0;
    }
    return true;
  }

  private void polarity(Events out) throws IOException {
    byte[] bytes = in.bytes();
    long[] t = out.t();
    short[] x = out.x();
    short[] y = out.y();
    byte[] polarity = out.polarity();
    int lastColumn = columns() - 1;
    int lastRow = rows() - 1;
    int n = out.size();
    int at = in.at();
    int count = Math.min(left, (in.end() - at) / 8);
    int done = 0;
    int notValid = 0;
    while (done < count && n < out.capacity()) {
      int data = (int) ByteInput.INT.get(bytes, at);
      t[n] = overflow + ((int) ByteInput.INT.get(bytes, at + 4) & 0x7FFFFFFF);
      int column = data >>> 17;
      int row = data >>> 2 & 0x7FFF;
      x[n] = (short) column;
      y[n] = (short) row;
      polarity[n] = (byte) (data >>> 1 & 1);
      at += 8;
      done++;
      if ((lastColumn - column | lastRow - row) < 0 && (data & 1) != 0) {
        out.size(n);
        in.to(at);
        left -= done;
        count -= done;
        done = 0;
        invalid.add(notValid);
        notValid = 0;
        outside(in.offset(at - 8), column, row);
        continue;
      }
      n += data & 1;
      notValid += ~data & 1;
    }
    left -= done;
    invalid.add(notValid);
    in.to(at);
    out.size(n);
  }

  private void other() {
    int at = in.at();
    int info = in.i32(at);
    if ((info & 1) == 0) {
      invalid.add(1);
      return;
    }
    long time = overflow + (in.i32(at + timeAt) & 0x7FFFFFFF);
    switch (type) {
      case SPECIAL -> others.trigger(new Trigger(time, info >>> 1 & 127, info >>> 8));
      case IMU6 ->
          others.imu(
              new ImuSample(
                  time,
                  number(at + 32),
                  number(at + 8),
                  number(at + 12),
                  number(at + 16),
                  number(at + 20),
                  number(at + 24),
                  number(at + 28),
                  0,
                  0,
                  0));
      default -> frame(at, info);
    }
  }

  private float number(int at) {
    return Float.intBitsToFloat(in.i32(at));
  }

  /** Pixels have 16 bits, of which the upper ones are kept. */
  private void frame(int at, int info) {
    int channels = info >>> 1 & 7;
    int width = in.i32(at + 20);
    int height = in.i32(at + 24);
    long pixels = (long) channels * width * height;
    if (channels == 0
        || width <= 0
        || height <= 0
        || width > 0xFFFF
        || height > 0xFFFF
        || pixels * 2 > size - FRAME_HEAD) {
      return; // an empty frame, or one whose size does not fit
    }
    byte[] upper = new byte[(int) pixels];
    for (int p = 0; p < upper.length; p++) {
      upper[p] = in.bytes()[at + FRAME_HEAD + 2 * p + 1];
    }
    others.frame(
        new Frame(
            overflow + (in.i32(at + 12) & 0x7FFFFFFF),
            overflow + (in.i32(at + 16) & 0x7FFFFFFF),
            width,
            height,
            in.i32(at + 28),
            in.i32(at + 32),
            channels,
            upper));
  }
}
