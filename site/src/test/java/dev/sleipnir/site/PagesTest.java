package dev.sleipnir.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagesTest {
  @Test
  void everyLinkOfTheDocumentationLeadsSomewhere() throws IOException {
    assertEquals(List.of(), new Pages(Path.of("..")).deadLinks());
  }

  @Test
  void linksBecomeThoseOfThePages(@TempDir Path folder) throws IOException {
    var root = tree(folder);
    var pages = folder.resolve("pages");
    new Pages(root).write(pages);
    var index = Files.readString(pages.resolve("markdown/index.md"));
    assertEquals(
        """
        # Top
        [guide](docs/guide/index.md#a-place), [program](docs/run-java.md), ![p](docs/p.png), [folder](docs/list/index.md)
        ```
        [code](stays.md)
        ```
        [other](https://example.org/x.md) [here](#top)
        """,
        index);
    assertEquals(
        "# Guide\n[up](../../index.md)\n",
        Files.readString(pages.resolve("markdown/docs/guide/index.md")));
    assertTrue(
        Files.readString(pages.resolve("markdown/docs/run-java.md"))
            .contains("```java\nvoid main() {}\n```"));
    assertTrue(Files.exists(pages.resolve("resources/docs/p.png")));
    assertEquals(
        "# list\n\n* [a.json](a.json)\n",
        Files.readString(pages.resolve("markdown/docs/list/index.md")));
    assertTrue(Files.exists(pages.resolve("resources/docs/list/a.json")));
    assertTrue(Files.exists(pages.resolve("site.xml")));
    assertFalse(Files.exists(pages.resolve("markdown/target/x.md")));
    new Pages(root).write(pages);
    assertEquals(index, Files.readString(pages.resolve("markdown/index.md")));
  }

  @Test
  void aLinkThatLeadsNowhereIsNamedWithItsPage(@TempDir Path folder) throws IOException {
    var root = tree(folder);
    Files.writeString(
        root.resolve("docs/guide/README.md"), "[a](nothing.md) and [b](../../../out.md)");
    assertEquals(
        List.of("docs/guide/README.md: nothing.md", "docs/guide/README.md: ../../../out.md"),
        new Pages(root).deadLinks());
    var refused =
        assertThrows(
            IllegalStateException.class, () -> new Pages(root).write(folder.resolve("pages")));
    assertTrue(String.valueOf(refused.getMessage()).contains("docs/guide/README.md: nothing.md"));
  }

  private static Path tree(Path folder) throws IOException {
    var root = folder.resolve("root");
    for (var inner : List.of("docs/guide", "docs/list", "target", "site/pages")) {
      Files.createDirectories(root.resolve(inner));
    }
    Files.writeString(folder.resolve("out.md"), "outside");
    Files.writeString(
        root.resolve("README.md"),
        """
        # Top
        <!-- a comment -- with dashes -->
        [guide](docs/guide/README.md#a-place), [program](docs/run.java), ![p](docs/p.png), [folder](docs/list)
        ```
        [code](stays.md)
        ```
        [other](https://example.org/x.md) [here](#top)
        """);
    Files.writeString(root.resolve("docs/guide/README.md"), "# Guide\n[up](../../README.md)\n");
    Files.writeString(root.resolve("docs/run.java"), "void main() {}\n");
    Files.write(root.resolve("docs/p.png"), new byte[] {1, 2});
    Files.writeString(root.resolve("docs/list/a.json"), "{}");
    Files.writeString(root.resolve("target/x.md"), "[built](nothing.md)");
    Files.writeString(root.resolve("site/pages/site.xml"), "<site/>");
    return root;
  }
}
