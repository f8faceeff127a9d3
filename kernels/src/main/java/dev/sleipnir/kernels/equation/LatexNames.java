package dev.sleipnir.kernels.equation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names as LaTeX: Greek letters, subscripts after {@code _}, and {@code _inv} as an exponent. */
final class LatexNames {
  private static final Set<String> GREEK =
      Set.of(
          "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
          "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
          "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi",
          "Psi", "Omega");

  private static final Pattern NUMBERED = Pattern.compile("(\\p{L}+)(\\d+)");
  private static final Pattern UNDERSCORES = Pattern.compile("_+");
  private static final String INVERSE = "inv";

  private LatexNames() {}

  static String of(String name) {
    if (name.equals(Equations.TIME_STEP)) {
      return "\\Delta t";
    }
    if (name.startsWith(Equations.GRADIENT)) {
      return "\\bar{" + of(name.substring(Equations.GRADIENT.length())) + "}";
    }
    if (name.endsWith("'")) {
      return of(name.substring(0, name.length() - 1)) + "'";
    }
    List<String> parts = parts(name);
    String subscripts =
        parts.stream().skip(1).map(LatexNames::word).collect(Collectors.joining(","));
    return word(parts.getFirst())
        + (subscripts.isEmpty() ? "" : "_{" + subscripts + "}")
        + (isInverse(name) ? "^{-1}" : "");
  }

  /** Whether the name is written with an exponent. */
  static boolean isInverse(String name) {
    return name.endsWith("_" + INVERSE);
  }

  private static List<String> parts(String name) {
    var parts = new ArrayList<>(Arrays.asList(UNDERSCORES.split(name)));
    if (isInverse(name)) {
      parts.removeLast();
    }
    Matcher numbered = NUMBERED.matcher(parts.getFirst());
    if (numbered.matches()) {
      parts.set(0, numbered.group(1));
      parts.add(1, numbered.group(2));
    }
    return parts;
  }

  private static String word(String word) {
    if (GREEK.contains(word)) {
      return "\\" + word;
    }
    boolean upright = word.length() > 1 && !word.chars().allMatch(Character::isDigit);
    return upright ? "\\mathrm{" + word + "}" : word;
  }
}
