package dev.sleipnir.kernels.neuron;

import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.equation.Position;
import dev.sleipnir.kernels.equation.Statement;

/** Where the longest line of a model's step stands: where to begin if the model is too large. */
final class LongestLine {
  private LongestLine() {}

  /** In words, to end a message with; empty if the equations did not come from text. */
  static String of(Equations equations) {
    Position longest = Position.NONE;
    int most = 0;
    for (Statement statement : equations.step()) {
      int parts = parts(statement);
      if (parts > most) {
        most = parts;
        longest = statement.at();
      }
    }
    return longest.equals(Position.NONE)
        ? ""
        : "; the longest line is line " + longest.line() + ", column " + longest.column();
  }

  private static int parts(Statement statement) {
    return switch (statement) {
      case Statement.Assignment a -> a.value().parts().size();
      case Statement.Derivative d -> d.value().parts().size();
      case Statement.Threshold t -> t.left().parts().size() + t.right().parts().size();
      case Statement.Event e -> e.condition().parts().size();
      case Statement.Reset r -> r.assignments().stream().mapToInt(LongestLine::parts).sum();
      case Statement.Refractory r -> r.duration().parts().size();
    };
  }
}
