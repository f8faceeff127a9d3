package dev.sleipnir.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Code that stands both in a document and in a test. */
final class Snippets {
  private Snippets() {}

  /** The Java code of a document. */
  static String inDocument(String document) throws IOException {
    return code(String.join("", blocks(document, "```java", "```")));
  }

  /** The code of a test of this package between its marks. */
  static String inTest(Class<?> test) throws IOException {
    String file = "src/test/java/dev/sleipnir/model/" + test.getSimpleName() + ".java";
    return code(String.join("", blocks(file, "    // snippet begins", "    // snippet ends")));
  }

  /** What stands between lines, from each first to the next last one. */
  static List<String> blocks(String file, String begin, String end) throws IOException {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = new StringBuilder();
    boolean inside = false;
    for (String line : Files.readAllLines(Path.of(file))) {
      if (inside && line.equals(end)) {
        blocks.add(block.toString());
        block.setLength(0);
        inside = false;
      } else if (inside) {
        block.append(line).append('\n');
      } else {
        inside = line.equals(begin);
      }
    }
    return blocks;
  }

  /** Without comments and blanks. */
  static String code(String block) {
    return block
        .lines()
        .map(line -> line.replaceFirst("//.*", ""))
        .flatMap(line -> Arrays.stream(line.split("\\s+", -1)))
        .collect(Collectors.joining());
  }
}
