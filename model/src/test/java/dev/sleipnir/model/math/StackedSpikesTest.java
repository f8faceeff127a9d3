package dev.sleipnir.model.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spikes side by side stay bits wherever their rows stay whole, and have the values of floats. */
class StackedSpikesTest {
  private static Tensor drawn(int seed, int... shape) {
    Tensor x = Tensor.rand(new RandomStream(seed), shape);
    for (int i = 0; i < x.size(); i++) {
      x.data()[i] = x.data()[i] < 0.3f ? 1 : 0;
    }
    return x;
  }

  @ParameterizedTest
  @CsvSource({"0, 1, true", "1, 1, true", "1, 2, true", "3, 1, false", "0, 2, true", "2, 2, true"})
  void stack(int axis, int axesOfRows, boolean bits) {
    List<Tensor> floats = List.of(drawn(1, 3, 5, 13), drawn(2, 3, 5, 13), drawn(3, 3, 5, 13));
    Tensor expected = Shapes.stack(axis, floats);
    Tensor got = Shapes.stack(axis, floats.stream().map(x -> x.asSpikes(axesOfRows)).toList());
    assertArrayEquals(expected.shape(), got.shape());
    assertArrayEquals(expected.values(), got.values());
    assertEquals(bits, got.spikes() != null);
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, true", "2, false"})
  void concatenate(int axis, boolean bits) {
    int[] other = {3, 4, 70};
    other[axis] = 2;
    List<Tensor> floats = List.of(drawn(1, 3, 4, 70), drawn(2, other), drawn(3, 3, 4, 70));
    List<Tensor> spikes = floats.stream().map(x -> x.asSpikes(2)).toList();
    Tensor expected = Shapes.concatenate(axis, floats);
    Tensor got = Shapes.concatenate(axis, spikes);
    assertArrayEquals(expected.values(), got.values());
    assertEquals(bits, got.spikes() != null);
    Tensor mixed = Shapes.concatenate(axis, List.of(spikes.get(0), floats.get(1), floats.get(2)));
    assertArrayEquals(expected.values(), mixed.values());
  }
}
