package dev.sleipnir.events.file;

import dev.sleipnir.events.Events;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NumPy arrays: records with fields t, x, y and p, or four columns x, y, t, p, as data sets of
 * Tonic have them. Times are microseconds, also where they are floats.
 */
final class NpyDecoder extends WordDecoder {
  static final String MAGIC = "\u0093NUMPY";
  private static final int LONGEST_HEADER = 1 << 16;
  private static final List<List<String>> NAMES =
      List.of(
          List.of("t", "ts", "time", "timestamp", "timestamps"),
          List.of("x"),
          List.of("y"),
          List.of("p", "on", "pol", "polarity", "polarities"));
  private static final Pattern ENTRY =
      Pattern.compile("'(\\w+)'\\s*:\\s*('[^']*'|\\[[^\\[\\]]*\\]|\\([^()]*\\)|\\w+)");
  private static final Pattern FIELD = Pattern.compile("\\(\\s*'(\\w*)'\\s*,\\s*'([^']*)'\\s*\\)");
  private static final Pattern TYPE = Pattern.compile("([<>|=])([iufb?])(\\d{0,2})");

  /** A number in a record. */
  private static final class Field {
    private final boolean isBig;
    private final char kind;
    private final int bytes;
    private int offset;

    Field(String type, long at) throws EventFormatException {
      Matcher parts = TYPE.matcher(type);
      boolean isRead = parts.matches();
      isBig = isRead && parts.group(1).equals(">");
      kind = isRead ? parts.group(2).charAt(0) : '-';
      bytes =
          !isRead
              ? 0
              : kind == '?' || parts.group(3).isEmpty() ? 1 : Integer.parseInt(parts.group(3));
      boolean isKnown =
          kind == 'f'
              ? bytes == 4 || bytes == 8
              : bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8;
      if (!isRead || !isKnown) {
        throw Faults.fatal(at, "expected integers or floats, got type '" + type + "'");
      }
    }

    long read(ByteInput in, int record) {
      int at = record + offset;
      return switch (bytes) {
        case 1 -> kind == 'u' ? in.unsigned(at) : in.bytes()[at];
        case 2 -> {
          short v = (short) in.u16(at);
          v = isBig ? Short.reverseBytes(v) : v;
          yield kind == 'u' ? v & 0xFFFF : v;
        }
        case 4 -> {
          int v = isBig ? Integer.reverseBytes(in.i32(at)) : in.i32(at);
          yield kind == 'f' ? (long) Float.intBitsToFloat(v) : kind == 'u' ? v & 0xFFFFFFFFL : v;
        }
        default -> {
          long v = isBig ? Long.reverseBytes(in.i64(at)) : in.i64(at);
          yield kind == 'f' ? (long) Double.longBitsToDouble(v) : v;
        }
      };
    }
  }

  /** The layout of the array. */
  private static final class Head {
    private final Field[] fields = new Field[4];
    private int length;
    private long records;

    Head(ByteInput in) throws IOException {
      long start = in.offset();
      if (!in.fill(12)) {
        throw Faults.fatal(start, "expected the head of an array, got the end of the file");
      }
      int version = in.unsigned(in.at() + 6);
      int head = version == 1 ? 10 : 12;
      long size = version == 1 ? in.u16(in.at() + 8) : in.i32(in.at() + 8) & 0xFFFFFFFFL;
      if (version < 1 || version > 3 || size > LONGEST_HEADER) {
        throw Faults.fatal(
            start,
            "expected version 1 to 3 and a header of at most "
                + LONGEST_HEADER
                + " bytes, got "
                + version
                + " and "
                + size);
      }
      in.skip(head);
      if (!in.fill((int) size)) {
        throw Faults.fatal(start, "expected a header of " + size + " bytes, got " + in.available());
      }
      String text = in.text((int) size);
      String type = "";
      String shape = "";
      boolean isFortran = false;
      Matcher entry = ENTRY.matcher(text);
      while (entry.find()) {
        switch (entry.group(1)) {
          case "descr" -> type = entry.group(2);
          case "shape" -> shape = entry.group(2);
          case "fortran_order" -> isFortran = entry.group(2).equals("True");
          default -> {
            // others are not of the format
          }
        }
      }
      layout(start, type, shape, isFortran);
      in.skip((int) size);
    }

    private void layout(long start, String type, String shape, boolean isFortran)
        throws EventFormatException {
      Matcher sides =
          Pattern.compile("\\(\\s*(\\d{1,18})\\s*,\\s*(\\d{1,9})?\\s*,?\\s*\\)").matcher(shape);
      if (!sides.matches()) {
        throw Faults.fatal(
            start, "expected an array of one or two axes, got shape '" + shape + "'");
      }
      records = Long.parseLong(sides.group(1));
      if (type.startsWith("[")) {
        if (sides.group(2) != null) {
          throw Faults.fatal(start, "expected records on one axis, got shape " + shape);
        }
        structured(start, type);
        return;
      }
      if (!"4".equals(sides.group(2)) || isFortran) {
        throw Faults.fatal(
            start,
            "expected records, or an array [events, 4] row by row, got shape "
                + shape
                + (isFortran ? " column by column" : ""));
      }
      int[] order = {2, 0, 1, 3};
      for (int f = 0; f < 4; f++) {
        fields[f] = new Field(type.replace("'", ""), start);
        fields[f].offset = order[f] * fields[f].bytes;
      }
      length = 4 * fields[0].bytes;
    }

    private void structured(long start, String type) throws EventFormatException {
      int offset = 0;
      Matcher part = FIELD.matcher(type);
      while (part.find()) {
        Field field = new Field(part.group(2), start);
        field.offset = offset;
        offset += field.bytes;
        for (int f = 0; f < 4; f++) {
          if (NAMES.get(f).contains(part.group(1).toLowerCase(Locale.ROOT))) {
            fields[f] = field;
          }
        }
      }
      length = offset;
      for (int f = 0; f < 4; f++) {
        if (fields[f] == null) {
          throw Faults.fatal(start, "expected fields t, x, y and p, got " + type);
        }
      }
    }
  }

  private final Field[] fields;
  private final int length;
  private long left;

  NpyDecoder(ByteInput in, Faults faults) throws IOException {
    this(in, faults, new Head(in));
  }

  private NpyDecoder(ByteInput in, Faults faults, Head head) {
    super(in, faults, head.length);
    fields = head.fields;
    length = head.length;
    left = head.records;
  }

  @Override
  boolean isComplete() {
    return left == 0;
  }

  @Override
  void words(Events out) throws IOException {
    int end = wordsEnd();
    int n = out.size();
    int at = in.at();
    long[] times = out.t();
    short[] columns = out.x();
    short[] rows = out.y();
    byte[] polarities = out.polarity();
    while (at < end && n < out.capacity() && left > 0) {
      long t = fields[0].read(in, at);
      long x = fields[1].read(in, at);
      long y = fields[2].read(in, at);
      long p = fields[3].read(in, at);
      at += length;
      left--;
      if (x < 0 || y < 0 || x >= columns() || y >= rows() || p < -1 || p > 1) {
        out.size(n);
        in.to(at);
        faults.at(
            in.offset(at - length),
            "expected a pixel of "
                + columns()
                + " x "
                + rows()
                + " and polarity 0 or 1, or -1 or 1, got x "
                + x
                + ", y "
                + y
                + ", p "
                + p);
        continue;
      }
      times[n] = t;
      columns[n] = (short) x;
      rows[n] = (short) y;
      polarities[n] = (byte) (p > 0 ? 1 : 0);
      n++;
    }
    out.size(n);
    in.to(at);
  }
}
