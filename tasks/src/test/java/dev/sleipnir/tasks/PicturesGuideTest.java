package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide to pictures: its code is that of a program, which runs. */
class PicturesGuideTest {
  private static final Path PROGRAM = Path.of("../docs/guide/pictures.java");

  @Test
  void theGuideShowsTheProgram() throws Exception {
    assertEquals(
        shown(PROGRAM, "// guide: ", "// guide: end"),
        shown(Path.of("../docs/guide/pictures.md"), "```java", "```"));
  }

  /** What stands between marks, without blanks. */
  private static String shown(Path file, String begin, String end) throws Exception {
    StringBuilder text = new StringBuilder();
    boolean inside = false;
    for (String line : Files.readAllLines(file)) {
      String code = line.strip();
      if (code.equals(end)) {
        inside = false;
      } else if (code.startsWith(begin)) {
        inside = true;
      } else if (inside) {
        text.append(code.replaceAll("\\s", ""));
      }
    }
    return text.toString();
  }

  @Test
  void theProgramDrawsThePicturesOfTheGuide(@TempDir Path folder) throws Exception {
    Path output = folder.resolve("output.txt");
    int status =
        Script.process(PROGRAM, List.of(folder.toString()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start()
            .waitFor();
    assertEquals(0, status, Files.readString(output));
    try (var files = Files.list(Path.of("../docs/guide/pictures"))) {
      for (Path committed : files.toList()) {
        assertTrue(Files.exists(folder.resolve(committed.getFileName())), committed.toString());
        assertTrue(Files.size(committed) < 100_000, committed.toString());
      }
    }
  }
}
