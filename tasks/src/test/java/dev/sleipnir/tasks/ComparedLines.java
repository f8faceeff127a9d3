package dev.sleipnir.tasks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Java lines of a guide that stands in tables beside another library's, and in code blocks. */
final class ComparedLines {
  private static final Pattern ROW = Pattern.compile("\\| [^|]* \\| `([^|]+)` \\|");

  private static final Pattern TEXT = Pattern.compile("\\| [^|]* \\| `([^|]+)` \\| [^|]*\\|");

  private ComparedLines() {}

  /** The lines of a page of the guide, without blanks. */
  static String ofPage(String page) throws IOException {
    StringBuilder code = new StringBuilder();
    boolean inside = false;
    for (String line : Files.readAllLines(Path.of("../docs/guide", page))) {
      Matcher row = ROW.matcher(line);
      if (line.startsWith("```")) {
        inside = line.equals("```java");
      } else if (inside) {
        code.append(line);
      } else if (row.matches()) {
        code.append(row.group(1));
      }
    }
    return code.toString().replaceAll("\\s", "");
  }

  /** What of the middle of tables of three columns stands in none of the page's code. */
  static String notInCode(String page) throws IOException {
    String code = ofPage(page);
    StringBuilder missing = new StringBuilder();
    for (String line : Files.readAllLines(Path.of("../docs/guide", page))) {
      Matcher row = TEXT.matcher(line);
      if (row.matches() && !code.contains(row.group(1).replaceAll("\\s", ""))) {
        missing.append(row.group(1)).append('\n');
      }
    }
    return missing.toString();
  }

  /** The lines of a test between its marks, without blanks. */
  static String ofTest(Class<?> test) throws IOException {
    Path file = Path.of("src/test/java/dev/sleipnir/tasks", test.getSimpleName() + ".java");
    String text = Files.readString(file);
    String begin = "// guide begins";
    int from = text.indexOf(begin) + begin.length();
    return text.substring(from, text.indexOf("// guide ends", from)).replaceAll("\\s", "");
  }
}
