package dev.sleipnir.tasks;

import java.lang.reflect.InvocationTargetException;

/**
 * Where the command begins: looks at the Java it runs on, adds the Vector API, and goes on in
 * {@link Main}.
 *
 * <p>This class alone is compiled for Java 8, so that an older Java says what is wrong instead of
 * showing a trace. The Vector API is added here and not by {@code --add-modules}, because for the
 * latter the JDK prints a warning at every start that no option turns off.
 */
public final class Start {
  private static final String JAVA = "25";
  private static final String MODULE = "jdk.incubator.vector";

  private Start() {}

  /**
   * Runs the command.
   *
   * @param args command, options, arguments
   * @throws Throwable what the command throws
   */
  public static void main(String[] args) throws Throwable {
    prepare();
    try {
      Class.forName("dev.sleipnir.tasks.Main")
          .getMethod("main", String[].class)
          .invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Ends with a message on another Java than ours; adds the Vector API where it is missing. */
  static void prepare() {
    String version = System.getProperty("java.specification.version");
    if (!JAVA.equals(version)) {
      System.err.println(
          "sleipnir: expected Java "
              + JAVA
              + ", got Java "
              + System.getProperty("java.version")
              + " in "
              + System.getProperty("java.home"));
      System.exit(1);
    }
    try {
      // As the JDK itself adds modules for agents. Main says so if it did not work.
      Class.forName("jdk.internal.module.Modules")
          .getMethod("loadModule", String.class)
          .invoke(null, MODULE);
    } catch (ReflectiveOperationException e) {
      return;
    }
  }
}
