import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Builds Sleipnir unless what was built is newer than the sources: run by the launchers, {@code java
 * Build.java FOLDER}. Ends with 0 if there is a jar to start.
 *
 * <p>One process builds, others wait for it. The lock is one of the operating system, which frees it
 * when its owner ends, in whatever way; no process id has to be believed. The lock's file holds the
 * builder's process id while a build goes on and after one that broke off, so that what such a build
 * left is never taken for whole.
 */
final class Build {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration SAY_EVERY = Duration.ofMinutes(1);
  private static final Duration WAIT_AT_MOST = Duration.ofMinutes(30);
  private static final Duration ARCHIVE_AT_MOST = Duration.ofMinutes(1);

  private final Path home;
  private final Path lock;
  private final Path jar;
  private final ProcessHandle launcher;

  private Build(Path home, ProcessHandle launcher) {
    this.home = home;
    this.launcher = launcher;
    lock = home.resolve("target").resolve("build.lock");
    jar = home.resolve("tasks/target/sleipnir.jar");
  }

  /** What ends the build, said in one line. */
  private static final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    Failure(String message) {
      super(message);
    }
  }

  public static void main(String[] args) throws InterruptedException {
    // Known now: later it may have ended, and its number may be another's.
    ProcessHandle launcher = ProcessHandle.current().parent().orElse(ProcessHandle.current());
    try {
      Build build = new Build(Path.of(args[0]), launcher);
      if (!build.isFresh()) {
        build.buildOnce();
      }
    } catch (Failure e) {
      say(e.getMessage());
      System.exit(1);
    } catch (IOException e) {
      say("cannot build: " + reason(e));
      System.exit(1);
    }
  }

  private void buildOnce() throws Failure, IOException, InterruptedException {
    Files.createDirectories(home.resolve("target"));
    try (FileChannel channel =
        FileChannel.open(
            lock, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      try (FileLock held = held(channel)) {
        if (held.isValid() && !isFresh()) {
          write(channel, Long.toString(ProcessHandle.current().pid()));
          build();
          write(channel, "");
          archive();
        }
      }
    }
  }

  /** Takes the lock, waiting for who has it. */
  private FileLock held(FileChannel channel) throws Failure, IOException, InterruptedException {
    Instant start = Instant.now();
    Instant said = Instant.MIN;
    while (true) {
      FileLock held = channel.tryLock();
      if (held != null) {
        return held;
      }
      requireLauncher();
      Duration waited = Duration.between(start, Instant.now());
      if (waited.compareTo(WAIT_AT_MOST) > 0) {
        throw new Failure(
            "gave up: after %d minutes %s still builds (its lock: %s)"
                .formatted(waited.toMinutes(), owner(channel), lock));
      }
      if (said.isBefore(Instant.now().minus(SAY_EVERY))) {
        said = Instant.now();
        say("waiting for %s, which is building (its lock: %s)".formatted(owner(channel), lock));
      }
      Thread.sleep(LOOK_EVERY);
    }
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(20);
    channel.read(text, 0);
    String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
    return pid.matches("\\d+") ? "process " + pid : "another start";
  }

  private static void write(FileChannel channel, String text) throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
    channel.force(true);
  }

  private void build() throws Failure, IOException, InterruptedException {
    say("building (once; again when a source file changes)");
    FileTime start = FileTime.from(Instant.now());
    Files.deleteIfExists(jar);
    deleteOurLibraries();
    boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    // The formatter's check is for commits, not for a start.
    List<String> options = List.of("-q", "-P", "!format", "-Dmaven.test.skip=true", "package");
    List<String> command =
        Stream.concat(
                windows ? Stream.of("cmd", "/c", "mvnw.cmd") : Stream.of("./mvnw"),
                options.stream())
            .toList();
    ProcessBuilder maven =
        new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
    maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    int status = run(maven, WAIT_AT_MOST, log);
    if (status != 0 || !isWhole()) {
      Files.deleteIfExists(jar);
      System.err.print(log.toString(StandardCharsets.UTF_8));
      throw new Failure(
          status != 0
              ? "the build failed (see above)"
              : "the build ended well, but left no whole " + jar);
    }
    // A file that was changed during the build is newer than what was built.
    Files.setLastModifiedTime(jar, start);
  }

  /**
   * Leaves the classes of a start as the JVM has them in memory: later starts map them instead of
   * reading them from jars. The JVM itself looks whether the jars are the same, by time and length, and
   * does without otherwise; so do we if this fails.
   */
  private void archive() throws IOException, InterruptedException {
    Path archive = jar.resolveSibling("sleipnir.jsa");
    Path aside = jar.resolveSibling("sleipnir.jsa.new");
    Files.deleteIfExists(aside);
    ProcessBuilder start =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED",
                "--add-exports=jdk.compiler/com.sun.tools.javac.launcher=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseParallelGC",
                "-Djava.awt.headless=true",
                "-Dslf4j.internal.verbosity=ERROR",
                "-XX:ArchiveClassesAtExit=" + aside,
                "-cp",
                jar.toString(),
                "dev.sleipnir.tasks.SourceProgram",
                home.resolve("tasks/src/launcher/FirstUse.java").toString())
            .redirectErrorStream(true);
    if (run(start, ARCHIVE_AT_MOST, new ByteArrayOutputStream()) == 0 && Files.exists(aside)) {
      Files.move(aside, archive, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Runs a process, which ends with us and with the launcher; returns its exit status. */
  private int run(ProcessBuilder builder, Duration atMost, ByteArrayOutputStream log)
      throws IOException, InterruptedException {
    Process process = builder.start();
    process.getOutputStream().close();
    Thread end = new Thread(() -> kill(process));
    Runtime.getRuntime().addShutdownHook(end);
    Thread reader = Thread.ofPlatform().daemon().start(() -> copy(process.getInputStream(), log));
    Instant start = Instant.now();
    while (!process.waitFor(LOOK_EVERY)) {
      requireLauncher();
      if (Duration.between(start, Instant.now()).compareTo(atMost) > 0) {
        kill(process);
      }
    }
    reader.join(Duration.ofSeconds(5));
    Runtime.getRuntime().removeShutdownHook(end);
    return process.exitValue();
  }

  /** Deleted, not overwritten: a program that runs has them open. */
  private void deleteOurLibraries() throws IOException {
    Path folder = home.resolve("tasks/target/lib");
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      try (var files = Files.newDirectoryStream(folder, "sleipnir-*.jar")) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
    }
  }

  private static void copy(InputStream from, ByteArrayOutputStream to) {
    try (from) {
      from.transferTo(to);
    } catch (IOException e) {
      return; // The process was killed.
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Who wants the build may have been killed: then nothing of it is to stay. */
  private void requireLauncher() {
    if (!launcher.isAlive()) {
      System.exit(1);
    }
  }

  /** Whether the jar is there and newer than all it is made of, folders too, and no build broke off. */
  private boolean isFresh() throws IOException {
    if (!Files.isRegularFile(jar) || (Files.exists(lock) && Files.size(lock) > 0)) {
      return false;
    }
    FileTime built = Files.getLastModifiedTime(jar);
    if (isNewer(home.resolve("pom.xml"), built) || hasNewer(home.resolve("docs/labs"), built)) {
      return false;
    }
    try (var modules = Files.newDirectoryStream(home)) {
      for (Path module : modules) {
        if (isNewer(module.resolve("pom.xml"), built)
            || hasNewer(module.resolve("src/main"), built)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean hasNewer(Path folder, FileTime than) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.anyMatch(file -> isNewer(file, than));
    }
  }

  private static boolean isNewer(Path file, FileTime than) {
    try {
      return Files.exists(file) && Files.getLastModifiedTime(file).compareTo(than) > 0;
    } catch (IOException e) {
      return true; // Gone since it was found.
    }
  }

  /** Whether the jar can be opened and all that it names is there. */
  private boolean isWhole() {
    try (JarFile file = new JarFile(jar.toFile())) {
      String named =
          file.getManifest() == null
              ? null
              : file.getManifest().getMainAttributes().getValue("Class-Path");
      return named == null
          || Stream.of(named.split(" ")).allMatch(l -> Files.exists(jar.resolveSibling(l)));
    } catch (IOException e) {
      return false;
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied ->
          "expected to write " + denied.getFile() + ", got permission denied";
      case FileSystemException f when f.getReason() != null -> f.getFile() + ": " + f.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }

  private static void say(String line) {
    System.err.println("sleipnir: " + line);
  }
}
