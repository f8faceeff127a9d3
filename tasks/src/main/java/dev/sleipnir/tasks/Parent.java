package dev.sleipnir.tasks;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The process that started this one for its own ends, and without which this one is of no use. */
final class Parent {
  /** Names the parent's process id. */
  static final String PROPERTY = "sleipnir.parent";

  private static final Duration EVERY = Duration.ofMillis(250);
  private static final int STATUS = 143;

  private Parent() {}

  /** The option that makes a JVM end with this process. */
  static String option() {
    return "-D" + PROPERTY + "=" + ProcessHandle.current().pid();
  }

  /** Ends this JVM when its parent ends, however that ends, if {@link #option} was given. */
  static void endWithIt() {
    @Nullable Long pid = Long.getLong(PROPERTY);
    if (pid == null) {
      return;
    }
    // The number alone would not do: another process may have it by now.
    ProcessHandle parent = ProcessHandle.current().parent().orElse(null);
    if (parent == null || parent.pid() != pid) {
      Runtime.getRuntime().halt(STATUS);
      return;
    }
    Thread.ofPlatform().name("parent").daemon().start(() -> watch(parent));
  }

  private static void watch(ProcessHandle parent) {
    try {
      while (parent.isAlive()) {
        Thread.sleep(EVERY);
      }
    } catch (InterruptedException e) {
      return;
    }
    Runtime.getRuntime().halt(STATUS);
  }
}
