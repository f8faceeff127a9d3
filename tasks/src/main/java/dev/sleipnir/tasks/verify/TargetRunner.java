package dev.sleipnir.tasks.verify;

/** How the cases of one target are run. */
@FunctionalInterface
interface TargetRunner {
  /**
   * Runs a case and hands everything that came out to the comparison.
   *
   * @param c the case
   * @param out what compares
   * @throws UnsupportedCase if the case asks for something that is not built
   */
  void run(CaseFile c, Comparison out);
}
