package dev.sleipnir.model.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SpikesToTimesTest {
  private static final float NONE = Float.POSITIVE_INFINITY;

  /** Three trains of four steps: two spikes, none, one in the last step. */
  private static final Tensor Z =
      Tensor.of(new float[] {0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1}, 4, 1, 3);

  @Test
  void firstSpikesInOrder() {
    assertArrayEquals(
        new float[] {1, NONE, 3, 2, NONE, NONE}, SpikesToTimes.indices(2).decode(Z).toArray());
    assertArrayEquals(
        new float[] {0.002f, NONE, 0.006f},
        new SpikesToTimes(1, 0.002).decode(Z.asSpikes(1)).toArray());
  }

  @Test
  void moreThanStepsGivesSoMany() {
    assertArrayEquals(new int[] {4, 1, 3}, new SpikesToTimes(9).decode(Z).shape());
    assertArrayEquals(new int[] {0, 5}, new SpikesToTimes(9).decode(Tensor.zeros(0, 5)).shape());
  }

  @Test
  void gradientReachesTheSpikesThatCame() {
    try (Tape tape = new Tape()) {
      Tensor z = tape.watch(Z);
      Tensor times = new SpikesToTimes(2, 0.5).decode(z);
      tape.backward(times, Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 1, 3));
      assertArrayEquals(
          new float[] {0, 0, 0, -0.5f, 0, 0, -2, 0, 0, 0, 0, -1.5f},
          Objects.requireNonNull(z.gradient()).toArray());
    }
  }

  @Test
  void refuses() {
    assertThrows(IllegalArgumentException.class, () -> new SpikesToTimes(0));
    assertThrows(IllegalArgumentException.class, () -> new SpikesToTimes(1, 0));
    assertThrows(IllegalArgumentException.class, () -> new SpikesToTimes(1).decode(Tensor.full(1)));
  }
}
