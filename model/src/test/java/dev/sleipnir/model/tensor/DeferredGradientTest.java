package dev.sleipnir.model.tensor;

import static dev.sleipnir.model.GradientCheck.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DeferredGradientTest {
  private static void assertGradient(Tensor tensor, float... expected) {
    assertArrayEquals(expected, Objects.requireNonNull(tensor.gradient()).toArray());
  }

  @Test
  void aSumSendsOneValueEverywhere() {
    try (Tape tape = new Tape()) {
      Tensor a = tape.watch(normal(1, 2, 2));
      Tensor b = tape.watch(normal(2, 1, 2));
      Tensor c = tape.enter(normal(3, 1, 2));
      Tensor all = Tensor.concatenate(List.of(a, b, c, a.scale(3f))).reshape(12);
      tape.backward(all.sum());
      assertGradient(a, 4, 4, 4, 4);
      assertGradient(a, 4, 4, 4, 4);
      assertGradient(b, 1, 1);
    }
  }

  @Test
  void concatenatedTensorsGetTheirPart() {
    try (Tape tape = new Tape()) {
      Tensor a = tape.watch(normal(1, 2, 2));
      Tensor b = tape.watch(normal(2, 1, 2));
      Tensor inner = Tensor.concatenate(List.of(b, a, b));
      Tensor outer = Tensor.concatenate(List.of(a.reshape(2, 2), inner));
      Tensor gradient = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 6, 2);
      tape.backward(outer, gradient);
      assertGradient(a, 8, 10, 12, 14);
      assertGradient(b, 16, 18);
    }
  }

  @Test
  void sumsOfBothKindsAdd() {
    try (Tape tape = new Tape()) {
      Tensor a = tape.watch(Tensor.of(new float[] {1, 2}, 1, 2));
      Tensor b = tape.watch(Tensor.of(new float[] {3, 4}, 1, 2));
      Tensor joined = Tensor.concatenate(List.of(a, b));
      Tensor loss = joined.multiply(joined).sum().add(joined.sum()).add(a.sum());
      tape.backward(loss);
      assertGradient(a, 4, 6);
      assertGradient(b, 7, 9);
    }
  }

  @Test
  void buffersComeBackWhereverTheGradientEnds() {
    Workspace workspace = new Workspace();
    long allocated = 0;
    for (int time = 0; time < 4; time++) {
      try (Tape tape = new Tape(workspace)) {
        Tensor a = tape.watch(normal(1, 2, 2));
        Tensor constant = tape.enter(normal(2, 3, 2));
        Tensor joined = Tensor.concatenate(List.of(constant, a, a.scale(2f), a.scale(3f)));
        Tensor gradient = normal(3, 9, 2);
        tape.backward(joined, gradient);
        if (time % 2 == 1) {
          a.gradient();
        }
      }
      if (time == 1) {
        allocated = workspace.allocatedBytes();
      }
    }
    assertEquals(allocated, workspace.allocatedBytes());
  }
}
