package dev.sleipnir.site;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What Maven's generator does not do: {@code collect ROOT PAGES} before it, {@code finish SITE
 * PICTURES} after it.
 */
final class Main {
  private Main() {}

  static void main(String[] arguments) throws IOException, InterruptedException {
    var first = Path.of(arguments[1]).toAbsolutePath().normalize();
    var second = Path.of(arguments[2]).toAbsolutePath().normalize();
    switch (arguments[0]) {
      case "collect" -> new Pages(first).write(second);
      case "finish" -> finish(first, second);
      default ->
          throw new IllegalArgumentException("expected collect or finish, got " + arguments[0]);
    }
  }

  private static void finish(Path site, Path pictures) throws IOException, InterruptedException {
    Search.add(site);
    var dead = Links.dead(site);
    if (!dead.isEmpty()) {
      throw new IllegalStateException(
          "expected that every link leads somewhere, got "
              + dead.size()
              + " that do not:\n  "
              + String.join("\n  ", dead));
    }
    Screenshots.take(site, pictures);
  }
}
