package dev.sleipnir.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import tools.jackson.databind.json.JsonMapper;

/**
 * Search, in the reader's browser and without a server: the texts of all pages in one script, a
 * page that looks words up in them with lunr, and a field for it on each page. Headings get the
 * names that links to them use.
 */
final class Search {
  private static final List<String> FILES = List.of("search.html", "search.js", "lunr.js");

  private Search() {}

  static void add(Path site) throws IOException {
    for (var name : FILES) {
      copy(name, site.resolve(name));
    }
    var entries = new ArrayList<Map<String, String>>();
    for (var page : Links.pages(site)) {
      if (page.equals(site.resolve("search.html"))) {
        continue;
      }
      var document = Jsoup.parse(page);
      nameHeadings(document);
      var up = "../".repeat(site.relativize(page).getNameCount() - 1);
      document
          .head()
          .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
      var bar = document.selectFirst("#topbar, #banner, body");
      if (bar != null) {
        bar.prepend(
            "<form class=\"site-search\" action=\""
                + up
                + "search.html\"><input type=\"search\" name=\"q\" placeholder=\"Search\" aria-label=\"Search\"></form>");
      }
      Files.writeString(page, document.outerHtml());
      var main = document.selectFirst("main, #bodyColumn");
      entries.add(
          Map.of(
              "url",
              site.relativize(page).toString().replace('\\', '/'),
              "title",
              title(document),
              "text",
              main == null ? document.body().text() : main.text()));
    }
    Files.writeString(
        site.resolve("search-pages.js"),
        "const pages = " + JsonMapper.shared().writeValueAsString(entries) + ";\n");
  }

  /**
   * As GitHub names them: lower case, words joined by hyphens, a number behind a name that was
   * there before.
   */
  private static void nameHeadings(Document document) {
    var used = new HashSet<String>();
    for (var heading : document.select("h1, h2, h3, h4, h5, h6")) {
      var name =
          heading
              .text()
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-');
      var unique = name;
      for (var n = 1; !used.add(unique); n++) {
        unique = name + "-" + n;
      }
      heading.attr("id", unique);
    }
  }

  private static String title(Document document) {
    var heading = document.selectFirst("h1");
    return heading == null ? document.title() : heading.text();
  }

  private static void copy(String name, Path to) throws IOException {
    var webjar = "META-INF/resources/webjars/lunr/2.3.9/lunr.js";
    try (var in =
        name.equals("lunr.js")
            ? Search.class.getClassLoader().getResourceAsStream(webjar)
            : Search.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("expected " + name + " on the class path");
      }
      Files.write(to, in.readAllBytes());
    }
  }
}
