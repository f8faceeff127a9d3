package dev.sleipnir.examples.service;

/** A request that is answered with an error of the client's, or with "later". */
final class Refused extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;

  /**
   * @param status of HTTP, 400 to 503
   * @param message what was expected, and what came
   */
  Refused(int status, String message) {
    super(message, null, false, false); // no trace: it is an answer
    this.status = status;
  }

  int status() {
    return status;
  }
}
