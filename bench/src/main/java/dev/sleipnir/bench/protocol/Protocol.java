package dev.sleipnir.bench.protocol;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;

/** A benchmark that checks its result, then times it. */
public interface Protocol {
  /**
   * Runs it.
   *
   * @param out receives a few lines for a reader
   * @return parameters and figures by name, in the order to show them
   * @throws IOException if a file that was named cannot be read
   * @throws IllegalStateException if the result is wrong; the message says what differs
   */
  Map<String, Object> run(PrintWriter out) throws IOException;
}
