package dev.sleipnir.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The guide to layers of one's own: its code is that of the classes that are tested. */
class ExtendingConnectionGuideTest {
  private static final String GUIDE = "../docs/guide/extending-connection.md";
  private static final String CLASSES = "src/test/java/dev/sleipnir/model/extending/";

  @Test
  void theGuideIsWhatRuns() throws IOException {
    List<String> blocks = Snippets.blocks(GUIDE, "```java", "```");
    List<String> classes = List.of("Residual", "OwnNorm", "MovingAverage", "RandomSparse");
    assertEquals(classes.size(), blocks.size());
    for (int b = 0; b < blocks.size(); b++) {
      String source = Files.readString(Path.of(CLASSES + classes.get(b) + ".java"));
      assertTrue(source.endsWith(blocks.get(b)), classes.get(b));
    }
  }
}
