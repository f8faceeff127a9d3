package dev.sleipnir.model.math;

import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.GradientCheck;
import dev.sleipnir.model.math.Operations.Operation;
import dev.sleipnir.model.tensor.Replay;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation of {@link Operations}, in all its cases. */
class OperationsTest {
  static Stream<Operation> operations() {
    return Operations.all().stream();
  }

  private static Tensor[] inputs(int[][] shapes, int seed) {
    Tensor[] inputs = new Tensor[shapes.length];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = GradientCheck.normal(seed + i, shapes[i]);
    }
    return inputs;
  }

  @ParameterizedTest
  @MethodSource("operations")
  void equalsItsTwinForwardAndBackward(Operation operation) {
    for (int[][] shapes : operation.cases()) {
      GradientCheck.check(
          x -> operation.function().apply(x),
          x -> operation.twin().of(x, shapes),
          inputs(shapes, 10));
    }
  }

  /** Noted once and run again and again, with other values: the same bits. */
  @ParameterizedTest
  @MethodSource("operations")
  void isReplayed(Operation operation) {
    for (int[][] shapes : operation.cases()) {
      var replay = new Replay(new Workspace());
      Tensor[] own = inputs(shapes, 10);
      List<Tensor> entered = Arrays.stream(own).map(replay::enter).toList();
      Tensor noted = operation.function().apply(entered);
      float[] out = noted.values();
      var step = replay.sequence();
      replay.start();
      replay.restart(null);
      for (int seed : new int[] {10, 50, 90}) {
        Tensor[] others = inputs(shapes, seed);
        for (int i = 0; i < own.length; i++) {
          System.arraycopy(others[i].data(), 0, own[i].data(), 0, own[i].size());
        }
        step.run();
        Tensor expected = operation.function().apply(List.of(others));
        assertSame(operation + " " + seed, expected.toArray(), Arrays.copyOf(out, noted.size()));
      }
      replay.close();
    }
  }

  /** Images stored channels-last, and another number of threads. */
  @ParameterizedTest
  @MethodSource("operations")
  void storageAndThreadsDoNotShow(Operation operation) {
    for (int[][] shapes : operation.cases()) {
      Tensor[] inputs = inputs(shapes, 10);
      Tensor expected = operation.function().apply(List.of(inputs));
      try (var three = Parallel.of(3)) {
        var workspace = new Workspace(three);
        try (var scope = new Scope(workspace)) {
          List<Tensor> others =
              Arrays.stream(inputs)
                  .map(x -> scope.enter(x.rank() >= 4 ? x.channelsLast() : x))
                  .toList();
          Tensor got = operation.function().apply(others);
          assertEquals(Arrays.toString(expected.shape()), Arrays.toString(got.shape()));
          assertSame(operation.name(), expected.toArray(), got.toArray());
        }
      }
    }
  }

  /** At every vector width. Whoever adds an operation writes what the widths then agree on. */
  @Test
  void bitsAreThese() {
    var sum = new CRC32();
    for (Operation operation : Operations.all()) {
      for (int[][] shapes : operation.cases()) {
        try (var tape = new Tape()) {
          List<Tensor> watched = Arrays.stream(inputs(shapes, 10)).map(tape::watch).toList();
          Tensor y = operation.function().apply(watched);
          update(sum, y);
          tape.backward(y, GradientCheck.normal(3, y.shape()));
          for (Tensor x : watched) {
            update(sum, x.gradient());
          }
        }
      }
    }
    assertEquals(0x8e5c26f9L, sum.getValue());
  }

  private static void update(CRC32 sum, @Nullable Tensor values) {
    float[] array = values == null ? new float[0] : values.toArray();
    for (float value : array) {
      int bits = Float.floatToIntBits(value);
      for (int b = 0; b < Integer.SIZE; b += Byte.SIZE) {
        sum.update(bits >>> b);
      }
    }
  }
}
