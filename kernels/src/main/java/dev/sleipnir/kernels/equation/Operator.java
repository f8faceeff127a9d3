package dev.sleipnir.kernels.equation;

/** Operations that equations may use. */
public enum Operator {
  /** Sum. */
  ADD("+", 2, 5),
  /** Difference. */
  SUBTRACT("-", 2, 5),
  /** Product. */
  MULTIPLY("*", 2, 6),
  /** Quotient. */
  DIVIDE("/", 2, 6),
  /**
   * Power with an exponent of numbers and parameters; {@code pow(x, c)} is another spelling. Groups
   * to the right.
   */
  POWER("^", 2, 8),
  /** Minus the operand. */
  NEGATE("-", 1, 7),
  /** Condition: the first operand is below the second. */
  LESS("<", 2, 4),
  /** Condition: the first operand is not above the second. */
  LESS_EQUAL("<=", 2, 4),
  /** Condition: the first operand is above the second. */
  GREATER(">", 2, 4),
  /** Condition: the first operand is not below the second. */
  GREATER_EQUAL(">=", 2, 4),
  /** Condition: two numbers are equal. */
  EQUAL("==", 2, 4),
  /** Condition: two numbers differ. */
  NOT_EQUAL("!=", 2, 4),
  /** Condition: both conditions hold. */
  AND("and", 2, 2),
  /** Condition: one of two conditions holds, or both. */
  OR("or", 2, 1),
  /** Condition: the operand does not hold. */
  NOT("not", 1, 3),
  /** The smaller of two numbers. */
  MIN("min", 2),
  /** The larger of two numbers. */
  MAX("max", 2),
  /** Absolute value. */
  ABS("abs", 1),
  /** Exponential function. */
  EXP("exp", 1),
  /** Natural logarithm. */
  LOG("log", 1),
  /** Hyperbolic tangent. */
  TANH("tanh", 1),
  /** Sine of an angle in radians. */
  SIN("sin", 1),
  /** Cosine of an angle in radians. */
  COS("cos", 1),
  /** Square root. */
  SQRT("sqrt", 1),
  /** The product of two numbers, plus a third, rounded once. */
  FMA("fma", 3),
  /** {@code (exp(x) - 1) / x}, 1 at 0, with all digits near it. */
  EXPREL("exprel", 1),
  /** The first of three numbers, kept between the second and the third. */
  CLIP("clip", 3),
  /** The operand where it is above 0, else 0. */
  RELU("relu", 1),
  /** 1 where the operand is above 0, else 0; its derivative is 0. */
  HEAVISIDE("heaviside", 1),
  /** 1 where the operand is above 0, else 0; its derivative is the surrogate's. */
  SPIKE("spike", 1),
  /** The operand, as a constant to differentiation. */
  DETACH("detach", 1),
  /** 1 with the operand's probability, else 0, drawn anew in each step. */
  BERNOULLI("bernoulli", 1),
  /** The second operand where the first, a condition, holds; else the third. */
  WHERE("where", 3);

  /** Precedence of functions, which bind tightest. */
  static final int FUNCTION = 9;

  private final String spelling;
  private final int arity;
  private final int precedence;

  Operator(String spelling, int arity) {
    this(spelling, arity, FUNCTION);
  }

  Operator(String spelling, int arity, int precedence) {
    this.spelling = spelling;
    this.arity = arity;
    this.precedence = precedence;
  }

  /**
   * How the operator is written in text.
   *
   * @return its sign, word or function name
   */
  public String spelling() {
    return spelling;
  }

  /**
   * How many operands it takes.
   *
   * @return 1, 2 or 3
   */
  public int arity() {
    return arity;
  }

  /**
   * How tightly it binds its operands.
   *
   * @return 1 for {@code or}, the loosest, to 9 for functions
   */
  public int precedence() {
    return precedence;
  }

  /**
   * Whether it is written {@code name(operand, ...)}.
   *
   * @return true for functions, false for signs and words between operands
   */
  public boolean isFunction() {
    return precedence == FUNCTION;
  }

  /**
   * Whether its value is a condition.
   *
   * @return true for a condition, false for a number
   */
  public boolean isCondition() {
    return precedence <= LESS.precedence;
  }

  /**
   * Whether an operand must be a condition.
   *
   * @param operand the operand's index, from 0
   * @return true if it must be a condition, false if a number
   */
  public boolean takesCondition(int operand) {
    return this == WHERE ? operand == 0 : precedence < LESS.precedence;
  }
}
