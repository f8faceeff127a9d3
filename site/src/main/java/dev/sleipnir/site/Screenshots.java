package dev.sleipnir.site;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Pages as a phone and a desk show them, by headless Chromium where it is installed. */
final class Screenshots {
  private static final List<String> PAGES =
      List.of(
          "index.html",
          "docs/guide/index.html",
          "docs/performance.html",
          "docs/results/index.html",
          "docs/examples/classifier-java.html",
          "search.html");
  private static final int[] WIDTHS = {390, 1440};

  private Screenshots() {}

  /**
   * Writes a PNG of each of some pages at each width.
   *
   * @throws IllegalStateException if a page is wider than its window
   */
  static void take(Path site, Path folder) throws IOException, InterruptedException {
    var browser = browser();
    if (browser.isEmpty()) {
      System.out.println("no Chromium is installed: no pictures of the site");
      return;
    }
    Files.createDirectories(folder);
    var wide = new ArrayList<String>();
    for (var page : PAGES) {
      if (!Files.exists(site.resolve(page))) {
        continue;
      }
      for (var width : WIDTHS) {
        var picture =
            folder.resolve(page.replace('/', '-').replace(".html", "") + "-" + width + ".png");
        run(
            browser,
            "--window-size=" + width + ",1600",
            "--screenshot=" + picture,
            site.resolve(page).toUri().toString());
        var actual = widthOf(browser, site.resolve(page), width, folder);
        if (actual > width) {
          wide.add(page + ": " + actual + " of " + width + " pixels");
        }
      }
    }
    if (!wide.isEmpty()) {
      throw new IllegalStateException(
          "expected pages as wide as their windows, got\n  " + String.join("\n  ", wide));
    }
  }

  /**
   * The width that a page takes in a frame of some width: its own, or more where something does not
   * fit.
   */
  private static int widthOf(String browser, Path page, int width, Path folder)
      throws IOException, InterruptedException {
    var frame = folder.resolve("width.html");
    Files.writeString(
        frame,
        """
        <iframe id="page" width="%d" height="1600" style="border:0" src="%s"></iframe>
        <script>onload = () => { document.title = document.getElementById("page").contentDocument.documentElement.scrollWidth; }</script>
        """
            .formatted(width, page.toUri()));
    var dom =
        run(
            browser,
            "--window-size=2000,1700",
            "--allow-file-access-from-files",
            "--dump-dom",
            frame.toUri().toString());
    Files.delete(frame);
    var title = dom.replaceAll("(?s).*<title>(\\d+)</title>.*", "$1");
    if (!title.matches("\\d+")) {
      throw new IOException("expected the width of " + page + " from the browser, got " + dom);
    }
    return Integer.parseInt(title);
  }

  private static String run(String browser, String... arguments)
      throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--virtual-time-budget=5000"));
    command.addAll(List.of(arguments));
    var out = Files.createTempFile("sleipnir-site", ".html");
    try {
      var process =
          new ProcessBuilder(command)
              .redirectOutput(out.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("expected " + browser + " to end within a minute");
      }
      return Files.readString(out);
    } finally {
      Files.delete(out);
    }
  }

  private static String browser() {
    var path = String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1);
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(name -> Stream.of(path).map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElse("");
  }
}
