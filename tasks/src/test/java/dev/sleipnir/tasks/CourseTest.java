package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The course of the guide: what its pages show is code of their programs and what these print,
 * which {@link ExamplesTest} runs; and all links of the guide lead somewhere.
 */
class CourseTest {
  private static final Path GUIDE = Path.of("../docs/guide");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern PROGRAM = Pattern.compile("\\((\\.\\./examples/\\w+\\.java)\\)");

  static List<Path> pages() throws IOException {
    return filesOf(name -> name.endsWith(".md"));
  }

  static List<Path> course() throws IOException {
    return filesOf(name -> name.matches("\\d\\d-.*\\.md"));
  }

  private static List<Path> filesOf(Predicate<String> named) throws IOException {
    try (Stream<Path> files = Files.list(GUIDE)) {
      return files.filter(f -> named.test(String.valueOf(f.getFileName()))).sorted().toList();
    }
  }

  /** The blocks of one language. */
  private static List<String> blocks(String page, String language) {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = null;
    for (String line : page.lines().toList()) {
      if (block != null && line.equals("```")) {
        blocks.add(block.toString());
        block = null;
      } else if (block != null) {
        block.append(line).append('\n');
      } else if (line.equals("```" + language)) {
        block = new StringBuilder();
      }
    }
    return blocks;
  }

  private static String dense(String text) {
    return text.replaceAll("\\s", "");
  }

  @ParameterizedTest
  @MethodSource("course")
  void aPageShowsItsProgram(Path file) throws IOException {
    String page = Files.readString(file);
    List<String> programs =
        PROGRAM.matcher(page).results().map(found -> found.group(1)).distinct().toList();
    assertEquals(1, programs.size(), "expected a link to one program, got " + programs);
    String program = Files.readString(GUIDE.resolve(programs.getFirst()));
    List<String> code = blocks(page, "java");
    assertFalse(code.isEmpty());
    for (String block : code) {
      assertTrue(dense(program).contains(dense(block)), block);
    }
    List<String> printed = program.lines().filter(line -> line.startsWith("// ")).toList();
    for (String block : blocks(page, "text")) {
      for (String line : block.lines().toList()) {
        assertTrue(printed.contains("// " + line), line);
      }
    }
    String picture =
        programs.getFirst().replace("examples/", "examples/pictures/").replace(".java", ".png");
    assertTrue(page.contains("](" + picture + ")"), "expected its picture, " + picture);
    assertTrue(Files.exists(GUIDE.resolve(picture)), picture);
  }

  @Test
  void theMapNamesEveryPage() throws IOException {
    String map = Files.readString(GUIDE.resolve("README.md"));
    for (Path page : pages()) {
      String name = String.valueOf(page.getFileName());
      assertTrue(name.equals("README.md") || map.contains("(" + name), name);
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhere(Path page) throws IOException {
    for (String link :
        LINK.matcher(Files.readString(page)).results().map(r -> r.group(1)).toList()) {
      if (link.contains("://")) {
        continue;
      }
      int mark = link.indexOf('#');
      String file = mark < 0 ? link : link.substring(0, mark);
      Path target = file.isEmpty() ? page : GUIDE.resolve(file);
      assertTrue(Files.exists(target), page + ": " + link);
      if (mark >= 0) {
        assertTrue(anchors(target).contains(link.substring(mark + 1)), page + ": " + link);
      }
    }
  }

  /** Headings as addresses, the way GitHub makes them. */
  private static List<String> anchors(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .toList();
  }
}
