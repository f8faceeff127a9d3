package dev.sleipnir.nir.graph;

import java.io.IOException;
import java.util.List;

/** A graph that cannot be run as it is. */
public final class NirException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient List<NirFinding> findings;

  /**
   * Says what is wrong.
   *
   * @param findings all that was found; the first error is the message
   */
  public NirException(List<NirFinding> findings) {
    super(message(findings));
    this.findings = List.copyOf(findings);
  }

  private static String message(List<NirFinding> findings) {
    List<NirFinding> errors = findings.stream().filter(NirFinding::isError).toList();
    if (errors.isEmpty()) {
      throw new IllegalArgumentException("findings: expected an error, got none");
    }
    String more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
    return errors.getFirst() + more;
  }

  /** {@return all that was found, warnings too} */
  public List<NirFinding> findings() {
    return findings;
  }
}
