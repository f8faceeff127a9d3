package dev.sleipnir.model.math;

import dev.sleipnir.model.tensor.TensorFunction;
import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Powers with one exponent: a text for each exponent that was asked for. */
final class Powers {
  /** Programs use few; one that uses many does not keep them. */
  private static final int MOST = 256;

  private static final Map<Double, TensorFunction> KNOWN = new ConcurrentHashMap<>();

  private Powers() {}

  static TensorFunction of(double exponent) {
    TensorFunction known = KNOWN.get(exponent);
    if (known == null) {
      String size = new BigDecimal(Math.abs(exponent)).toPlainString();
      String sign = exponent < 0 ? "-" : "";
      known = TensorFunction.parse("function pow\ny = x ^ (" + sign + size + ")");
      if (KNOWN.size() < MOST) {
        KNOWN.put(exponent, known);
      }
    }
    return known;
  }
}
