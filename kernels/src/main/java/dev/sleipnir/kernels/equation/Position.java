package dev.sleipnir.kernels.equation;

/**
 * A place in the text of a model.
 *
 * @param line counted from 1; 0 for what did not come from text
 * @param column counted from 1; 0 for what did not come from text
 */
public record Position(int line, int column) {
  /** Of what did not come from text. */
  public static final Position NONE = new Position(0, 0);
}
