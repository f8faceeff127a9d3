package dev.sleipnir.tasks.verify;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * How a case came out.
 *
 * @param target what it tests
 * @param name its name
 * @param verdict how it came out
 * @param error largest error in units of the tolerance; right up to 1
 * @param absoluteError largest error as it is
 * @param message what differed first, or what is not supported; null if it passed
 */
record CaseResult(
    String target,
    String name,
    Verdict verdict,
    double error,
    double absoluteError,
    @Nullable String message) {

  /** Reads a file and runs the case in it. */
  static CaseResult of(Path file) {
    try {
      return of(CaseFile.read(file));
    } catch (MalformedCase e) {
      return unread(file, e.getMessage());
    } catch (JacksonException e) {
      return unread(file, reason(e));
    }
  }

  /** Why a file is no JSON, in one line. */
  static String reason(JacksonException e) {
    return "unreadable JSON: " + e.getOriginalMessage().lines().findFirst().orElse("");
  }

  /** Runs a case. */
  static CaseResult of(CaseFile c) {
    Comparison out = new Comparison(c);
    TargetRunner runner = Targets.runner(c.target());
    if (runner == null) {
      String message =
          Targets.names().contains(c.target()) ? "not built yet" : "unknown target " + c.target();
      return of(c, Verdict.UNSUPPORTED, out, message);
    }
    try {
      runner.run(c, out);
    } catch (UnsupportedCase e) {
      // What could be compared has to be right all the same.
      return out.firstDifference() != null
          ? of(c, Verdict.FAILED, out, out.firstDifference())
          : of(c, Verdict.UNSUPPORTED, out, "not built yet: " + e.getMessage());
    } catch (MalformedCase e) {
      return of(c, Verdict.FAILED, out, e.getMessage());
    } catch (RuntimeException e) {
      // A program's error in one case must not keep the others from being run.
      return of(c, Verdict.FAILED, out, e.toString());
    }
    if (out.firstDifference() != null) {
      return of(c, Verdict.FAILED, out, out.firstDifference());
    }
    if (c.listed().isEmpty()) {
      return of(c, Verdict.FAILED, out, "the case expects nothing");
    }
    List<String> unchecked = out.unchecked();
    return unchecked.isEmpty()
        ? of(c, Verdict.PASSED, out, null)
        : of(
            c,
            Verdict.UNSUPPORTED,
            out,
            "not built yet: nothing to compare with " + String.join(", ", unchecked));
  }

  private static CaseResult of(
      CaseFile c, Verdict verdict, Comparison out, @Nullable String message) {
    return new CaseResult(
        c.target(), c.name(), verdict, out.largestError(), out.largestAbsoluteError(), message);
  }

  private static CaseResult unread(Path file, @Nullable String message) {
    String name = name(file);
    return new CaseResult(
        name.substring(0, name.indexOf('/')), name, Verdict.FAILED, 0, 0, file + ": " + message);
  }

  /** The name a file's place gives its case: {@code target/variant-seed}. */
  static String name(Path file) {
    Path path = file.toAbsolutePath().normalize();
    Path folder = Objects.requireNonNullElse(path.getParent(), path);
    String stem = String.valueOf(path.getFileName());
    return folder.getFileName() + "/" + stem.substring(0, stem.lastIndexOf('.'));
  }
}
