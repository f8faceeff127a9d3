package dev.sleipnir.model.function;

import dev.sleipnir.model.tensor.Tensor;

/**
 * Logic on spikes, 0 or 1, value by value; all tensors of a call have one shape. Thresholds are
 * differentiated by SuperSpike with alpha = 100.
 */
public final class Logical {
  private static final Equation AND =
      new Equation("model logical_and\ninput x, y\nz = x * y\noutput z");

  private static final Equation OR =
      new Equation("model logical_or\ninput x, y\nz = spike(x + y)\noutput z");

  private static final Equation XOR =
      new Equation("model logical_xor\ninput x, y\nz = abs(x - y)\noutput z");

  private static final Equation MULLER_C =
      new Equation(
          "model muller_c\ninput before, x, y\nz = spike(x * y + (x + y) * before)\noutput z");

  private static final Equation POSEDGE =
      new Equation("model posedge\ninput x, before\nz = (1 - before) * x\noutput z");

  private Logical() {}

  /**
   * 1 where both are.
   *
   * @param x spikes
   * @param y spikes
   * @return x y
   */
  public static Tensor and(Tensor x, Tensor y) {
    return AND.of(x, y);
  }

  /**
   * 1 where at least one is.
   *
   * @param x spikes
   * @param y spikes
   * @return 1 where x + y &gt; 0
   */
  public static Tensor or(Tensor x, Tensor y) {
    return OR.of(x, y);
  }

  /**
   * 1 where exactly one is.
   *
   * @param x spikes
   * @param y spikes
   * @return |x - y|
   */
  public static Tensor xor(Tensor x, Tensor y) {
    return XOR.of(x, y);
  }

  /**
   * The Muller C-element: follows its inputs where they agree, else stays as it was.
   *
   * @param before its output of the step before
   * @param x spikes
   * @param y spikes
   * @return 1 where x y + (x + y) before &gt; 0
   */
  public static Tensor mullerC(Tensor before, Tensor x, Tensor y) {
    return MULLER_C.of(before, x, y);
  }

  /**
   * 1 where a signal rises.
   *
   * @param x the signal
   * @param before the signal in the step before
   * @return (1 - before) x
   */
  public static Tensor posedgeDetector(Tensor x, Tensor before) {
    return POSEDGE.of(x, before);
  }
}
