package dev.sleipnir.tasks.verify;

import java.util.List;
import java.util.Locale;

/**
 * How the cases of one target came out.
 *
 * @param target its name
 * @param passed how many passed
 * @param failed how many failed
 * @param unsupported how many could not be run, or not in full
 * @param error largest error of all, in units of the tolerance
 * @param absoluteError largest error of all
 * @param cases each of them
 */
record TargetSummary(
    String target,
    long passed,
    long failed,
    long unsupported,
    double error,
    double absoluteError,
    List<CaseResult> cases) {

  static TargetSummary of(String target, List<CaseResult> cases) {
    return new TargetSummary(
        target,
        count(cases, Verdict.PASSED),
        count(cases, Verdict.FAILED),
        count(cases, Verdict.UNSUPPORTED),
        cases.stream().mapToDouble(CaseResult::error).max().orElse(0),
        cases.stream().mapToDouble(CaseResult::absoluteError).max().orElse(0),
        cases);
  }

  private static long count(List<CaseResult> cases, Verdict verdict) {
    return cases.stream().filter(result -> result.verdict() == verdict).count();
  }

  /** Counts and errors in one line. */
  String line() {
    String counts =
        String.format(Locale.ROOT, "%-34s %s", target, counts(passed, failed, unsupported));
    // Nothing was compared where nothing could be run.
    return passed + failed == 0
        ? counts
        : String.format(
            Locale.ROOT, "%s; error %.2g of the tolerance, %.2g", counts, error, absoluteError);
  }

  /** Such as {@code 5 passed, 0 failed, 2 unsupported}. */
  static String counts(long passed, long failed, long unsupported) {
    String counts = passed + " passed, " + failed + " failed";
    return unsupported == 0 ? counts : counts + ", " + unsupported + " unsupported";
  }
}
