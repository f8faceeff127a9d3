package dev.sleipnir.model.layer;

import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DropoutTest {
  private static float[] masked(Tensor x, RandomStream random, int calls) {
    try (Tape tape = new Tape(new Workspace(), random)) {
      Tensor y = tape.watch(x);
      Tensor last = y;
      for (int i = 0; i < calls; i++) {
        last = new Dropout(0.5f).forward(y);
      }
      return last.toArray();
    }
  }

  @Test
  void theMaskIsFixedByTheTapesStream() {
    Tensor ones = Tensor.full(1f, 10, 100);
    float[] mask = masked(ones, new RandomStream(3, 1), 1);
    assertArrayEquals(mask, masked(ones, new RandomStream(3, 1), 1));
    assertFalse(Arrays.equals(mask, masked(ones, new RandomStream(3, 2), 1)));
    assertFalse(Arrays.equals(mask, masked(ones, new RandomStream(3, 1), 2)));
    int kept = 0;
    for (float m : mask) {
      assertTrue(m == 0f || m == 2f, () -> "expected 0 or 2, got " + m);
      kept += m > 0 ? 1 : 0;
    }
    assertEquals(500, kept, 80); // five standard deviations
  }

  @Test
  void gradientsGoThroughTheSameMask() {
    Tensor x = normal(1, 5, 9);
    float[] mask = masked(Tensor.full(1f, 5, 9), new RandomStream(3, 1), 1);
    // the check's tape draws from the same stream
    check(
        in -> new Dropout(0.5f).forward(in.get(0)),
        in -> {
          double[] y = in[0].clone();
          for (int i = 0; i < y.length; i++) {
            y[i] *= mask[i];
          }
          return y;
        },
        x);
  }

  @Test
  void inferenceLosesNothing() {
    try (Scope scope = new Scope(new Workspace())) {
      Tensor x = scope.enter(normal(1, 5, 9));
      assertSame(x, new Dropout(0.5f).forward(x));
    }
    Tensor outside = normal(1, 5, 9);
    assertSame(outside, new Dropout(0.5f).forward(outside));
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(outside);
      assertSame(x, new Dropout(0f).forward(x));
    }
  }

  @Test
  void argumentsAreChecked() {
    for (float p : new float[] {1f, -0.1f, Float.NaN}) {
      var e = assertThrows(IllegalArgumentException.class, () -> new Dropout(p));
      assertEquals("probability: expected a number in [0, 1), got " + p, e.getMessage());
    }
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> new Dropout(0.5f).forward(Tensor.zeros()));
    assertEquals("Dropout: expected input [batch, ...], got shape []", e.getMessage());
  }
}
