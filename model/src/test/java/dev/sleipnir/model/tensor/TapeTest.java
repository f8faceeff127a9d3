package dev.sleipnir.model.tensor;

import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.cell.RecurrentCell;
import dev.sleipnir.model.layer.Dropout;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Sgd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class TapeTest {
  private static void assertNotOfTape(Tape tape, Tensor loss) {
    String message = refused(() -> tape.backward(loss));
    assertTrue(message.startsWith("backward: expected a tensor computed on this tape"), message);
  }

  @Test
  void backwardRejectsWhatWasNotComputedOnTheTape() {
    Linear linear = new Linear(3, 1);
    Tensor outside = linear.forward(normal(1, 1, 3)).sum();
    try (Tape tape = new Tape();
        Tape other = new Tape()) {
      assertNotOfTape(tape, outside);
      assertNotOfTape(tape, linear.forward(other.enter(normal(1, 1, 3))).sum());
      // on this tape, but of nothing that could have a gradient
      assertNotOfTape(tape, tape.enter(normal(1, 3)).sum());
      assertArrayEquals(new float[3], linear.weight().gradient());
      // and the tape can still be used
      tape.backward(linear.forward(tape.enter(Tensor.full(2f, 1, 3))).sum());
      assertArrayEquals(new float[] {2f, 2f, 2f}, linear.weight().gradient());
    }
  }

  @Test
  void backwardNeedsOneNumberOrAGradientOfTheSameShape() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(normal(1, 2, 3));
      Tensor y = x.scale(2f);
      assertEquals(
          "loss: expected one value, got shape [2, 3]",
          assertThrows(IllegalArgumentException.class, () -> tape.backward(y)).getMessage());
      assertEquals(
          "gradient: expected shape [2, 3], got [3, 2]",
          assertThrows(IllegalArgumentException.class, () -> tape.backward(y, Tensor.zeros(3, 2)))
              .getMessage());
      tape.backward(y, Tensor.full(1f, 2, 3));
      assertEquals(
          "tape: backward runs once; open a new tape",
          assertThrows(IllegalStateException.class, () -> tape.backward(y, Tensor.full(1f, 2, 3)))
              .getMessage());
    }
  }

  @Test
  void onlyWatchedTensorsGetGradients() {
    try (Tape tape = new Tape()) {
      Tensor watched = tape.watch(normal(1, 3));
      Tensor entered = tape.enter(normal(2, 3));
      Tensor unused = tape.watch(normal(3, 3));
      tape.backward(watched.multiply(entered).sum());
      Tensor gradient = watched.gradient();
      assertNotNull(gradient);
      assertArrayEquals(entered.toArray(), gradient.toArray());
      assertNull(entered.gradient());
      assertNull(unused.gradient());
    }
  }

  @Test
  void gradientsAreSeenInRowMajorOrder() {
    Tensor weights = normal(4, 2, 3, 2, 2);
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(normal(1, 2, 3, 2, 2).channelsLast());
      tape.backward(x.multiply(weights), Tensor.full(1f, 2, 3, 2, 2).channelsLast());
      Tensor gradient = x.gradient();
      assertNotNull(gradient);
      assertArrayEquals(weights.toArray(), gradient.toArray());
    }
  }

  @Test
  void severalOutputsHaveGradientsOfTheirOwn() {
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(normal(1, 4));
      Tensor twice = x.scale(2f);
      Tensor thrice = x.scale(3f);
      tape.addGradient(twice, new float[] {1f, 1f, 1f, 1f});
      tape.addGradient(thrice, 2, new float[] {10f, 20f});
      tape.addGradient(tape.enter(normal(1, 4)), 2, new float[] {10f, 20f});
      tape.backward();
      assertNull(tape.takeGradient(twice));
      assertArrayEquals(new float[] {2f, 2f, 32f, 62f}, tape.takeGradient(x));
      assertNull(x.gradient());
      assertThrows(IllegalStateException.class, tape::backward);
    }
  }

  @Test
  void editsAreFoundFromGivenGradientsToo() {
    Linear linear = new Linear(3, 2);
    try (Tape tape = new Tape()) {
      Tensor y = linear.forward(tape.enter(normal(1, 1, 3)));
      tape.addGradient(y, new float[] {1f, 1f});
      linear.weight().edited("somebody");
      assertTrue(edited(tape::backward).contains("somebody"));
    }
    assertArrayEquals(new float[6], linear.weight().gradient());
  }

  /**
   * An inner scope draws on, a tape inside draws the same again, and the outer one goes on after.
   */
  @Test
  void randomNumbersCanBeDrawnAgain() {
    Dropout dropout = new Dropout(0.5f);
    Tensor ones = Tensor.full(1f, 40);
    try (Tape tape = new Tape(new Workspace(), new RandomStream(1, 2, 100))) {
      dropout.forward(tape.enter(ones));
      tape.random().reserve(7);
      Draws before = tape.drawn();
      float[] once;
      try (Scope inner = tape.inner()) {
        assertNull(inner.tape());
        once = dropout.forward(inner.enter(ones)).toArray();
        tape.random().reserve(5);
      }
      float[] next;
      try (Tape again = tape.again(before)) {
        assertEquals(7, again.random().reserve(5));
        Tensor x = again.watch(ones);
        Tensor y = dropout.forward(x);
        assertArrayEquals(once, y.toArray());
        again.backward(y.sum());
        assertArrayEquals(once, again.takeGradient(x));
        next = dropout.forward(x).toArray();
      }
      assertEquals(12, tape.random().reserve(1));
      assertArrayEquals(next, dropout.forward(tape.enter(ones)).toArray());
      assertFalse(Arrays.equals(once, next));
    }
  }

  @Test
  void parametersAccumulateOverTapes() {
    Linear linear = new Linear(Tensor.of(new float[] {1f, 2f}, 1, 2), null);
    for (int i = 0; i < 3; i++) {
      try (Tape tape = new Tape()) {
        tape.backward(linear.forward(tape.enter(Tensor.of(new float[] {5f, 7f}, 1, 2))).sum());
      }
    }
    assertArrayEquals(new float[] {15f, 21f}, linear.weight().gradient());
    linear.weight().clearGradient();
    assertArrayEquals(new float[2], linear.weight().gradient());
  }

  @Test
  void randomNumbersAreSetAsideOneAfterTheOther() {
    RandomStream random = new RandomStream(1, 2, 100);
    RandomStream child = random.copy().split();
    try (Tape tape = new Tape(new Workspace(), random)) {
      assertEquals(101, random.position());
      assertEquals(child.toString(), tape.random().toString());
      assertEquals(0, tape.random().reserve(5));
      assertEquals(5, tape.random().reserve(1));
      assertEquals(6, tape.random().position());
    }
  }

  private static String edited(Executable backward) {
    return String.valueOf(assertThrows(IllegalStateException.class, backward).getMessage());
  }

  @Test
  void backwardRefusesParametersThatWereEditedSince() {
    Linear first = new Linear(3, 2);
    Linear second = new Linear(2, 1);
    List<Parameter> all = new ArrayList<>(first.parameters());
    all.addAll(second.parameters());
    for (Parameter parameter : all) {
      try (Tape tape = new Tape()) {
        Tensor loss = second.forward(first.forward(tape.enter(normal(1, 1, 3)))).sum();
        parameter.edited("somebody");
        assertEquals(
            "backward: expected parameter "
                + parameter
                + " as the tape recorded it, but somebody edited it since; edit after backward, or"
                + " let no gradient through: detach() the output of the layer",
            edited(() -> tape.backward(loss)));
      }
    }
    for (Parameter parameter : all) {
      assertArrayEquals(new float[parameter.size()], parameter.gradient(), parameter.name());
    }
  }

  @Test
  void optimizersAndAssignmentsAreEdits() {
    Linear linear = new Linear(3, 1);
    try (Tape tape = new Tape()) {
      Tensor loss = linear.forward(tape.enter(normal(1, 1, 3))).sum();
      new Sgd(linear.parameters(), 0).step();
      assertTrue(edited(() -> tape.backward(loss)).contains("but sgd edited it"));
      linear.weight().set(linear.weight().value());
      assertTrue(edited(() -> tape.backward(loss)).contains("but Parameter.set edited it"));
    }
  }

  @Test
  void editsThatBackwardDoesNotMeetAreLegal() {
    Linear plastic = new Linear(3, 2);
    Linear readOut = new Linear(2, 1);
    Linear aside = new Linear(3, 1);
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(normal(1, 1, 3));
      Tensor hidden = plastic.forward(x);
      aside.forward(x);
      Tensor loss = readOut.forward(hidden.detach()).sum();
      plastic.weight().edited("plasticity");
      aside.weight().edited("plasticity");
      tape.backward(loss);
      assertNull(x.gradient());
      assertArrayEquals(new float[6], plastic.weight().gradient());
      assertArrayEquals(hidden.toArray(), readOut.weight().gradient());
    }
  }

  @Test
  void editsAreFoundThroughStates() {
    Linear linear = new Linear(3, 2);
    NeuronCell cell = new Lif().with("v_th", Tensor.full(1, 2)).learn("v_th").cell();
    RecurrentCell recurrent = new Lif().recurrentCell(3, 2);
    for (Parameter parameter :
        List.of(linear.weight(), cell.parameters().getFirst(), recurrent.weights().recurrent())) {
      try (Tape tape = new Tape()) {
        Tensor x = tape.enter(normal(1, 1, 3));
        Step early = cell.step(linear.forward(x), null);
        Step late = cell.step(tape.enter(Tensor.zeros(1, 2)), early.state());
        Step other = recurrent.step(x, null);
        Tensor loss = late.output().add(recurrent.step(x, other.state()).output()).sum();
        parameter.edited("somebody");
        assertTrue(edited(() -> tape.backward(loss)).contains(parameter.toString()));
      }
    }
  }

  @Test
  void aLossThatIsNotFiniteHasNoGradient() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      Parameter p = new Linear(2, 1).parameters().getFirst();
      p.gradient()[0] = 3f;
      try (Tape tape = new Tape(new Workspace())) {
        Tensor x = tape.watch(Tensor.of(new float[] {bad, 1}, 2));
        Tensor loss = x.sum();
        var e = assertThrows(ArithmeticException.class, () -> tape.backward(loss));
        assertTrue(
            String.valueOf(e.getMessage())
                .startsWith(
                    "loss: expected a finite number, got " + bad + "; no gradient was changed."),
            e.getMessage());
        assertEquals(3f, p.gradient()[0]);
        // who wants the gradient all the same asks for it in so many words
        tape.backward(loss, Tensor.of(new float[] {1}));
        assertEquals(1f, Objects.requireNonNull(x.gradient()).data()[1]);
      }
    }
  }
}
