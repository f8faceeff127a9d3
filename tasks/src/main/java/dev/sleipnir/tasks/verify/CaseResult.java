package dev.sleipnir.tasks.verify;

import dev.sleipnir.tasks.report.Failures;
import dev.sleipnir.tasks.report.Printable;
import java.nio.file.Path;
import java.util.List;
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

  CaseResult {
    // They come from files, which may hold anything.
    target = Printable.line(target);
    name = Printable.line(name);
    message = message == null ? null : Printable.line(message);
  }

  /** Reads a file and runs the case in it. */
  static CaseResult of(Path file) {
    try {
      return of(CaseFile.read(file));
    } catch (MalformedCase e) {
      return unread(file, e.getMessage());
    } catch (JacksonException e) {
      return unread(file, reason(e));
    } catch (StackOverflowError | OutOfMemoryError e) {
      return unread(file, beyond(e));
    } catch (RuntimeException e) {
      // Whatever a file holds, the others are read.
      return unread(file, "cannot be read: " + Failures.reason(e));
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
      return of(c, Verdict.FAILED, out, "cannot be computed: " + Failures.reason(e));
    } catch (StackOverflowError | OutOfMemoryError e) {
      return of(c, Verdict.FAILED, out, beyond(e));
    } catch (LinkageError | AssertionError e) {
      return of(c, Verdict.FAILED, out, "cannot be computed: " + Failures.reason(e));
    }
    if (out.firstDifference() != null) {
      return of(c, Verdict.FAILED, out, out.firstDifference());
    }
    List<String> unchecked = out.unchecked();
    if (!unchecked.isEmpty()) {
      String what = String.join(", ", unchecked);
      return of(c, Verdict.FAILED, out, "expects what " + c.target() + " does not give: " + what);
    }
    List<String> unused = c.unused();
    if (!unused.isEmpty()) {
      String what = String.join(", ", unused);
      return of(c, Verdict.FAILED, out, "gives what " + c.target() + " does not take: " + what);
    }
    return of(c, Verdict.PASSED, out, null);
  }

  private static String beyond(VirtualMachineError e) {
    return e instanceof StackOverflowError
        ? "too deep to be computed"
        : "too large for the memory there is (heap limit "
            + Runtime.getRuntime().maxMemory() / (1024 * 1024)
            + " MiB)";
  }

  private static CaseResult of(
      CaseFile c, Verdict verdict, Comparison out, @Nullable String message) {
    return new CaseResult(
        c.target(), c.name(), verdict, out.largestError(), out.largestAbsoluteError(), message);
  }

  /** What a file is that counts as failed without having been run. */
  static CaseResult unread(Path file, @Nullable String message) {
    String name = name(file);
    return new CaseResult(
        name.substring(0, name.indexOf('/')), name, Verdict.FAILED, 0, 0, file + ": " + message);
  }

  /** The name a file's place gives its case: {@code target/variant-seed}. */
  static String name(Path file) {
    Path path = file.toAbsolutePath().normalize();
    Path parent = path.getParent();
    Path folder = parent == null ? null : parent.getFileName();
    String stem = String.valueOf(path.getFileName());
    int end = stem.lastIndexOf('.');
    return (folder == null ? "" : folder) + "/" + (end < 0 ? stem : stem.substring(0, end));
  }
}
