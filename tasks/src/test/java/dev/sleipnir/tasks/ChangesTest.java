package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files of changes have the form that {@code docs/changes/collect} reads. */
class ChangesTest {
  private static final List<String> KINDS = List.of("Added", "Changed", "Fixed", "Removed");

  @Test
  void eachHasAKindAndItems() throws IOException {
    List<Path> changes;
    try (var files = Files.list(Path.of("../docs/changes"))) {
      changes =
          files
              .filter(file -> file.toString().endsWith(".md") && !file.endsWith("README.md"))
              .toList();
    }
    for (Path change : changes) {
      List<String> lines = Files.readAllLines(change);
      assertTrue(KINDS.contains(lines.getFirst()), change + ": expected a first line of " + KINDS);
      List<String> items = lines.stream().skip(1).filter(line -> !line.isBlank()).toList();
      assertFalse(items.isEmpty(), change + ": expected items");
      for (String line : items) {
        assertTrue(
            line.startsWith("- ") || line.startsWith("  "),
            change + ": expected '- an item' or the rest of one, got '" + line + "'");
      }
      assertTrue(items.getFirst().startsWith("- "), change + ": expected '- an item' first");
    }
  }
}
