package dev.sleipnir.model.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** A batch of nothing gives nothing, rather than an error. */
class EmptyBatchTest {
  @Test
  void goesThroughEveryLayer() {
    var model =
        new SequentialState(
            new Conv2d(2, 3, 3),
            new Lif().cell(),
            new MaxPool2d(2),
            new AvgPool2d(2),
            new Dropout(0.5f),
            new Flatten(),
            new Linear(3, 4),
            new Relu(),
            new Li().cell());
    Tensor nothing = Tensor.zeros(5, 0, 2, 6, 6);
    assertArrayEquals(new int[] {5, 0, 4}, Lift.of(model).forward(nothing).shape());
    try (Tape tape = new Tape()) {
      Step step = Lift.of(model).run(tape.watch(nothing), null);
      assertArrayEquals(new int[] {5, 0, 4}, step.output().shape());
      NeuronState state = (NeuronState) model.stateOf(step.state(), 1);
      assertEquals(0, state == null ? -1 : state.copy().size());
      tape.backward(step.output().sum());
    }
  }
}
