package dev.sleipnir.tasks.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

/** No case may fail or be unsupported. */
final class AllPassed {
  private AllPassed() {}

  static void require(List<TargetSummary> summaries) {
    List<String> wrong = new ArrayList<>();
    for (TargetSummary summary : summaries) {
      for (CaseResult result : summary.cases()) {
        if (result.verdict() != Verdict.PASSED) {
          wrong.add(result.verdict() + " " + result.name() + ": " + result.message());
        }
      }
    }
    assertEquals(List.of(), wrong);
  }
}
