package dev.sleipnir.model.session;

import static dev.sleipnir.model.Refusals.refused;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.extending.MovingAverage;
import dev.sleipnir.model.layer.Branches;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.Lstm;
import dev.sleipnir.model.layer.RecurrentSequential;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.layer.Scale;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifRefrac;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** States that go into sessions and come out of them. */
class SessionStateTest {
  private static final int BATCH = 2;
  private static final RandomStream RANDOM = new RandomStream(7, 0);

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Network(StatefulLayer model, int... sample) {
    @Override
    public String toString() {
      return model.toString();
    }
  }

  static Stream<Network> networks() {
    return Stream.of(
        new Network(
            new SequentialState(
                new Lif().recurrentCell(8, 13), new Linear(RANDOM, 13, 4, true), new Li().cell()),
            8),
        new Network(
            new SequentialState(
                new Conv2d(RANDOM, 2, 3, 3),
                new Scale(9f),
                new Lif().surrogate(Surrogate.LOGISTIC).seed(5).cell(),
                new Flatten(),
                new Linear(RANDOM, 90, 4, true)),
            2,
            7,
            8),
        new Network(new SequentialState(new Lstm(RANDOM, 5, 6), new Lif().cell()), 5),
        new Network(
            new RecurrentSequential(
                0, new Linear(RANDOM, 6, 6, true), new Lif().with("v_th", 0.1).cell()),
            6),
        new Network(Branches.concatenate(new Lif().with("v_th", 0.1).cell(), new Relu()), 6),
        new Network(new SequentialState(new MovingAverage(0.5f), new Lif().cell()), 5));
  }

  private static Tensor input(Network network, int step) {
    int[] shape = new int[network.sample().length + 1];
    shape[0] = BATCH;
    System.arraycopy(network.sample(), 0, shape, 1, network.sample().length);
    return Tensor.randn(new RandomStream(step, 3), shape).scale(4f);
  }

  private static float[] step(Session session, Network network, int t) {
    return session.step(input(network, t).toArray()).clone();
  }

  /** Steps of the network itself from a state; the same of a session. */
  private static void assertGoesOn(
      Network network, @Nullable State from, Session session, int first, int steps) {
    State state = from;
    for (int t = first; t < first + steps; t++) {
      Step step = network.model().step(input(network, t), state);
      state = step.state();
      assertSame("step " + t, step.output().toArray(), step(session, network, t));
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void networksGoOnFromSessionsAndSessionsFromNetworks(Network network) {
    Session session = Session.of(network.model(), BATCH, network.sample());
    assertNull(session.state(), "the initial state");
    for (int t = 0; t < 3; t++) {
      step(session, network, t);
    }
    State state = session.state();
    assertNotNull(state);
    State again = state.copy();
    State once = state.copy();
    assertGoesOn(network, state, session, 3, 3);
    Session other = Session.of(network.model(), BATCH, network.sample());
    step(other, network, 9);
    other.reset(again);
    assertGoesOn(network, again, other, 3, 3);
    session.reset(once);
    session.reset((State) null);
    assertNull(session.state());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aSessionBeginsInAState(Network network) {
    State state = null;
    for (int t = 0; t < 3; t++) {
      state = network.model().step(input(network, t), state).state();
    }
    State given = Objects.requireNonNull(state);
    Session session = Session.of(network.model(), given, BATCH, network.sample());
    assertGoesOn(network, given.copy(), session, 3, 3);
    session.reset();
    Session copy = session.copy();
    assertGoesOn(network, given.copy(), session, 3, 3);
    assertGoesOn(network, given.copy(), copy, 3, 3);
    copy.reset();
    assertGoesOn(network, Objects.requireNonNull(copy.state()), copy, 3, 3);
  }

  @Test
  void partsThatAreLeftOutBeginInTheirInitialStates() {
    var cell = new Lif().cell();
    var model =
        new SequentialState(
            new Linear(RANDOM, 8, 5, true), cell, new Lstm(RANDOM, 5, 4), new Li().cell());
    var network = new Network(model, 8);
    NeuronState charged = cell.initialState(BATCH, 5);
    charged.set("v", Tensor.full(0.9f, BATCH, 5));
    State some = model.initialState(Map.of("1", charged));
    Session session = Session.of(model, some, BATCH, 8);
    assertGoesOn(network, some.copy(), session, 0, 4);
    session.reset();
    assertGoesOn(network, some, session, 0, 4);
    State left = model.initialState(Map.of("1", cell.initialState(BATCH, 5)));
    assertTrue(
        refused(() -> session.reset(left)).contains("of 2 populations and 2 tensors"), "a part");
  }

  @Test
  void statesOfOthersAreRefusedAndNothingChanges() {
    var model = new SequentialState(new Linear(RANDOM, 8, 5, true), new Lif().cell());
    var network = new Network(model, 8);
    Session session = Session.of(model, BATCH, 8);
    step(session, network, 0);
    State state = Objects.requireNonNull(session.state());
    State wide = model.step(Tensor.zeros(3, 8), null).state();
    assertTrue(refused(() -> session.reset(wide)).contains("expected state of shape [2, 5]"));
    State other = new LifRefrac().cell().initialState(BATCH, 5);
    assertTrue(refused(() -> session.reset(other)).contains("expected state with variables"));
    State used = model.initialState(Map.of("1", new Lif().cell().initialState(BATCH, 5)));
    model.step(input(network, 0), used);
    assertThrows(IllegalStateException.class, () -> session.reset(used));
    assertGoesOn(network, state, session, 1, 2);
    assertTrue(refused(() -> Session.of(model, wide.copy(), BATCH, 8)).contains("[2, 5]"));
    Session stateless = Session.of(new Linear(RANDOM, 8, 5, true), 1, 8);
    stateless.step(new float[8]);
    assertNull(stateless.state());
  }

  /** What users do between two streams. */
  @Test
  void aStateServesALiftToo() {
    var network = networks().findFirst().orElseThrow();
    Session session = Session.of(network.model(), BATCH, network.sample());
    step(session, network, 0);
    Tensor x = input(network, 1);
    int[] shape = new int[] {1, BATCH, Shape.size(network.sample())};
    Tensor lifted = Lift.of(network.model()).run(x.reshape(shape), session.state()).output();
    assertArrayEquals(lifted.toArray(), step(session, network, 1));
  }
}
