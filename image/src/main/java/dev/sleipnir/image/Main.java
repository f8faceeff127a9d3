package dev.sleipnir.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * {@code BUILT OUT VERSION}: from what the build left in BUILT, a folder and a container's image in
 * OUT.
 */
final class Main {
  private static final double MIB = 1 << 20;

  private Main() {}

  static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 3) {
      throw new IllegalArgumentException(
          "expected BUILT OUT VERSION, got " + arguments.length + " arguments");
    }
    Path out = Path.of(arguments[1]).toAbsolutePath().normalize();
    Path folder = out.resolve("sleipnir");
    RuntimeImage.make(Path.of(arguments[0]).toAbsolutePath().normalize(), folder);
    say(folder, Folders.size(folder));
    Path oci = out.resolve("oci");
    Container.make(folder, oci, arguments[2]);
    say(oci, Folders.size(oci));
  }

  private static void say(Path folder, long bytes) {
    System.out.printf(Locale.ROOT, "%s: %.1f MiB%n", folder, bytes / MIB);
  }
}
