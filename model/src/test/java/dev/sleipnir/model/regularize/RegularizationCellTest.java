package dev.sleipnir.model.regularize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RegularizationCellTest {
  @Test
  void countsOverCallsUntilReset() {
    var spikes = RegularizationCell.ofSpikes();
    Tensor z = Tensor.of(new float[] {1, 0, 1}, 1, 3);
    assertEquals(2, spikes.accumulate(z, z).item());
    assertEquals(4, spikes.accumulate(z, z).item());
    spikes.reset();
    assertEquals(2, spikes.accumulate(z, z).item());
  }

  @Test
  void ownAccumulator() {
    var squares = new RegularizationCell((z, v) -> v.multiply(v));
    Tensor v = Tensor.of(new float[] {1, -2}, 2);
    squares.accumulate(v, v);
    assertArrayEquals(new float[] {2, 8}, squares.accumulate(v, v).toArray());
  }

  /** A penalty on spikes pushes weights down. */
  @Test
  void aPenaltyHasAGradient() {
    var linear = new Linear(4, 6);
    var net = new SequentialState(linear, new Lif().with("v_th", 0.2).cell());
    var spikes = RegularizationCell.ofSpikes();
    try (Tape tape = new Tape()) {
      Tensor z = net.run(tape.enter(Tensor.full(1f, 40, 4)), 20, null).output();
      tape.backward(spikes.accumulate(z, z));
    }
    float sum = 0;
    for (float g : Objects.requireNonNull(linear.weight().gradient())) {
      sum += g;
    }
    assertEquals(1f, Math.signum(sum));
  }
}
