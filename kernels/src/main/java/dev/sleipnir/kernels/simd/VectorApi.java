package dev.sleipnir.kernels.simd;

import java.lang.module.ModuleFinder;
import org.jspecify.annotations.Nullable;

/**
 * Whether this JVM has what the kernels need. Asked by every public class before it touches one
 * that uses vectors, so that whichever comes first says what is missing, each time; for the same
 * reason no public class uses vectors itself: on a JVM without them it could not even be loaded.
 */
public final class VectorApi {
  private static final String MODULE = "jdk.incubator.vector";
  private static final String WIDTH = "sleipnir.vector.bits";

  // A constant to the compiler, so that asking costs nothing.
  private static final @Nullable String PROBLEM = problem();

  private VectorApi() {}

  /**
   * Checks that the kernels can run.
   *
   * @throws IllegalStateException if not; the message says what was expected, and the flag to add
   */
  public static void require() {
    if (PROBLEM != null) {
      throw new IllegalStateException(PROBLEM);
    }
  }

  private static @Nullable String problem() {
    // Asked by name, not by touching a vector class: that would fail with a NoClassDefFoundError
    // that helps nobody.
    if (!isThere()) {
      String expected = "the Vector API module is missing: expected module " + MODULE;
      return ModuleFinder.ofSystem().find(MODULE).isPresent()
          ? expected + ", found none; start java with --add-modules " + MODULE
          : expected
              + " of JDK 25, but Java "
              + Runtime.version()
              + " in "
              + System.getProperty("java.home")
              + " has none; start java of JDK 25 with --add-modules "
              + MODULE;
    }
    String asked = System.getProperty(WIDTH);
    return switch (asked) {
      case null -> null;
      case "128", "256", "512" -> null;
      default -> WIDTH + ": expected 128, 256 or 512, got '" + asked + "'";
    };
  }

  /** Whether the boot loader has it: a module added while the JVM runs is in no boot layer. */
  private static boolean isThere() {
    try {
      return Class.forName(MODULE + ".Vector", false, null) != null;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** The width asked for in bits, or what there is. */
  static int bits(int widest) {
    String asked = System.getProperty(WIDTH);
    return asked == null ? widest : Integer.parseInt(asked);
  }
}
