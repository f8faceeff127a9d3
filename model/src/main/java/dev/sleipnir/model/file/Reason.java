package dev.sleipnir.model.file;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/** Why a file could not be written, in words: the messages of many exceptions are a path only. */
final class Reason {
  private Reason() {}

  static IOException of(Path file, IOException e) {
    return new IOException("cannot write " + file + ": " + of(e), e);
  }

  private static String of(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied for " + denied.getFile();
      case FileAlreadyExistsException exists -> "expected a folder, got " + what(exists.getFile());
      case NoSuchFileException missing -> "found no " + missing.getFile();
      case FileSystemException f when f.getReason() != null -> f.getReason();
      case ClosedByInterruptException interrupted -> "the thread was interrupted";
      default -> Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    };
  }

  private static String what(String path) {
    return (Files.isSymbolicLink(Path.of(path)) ? "a link to nothing: " : "a file: ") + path;
  }
}
