package dev.sleipnir.model.online;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class EventPropTest {
  private static final double DURATION = 0.05;
  private static final FirstSpikeLoss LOSS = new FirstSpikeLoss(0.003, 0.02, 0.1);

  private final RandomStream random = new RandomStream(21, 0);

  private SpikeEvents input(int neurons, int spikes) {
    double[] times = new double[spikes];
    int[] which = new int[spikes];
    for (int e = 0; e < spikes; e++) {
      times[e] = 0.03 * random.nextFloat();
      which[e] = random.nextInt(neurons);
    }
    return SpikeEvents.of(times, which);
  }

  private Tensor weights(double mean, double deviation, int... shape) {
    Tensor w = Tensor.randn(random, shape).scale((float) deviation);
    return w.add(Tensor.full((float) mean, shape));
  }

  private static double run(List<EventPropLayer> layers, SpikeEvents input, boolean learn) {
    List<EventRun> runs = new ArrayList<>();
    SpikeEvents spikes = input;
    for (EventPropLayer layer : layers) {
      runs.add(layer.forward(spikes, DURATION));
      spikes = runs.getLast().spikes();
    }
    double[] gradients = new double[spikes.size()];
    double loss = LOSS.of(spikes, 3, 1, DURATION, gradients);
    for (int l = layers.size() - 1; learn && l >= 0; l--) {
      gradients = layers.get(l).backward(runs.get(l), gradients);
    }
    return loss;
  }

  /** Fourth-order differences: weights are floats, but the change actually made is exact. */
  private static double difference(Parameter p, int at, DoubleSupplier loss) {
    float w = p.data()[at];
    double h = 0x1p-12;
    double[] values = new double[4];
    double[] steps = {-2, -1, 1, 2};
    for (int k = 0; k < 4; k++) {
      p.data()[at] = (float) (w + steps[k] * h);
      assertEquals(w + steps[k] * h, p.data()[at], 1e-12);
      values[k] = loss.getAsDouble();
    }
    p.data()[at] = w;
    return (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * h);
  }

  private static void assertExact(List<Parameter> parameters, DoubleSupplier loss) {
    for (Parameter p : parameters) {
      for (int at = 0; at < p.size(); at++) {
        // To 11 bits, so that sums with h stay exact.
        p.data()[at] = Math.round(p.data()[at] * 2048) / 2048f;
      }
    }
    int checked = 0;
    for (Parameter p : parameters) {
      float largest = 0;
      for (float g : p.gradient()) {
        largest = Math.max(largest, Math.abs(g));
      }
      assertTrue(largest > 1e-3, p + ": no gradient");
      for (int at = 0; at < p.size(); at += 1 + p.size() / 25) {
        double expected = difference(p, at, loss);
        assertEquals(expected, p.gradient()[at], 2e-6 * largest, p + " at " + at);
        checked++;
      }
    }
    assertTrue(checked >= 20);
  }

  private void assertGradient(List<EventPropLayer> layers, SpikeEvents input) {
    List<Parameter> parameters =
        layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
    for (Parameter p : parameters) {
      for (int at = 0; at < p.size(); at++) {
        p.data()[at] = Math.round(p.data()[at] * 2048) / 2048f;
      }
    }
    run(layers, input, true);
    assertExact(parameters, () -> run(layers, input, false));
  }

  @Test
  void feedForwardGradientsAreExact() {
    for (double tauSyn : new double[] {0.005, 0.01, 0.02}) {
      EventNeuron neuron = new EventNeuron(0.02, tauSyn, 1);
      EventPropLayer hidden = new EventPropLayer(neuron, weights(0.8, 1, 12, 5));
      EventPropLayer output = new EventPropLayer(neuron, weights(0.5, 0.8, 3, 12));
      assertGradient(List.of(hidden, output), input(5, 20));
    }
  }

  @Test
  void recurrentGradientsAreExact() {
    EventNeuron neuron = EventNeuron.standard();
    var recurrent = new RecurrentWeights(weights(1.2, 1, 12, 5), weights(0, 0.8, 12, 12), true);
    EventPropLayer hidden = new EventPropLayer(neuron, recurrent);
    EventPropLayer output = new EventPropLayer(neuron, weights(0.5, 0.8, 3, 12));
    assertGradient(List.of(hidden, output), input(5, 20));
  }

  /** What a recurrent layer gives a layer below is the gradient at the times of its input. */
  @Test
  void gradientsOfInputTimesAreExact() {
    EventPropLayer layer =
        new EventPropLayer(
            EventNeuron.standard(),
            new RecurrentWeights(weights(2, 1, 3, 5), weights(0, 0.8, 3, 3), false));
    SpikeEvents input = input(5, 20);
    EventRun run = layer.forward(input, DURATION);
    double[] gradients = new double[run.spikes().size()];
    LOSS.of(run.spikes(), 3, 1, DURATION, gradients);
    double[] got = layer.backward(run, gradients);
    double largest = Arrays.stream(got).map(Math::abs).max().orElseThrow();
    assertTrue(largest > 1);
    double h = 1e-7;
    for (int e = 0; e < input.size(); e++) {
      double[] losses = new double[2];
      for (int side = 0; side < 2; side++) {
        double[] times = new double[20];
        int[] which = new int[20];
        for (int k = 0; k < 20; k++) {
          times[k] = input.time(k) + (k != e ? 0 : side == 0 ? -h : h);
          which[k] = input.neuron(k);
        }
        losses[side] = run(List.of(layer), SpikeEvents.of(times, which), false);
      }
      assertEquals((losses[1] - losses[0]) / (2 * h), got[e], 1e-5 * largest, "spike " + e);
    }
  }

  @Test
  void autapsesGetNoGradientWhereThereAreNone() {
    var weights = new RecurrentWeights(weights(2, 1, 3, 5), weights(0, 0.8, 3, 3), false);
    EventPropLayer layer = new EventPropLayer(EventNeuron.standard(), weights);
    run(List.of(layer), input(5, 20), true);
    float[] gradient = weights.recurrent().gradient();
    assertArrayEquals(new float[3], new float[] {gradient[0], gradient[4], gradient[8]});
    assertTrue(gradient[1] != 0 || gradient[2] != 0);
  }

  /** Which of three groups of inputs comes first. */
  @Test
  void learnsFirstSpikes() {
    EventNeuron neuron = EventNeuron.standard();
    EventPropLayer hidden = new EventPropLayer(neuron, weights(2.5, 1.5, 20, 6));
    EventPropLayer output = new EventPropLayer(neuron, weights(1.5, 0.5, 3, 20));
    List<Parameter> all = new ArrayList<>(hidden.parameters());
    all.addAll(output.parameters());
    Adam adam = new Adam(all, 0.03);
    double first = 0;
    double last = 0;
    for (int step = 0; step < 200; step++) {
      double loss = 0;
      for (int sample = 0; sample < 6; sample++) {
        int label = sample % 3;
        double[] times = new double[6];
        Arrays.setAll(times, k -> (k / 2 == label ? 0.002 : 0.007) + 0.002 * random.nextFloat());
        SpikeEvents input = SpikeEvents.of(times, new int[] {0, 1, 2, 3, 4, 5});
        EventRun below = hidden.forward(input, DURATION);
        EventRun above = output.forward(below.spikes(), DURATION);
        double[] gradients = new double[above.spikes().size()];
        loss += LOSS.of(above.spikes(), 3, label, DURATION, gradients) / 6;
        hidden.backward(below, output.backward(above, gradients));
      }
      adam.step();
      first += step < 5 ? loss / 5 : 0;
      last += step >= 195 ? loss / 5 : 0;
    }
    assertTrue(last < first / 3, first + " to " + last);
  }

  @Test
  void memoryGrowsWithSpikesOnly() {
    EventPropLayer layer = new EventPropLayer(EventNeuron.standard(), weights(2, 1, 3, 5));
    SpikeEvents input = input(5, 20);
    double[] none = new double[layer.forward(input, 0.1).spikes().size()];
    // 0.1 and 1 s, the same spikes.
    Allocations.assertIndependentOfLength(
        "EventProp", steps -> layer.backward(layer.forward(input, 0.001 * steps), none));
  }

  @Test
  void refusesWhatDoesNotFit() {
    EventPropLayer layer = new EventPropLayer(EventNeuron.standard(), weights(2, 1, 3, 5));
    EventPropLayer other = new EventPropLayer(EventNeuron.standard(), weights(2, 1, 3, 5));
    EventRun run = layer.forward(input(5, 20), DURATION);
    assertEquals(
        "spikes: expected neurons 0 to 4, got 5",
        assertThrows(
                IllegalArgumentException.class,
                () -> layer.forward(SpikeEvents.of(new double[1], new int[] {5}), 1))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> layer.forward(run.spikes(), 0));
    assertThrows(
        IllegalArgumentException.class, () -> other.backward(run, new double[run.spikes().size()]));
    assertThrows(
        IllegalArgumentException.class,
        () -> layer.backward(run, new double[run.spikes().size() + 1]));
    SpikeEvents events = new SpikeEvents();
    events.add(0.5, 0);
    assertThrows(IllegalArgumentException.class, () -> events.add(0.4, 0));
    assertThrows(IllegalArgumentException.class, () -> events.add(0.6, -1));
    assertThrows(IndexOutOfBoundsException.class, () -> events.time(1));
    double[] room = new double[run.spikes().size()];
    assertThrows(IllegalArgumentException.class, () -> LOSS.of(run.spikes(), 3, 3, 1, room));
    assertThrows(
        IllegalArgumentException.class, () -> LOSS.of(run.spikes(), 3, 2, 1, new double[0]));
    assertThrows(IllegalArgumentException.class, () -> new EventNeuron(0, 1, 1));
  }

  private static EventPropLayer runaway() {
    RecurrentWeights weights =
        new RecurrentWeights(
            Tensor.of(new float[] {12, 11}, 2, 1),
            Tensor.of(new float[] {0, 12, 12, 0}, 2, 2),
            false);
    return new EventPropLayer(EventNeuron.standard(), weights);
  }

  private static SpikeEvents kick() {
    return SpikeEvents.of(new double[] {0}, new int[] {0});
  }

  @Test
  void neuronsThatExciteEachOtherEndAtTheLimit() {
    EventPropLayer layer = runaway();
    for (int limit : new int[] {1, 2, 1000}) {
      var e = assertThrows(ArithmeticException.class, () -> layer.forward(kick(), DURATION, limit));
      assertTrue(
          String.valueOf(e.getMessage())
              .startsWith(
                  "EventPropLayer(1, 2, recurrent): expected at most "
                      + limit
                      + " spikes, got more, at 0.0"),
          e.getMessage());
    }
    // a run of just as many spikes as the limit is none too many
    double until = layer.forward(kick(), 0.01).spikes().time(9);
    assertEquals(10, layer.forward(kick(), until, 10).spikes().size());
    assertThrows(ArithmeticException.class, () -> layer.forward(kick(), until, 9));
    assertThrows(IllegalArgumentException.class, () -> layer.forward(kick(), DURATION, 0));
    // the default ends it too, without a limit given
    var e = assertThrows(ArithmeticException.class, () -> layer.forward(kick(), DURATION));
    assertTrue(String.valueOf(e.getMessage()).contains("at most 1000000 spikes"), e.getMessage());
  }

  /** Weights so large that time stands still: no number of steps reaches the end. */
  @Test
  void spikesWithoutTimeBetweenThemEndAtTheLimit() {
    RecurrentWeights weights =
        new RecurrentWeights(
            Tensor.full(1e38f, 2, 1), Tensor.of(new float[] {0, 1e38f, 1e38f, 0}, 2, 2), false);
    EventPropLayer layer = new EventPropLayer(EventNeuron.standard(), weights);
    assertThrows(ArithmeticException.class, () -> layer.forward(kick(), DURATION, 10_000));
  }

  @Test
  void anInterruptedRunEndsAndKeepsTheFlag() throws InterruptedException {
    EventPropLayer layer = runaway();
    Throwable[] thrown = new Throwable[1];
    boolean[] flag = new boolean[1];
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    layer.forward(kick(), DURATION, Integer.MAX_VALUE);
                  } catch (CancellationException e) {
                    thrown[0] = e;
                    flag[0] = Thread.currentThread().isInterrupted();
                  }
                });
    thread.interrupt();
    thread.join(20_000);
    assertTrue(!thread.isAlive() && flag[0]);
    assertTrue(
        String.valueOf(thrown[0].getMessage())
            .startsWith("EventPropLayer(1, 2, recurrent): interrupted after "));
  }

  @Test
  void weightsThatAreNotFiniteAreNamed() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      EventPropLayer layer = runaway();
      layer.parameters().get(1).data()[2] = bad;
      var e = assertThrows(ArithmeticException.class, () -> layer.forward(kick(), DURATION));
      assertEquals(
          "parameter "
              + layer.parameters().get(1)
              + ": expected finite weights, got "
              + bad
              + " at [1, 0]",
          e.getMessage());
      EventPropLayer first = new EventPropLayer(EventNeuron.standard(), Tensor.full(bad, 2, 1));
      assertThrows(ArithmeticException.class, () -> first.forward(kick(), DURATION));
      MaxVoltageReadout readout =
          new MaxVoltageReadout(EventNeuron.standard(), Tensor.full(bad, 2, 1));
      assertThrows(ArithmeticException.class, () -> readout.forward(kick(), DURATION));
    }
  }

  @Test
  void gradientsThatAreNotFiniteChangeNothing() {
    EventPropLayer layer = new EventPropLayer(EventNeuron.standard(), Tensor.full(12f, 2, 1));
    EventRun run = layer.forward(kick(), DURATION);
    double[] gradients = new double[run.spikes().size()];
    Arrays.fill(gradients, 1);
    gradients[1] = Double.NaN;
    var e = assertThrows(ArithmeticException.class, () -> layer.backward(run, gradients));
    assertEquals("gradients: expected finite numbers, got NaN at index 1", e.getMessage());
    assertArrayEquals(new float[2], layer.parameters().getFirst().gradient());
    MaxVoltageReadout readout =
        new MaxVoltageReadout(EventNeuron.standard(), Tensor.full(1f, 2, 1));
    var maxima = readout.forward(kick(), DURATION);
    assertThrows(
        ArithmeticException.class,
        () -> readout.backward(maxima, new float[] {1, Float.POSITIVE_INFINITY}));
    assertArrayEquals(new float[2], readout.parameters().getFirst().gradient());
  }

  @Test
  void aLossOfTimesThatOverflowsIsNone() {
    SpikeEvents late = SpikeEvents.of(new double[] {0.04}, new int[] {0});
    double[] gradients = {7};
    var e =
        assertThrows(
            ArithmeticException.class,
            () -> new FirstSpikeLoss(0.003, 1e-6, 0.1).of(late, 2, 0, DURATION, gradients));
    assertTrue(
        String.valueOf(e.getMessage()).startsWith("loss: expected a finite number, got Infinity"));
    assertEquals(7, gradients[0]);
    assertThrows(IllegalArgumentException.class, () -> LOSS.of(late, 2, 0, Double.NaN, gradients));
  }
}
