package dev.sleipnir.model.layer;

import static dev.sleipnir.model.GradientCheck.normal;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.Simd;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The buffers a training step allocates, held against the formula of the guide to memory. */
class MemoryFormulaTest {
  /** Bytes of a spike: what changes when spikes are stored otherwise. */
  private static final double SPIKE = 1 / 8.0;

  /** Every thread has buffers of its own. */
  private static final int THREADS = 2;

  private static final int BATCH = 64;
  private static final int INPUTS = 8;
  private static final int HIDDEN = 64;
  private static final int OUTPUTS = 2;

  private final Parallel parallel = Parallel.of(THREADS);

  @AfterEach
  void close() {
    parallel.close();
  }

  private record Network(NetworkModule module, int neurons, int columns, boolean isRecurrent) {}

  /** Two layers of LIF, or one recurrent one, and a leaky read-out, which keeps nothing. */
  private static Network network(boolean recurrent) {
    var readOut = new Linear(HIDDEN, OUTPUTS);
    int li = 2 * OUTPUTS;
    return recurrent
        ? new Network(
            new SequentialState(new Lif().recurrentCell(INPUTS, HIDDEN), readOut, new Li().cell()),
            HIDDEN,
            3 * HIDDEN + li,
            true)
        : new Network(
            new SequentialState(
                new Linear(INPUTS, HIDDEN),
                new Lif().cell(),
                new Linear(HIDDEN, HIDDEN),
                new Lif().cell(),
                readOut,
                new Li().cell()),
            2 * HIDDEN,
            4 * HIDDEN + li,
            false);
  }

  /** Bytes for each sample of the batch. */
  private static double formula(Network network, int steps, int every) {
    double block = 256.0 / BATCH;
    double neuronStep = SPIKE + 4 + (network.isRecurrent ? SPIKE / block : 0);
    double kept = (network.isRecurrent ? 4.0 * INPUTS : 0) + neuronStep * network.neurons;
    double state = 4.0 * network.columns;
    double ofThread = network.isRecurrent ? 0 : 4 * block * HIDDEN + 4 * 2 * HIDDEN;
    double passing = (network.isRecurrent ? 16 : 8) * block * HIDDEN;
    double always = 2 * state + passing + THREADS * ofThread + packed(network);
    return every == 0
        ? steps * (kept + 12 * OUTPUTS) + always
        : every * (kept + 8 * OUTPUTS) + 8.0 * steps * OUTPUTS + state * steps / every + always;
  }

  /**
   * Weights that spikes drive, packed and as sums of gradients, and where threads pack them;
   * weights from neuron to neuron are also turned round.
   */
  private static double packed(Network network) {
    // The few outputs fill a vector.
    int outputs = Simd.bits() / Float.SIZE;
    double turned = network.isRecurrent ? 4.0 * HIDDEN * HIDDEN : 0;
    return ((HIDDEN + outputs) * (8.0 * HIDDEN + THREADS * 4.0 * 64) + turned) / BATCH;
  }

  private double measured(Network network, int steps, UnaryOperator<Lift> option) {
    Workspace workspace = new Workspace(parallel);
    try (Tape tape = new Tape(workspace)) {
      Tensor xs = tape.enter(normal(1, steps, BATCH, INPUTS));
      Tensor out = option.apply(Lift.of(network.module)).forward(xs);
      tape.backward(out, Tensor.full(0.1f, steps, BATCH, OUTPUTS));
    }
    return (double) workspace.allocatedBytes() / BATCH;
  }

  @ParameterizedTest
  @CsvSource({
    "false, 64, 8", "false, 256, 16", "false, 1024, 32", "false, 1024, 128",
    "true, 64, 8", "true, 256, 16", "true, 1024, 40", "true, 1024, 128"
  })
  void aTrainingStepTakesWhatTheFormulaSays(boolean recurrent, int steps, int every) {
    Network network = network(recurrent);
    double whole = formula(network, steps, 0);
    double few = formula(network, steps, every);
    assertWithin("whole", whole, measured(network, steps, l -> l));
    assertWithin("truncated", whole, measured(network, steps, l -> l.truncateEvery(every)));
    assertWithin("checkpoints", few, measured(network, steps, l -> l.checkpointEvery(every)));
    assertWithin(
        "both", few, measured(network, steps, l -> l.truncateEvery(every).checkpointEvery(every)));
  }

  @Test
  void aLongerSequenceTakesABitAndAFloatForEveryNeuronAndStep() {
    Network network = network(false);
    double more = measured(network, 1024, l -> l) - measured(network, 256, l -> l);
    double ends = 12 * OUTPUTS;
    assertEquals(1 / 8.0 + 4, (more / 768 - ends) / network.neurons, 1e-9);
  }

  private static void assertWithin(String what, double formula, double measured) {
    assertEquals(1, measured / formula, 0.03, what + ": formula " + formula + ", " + measured);
  }
}
