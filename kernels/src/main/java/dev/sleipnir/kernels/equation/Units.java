package dev.sleipnir.kernels.equation;

/** Units are free text, but must read back as they were. */
final class Units {
  private Units() {}

  static void check(String unit, Place place, Position at) {
    int depth = 0;
    boolean fits =
        unit.equals(unit.strip()) && unit.chars().noneMatch(c -> "#\r\n".indexOf(c) >= 0);
    for (int i = 0; i < unit.length() && fits; i++) {
      depth += unit.charAt(i) == '(' ? 1 : unit.charAt(i) == ')' ? -1 : 0;
      fits = depth >= 0;
    }
    if (!fits || depth > 0) {
      throw place.expected(
          at, "a unit on one line, with parentheses in pairs and no '#'", "'" + unit + "'");
    }
  }
}
