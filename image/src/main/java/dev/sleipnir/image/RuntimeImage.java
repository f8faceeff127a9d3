package dev.sleipnir.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A folder with a Java of what the command line needs, its jars, and {@code bin/sleipnir}. Some of
 * the jars are no modules, so they stay a class path: jlink links the JDK's modules alone.
 */
final class RuntimeImage {
  private static final List<String> MODULES =
      List.of(
          "java.base",
          "java.desktop",
          "java.logging",
          "java.management",
          "java.net.http",
          "jdk.compiler",
          "jdk.httpserver",
          "jdk.incubator.vector",
          "jdk.jfr",
          "jdk.jshell",
          "jdk.management",
          "jdk.unsupported",
          "jdk.zipfs");

  /**
   * What nobody asks for: signatures of older versions, licences that our own folder repeats,
   * windows, sound.
   */
  private static final String LEFT_OUT =
      "**ct.sym,**.jsa,**/legal/**,**/libsplashscreen.so,**/libawt_xawt.so,**/libjsound.so";

  /** Messages, which are in English here. */
  private static final String OTHER_LANGUAGES =
      "**_de.class,**_ja.class,**_zh_CN.class,**_de.properties,**_ja.properties,**_zh_CN.properties";

  /** The time of every jar and of what is in it, so that equal jars have equal bytes. */
  private static final FileTime TIME = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

  private RuntimeImage() {}

  static void make(Path built, Path folder) throws IOException, InterruptedException {
    Path jar = built.resolve("sleipnir.jar");
    if (!Files.exists(jar)) {
      throw new IOException("expected a build at " + jar);
    }
    Folders.delete(folder);
    Files.createDirectories(Objects.requireNonNull(folder.getParent()));
    link(folder);
    jars(built, folder.resolve("lib/sleipnir"));
    Path script = folder.resolve("bin/sleipnir");
    try (InputStream in = RuntimeImage.class.getResourceAsStream("sleipnir.sh")) {
      Files.write(script, Objects.requireNonNull(in).readAllBytes());
    }
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void link(Path folder) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jlink").toString());
    command.addAll(
        List.of(
            "--add-modules",
            String.join(",", MODULES),
            "--strip-java-debug-attributes",
            "--no-header-files",
            "--no-man-pages",
            "--compress",
            "zip-9",
            "--exclude-files",
            LEFT_OUT,
            "--exclude-resources",
            OTHER_LANGUAGES,
            "--output",
            folder.toString()));
    Command.run(command);
    if (isOnPath("strip")) {
      for (Path file : Folders.contents(folder)) {
        if (file.toString().endsWith(".so")) {
          Command.run(List.of("strip", "--strip-unneeded", file.toString()));
        }
      }
    }
  }

  private static boolean isOnPath(String program) {
    return List.of(String.valueOf(System.getenv("PATH")).split(":", -1)).stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static void jars(Path built, Path to) throws IOException {
    Path libraries = to.resolve("lib");
    Files.createDirectories(libraries);
    copy(built.resolve("sleipnir.jar"), to.resolve("sleipnir.jar"));
    try (var jars = Files.list(built.resolve("lib"))) {
      for (Path jar : jars.sorted().toList()) {
        copy(jar, libraries.resolve(Objects.requireNonNull(jar.getFileName()).toString()));
      }
    }
  }

  /** Copies a jar without other systems' machine code. */
  private static void copy(Path from, Path to) throws IOException {
    try (var in = new ZipFile(from.toFile());
        var out = new ZipOutputStream(Files.newOutputStream(to))) {
      out.setLevel(9);
      for (ZipEntry entry : in.stream().filter(each -> isOurs(each.getName())).toList()) {
        var copy = new ZipEntry(entry.getName());
        copy.setTime(TIME.toMillis());
        out.putNextEntry(copy);
        in.getInputStream(entry).transferTo(out);
        out.closeEntry();
      }
    }
    Files.setLastModifiedTime(to, TIME);
  }

  private static boolean isOurs(String name) {
    boolean code =
        name.endsWith(".so")
            || name.endsWith(".dll")
            || name.endsWith(".dylib")
            || name.endsWith(".jnilib");
    return !code || name.contains("/" + system() + "/");
  }

  /** Where zstd-jni and lz4-java have the code of this machine. */
  private static String system() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String name = os.contains("mac") ? "darwin" : os.contains("win") ? "win" : "linux";
    return name + "/" + System.getProperty("os.arch").replace("x86_64", "amd64");
  }
}
