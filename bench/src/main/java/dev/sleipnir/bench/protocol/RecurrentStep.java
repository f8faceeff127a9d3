package dev.sleipnir.bench.protocol;

import com.sun.management.ThreadMXBean;
import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.RecurrentCell;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How long a service waits for one time step: recurrent LIF neurons, a dense read-out and leaky
 * integrators at batch 1 in one thread, by a {@link Session}.
 *
 * @param inputs inputs
 * @param hidden recurrent neurons
 * @param outputs read-out neurons
 * @param density part of the inputs that spike in a step, 0 to 1
 * @param steps steps that count; as many different inputs are drawn
 * @param warmUp steps before
 * @param weights file of [hidden, inputs], [hidden, hidden] and [outputs, hidden] floats, one after
 *     the other; null to draw them
 * @param spikes file of [steps, inputs] floats; null to draw them
 */
public record RecurrentStep(
    int inputs,
    int hidden,
    int outputs,
    double density,
    int steps,
    int warmUp,
    @Nullable Path weights,
    @Nullable Path spikes)
    implements Protocol {
  private static final long SEED = 1;

  /** Steps compared with the model's own. */
  private static final int CHECKED_STEPS = 200;

  private static final double MICRO = 1e6;

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if one is out of range; the message begins with its name
   */
  public RecurrentStep {
    Sizes.atLeast("inputs", 1, inputs);
    Sizes.atLeast("hidden", 1, hidden);
    Sizes.atLeast("outputs", 1, outputs);
    Sizes.atLeast("steps", 1, steps);
    Sizes.atLeast("warm-up", 0, warmUp);
    Sizes.product("hidden x inputs", hidden, inputs);
    Sizes.product("hidden x hidden", hidden, hidden);
    Sizes.product("hidden x outputs", hidden, outputs);
    Sizes.product("steps x inputs", steps, inputs);
    if (!(density >= 0 && density <= 1)) {
      throw new IllegalArgumentException("density: expected 0 to 1, got " + density);
    }
  }

  @Override
  public Map<String, Object> run(PrintWriter out) throws IOException {
    RecurrentCell cell;
    Linear readout;
    if (weights == null) {
      RandomStream random = new RandomStream(SEED, 0);
      cell = new Lif().recurrentCell(RecurrentWeights.random(random, inputs, hidden, false));
      readout = Linear.readout(random, hidden, outputs);
    } else {
      int recurrent = hidden * inputs;
      int last = recurrent + hidden * hidden;
      float[] all = RawFloats.read(weights, last + outputs * hidden);
      cell =
          new Lif()
              .recurrentCell(
                  new RecurrentWeights(
                      Tensor.of(Arrays.copyOf(all, recurrent), hidden, inputs),
                      Tensor.of(Arrays.copyOfRange(all, recurrent, last), hidden, hidden),
                      false));
      readout =
          new Linear(Tensor.of(Arrays.copyOfRange(all, last, all.length), outputs, hidden), null);
    }
    float[][] x = input();
    SequentialState network = new SequentialState(cell, readout, new Li().cell());
    Session session = Session.of(network, 1, inputs);
    long count = check(network, session, x);
    out.printf(
        Locale.ROOT,
        "recurrent-step: %d-%d-%d, batch 1, %d steps, %.1f %% of the inputs spike%n",
        inputs,
        hidden,
        outputs,
        steps,
        100 * density);
    out.printf(Locale.ROOT, "  checked: %d steps; %d hidden spikes in all%n", checked(), count);
    return figures(out, session, x, count);
  }

  private int checked() {
    return Math.min(CHECKED_STEPS, steps);
  }

  private float[][] input() throws IOException {
    float[] all = spikes == null ? new float[0] : RawFloats.read(spikes, steps * inputs);
    float[][] x = new float[steps][inputs];
    for (int t = 0; t < steps; t++) {
      if (spikes == null) {
        Philox.bernoulli(SEED, 1, (long) t * inputs, (float) density, x[t], 0, inputs);
      } else {
        System.arraycopy(all, t * inputs, x[t], 0, inputs);
      }
    }
    return x;
  }

  /** The session has to give the model's bits; counts the hidden spikes of all steps. */
  private long check(SequentialState network, Session session, float[][] x) {
    State state = null;
    long count = 0;
    for (int t = 0; t < steps; t++) {
      Step step = network.step(Tensor.of(x[t], 1, inputs), state);
      state = step.state();
      NeuronState neurons =
          (NeuronState) Objects.requireNonNull(network.stateOf(state, 0), "recurrent neurons");
      for (float z : neurons.column("z")) {
        count += z == 1f ? 1 : 0;
      }
      if (t < checked() && !Arrays.equals(step.output().toArray(), session.step(x[t]))) {
        throw new IllegalStateException(
            "step " + t + ": expected the bits of the model's step, got others");
      }
    }
    session.reset();
    return count;
  }

  private Map<String, Object> figures(PrintWriter out, Session session, float[][] x, long count) {
    double[] seconds = new double[steps];
    // The same loop, clock and all, so that what counts is compiled.
    for (int t = 0; t < warmUp; t += steps) {
      allocatedIn(session, x, seconds, Math.min(steps, warmUp - t));
    }
    session.reset();
    long allocated = allocatedIn(session, x, seconds, steps);
    Timings timings = new Timings(seconds);
    double total = Arrays.stream(seconds).sum();
    double p99 = MICRO * timings.quantile(0.99);
    double p999 = MICRO * timings.quantile(0.999);
    double bytes = (double) allocated / steps;
    out.printf(
        Locale.ROOT,
        "  p50 %.2f, p99 %.2f, p99.9 %.2f, longest %.1f microseconds a step; %.2f bytes a step%n",
        MICRO * timings.median(),
        p99,
        p999,
        MICRO * timings.longest(),
        bytes);
    Map<String, Object> figures = Figures.of("recurrent-step", 1, "session");
    figures.put("inputs", inputs);
    figures.put("hidden", hidden);
    figures.put("outputs", outputs);
    figures.put("density", density);
    figures.put("steps", steps);
    figures.put("spikes", count);
    figures.put("seconds", timings.median());
    figures.put("best_seconds", timings.best());
    figures.put("steps_per_second", steps / total);
    figures.put("p50_microseconds", MICRO * timings.median());
    figures.put("p99_microseconds", p99);
    figures.put("p999_microseconds", p999);
    figures.put("bytes_per_step", bytes);
    return figures;
  }

  /** Steps and times each; returns the bytes that this thread allocated meanwhile. */
  private static long allocatedIn(Session session, float[][] x, double[] seconds, int count) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int t = 0; t < count; t++) {
      long start = System.nanoTime();
      session.step(x[t]);
      seconds[t] = Timings.since(start);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
