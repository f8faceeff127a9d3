package dev.sleipnir.model.file;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;

/** Names of files that stand beside a file while it is written. */
final class Beside {
  /** Bytes of a name that leave room for what is added to it, of the 255 most systems allow. */
  private static final int LONGEST = 200;

  private Beside() {}

  /** A name nobody has used. */
  static Path temporary(Path target) {
    return target.resolveSibling(prefix(target) + UUID.randomUUID() + ".tmp");
  }

  /** Whether a name is one that {@link #temporary} gives for the target. */
  static boolean isTemporary(Path target, String name) {
    String prefix = prefix(target);
    return name.startsWith(prefix)
        && name.endsWith(".tmp")
        && isUuid(name.substring(prefix.length(), name.length() - ".tmp".length()));
  }

  /** The file that is locked while the target is written. */
  static Path lock(Path target) {
    return target.resolveSibling(prefix(target) + "lock");
  }

  private static String prefix(Path target) {
    String name = String.valueOf(target.getFileName());
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= LONGEST ? "." + name + "." : "." + UUID.nameUUIDFromBytes(bytes) + ".";
  }

  private static boolean isUuid(String text) {
    try {
      return UUID.fromString(text).toString().equals(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
