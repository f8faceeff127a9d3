package dev.sleipnir.kernels.equation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The words that the notation keeps for itself, and what a name may look like. */
final class Words {
  /** What a line may start with. */
  static final List<String> KEYWORDS =
      List.of(
          "model",
          "parameters",
          "require",
          "state",
          "input",
          "output",
          "threshold",
          "reset",
          "event",
          "on",
          "refractory",
          "adjoint");

  /** Characters of the longest name: more than a person reads, less than a class file holds. */
  static final int LONGEST_NAME = 200;

  private static final Pattern NAME = Pattern.compile("\\p{L}[\\p{L}\\d_]*");

  private Words() {}

  /** The function of that name, if there is one. */
  static Optional<Operator> function(String name) {
    if (name.equals("pow")) {
      return Optional.of(Operator.POWER);
    }
    return Arrays.stream(Operator.values())
        .filter(operator -> operator.isFunction() && operator.spelling().equals(name))
        .findFirst();
  }

  /** The names of all functions. */
  static List<String> functions() {
    return Arrays.stream(Operator.values())
        .filter(Operator::isFunction)
        .map(Operator::spelling)
        .toList();
  }

  /** Whether it looks like a name. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** What hinders a user from defining the name; null if nothing does. */
  static @Nullable String objection(String name) {
    if (!isName(name)) {
      return "'" + name + "' (a letter, then letters, digits or _)";
    }
    if (name.length() > LONGEST_NAME) {
      return "one of " + name.length() + " characters (" + LONGEST_NAME + " at most)";
    }
    if (name.equals(Equations.TIME_STEP)) {
      return "'dt', which is the time step";
    }
    if (KEYWORDS.contains(name) || name.equals("and") || name.equals("or") || name.equals("not")) {
      return "'" + name + "', which is a keyword";
    }
    if (function(name).isPresent()) {
      return "'" + name + "', which is a function";
    }
    if (name.startsWith(Equations.GRADIENT)) {
      return "'" + name + "' (" + Equations.GRADIENT + "... names a gradient in the adjoint)";
    }
    return null;
  }
}
