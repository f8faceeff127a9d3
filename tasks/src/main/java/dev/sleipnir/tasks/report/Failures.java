package dev.sleipnir.tasks.report;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;

/**
 * What went wrong, in words: the JDK's exceptions have often no message, or a file's name alone.
 */
public final class Failures {
  private Failures() {}

  /**
   * The reason of a failure in one line.
   *
   * @param e what was thrown
   * @return its message, completed where the JDK's says too little
   */
  public static String reason(Throwable e) {
    String reason =
        switch (e) {
          case NoSuchFileException f -> "expected a file, found none at " + f.getFile();
          case AccessDeniedException f -> "permission denied: " + f.getFile();
          case FileAlreadyExistsException f -> "expected nothing there, found " + f.getFile();
          case NotDirectoryException f -> "expected a folder, got a file: " + f.getFile();
          case FileSystemException f when f.getReason() != null ->
              f.getFile() == null ? f.getReason() : f.getFile() + ": " + f.getReason();
          case NullPointerException n -> "something is missing (an error of ours; see --verbose)";
          case IndexOutOfBoundsException i
              when !String.valueOf(i.getMessage()).contains("expected") ->
              "an index is outside its range (an error of ours; see --verbose): " + i.getMessage();
          default -> Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
        };
    return Printable.line(reason);
  }
}
