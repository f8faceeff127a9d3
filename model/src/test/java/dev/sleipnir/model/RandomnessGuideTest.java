package dev.sleipnir.model;

import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.model.encode.PoissonEncoder;
import dev.sleipnir.model.layer.Dropout;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.optimize.Sgd;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The guide to random numbers: its code is this test, token for token. */
class RandomnessGuideTest {
  private final Workspace workspace = new Workspace();
  private final int[] labels = {0, 1, 2, 3};

  @AfterEach
  void theProcessStartsAsOthersDo() {
    Seeds.set(Seeds.DEFAULT);
  }

  private static float[] first() {
    // snippet begins
    Seeds.set(42); // without it, a process has the seed 0
    var hidden = new Linear(20, 50);
    var output = new Linear(50, 4);
    var noisy = new Lif().surrogate(Surrogate.LOGISTIC).cell();
    // snippet ends
    float[] spikes = noisy.step(Tensor.full(1f, 1, 50), null).output().toArray();
    return joined(hidden.weight().data(), output.weight().data(), spikes);
  }

  private static float[] joined(float[]... parts) {
    int length = 0;
    for (float[] part : parts) {
      length += part.length;
    }
    float[] all = new float[length];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  @Test
  void theProcess() {
    assertSame("the program again", first(), first());
  }

  private List<float[]> run(int firstStep, int steps, List<float[]> start) {
    Tensor values = Tensor.rand(new RandomStream(1), 4, 20);
    // snippet begins
    var run = new RandomStream(42);
    var network =
        new SequentialState(
            new Linear(run.split("hidden"), 20, 50, true),
            new Lif().surrogate(Surrogate.LOGISTIC).cell(),
            new Dropout(0.2f),
            new Linear(run.split("output"), 50, 4, true),
            new Li().cell());
    // snippet ends
    for (int p = 0; p < start.size(); p++) {
      Parameter parameter = network.parameters().get(p);
      parameter.set(Tensor.of(start.get(p).clone(), parameter.shape()));
    }
    var optimizer = new Sgd(network.parameters(), 0.1);
    int step = firstStep;
    // snippet begins
    var encoder = new PoissonEncoder(30);
    for (; step < steps; step++) {
      var random = run.split("steps").split(step);
      try (var tape = new Tape(workspace, random.split("network"))) {
        var spikes = encoder.encode(tape.enter(values), random.split("encoder"));
        var voltages = Lift.of(network).forward(spikes);
        tape.backward(Losses.crossEntropy(voltages.maxOverTime(), labels));
      }
      optimizer.step();
    }
    // snippet ends
    return network.parameters().stream().map(p -> p.data().clone()).toList();
  }

  @Test
  void aTree() {
    List<float[]> whole = run(0, 10, List.of());
    assertSame("the program again", whole, run(0, 10, List.of()));
    assertSame("resumed", whole, run(4, 10, run(0, 4, List.of())));
    assertFalse(Arrays.equals(whole.getFirst(), run(4, 10, List.of()).getFirst()));
  }

  @Test
  void trials() {
    var neuron = new Lif().surrogate(Surrogate.LOGISTIC);
    Tensor currents = Tensor.full(1f, 20, 2, 50);
    List<float[]> repeated = new ArrayList<>();
    // snippet begins
    var layer = neuron.layer();
    var one = layer.forward(currents); // a trial
    var another = layer.forward(currents); // another one
    for (int i = 0; i < 2; i++) {
      try (var scope = new Scope(workspace, new RandomStream(7))) {
        repeated.add(layer.forward(scope.enter(currents)).toArray()); // one trial, twice
      }
    }
    var seeded = neuron.seed(7).layer(); // its first trial is that of every layer of this seed
    // snippet ends
    assertFalse(Arrays.equals(one.toArray(), another.toArray()));
    assertSame("repeated", repeated.get(0), repeated.get(1));
    float[] trial = seeded.forward(currents).toArray();
    assertSame("seeded", trial, neuron.seed(7).layer().forward(currents).toArray());
    // snippet begins
    var begun = layer.run(currents, null).state();
    var onward = layer.run(currents, begun.copy());
    var again = layer.run(currents, begun); // the same numbers, from the same state
    // snippet ends
    assertSame("copy", onward.output().toArray(), again.output().toArray());
  }

  @Test
  void sessions() {
    var network = new SequentialState(new Lif().surrogate(Surrogate.LOGISTIC).cell());
    float[] x = new float[300];
    Arrays.fill(x, 1f);
    // snippet begins
    var session = Session.of(network, 1, 300);
    session.step(x);
    session.reset(); // another trial
    session.step(x);
    session.reset(new RandomStream(7)); // this trial, whenever it is run
    session.step(x);
    // snippet ends
    float[] third = session.step(x).clone();
    session.reset();
    session.step(x);
    assertFalse(Arrays.equals(third, session.step(x)));
    session.reset(new RandomStream(7));
    session.step(x);
    assertSame("the trial", third, session.step(x));
  }

  @Test
  void theGuideShowsThisCode() throws IOException {
    assertEquals(
        Snippets.inTest(RandomnessGuideTest.class),
        Snippets.inDocument("../docs/guide/randomness.md"));
  }
}
