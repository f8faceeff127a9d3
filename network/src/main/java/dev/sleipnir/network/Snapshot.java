package dev.sleipnir.network;

import dev.sleipnir.kernels.state.State;
import dev.sleipnir.model.file.Archive;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.file.ArchiveWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** A network's state in a file: an {@link Archive} of names, each with its kind and its value. */
final class Snapshot {
  private static final String KIND = "network of populations";
  private static final int TEXT = 0;
  private static final int NUMBER = 1;
  private static final int FLOATS = 2;
  private static final int INTS = 3;
  private static final int LONGS = 4;
  private static final int DOUBLES = 5;

  private Snapshot() {}

  /** Writes it aside and moves it to its place. */
  static void write(Path file, State state) throws IOException {
    Archive.write(
        file,
        KIND,
        out -> {
          out.number(state.values().size());
          for (Map.Entry<String, Object> entry : state.values().entrySet()) {
            out.text(entry.getKey());
            write(out, entry.getValue());
          }
        });
  }

  private static void write(ArchiveWriter out, Object value) throws IOException {
    switch (value) {
      case String text -> {
        out.number(TEXT);
        out.text(text);
      }
      case Long number -> {
        out.number(NUMBER);
        out.number(number);
      }
      case float[] values -> {
        out.number(FLOATS);
        out.floats(values);
      }
      case int[] values -> {
        out.number(INTS);
        out.ints(values);
      }
      case long[] values -> {
        out.number(LONGS);
        out.longs(values);
      }
      case double[] values -> {
        out.number(DOUBLES);
        out.doubles(values);
      }
      default -> throw new IllegalStateException("state: expected no " + value.getClass());
    }
  }

  /** Reads it into memory, of which it takes as much as it is long. */
  static State read(Path file) throws IOException {
    return State.from(Archive.read(file, KIND, Snapshot::values));
  }

  private static SequencedMap<String, Object> values(ArchiveReader in) throws IOException {
    SequencedMap<String, Object> values = new LinkedHashMap<>();
    for (int left = in.number("values", 0, Integer.MAX_VALUE); left > 0; left--) {
      String name = in.text("name");
      Object value =
          switch (in.number(name + ": kind", TEXT, DOUBLES)) {
            case TEXT -> in.text(name);
            case NUMBER -> in.number(name);
            case FLOATS -> in.floats(name);
            case INTS -> in.ints(name, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONGS -> in.longs(name);
            default -> in.doubles(name);
          };
      values.put(name, value);
    }
    return values;
  }
}
