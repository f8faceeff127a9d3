package dev.sleipnir.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image for containers that needs no other: the libraries of the system that the Java calls, the
 * Java, the command line. There is no shell in it. {@code podman load}, {@code skopeo copy
 * oci:FOLDER ...} and others read its folder.
 */
final class Container {
  /** Where everything lies in the container. */
  private static final String HOME = "opt/sleipnir";

  private static final Pattern LIBRARY = Pattern.compile("(?:=> )?(/\\S+) \\(0x");

  private Container() {}

  static void make(Path folder, Path layout, String version)
      throws IOException, InterruptedException {
    Map<String, Path> system = libraries(folder);
    Map<String, Path> java = new TreeMap<>();
    Map<String, Path> program = new TreeMap<>();
    for (Path file : Folders.contents(folder)) {
      if (Files.isRegularFile(file)) {
        String inner = folder.relativize(file).toString();
        boolean ours = inner.startsWith("lib/sleipnir") || inner.equals("bin/sleipnir");
        (ours ? program : java).put(HOME + "/" + inner, file);
      }
    }
    var image = new OciLayout(layout);
    for (Map<String, Path> layer : List.of(system, java, program)) {
      image.layer(layer);
    }
    image.write(config(version), "sleipnir:" + version);
  }

  private static Map<String, Object> config(String version) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("Env", List.of("LANG=C.UTF-8", "PATH=/" + HOME + "/bin", "HOME=/tmp"));
    config.put(
        "Entrypoint",
        List.of(
            "/" + HOME + "/bin/java",
            "-XX:+UseParallelGC",
            "-Djava.awt.headless=true",
            "-Dslf4j.internal.verbosity=ERROR",
            "-jar",
            "/" + HOME + "/lib/sleipnir/sleipnir.jar"));
    config.put("Cmd", List.of("--help"));
    config.put("WorkingDir", "/");
    config.put("User", "65532:65532");
    config.put(
        "Labels",
        Map.of(
            "org.opencontainers.image.title", "Sleipnir",
            "org.opencontainers.image.version", version,
            "org.opencontainers.image.licenses", "Apache-2.0"));
    return config;
  }

  /**
   * The libraries that the machine code of the folder calls, and those that they call, by where
   * they lie.
   */
  private static Map<String, Path> libraries(Path folder) throws IOException, InterruptedException {
    var places = new TreeSet<String>();
    List<String> code = new ArrayList<>();
    code.add(folder.resolve("bin/java").toString());
    for (Path file : Folders.contents(folder)) {
      if (file.toString().endsWith(".so")) {
        code.add(file.toString());
      }
    }
    for (String file : code) {
      Matcher library = LIBRARY.matcher(Command.run(List.of("ldd", file)));
      while (library.find()) {
        places.add(library.group(1));
      }
    }
    Map<String, Path> libraries = new TreeMap<>();
    for (String place : places) {
      if (!Path.of(place).startsWith(folder)) {
        libraries.put(place.substring(1), Path.of(place).toRealPath());
      }
    }
    return libraries;
  }
}
