package dev.sleipnir.events.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the packets of AEDAT 4: compression, where the table is, what streams hold.
 */
final class Aedat4Header {
  static final String MAGIC = "#!AER-DAT4.0\r\n";
  private static final int LARGEST = 1 << 24;

  /** Nodes within nodes are asked for each attribute, so that more must not be. */
  private static final int DEEPEST = 64;

  private static final Pattern XML =
      Pattern.compile(
          "<node name=\"([^\"<]*)\"|(</node>)|<attr key=\"([^\"<]*)\"[^<>]*>([^<]*)</attr>");

  /** A stream. */
  static final class Stream {
    private String type = "";
    private int width;
    private int height;

    String type() {
      return type;
    }

    int width() {
      return width;
    }

    int height() {
      return height;
    }
  }

  private final int compression;
  private final long table;
  private final TreeMap<Integer, Stream> streams = new TreeMap<>();

  Aedat4Header(ByteInput in) throws IOException {
    in.skip(MAGIC.length());
    if (!in.fill(4)) {
      throw Faults.fatal(in.offset(), "expected the length of a header, got the end of the file");
    }
    long length = in.i32(in.at()) & 0xFFFFFFFFL;
    if (length > LARGEST) {
      throw Faults.fatal(
          in.offset(), "expected a header of at most " + LARGEST + " bytes, got " + length);
    }
    in.skip(4);
    if (!in.fill((int) length)) {
      throw Faults.fatal(
          in.offset(), "expected a header of " + length + " bytes, got " + in.available());
    }
    byte[] bytes = new byte[(int) length];
    System.arraycopy(in.bytes(), in.at(), bytes, 0, bytes.length);
    try {
      FlatTable head = FlatTable.root(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), 0);
      compression = head.intAt(4);
      table = head.longAt(6, -1);
      parse(head.text(8));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw Faults.fatal(in.offset(), "expected a header, got a damaged one: " + e.getMessage());
    }
    if (compression < 0 || compression > 4) {
      throw Faults.fatal(in.offset(), "expected compression 0 to 4, got " + compression);
    }
    in.skip((int) length);
  }

  private void parse(String xml) {
    Deque<String> nodes = new ArrayDeque<>();
    Matcher part = XML.matcher(xml);
    while (part.find()) {
      if (part.group(1) != null) {
        if (nodes.size() == DEEPEST) {
          throw new IllegalArgumentException("nodes more than " + DEEPEST + " deep");
        }
        nodes.push(part.group(1));
      } else if (part.group(2) != null) {
        nodes.poll();
      } else {
        attribute(nodes, part.group(3), part.group(4));
      }
    }
  }

  private void attribute(Deque<String> nodes, String key, String value) {
    for (String node : nodes) {
      if (node.matches("\\d{1,6}")) {
        Stream stream = streams.computeIfAbsent(Integer.parseInt(node), _ -> new Stream());
        int side = value.matches("\\d{1,5}") ? Integer.parseInt(value) : 0;
        switch (key) {
          case "typeIdentifier" -> stream.type = value;
          case "sizeX" -> stream.width = side;
          case "sizeY" -> stream.height = side;
          default -> {
            // what we do not need
          }
        }
        return;
      }
    }
  }

  /** 0 none, 1 and 2 LZ4, 3 and 4 ZSTD. */
  int compression() {
    return compression;
  }

  /** Where packets end, or -1 if nobody closed the file. */
  long table() {
    return table;
  }

  /**
   * Which stream holds the events that are read: the one that is wanted, or the first. Without any
   * that is declared, -1: the first that comes.
   */
  int events(int wanted) throws IOException {
    Stream declared = streams.get(wanted);
    if (wanted >= 0 && (declared == null || !declared.type.equals("EVTS"))) {
      throw Faults.fatal(
          MAGIC.length(), "expected a header with stream " + wanted + " of events, got " + types());
    }
    if (wanted >= 0) {
      return wanted;
    }
    for (var stream : streams.entrySet()) {
      if (stream.getValue().type.equals("EVTS")) {
        return stream.getKey();
      }
    }
    return -1;
  }

  private String types() {
    return streams.isEmpty()
        ? "none"
        : streams.entrySet().stream()
            .map(stream -> stream.getKey() + " of " + stream.getValue().type)
            .collect(Collectors.joining(", "));
  }

  @Nullable Stream stream(int id) {
    return streams.get(id);
  }
}
