package dev.sleipnir.events.file;

import dev.sleipnir.events.Events;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Lines of four numbers, separated by commas, semicolons, blanks or tabs. A first line of names
 * says which is which, else they are t, x, y and polarity; a first line of two numbers is the size
 * of the sensor. A time with a point is in seconds, and else in microseconds.
 */
final class CsvDecoder extends Decoder {
  private static final List<List<String>> NAMES =
      List.of(
          List.of("t", "ts", "time", "timestamp", "timestamps"),
          List.of("x"),
          List.of("y"),
          List.of("p", "on", "pol", "polarity", "polarities"));

  /** Which column of a line is t, x, y and polarity. */
  private final int[] order = {0, 1, 2, 3};

  private final long[] values = new long[4];
  private int columns = 4;
  private long line;

  CsvDecoder(ByteInput in, Faults faults) throws IOException {
    super(in, faults);
    head();
  }

  static boolean looksLike(ByteInput in) {
    int last = Math.min(in.end(), in.at() + 256);
    boolean hasDigit = false;
    for (int i = in.at(); i < last; i++) {
      int b = in.bytes()[i];
      if (b < ' ' && b != '\n' && b != '\r' && b != '\t') {
        return false;
      }
      hasDigit |= b >= '0' && b <= '9';
    }
    return hasDigit || (in.available() > 0 && Character.isLetter(in.bytes()[in.at()]));
  }

  private void head() throws IOException {
    int length = in.line();
    if (length <= 0) {
      return;
    }
    String first = in.text(length).strip();
    String[] words = first.split("[,; \t]+", -1);
    if (!first.isEmpty() && Character.isLetter(first.charAt(0))) {
      columns = words.length;
      for (int field = 0; field < 4; field++) {
        List<String> names = NAMES.get(field);
        int found = -1;
        for (int w = 0; w < words.length; w++) {
          found = names.contains(words[w].toLowerCase(Locale.ROOT)) ? w : found;
        }
        if (found < 0) {
          throw Faults.fatal(
              in.offset(),
              "expected a first line that names t, x, y and p, got " + Arrays.toString(words));
        }
        order[field] = found;
      }
      in.skip(length);
      line++;
    } else if (words.length == 2 && words[0].matches("\\d{1,5}") && words[1].matches("\\d{1,5}")) {
      int width = Integer.parseInt(words[0]);
      int height = Integer.parseInt(words[1]);
      if (width < 1 || height < 1 || width > 0xFFFF || height > 0xFFFF) {
        throw Faults.fatal(in.offset(), "expected width and height of 1 to 65535, got " + first);
      }
      sensor(width, height);
      in.skip(length);
      line++;
    }
  }

  @Override
  boolean decode(Events out) throws IOException {
    int before = out.size();
    while (out.room() > 0 && (out.size() == before || in.available() > 4096)) {
      int length = in.line();
      if (length < 0) {
        if (in.available() == 0) {
          return out.size() > before;
        }
        broken();
        continue;
      }
      line++;
      if (parse(in.at(), in.at() + length)) {
        emit(out);
      } else if (!in.text(length).isBlank()) {
        fault("expected t, x, y and polarity, got '" + shown(length) + "'");
      }
      in.skip(length);
    }
    return true;
  }

  /** Goes over what is no text, to the next line. */
  private void broken() throws IOException {
    line++;
    long offset = in.offset();
    while (in.fill(1)) {
      int i = in.at();
      while (i < in.end() && in.bytes()[i] != '\n') {
        i++;
      }
      boolean isFound = i < in.end();
      in.to(isFound ? i + 1 : i);
      if (isFound) {
        break;
      }
    }
    faults.at(
        offset, "line " + line + ": expected a line of text, got other bytes, or no end of it");
  }

  private String shown(int length) {
    String text = in.text(length);
    return text.length() > 60 ? text.substring(0, 60) + "..." : text;
  }

  private void fault(String what) throws IOException {
    faults.at(in.offset(), "line " + line + ": " + what);
  }

  private void emit(Events out) throws IOException {
    long t = values[0];
    long x = values[1];
    long y = values[2];
    long p = values[3];
    if (x < 0 || y < 0 || x >= columns() || y >= rows()) {
      fault("expected a pixel of " + columns() + " x " + rows() + ", got x " + x + ", y " + y);
    } else if (p < -1 || p > 1) {
      fault("expected polarity 0 or 1, or -1 or 1, got " + p);
    } else {
      out.add(t, (int) x, (int) y, p > 0 ? 1 : 0);
    }
  }

  /** Reads the values of a line. Says whether all are numbers, whole but for the time. */
  private boolean parse(int from, int to) {
    byte[] bytes = in.bytes();
    int at = blanks(bytes, from, to);
    for (int c = 0; c < columns; c++) {
      int field = -1;
      for (int f = 0; f < 4; f++) {
        field = order[f] == c ? f : field;
      }
      boolean isNegative = at < to && bytes[at] == '-';
      at += isNegative ? 1 : 0;
      long value = 0;
      int digits = 0;
      while (at < to && bytes[at] >= '0' && bytes[at] <= '9' && digits < 18) {
        value = 10 * value + bytes[at++] - '0';
        digits++;
      }
      if (digits == 0) {
        return false;
      }
      if (at < to && bytes[at] == '.') {
        at++;
        if (value > Long.MAX_VALUE / 1_000_000 - 1) {
          return false;
        }
        int decimals = 0;
        boolean isWhole = true;
        boolean roundsUp = false;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
          int digit = bytes[at++] - '0';
          isWhole &= digit == 0;
          if (decimals < 6) {
            value = 10 * value + digit;
          } else if (decimals == 6) {
            roundsUp = digit >= 5;
          }
          decimals++;
        }
        for (; decimals < 6; decimals++) {
          value *= 10;
        }
        value += roundsUp ? 1 : 0;
        if (field > 0) {
          if (!isWhole) {
            return false;
          }
          value /= 1_000_000;
        }
      }
      if (field >= 0) {
        values[field] = isNegative ? -value : value;
      }
      int next = blanks(bytes, at, to);
      if (c < columns - 1 && next == at) {
        return false;
      }
      at = next;
    }
    return at == to;
  }

  private static int blanks(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to
        && (bytes[at] == ' '
            || bytes[at] == ','
            || bytes[at] == ';'
            || bytes[at] == '\t'
            || bytes[at] == '\r'
            || bytes[at] == '\n')) {
      at++;
    }
    return at;
  }
}
