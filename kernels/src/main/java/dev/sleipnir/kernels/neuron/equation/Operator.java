package dev.sleipnir.kernels.neuron.equation;

/** Operations that equations may use. */
public enum Operator {
  ADD,
  SUBTRACT,
  MULTIPLY,
  DIVIDE,
  POWER,
  NEGATE,
  LESS,
  LESS_EQUAL,
  GREATER,
  GREATER_EQUAL,
  EQUAL,
  NOT_EQUAL,
  AND,
  OR,
  NOT,
  MIN,
  MAX,
  ABS,
  EXP,
  LOG,
  TANH,
  SQRT,
  RELU,
  HEAVISIDE,
  SPIKE,
  DETACH,
  BERNOULLI,
  WHERE
}
