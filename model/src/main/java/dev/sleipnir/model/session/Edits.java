package dev.sleipnir.model.session;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import java.util.List;

/** Notices that parameters were edited, and what is not finite in them. */
final class Edits {
  private final Parameter[] parameters;
  private long seen;

  Edits(List<Parameter> parameters) {
    this.parameters = parameters.toArray(Parameter[]::new);
    seen = count();
    requireFinite();
  }

  /**
   * Whether there were edits since the last answer.
   *
   * @throws ArithmeticException if a value is not finite now; the next call looks again
   */
  boolean isNew() {
    long now = count();
    if (now == seen) {
      return false;
    }
    requireFinite();
    seen = now;
    return true;
  }

  private void requireFinite() {
    for (Parameter parameter : parameters) {
      float[] data = parameter.data();
      if (!Reductions.allFinite(data, 0, data.length)) {
        int at = Reductions.firstNonFinite(data, 0, data.length);
        throw new ArithmeticException(
            "session: expected finite parameters, got "
                + data[at]
                + " in "
                + parameter
                + " at "
                + Shape.place(at, parameter.shape()));
      }
    }
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
