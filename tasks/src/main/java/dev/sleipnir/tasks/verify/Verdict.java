package dev.sleipnir.tasks.verify;

/** How a case came out. */
enum Verdict {
  PASSED,
  FAILED,
  UNSUPPORTED
}
