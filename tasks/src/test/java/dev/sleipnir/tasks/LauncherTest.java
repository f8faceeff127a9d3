package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The shell launcher in a checkout of its own, whose build is a script of some lines. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
  /** What is started in place of Sleipnir. */
  private static final String START =
      """
      package dev.sleipnir.tasks;
      public final class Start {
        public static void main(String[] args) {
          String collector = "";
          for (var c : java.lang.management.ManagementFactory.getGarbageCollectorMXBeans()) {
            collector += c.getName() + " ";
          }
          System.out.println("started " + String.join(",", args) + " with " + collector);
          System.exit(5);
        }
      }
      """;

  /** What leaves an archive of the classes it used: see Build. */
  private static final String FIRST_USE =
      """
      package dev.sleipnir.tasks;
      public final class SourceProgram {
        public static void main(String[] args) {}
      }
      """;

  /** In place of Maven: says that it ran, takes a while, leaves a jar. */
  private static final String BUILD =
      """
      #!/bin/sh
      echo $$ >> builds
      mkdir -p tasks/target
      printf half > tasks/target/sleipnir.jar
      sleep ${SECONDS_OF_BUILD:-0}
      cp prepared.jar tasks/target/sleipnir.jar
      """;

  @TempDir static Path shared;

  @TempDir Path folder;

  private Path checkout = Path.of("");

  @BeforeAll
  static void compile() throws Exception {
    Path source = Files.writeString(shared.resolve("Start.java"), START);
    Path first = Files.writeString(shared.resolve("SourceProgram.java"), FIRST_USE);
    Path classes = Files.createDirectories(shared.resolve("classes"));
    run("javac", "-d", classes.toString(), source.toString(), first.toString());
    String file = shared.resolve("prepared.jar").toString();
    run("jar", "cf", file, "-C", classes.toString(), ".");
  }

  private static void run(String tool, String... arguments) {
    var found = ToolProvider.findFirst(tool).orElseThrow();
    assertEquals(0, found.run(System.out, System.err, arguments));
  }

  /** A path that a shell, a locale or a careless script would stumble over. */
  @BeforeEach
  void checkOut() throws IOException {
    checkout = Files.createDirectories(folder.resolve("-a b'ü $x"));
    copy("sleipnir");
    copy("tasks/src/launcher/Build.java");
    Files.copy(shared.resolve("prepared.jar"), checkout.resolve("prepared.jar"));
    for (String name : List.of("pom.xml", "docs/labs/a.java", "kernels/src/main/A.java")) {
      Files.createDirectories(checkout.resolve(name).getParent());
      Files.writeString(checkout.resolve(name), "");
    }
    Path maven = Files.writeString(checkout.resolve("mvnw"), BUILD);
    assertTrue(maven.toFile().setExecutable(true));
  }

  private void copy(String name) throws IOException {
    Path to = checkout.resolve(name);
    Files.createDirectories(to.getParent());
    Files.copy(
        Path.of("..").resolve(name),
        to,
        StandardCopyOption.COPY_ATTRIBUTES,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private Process start(Map<String, String> environment, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(checkout.resolve("sleipnir").toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    for (String name : List.of("SLEIPNIR_JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS")) {
      builder.environment().remove(name);
    }
    builder.environment().putAll(environment);
    return builder.redirectErrorStream(true).start();
  }

  private static String output(Process process) throws Exception {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), text);
    return text;
  }

  private long builds() throws IOException {
    Path builds = checkout.resolve("builds");
    return Files.exists(builds) ? Files.readAllLines(builds).size() : 0;
  }

  private Path jar() {
    return checkout.resolve("tasks/target/sleipnir.jar");
  }

  /** A jar that is newer than all sources, as a build leaves it. */
  private void built() throws IOException {
    Files.createDirectories(jar().getParent());
    Files.copy(shared.resolve("prepared.jar"), jar(), StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(jar(), FileTime.from(Instant.now().plusSeconds(5)));
  }

  @Test
  void startsAtOnceBuildOnce() throws Exception {
    List<Process> starts = new ArrayList<>();
    for (int s = 0; s < 6; s++) {
      starts.add(start(Map.of("SECONDS_OF_BUILD", "1"), "x y", "@z"));
    }
    int waited = 0;
    for (Process process : starts) {
      String text = output(process);
      assertEquals(5, process.exitValue(), text);
      assertTrue(text.contains("started x y,@z with PS "), text);
      waited += text.contains("waiting for process ") ? 1 : 0;
    }
    assertEquals(1, builds());
    assertTrue(waited > 0, "at least one says what it waits for");
    // And then no more, until a source is newer.
    assertFalse(output(start(Map.of())).contains("building"));
    Files.setLastModifiedTime(
        checkout.resolve("kernels/src/main/A.java"), FileTime.from(Instant.now().plusSeconds(60)));
    assertTrue(output(start(Map.of())).contains("building"));
    assertEquals(2, builds());
  }

  @Test
  void aBuildLeavesClassesForLaterStarts() throws Exception {
    Path archive = checkout.resolve("tasks/target/sleipnir.jsa");
    assertTrue(output(start(Map.of())).contains("building"));
    assertTrue(Files.size(archive) > 0);
    Map<String, String> log = Map.of("SLEIPNIR_JAVA_OPTS", "-Xlog:class+load");
    assertTrue(mapsClasses(output(start(log))), "the archive is used");
    // Of another jar, or half of it: nothing is said, and the start is as good.
    Files.setLastModifiedTime(jar(), FileTime.from(Instant.now().plusSeconds(60)));
    assertFalse(mapsClasses(output(start(log))));
    assertOneLine(output(start(Map.of())));
    Files.writeString(archive, "half");
    assertOneLine(output(start(Map.of())));
    assertEquals(1, builds());
  }

  private static void assertOneLine(String text) {
    assertEquals(1, text.lines().count(), text);
  }

  private static boolean mapsClasses(String text) {
    return text.contains("shared objects file (top)");
  }

  @Test
  void locksOfTheDeadAreNone() throws Exception {
    // What an earlier version and a killed build leave: the number of a process that lives.
    built();
    Path target = Files.createDirectories(checkout.resolve("target"));
    String alive = Long.toString(ProcessHandle.current().pid());
    Files.createSymbolicLink(target.resolve("launcher.lock"), Path.of(alive));
    Files.writeString(target.resolve("build.lock"), alive);
    String text = output(start(Map.of()));
    assertTrue(text.contains("started"), text);
    assertEquals(1, builds(), "what a killed build leaves is not believed");
    assertEquals(0, Files.size(target.resolve("build.lock")));
  }

  @Test
  void whoWaitsSaysForWhat() throws Exception {
    Path target = Files.createDirectories(checkout.resolve("target"));
    Path lock = target.resolve("build.lock");
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var held = channel.lock()) {
      assertTrue(held.isValid());
      Process process = start(Map.of());
      try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
        String line = lines.readLine();
        assertTrue(line.startsWith("sleipnir: waiting for another start, which is"), line);
        assertTrue(line.contains(lock.getFileName().toString()), line);
        process.destroy();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
      }
    }
    assertEquals(0, builds());
  }

  @Test
  void aKilledStartLeavesNoProcessAndNoJar() throws Exception {
    Process process = start(Map.of("SECONDS_OF_BUILD", "60"));
    for (int tries = 0; builds() == 0 && tries < 200; tries++) {
      Thread.sleep(50);
    }
    List<ProcessHandle> children = process.descendants().toList();
    assertFalse(children.isEmpty());
    process.destroyForcibly();
    assertTrue(process.waitFor(10, TimeUnit.SECONDS));
    for (ProcessHandle child : children) {
      child.onExit().get(10, TimeUnit.SECONDS);
    }
    // Half a jar may be there, newer than the sources; it does not count.
    String text = output(start(Map.of()));
    assertTrue(text.contains("building"), text);
    assertTrue(text.contains("started"), text);
    assertEquals(2, builds());
  }

  @Test
  void aBuildThatFailsIsShownAndLeavesNothing() throws Exception {
    Files.writeString(checkout.resolve("mvnw"), "#!/bin/sh\necho reason; echo x > prepared.jar\n");
    String text = output(start(Map.of()));
    assertTrue(text.contains("reason"), text);
    assertTrue(text.contains("left no whole"), text);
    assertFalse(Files.exists(jar()));
    Files.writeString(checkout.resolve("mvnw"), "#!/bin/sh\necho reason; exit 3\n");
    text = output(start(Map.of()));
    assertTrue(text.contains("the build failed (see above)"), text);
  }

  @Test
  void whereNothingCanBeWrittenAFreshJarRunsAndAStaleOneIsRefused() throws Exception {
    built();
    // Root may write anywhere: a file in the folder's place is in the way of everybody.
    Files.writeString(checkout.resolve("target"), "");
    assertTrue(output(start(Map.of())).contains("started"));
    Files.setLastModifiedTime(jar(), FileTime.fromMillis(0));
    Process process = start(Map.of());
    Instant begin = Instant.now();
    String text = output(process);
    assertEquals(1, process.exitValue(), text);
    assertTrue(text.startsWith("sleipnir: cannot build: "), text);
    assertEquals(1, text.lines().count(), text);
    assertTrue(Duration.between(begin, Instant.now()).toSeconds() < 20);
  }

  @Test
  void theUserChoosesTheCollector() throws Exception {
    built();
    assertTrue(output(start(Map.of())).contains("with PS "));
    String wanted = "-XX:+UseSerialGC";
    for (String name : List.of("SLEIPNIR_JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS")) {
      String text = output(start(Map.of(name, "-Xmx64m " + wanted)));
      assertTrue(text.contains("with Copy "), name + ": " + text);
    }
    Files.writeString(folder.resolve("options"), wanted);
    String text = output(start(Map.of("SLEIPNIR_JAVA_OPTS", "@options")));
    assertTrue(text.contains("with Copy "), text);
  }

  @Test
  void isFoundThroughLinksAndWhateverTheEnvironment() throws Exception {
    built();
    Path link = Files.createSymbolicLink(folder.resolve("-link"), checkout.resolve("sleipnir"));
    Process process =
        new ProcessBuilder("sh", "--", "-link", "a")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    assertTrue(Files.isSymbolicLink(link));
    assertTrue(output(process).contains("started a "));
    Map<String, String> odd =
        Map.of("CDPATH", "/:/tmp", "JAVA_HOME", "/nonexistent", "LC_ALL", "C", "LANG", "C");
    String java = Path.of(System.getProperty("java.home"), "bin").toString();
    List<Map<String, String>> all =
        Stream.of(Map.<String, String>of(), Map.of("PATH", java + ":" + System.getenv("PATH")))
            .toList();
    for (Map<String, String> more : all) {
      var environment = new java.util.HashMap<>(odd);
      environment.putAll(more);
      String text = output(start(environment, "b"));
      assertTrue(text.contains("started b ") || text.contains("no JDK 25 found"), text);
      assertNotEquals("", text);
    }
  }

  @Test
  void aFolderThatJavaCannotNameIsRefused() throws Exception {
    Path colon = folder.resolve("a:b");
    Files.move(checkout, colon);
    checkout = colon;
    String text = output(start(Map.of()));
    assertTrue(text.startsWith("sleipnir: expected a folder without ':' in its path"), text);
  }
}
