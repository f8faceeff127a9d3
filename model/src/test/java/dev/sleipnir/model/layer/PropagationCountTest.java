package dev.sleipnir.model.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.tensor.Propagation;
import dev.sleipnir.model.tensor.PropagationCount;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A workspace knows which way every connection took. */
class PropagationCountTest {
  private static final int STEPS = 4;
  private static final int BATCH = 2;

  private static Workspace workspace(Propagation way) {
    // Another thread could hold on to what it last worked at.
    return new Workspace(Parallel.of(1), way);
  }

  /** Spikes of 10 neurons, in every step and sample of the first so many. */
  private static Tensor spikes(int spiking) {
    float[] values = new float[STEPS * BATCH * 10];
    for (int e = 0; e < values.length; e++) {
      values[e] = e % 10 < spiking ? 1f : 0f;
    }
    return Tensor.of(values, STEPS, BATCH, 10).asSpikes(2);
  }

  private static SequentialState network() {
    return new SequentialState(new Linear(10, 6), new Lif().cell(), new Linear(6, 3));
  }

  private static void run(NetworkModule network, Tensor input, Workspace workspace) {
    try (Scope scope = new Scope(workspace)) {
      Lift.of(network).forward(scope.enter(input));
    }
  }

  @Test
  void callsAreCountedForEveryConnectionAndWay() {
    SequentialState network = network();
    Workspace workspace = workspace(Propagation.AUTO);
    assertEquals(List.of(), workspace.propagations());
    run(network, spikes(2), workspace);
    run(network, spikes(9), workspace);
    run(network, spikes(1), workspace);
    int neurons = 3 * STEPS * BATCH * 10;
    List<PropagationCount> counts = workspace.propagations();
    assertEquals(2, counts.size());
    assertEquals(
        new PropagationCount("Linear(10, 6)", 2, 1, 12 * STEPS * BATCH, neurons),
        counts.getFirst());
    assertEquals(0.4, counts.getFirst().density());
    assertEquals(3, counts.getLast().eventDriven() + counts.getLast().dense());
  }

  @Test
  void aCallIsCountedOnceWhetherItsNeuronsFollowOrNot() {
    Workspace workspace = workspace(Propagation.EVENT);
    var learned = new SequentialState(new Linear(10, 6), new Lif().learn("v_th").cell());
    run(learned, spikes(2), workspace);
    assertEquals(1, workspace.propagations().getFirst().eventDriven());
    var images = new SequentialState(new Conv2d(1, 4, 2), new Lif().cell());
    run(images, spikes(2).reshape(STEPS, BATCH, 1, 2, 5), workspace);
    assertEquals("Conv2d(1, 4, 2x2)", workspace.propagations().getLast().layer());
    assertEquals(1, workspace.propagations().getLast().eventDriven());
    var dense = workspace(Propagation.DENSE);
    run(images, spikes(2).reshape(STEPS, BATCH, 1, 2, 5), dense);
    assertEquals(1, dense.propagations().getFirst().dense());
    assertEquals(0.2, dense.propagations().getFirst().density());
  }

  @Test
  void floatsAreDenseAndOfNoDensity() {
    Workspace workspace = workspace(Propagation.EVENT);
    run(network(), Tensor.of(spikes(2).toArray(), STEPS, BATCH, 10), workspace);
    PropagationCount count = workspace.propagations().getFirst();
    assertEquals(1, count.dense());
    assertEquals(0, count.neurons());
    assertTrue(Double.isNaN(count.density()));
    assertEquals("Linear(10, 6): 0 times event-driven, 1 dense; no spikes as bits", "" + count);
  }

  @Test
  void aTrainingStepCountsTheForwardPass() {
    SequentialState network = network();
    Workspace workspace = workspace(Propagation.EVENT);
    try (Tape tape = new Tape(workspace)) {
      tape.backward(Lift.of(network).forward(tape.enter(spikes(2))).sum());
    }
    for (PropagationCount count : workspace.propagations()) {
      assertEquals(1, count.eventDriven());
    }
    String first = workspace.propagations().getFirst().toString();
    assertEquals("Linear(10, 6): 1 times event-driven, 0 dense; 20.00 % of neurons spiked", first);
  }

  @Test
  void layersOfTheSameNameAreToldApartAndTheOrderIsThatOfUse() {
    Workspace workspace = workspace(Propagation.AUTO);
    Linear first = new Linear(10, 10);
    Linear second = new Linear(10, 10);
    run(second, spikes(1), workspace);
    run(new SequentialState(second, new Lif().cell(), first), spikes(1), workspace);
    assertEquals(
        List.of(2L, 1L),
        workspace.propagations().stream().map(c -> c.eventDriven() + c.dense()).toList());
  }

  @Test
  void layersThatAreGoneAreForgottenWithTheirKernels() throws InterruptedException {
    Workspace workspace = workspace(Propagation.EVENT);
    SequentialState kept = network();
    run(kept, spikes(1), workspace);
    long bytes = workspace.allocatedBytes();
    run(network(), spikes(1), workspace);
    assertEquals(4, workspace.propagations().size());
    assertTrue(workspace.allocatedBytes() > bytes);
    for (int attempt = 0; attempt < 100 && workspace.allocatedBytes() > bytes; attempt++) {
      System.gc();
      Thread.sleep(10);
    }
    assertEquals(bytes, workspace.allocatedBytes());
    assertEquals(2, workspace.propagations().size());
    assertFalse(kept.modules().isEmpty());
  }

  @Test
  void packedWeightsAndSumsOfTheirGradientsAreCountedAsMemory() {
    var network = new SequentialState(new Linear(500, 256));
    Workspace workspace = workspace(Propagation.EVENT);
    long weights = 4L * 500 * 256;
    try (Tape tape = new Tape(workspace)) {
      Tensor x = Tensor.zeros(STEPS, BATCH, 500).asSpikes(2);
      Tensor y = Lift.of(network).forward(tape.enter(x));
      long packed = workspace.allocatedBytes();
      assertTrue(packed >= weights && packed < 1.3 * weights, "forward: " + packed);
      tape.backward(y.sum());
      long sums = workspace.allocatedBytes() - packed;
      assertTrue(sums >= weights && sums < 1.3 * weights, "backward: " + sums);
    }
  }
}
