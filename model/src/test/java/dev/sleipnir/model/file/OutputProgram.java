package dev.sleipnir.model.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A process of its own that writes files: what tests cannot do in theirs. */
final class OutputProgram {
  private OutputProgram() {}

  /** Says something, writes each file, says something else. */
  static Process start(Path standardOutput, String before, String... files) throws IOException {
    List<String> args = new ArrayList<>(List.of("write", before));
    args.addAll(List.of(files));
    return java(args).redirectOutput(standardOutput.toFile()).start();
  }

  /** Takes the lock, says so, and waits to be killed or for its input to end. */
  static Process lock(Path file) throws IOException {
    return java(List.of("lock", file.toString())).start();
  }

  private static ProcessBuilder java(List<String> args) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                folder(OutputFile.class) + File.pathSeparator + folder(OutputProgram.class),
                OutputProgram.class.getName()));
    command.addAll(args);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  /** Where a class is, on a class path, a module path or patched into a module. */
  private static Path folder(Class<?> type) {
    var resource = Objects.requireNonNull(type.getResource(type.getSimpleName() + ".class"));
    Path folder = Path.of(URI.create(resource.toString()));
    for (int level = type.getName().split("\\.", -1).length; level > 0; level--) {
      folder = Objects.requireNonNull(folder.getParent());
    }
    return folder;
  }

  public static void main(String[] args) throws IOException {
    if (args[0].equals("lock")) {
      try (OutputLock lock = OutputLock.of(Path.of(args[1]))) {
        System.out.println("locked " + (lock != null));
        while (System.in.read() >= 0) {}
      }
      return;
    }
    System.out.print(args[1]);
    for (int a = 2; a < args.length; a++) {
      String text = "[" + args[a] + "]";
      OutputFile.write(Path.of(args[a]), out -> out.write(text.getBytes(UTF_8)));
    }
    System.out.println("after");
  }
}
