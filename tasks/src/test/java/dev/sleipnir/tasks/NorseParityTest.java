package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that compares with Norse: each row stands once, and what it names exists. */
class NorseParityTest {
  private static final Path ROOT = Path.of("..");
  private static final Path PAGE = ROOT.resolve("docs/norse-parity.md");
  private static final Pattern ROW =
      Pattern.compile("\\| (\\d+) \\| ([^|]+) \\|([^|]*)\\|([^|]*)\\| ([^|:]+?)(: [^|]+)? \\|");
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");

  private record Row(int number, String here, String shownBy, String state, boolean hasReason) {}

  private static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.add(
            new Row(
                Integer.parseInt(row.group(1)),
                row.group(3),
                row.group(4),
                row.group(5),
                row.group(6) != null));
      }
    }
    return rows;
  }

  private static List<String> names(String cell) {
    return NAME.matcher(cell).results().map(name -> name.group(1)).toList();
  }

  /** Sources by simple name, in every module. */
  private static Map<String, List<Path>> sources(String kind) throws IOException {
    Map<String, List<Path>> sources = new HashMap<>();
    for (String module : List.of("kernels", "model", "plasticity", "nir", "bench", "tasks")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/" + kind + "/java"))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .forEach(
                file ->
                    sources
                        .computeIfAbsent(
                            file.getFileName().toString().replace(".java", ""),
                            _ -> new ArrayList<>())
                        .add(file));
      }
    }
    return sources;
  }

  @Test
  void everyRowStandsOnce() throws IOException {
    assertEquals(
        IntStream.rangeClosed(1, 200).boxed().toList(), rows().stream().map(Row::number).toList());
  }

  @Test
  void rowsAreCounted() throws IOException {
    Map<String, Integer> counted = new TreeMap<>();
    for (Row row : rows()) {
      counted.merge(row.state, 1, Integer::sum);
    }
    Map<String, Integer> said = new TreeMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher sum = Pattern.compile("\\| ([a-z ]+) \\| (\\d+) \\| [^|]+ \\|").matcher(line);
      if (sum.matches()) {
        said.put(sum.group(1), Integer.parseInt(sum.group(2)));
      }
    }
    assertEquals(counted, said);
    assertEquals(4, said.size(), said.toString());
  }

  @Test
  void whatIsHereIsShownByATestAndWhatIsNotHasAReason() throws IOException {
    for (Row row : rows()) {
      if (row.state.startsWith("not ")) {
        assertTrue(row.hasReason, row + ": expected why");
      } else {
        assertFalse(names(row.here).isEmpty(), row + ": expected what is here");
        assertFalse(names(row.shownBy).isEmpty(), row + ": expected what shows it");
      }
    }
  }

  @Test
  void everythingNamedExists() throws IOException {
    Map<String, List<Path>> main = sources("main");
    Map<String, List<Path>> test = sources("test");
    for (Row row : rows()) {
      for (String name : names(row.here)) {
        assertTrue(exists(name, main), row.number + ": " + name);
      }
      for (String name : names(row.shownBy)) {
        assertTrue(test.containsKey(name), row.number + ": " + name);
      }
    }
  }

  /** A file of the repository; or a class, with a member of it that its source declares. */
  private static boolean exists(String name, Map<String, List<Path>> sources) throws IOException {
    if (name.contains("/")) {
      return Files.exists(ROOT.resolve(name));
    }
    String[] parts = name.replace("()", "").split("\\.", -1);
    for (Path source : sources.getOrDefault(parts[0], List.of())) {
      String text = Files.readString(source);
      boolean all = true;
      for (String member : List.of(parts).subList(1, parts.length)) {
        String declared = name.endsWith("()") ? "\\b" + member + "\\(" : "\\b" + member + "\\b";
        all &= Pattern.compile(declared).matcher(text).find();
      }
      if (all) {
        return true;
      }
    }
    return false;
  }
}
