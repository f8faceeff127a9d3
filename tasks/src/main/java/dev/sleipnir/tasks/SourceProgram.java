package dev.sleipnir.tasks;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Runs a program of one file by the JDK's own launcher of source files, in this JVM, with the
 * Vector API added. The shell launcher starts it for {@code run}, and {@link Script} for {@code
 * lab}.
 */
public final class SourceProgram {
  private static final String LAUNCHER = "com.sun.tools.javac.launcher.SourceLauncher";

  private static final String VECTORS = "jdk.incubator.vector";

  private SourceProgram() {}

  /**
   * Compiles and runs a program.
   *
   * @param args the file, and what its {@code main} is given
   * @throws Throwable what the program throws
   */
  public static void main(String[] args) throws Throwable {
    Start.prepare();
    Parent.endWithIt();
    try {
      run(args);
    } catch (OutputLost e) {
      System.exit(e.report(System.err));
    }
  }

  private static void run(String[] args) throws Throwable {
    Class<?> type = Class.forName(LAUNCHER);
    Object launcher = type.getConstructor(PrintStream.class).newInstance(System.err);
    Method run = type.getMethod("run", String[].class, String[].class);
    try {
      run.invoke(launcher, options(args), args);
    } catch (InvocationTargetException e) {
      throw thrown(Objects.requireNonNullElse(e.getCause(), e));
    }
  }

  /** What the compiler is told of how this JVM was started. */
  private static String[] options(String[] args) {
    List<String> options = new ArrayList<>(JvmOptions.ofThisJvm());
    if (args.length > 0 && usesVectors(Path.of(args[0]))) {
      // The compiler remarks that the module is incubating, so only who uses it is told.
      options.add("--add-modules=" + VECTORS);
    }
    return options.toArray(String[]::new);
  }

  private static boolean usesVectors(Path file) {
    try {
      return Files.readString(file).contains(VECTORS);
    } catch (IOException e) {
      return false; // The launcher says what is wrong with it.
    }
  }

  /** What the program threw; ends where the launcher only has to say something. */
  private static Throwable thrown(Throwable e) {
    if (e instanceof InvocationTargetException ofProgram) {
      return Objects.requireNonNullElse(ofProgram.getCause(), e);
    }
    if (e.getClass().getName().endsWith(".Fault")) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
    return e;
  }
}
