package dev.sleipnir.events.file;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The lines {@code % key value} before the data of Prophesee's RAW and DAT files. */
final class PropheseeHeader {
  private static final int MOST_LINES = 1 << 12;
  private static final Pattern GEOMETRY = Pattern.compile("(\\d{1,5})x(\\d{1,5})");
  private static final Set<Integer> VGA =
      Set.of(0x15, 0x17, 0x19, 0x1C, 0x1D, 0x21, 0x22, 0x23, 0x28, 0x29);
  private static final Set<Integer> HD = Set.of(0x1A, 0x1E, 0x1F, 0x27, 0x2E, 0x30, 0x31, 0x32);

  private final Map<String, String> values = new HashMap<>();
  private int width;
  private int height;

  /** Reads the lines, up to the data. */
  PropheseeHeader(ByteInput in) throws IOException {
    long start = in.offset();
    for (int lines = 0; lines < MOST_LINES; lines++) {
      if (!in.fill(2) || !in.startsWith("% ")) {
        break;
      }
      int length = in.line();
      if (length < 0) {
        break;
      }
      String line = in.text(length).substring(1).strip();
      in.skip(length);
      if (line.equals("end")) {
        break;
      }
      int blank = line.indexOf(' ');
      String key = (blank < 0 ? line : line.substring(0, blank)).toLowerCase(Locale.ROOT);
      values.put(key, blank < 0 ? "" : line.substring(blank + 1).strip());
    }
    for (String part : value("format").split(";", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        values.put(part.substring(0, equals).toLowerCase(Locale.ROOT), part.substring(equals + 1));
      }
    }
    size(start);
  }

  private void size(long start) throws EventFormatException {
    String w = values.get("width");
    String h = values.get("height");
    Matcher geometry = GEOMETRY.matcher(value("geometry"));
    if (w != null && h != null) {
      width = side(start, w);
      height = side(start, h);
    } else if (geometry.matches()) {
      width = side(start, geometry.group(1));
      height = side(start, geometry.group(2));
    } else {
      int id = systemId();
      width = VGA.contains(id) ? 640 : HD.contains(id) ? 1280 : 0;
      height = VGA.contains(id) ? 480 : HD.contains(id) ? 720 : 0;
    }
  }

  private static int side(long start, String text) throws EventFormatException {
    if (text.matches("\\d{1,5}")) {
      int side = Integer.parseInt(text);
      if (side > 0 && side < 1 << 16) {
        return side;
      }
    }
    throw Faults.fatal(start, "expected a header with width and height of 1 to 65535, got " + text);
  }

  private int systemId() {
    String id = value("system_id");
    return id.matches("\\d{1,6}") ? Integer.parseInt(id) : -1;
  }

  private String value(String key) {
    return values.getOrDefault(key, "");
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Which RAW format the header names. */
  @Nullable EventFormat format() {
    String format = value("format");
    int end = format.indexOf(';');
    String name = end < 0 ? format : format.substring(0, end);
    String evt = name.isEmpty() ? value("evt") : name;
    return switch (evt.toUpperCase(Locale.ROOT)) {
      case "2.0", "EVT2" -> EventFormat.EVT2;
      case "2.1", "EVT21" -> EventFormat.EVT21;
      case "3.0", "EVT3" -> EventFormat.EVT3;
      default -> null;
    };
  }

  /** What the header names as format, known or not. */
  String formatName() {
    return value("format").isEmpty() ? value("evt") : value("format");
  }

  /** Version 1 of DAT has 9 and 8 bits for columns and rows. */
  boolean isFirstVersion() {
    return value("version").equals("1");
  }

  /** Whether halves of EVT 2.1's words are swapped, where the header tells. */
  @Nullable Boolean isLegacy() {
    String endianness = value("endianness");
    if (!endianness.isEmpty()) {
      return endianness.equals("legacy");
    }
    int id = systemId();
    if (id < 0) {
      return null;
    }
    String maker = value("integrator_name") + value("camera_integrator_name");
    return maker.contains("Prophesee") && id < 0x37;
  }
}
