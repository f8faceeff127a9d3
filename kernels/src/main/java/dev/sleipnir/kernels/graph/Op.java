package dev.sleipnir.kernels.graph;

/** What a node of an expression graph computes. */
public enum Op {
  /** A number, the same for every neuron and model: {@link Value#value}. */
  CONSTANT,
  /** A number passed to the kernel, the same for every neuron and time step. */
  INVARIANT,
  /** One value for each neuron, the same in every time step. */
  COLUMN,
  /** One value for each neuron and time step. */
  SERIES,
  /** One value for each neuron that goes from one time step to the next. */
  CARRIED,
  /** One value for each time step, the same for every neuron: read from a series of [steps]. */
  STEP,

  /** A model's parameter, before it is known whether one value serves all neurons. */
  PARAMETER,
  /** A spike: 1 where the argument is above 0, else 0; differentiated by its surrogate. */
  SPIKE,
  /** The argument, as a constant to differentiation. */
  DETACH,
  /** The argument, under an identity of its own. */
  COPY,
  /** (1 - z) a + z b for a spike z: arguments z, a, b. */
  MIX,

  /** Sum. */
  ADD,
  /** Difference. */
  SUBTRACT,
  /** Product. */
  MULTIPLY,
  /** Quotient. */
  DIVIDE,
  /** The smaller of two numbers. */
  MIN,
  /** The larger of two numbers. */
  MAX,
  /** Minus the argument. */
  NEGATE,
  /** Absolute value. */
  ABS,
  /** Square root. */
  SQRT,
  /** Exponential function. */
  EXP,
  /** Natural logarithm. */
  LOG,
  /** Hyperbolic tangent. */
  TANH,
  /** Sine of an angle in radians. */
  SIN,
  /** Cosine of an angle in radians. */
  COS,
  /** The first argument times the second, plus the third, rounded once. */
  FMA,
  /** The first argument to the power of the second: of what is the same everywhere, only. */
  POWER,

  /** Condition: first argument below the second. */
  LESS,
  /** Condition: first argument not above the second. */
  LESS_EQUAL,
  /** Condition: first argument above the second. */
  GREATER,
  /** Condition: first argument not below the second. */
  GREATER_EQUAL,
  /** Condition: both arguments equal. */
  EQUAL,
  /** Condition: the arguments differ, or one is not a number. */
  NOT_EQUAL,
  /** Condition: both conditions hold. */
  AND,
  /** Condition: at least one of two conditions holds. */
  OR,
  /** Condition: the condition does not hold. */
  NOT,
  /** The second argument where the first, a condition, holds, else the third. */
  SELECT;

  /**
   * Whether the node is a condition, not a number.
   *
   * @return true for comparisons and what combines them
   */
  public boolean isCondition() {
    return compareTo(LESS) >= 0 && compareTo(NOT) <= 0;
  }

  /**
   * Whether the node has no arguments.
   *
   * @return true for numbers and what is read
   */
  public boolean isLeaf() {
    return compareTo(PARAMETER) <= 0;
  }
}
