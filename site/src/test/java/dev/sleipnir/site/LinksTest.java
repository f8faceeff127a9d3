package dev.sleipnir.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinksTest {
  @Test
  void filesAndPlacesThatAreMissingAreNamed(@TempDir Path site) throws IOException {
    pages(site);
    assertEquals(
        List.of("index.html: #a-name", "index.html: in/b.html#none", "index.html: no.png"),
        Links.dead(site));
  }

  @Test
  void searchNamesHeadingsAndListsEveryPage(@TempDir Path site) throws IOException {
    pages(site);
    Search.add(site);
    assertEquals(List.of("index.html: in/b.html#none", "index.html: no.png"), Links.dead(site));
    var listed = Files.readString(site.resolve("search-pages.js"));
    assertTrue(
        listed.contains("\"url\":\"in/b.html\"") && listed.contains("\"title\":\"Bees\""), listed);
    assertTrue(Files.readString(site.resolve("in/b.html")).contains("action=\"../search.html\""));
    assertTrue(Files.readString(site.resolve("in/b.html")).contains("id=\"bees-1\""));
  }

  private static void pages(Path site) throws IOException {
    Files.createDirectories(site.resolve("in"));
    Files.createDirectories(site.resolve("css"));
    Files.writeString(site.resolve("css/site.css"), "");
    Files.writeString(
        site.resolve("index.html"),
        "<h1>A (name)</h1><a href=\"#a-name\"></a><a href=\"in/b.html\"></a><a href=\"in/b.html#none\"></a>"
            + "<img src=\"no.png\"><a href=\"https://example.org/\"></a>");
    Files.writeString(
        site.resolve("in/b.html"), "<h1>Bees</h1><h2>Bees</h2><a href=\"../index.html\"></a>");
  }
}
