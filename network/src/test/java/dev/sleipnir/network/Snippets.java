package dev.sleipnir.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Code of guides, and of the tests that run it. */
final class Snippets {
  private Snippets() {}

  /** What is between two marks of a file, each time. */
  static List<String> found(String file, String begin, String end) throws IOException {
    String text = Files.readString(Path.of(file));
    return Pattern.compile(begin + "\n(.*?)" + end, Pattern.DOTALL)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  static String inDocument(String document) throws IOException {
    return code(found(document, "```java", "```\n"));
  }

  static String inTest(Class<?> test) throws IOException {
    String file = "src/test/java/" + test.getName().replace('.', '/') + ".java";
    return code(found(file, "    // snippet begins", "    // snippet ends\n"));
  }

  /** Without spaces and comments. */
  private static String code(List<String> blocks) {
    return blocks.stream()
        .flatMap(String::lines)
        .map(line -> line.replaceFirst("//.*", "").replaceAll("\\s+", ""))
        .collect(Collectors.joining());
  }
}
