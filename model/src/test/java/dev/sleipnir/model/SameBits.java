package dev.sleipnir.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.sleipnir.model.tensor.Parameter;
import java.util.List;

/** Equality of floats bit for bit, so that 0 and -0 differ. */
public final class SameBits {
  private SameBits() {}

  public static void assertSame(String what, float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length, what);
    for (int i = 0; i < expected.length; i++) {
      if (Float.floatToRawIntBits(expected[i]) != Float.floatToRawIntBits(actual[i])) {
        fail(what + ": at " + i + " expected " + expected[i] + ", got " + actual[i]);
      }
    }
  }

  public static void assertSame(String what, List<float[]> expected, List<float[]> actual) {
    assertEquals(expected.size(), actual.size(), what);
    for (int i = 0; i < expected.size(); i++) {
      assertSame(what + " " + i, expected.get(i), actual.get(i));
    }
  }

  /** Copies of the values of some parameters, to compare with later. */
  public static List<float[]> values(List<Parameter> parameters) {
    return parameters.stream().map(p -> p.data().clone()).toList();
  }
}
