package dev.sleipnir.model.online;

import dev.sleipnir.model.file.Archive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Arrays that go from step to step: copied, written to files and read from them. */
final class Memory {
  private Memory() {}

  /** Copies arrays into others of the same lengths. */
  static void copy(List<float[]> from, List<float[]> to) {
    for (int m = 0; m < to.size(); m++) {
      System.arraycopy(from.get(m), 0, to.get(m), 0, to.get(m).length);
    }
  }

  static void save(Path file, String kind, List<float[]> memory) throws IOException {
    Archive.write(
        file,
        kind,
        out -> {
          out.number(memory.size());
          for (float[] array : memory) {
            out.floats(array);
          }
        });
  }

  /** If anything does not fit, nothing changes. */
  static void load(Path file, String kind, List<float[]> memory) throws IOException {
    List<float[]> read =
        Archive.read(
            file,
            kind,
            in -> {
              List<float[]> arrays = new ArrayList<>();
              in.require("arrays of such a network and batch", memory.size());
              for (int m = 0; m < memory.size(); m++) {
                arrays.add(in.floats("array " + m, memory.get(m).length));
              }
              return arrays;
            });
    copy(read, memory);
  }
}
