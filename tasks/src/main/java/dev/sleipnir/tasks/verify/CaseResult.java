package dev.sleipnir.tasks.verify;

import dev.sleipnir.tasks.report.Failures;
import dev.sleipnir.tasks.report.Printable;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

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

  /** Reads a file and runs the case in it, one that is a folder on each number of threads. */
  static CaseResult of(Path file, List<Integer> threads) {
    try {
      if (FolderCase.isOne(file)) {
        return FolderCase.run(file, threads);
      }
      JsonNode json = CaseFile.json(file);
      return NetworkCase.isOne(json)
          ? NetworkCase.run(json, name(file))
          : of(CaseFile.of(json, name(file)));
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
    Comparison compared = new Comparison(c);
    TargetRunner runner = Targets.runner(c.target());
    if (runner == null) {
      String message =
          Targets.names().contains(c.target()) ? "not built yet" : "unknown target " + c.target();
      return new CaseResult(c.target(), c.name(), Verdict.UNSUPPORTED, 0, 0, message);
    }
    CaseResult result =
        of(c.target(), c.name(), compared.differences(), () -> runner.run(c, compared));
    return result.verdict == Verdict.PASSED ? whole(c, compared, result) : result;
  }

  /** Runs what compares numbers. */
  static CaseResult of(String target, String name, Differences out, Runnable run) {
    try {
      run.run();
    } catch (UnsupportedCase e) {
      // What could be compared has to be right all the same.
      return out.first() != null
          ? of(target, name, Verdict.FAILED, out, out.first())
          : of(target, name, Verdict.UNSUPPORTED, out, "not built yet: " + e.getMessage());
    } catch (MalformedCase e) {
      return of(target, name, Verdict.FAILED, out, e.getMessage());
    } catch (RuntimeException e) {
      // A program's error in one case must not keep the others from being run.
      return of(target, name, Verdict.FAILED, out, "cannot be computed: " + Failures.reason(e));
    } catch (StackOverflowError | OutOfMemoryError e) {
      return of(target, name, Verdict.FAILED, out, beyond(e));
    } catch (LinkageError | AssertionError e) {
      return of(target, name, Verdict.FAILED, out, "cannot be computed: " + Failures.reason(e));
    }
    return out.first() != null
        ? of(target, name, Verdict.FAILED, out, out.first())
        : of(target, name, Verdict.PASSED, out, null);
  }

  /** A case has passed if everything it lists was compared, and everything it gives was taken. */
  private static CaseResult whole(CaseFile c, Comparison compared, CaseResult result) {
    Differences out = compared.differences();
    List<String> unchecked = compared.unchecked();
    if (!unchecked.isEmpty()) {
      String what = "expects what " + c.target() + " does not give: ";
      return of(c.target(), c.name(), Verdict.FAILED, out, what + String.join(", ", unchecked));
    }
    List<String> unused = c.unused();
    if (!unused.isEmpty()) {
      String what = "gives what " + c.target() + " does not take: ";
      return of(c.target(), c.name(), Verdict.FAILED, out, what + String.join(", ", unused));
    }
    return result;
  }

  private static String beyond(VirtualMachineError e) {
    return e instanceof StackOverflowError
        ? "too deep to be computed"
        : "too large for the memory there is (heap limit "
            + Runtime.getRuntime().maxMemory() / (1024 * 1024)
            + " MiB)";
  }

  private static CaseResult of(
      String target, String name, Verdict verdict, Differences out, @Nullable String message) {
    return new CaseResult(
        target, name, verdict, out.largestError(), out.largestAbsoluteError(), message);
  }

  /** What a file is that counts as failed without having been run. */
  static CaseResult unread(Path file, @Nullable String message) {
    String name = name(file);
    return new CaseResult(
        name.substring(0, name.indexOf('/')), name, Verdict.FAILED, 0, 0, file + ": " + message);
  }

  /**
   * The name a file's place gives its case: {@code target/variant-seed}; of one that is a folder,
   * {@code target/folder}.
   */
  static String name(Path file) {
    if (FolderCase.isOne(file)) {
      return FolderCase.name(file);
    }
    Path path = file.toAbsolutePath().normalize();
    Path parent = path.getParent();
    Path folder = parent == null ? null : parent.getFileName();
    String stem = String.valueOf(path.getFileName());
    int end = stem.lastIndexOf('.');
    return (folder == null ? "" : folder) + "/" + (end < 0 ? stem : stem.substring(0, end));
  }
}
