package dev.sleipnir.model.session;

import dev.sleipnir.model.tensor.Parameter;
import java.util.List;

/** Notices that parameters were edited. */
final class Edits {
  private final Parameter[] parameters;
  private long seen;

  Edits(List<Parameter> parameters) {
    this.parameters = parameters.toArray(Parameter[]::new);
    seen = count();
  }

  static Edits none() {
    return new Edits(List.of());
  }

  /** Whether there were edits since the last answer. */
  boolean isNew() {
    long now = count();
    boolean isNew = now != seen;
    seen = now;
    return isNew;
  }

  // Versions only grow: their sum changes where one of them does.
  private long count() {
    long sum = 0;
    for (int p = 0; p < parameters.length; p++) {
      sum += parameters[p].version();
    }
    return sum;
  }
}
