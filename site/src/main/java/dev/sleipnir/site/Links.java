package dev.sleipnir.site;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;

/** The links of a site's own pages to its files and to places within its pages. */
final class Links {
  private Links() {}

  /** All pages but those of the API, sorted. */
  static List<Path> pages(Path site) throws IOException {
    try (var files = Files.walk(site)) {
      return files
          .filter(
              file ->
                  file.toString().endsWith(".html") && !file.startsWith(site.resolve("apidocs")))
          .sorted()
          .toList();
    }
  }

  /** Links that lead nowhere, each as {@code page: link}. Links to other sites are not followed. */
  static List<String> dead(Path site) throws IOException {
    var dead = new ArrayList<String>();
    Map<Path, Set<String>> names = new HashMap<>();
    for (var page : pages(site)) {
      var document = Jsoup.parse(page);
      for (var element : document.select("a[href], link[href], img[src], script[src]")) {
        var link = element.hasAttr("href") ? element.attr("href") : element.attr("src");
        if (link.isEmpty() || link.matches("([a-z]+:|//).*")) {
          continue;
        }
        var hash = link.indexOf('#');
        var file = (hash < 0 ? link : link.substring(0, hash)).replaceAll("\\?.*", "");
        var target =
            file.isEmpty()
                ? page
                : page.resolveSibling(URLDecoder.decode(file, StandardCharsets.UTF_8)).normalize();
        var name =
            hash < 0 ? "" : URLDecoder.decode(link.substring(hash + 1), StandardCharsets.UTF_8);
        if (!Files.isRegularFile(target)
            || (!name.isEmpty()
                && target.toString().endsWith(".html")
                && !names(names, target).contains(name))) {
          dead.add(site.relativize(page) + ": " + link);
        }
      }
    }
    return dead;
  }

  private static Set<String> names(Map<Path, Set<String>> known, Path page) throws IOException {
    var names = known.get(page);
    if (names == null) {
      names = new HashSet<>();
      for (var element : Jsoup.parse(page).select("[id], a[name]")) {
        names.add(element.id());
        names.add(element.attr("name"));
      }
      known.put(page, names);
    }
    return names;
  }
}
