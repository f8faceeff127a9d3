package dev.sleipnir.bench.protocol;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.tensor.Device;
import dev.sleipnir.model.tensor.Propagation;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Open Neuromorphic's benchmark: N dense inputs, N x N weights, N LIF neurons, forward and backward
 * from the sum of the spikes.
 *
 * @param neurons N
 * @param batch samples
 * @param steps time steps of 1 ms
 * @param threads threads
 * @param device opens where products run
 * @param weights file of [N, N] floats; null for weights uniform in ±1 / sqrt(N)
 * @param input file of [steps, batch, N] floats; null for values uniform in [0, 1)
 * @param repeats how often to run
 */
public record LinearLif(
    int neurons,
    int batch,
    int steps,
    int threads,
    Supplier<Device> device,
    @Nullable Path weights,
    @Nullable Path input,
    Repeats repeats)
    implements Protocol {
  /** Steps and samples whose gradients are compared. */
  private static final int CHECKED_STEPS = 20;

  private static final int CHECKED_SAMPLES = 2;

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if one is out of range; the message begins with its name
   */
  public LinearLif {
    Sizes.atLeast("neurons", 1, neurons);
    Sizes.atLeast("batch", 1, batch);
    Sizes.atLeast("steps", 1, steps);
    Sizes.threads(threads);
    Sizes.product("neurons x neurons", neurons, neurons);
    Sizes.product("steps x batch x neurons", steps, batch, neurons);
  }

  @Override
  public Map<String, Object> run(PrintWriter out) throws IOException {
    DenseLif layer =
        new DenseLif(
            neurons,
            weights == null
                ? DenseLif.uniformWeights(neurons, 1 / Math.sqrt(neurons))
                : RawFloats.read(weights, neurons * neurons));
    float[] values =
        input == null
            ? DenseLif.dense(steps, batch, neurons)
            : RawFloats.read(input, steps * batch * neurons);
    Tensor xs = Tensor.of(values, steps, batch, neurons);
    try (Parallel parallel = Parallel.of(threads);
        Device on = device.get()) {
      Workspace workspace = new Workspace(parallel, Propagation.AUTO, on);
      int few = Math.min(CHECKED_STEPS, steps);
      layer.requireGradients(values, few, batch, Math.min(CHECKED_SAMPLES, batch), workspace);
      Pass first = new Pass();
      first.run(layer, xs, workspace);
      out.printf(
          Locale.ROOT,
          "linear-lif: %d inputs to %d neurons, batch %d, %d steps, %d thread(s)%n",
          neurons,
          neurons,
          batch,
          steps,
          threads);
      out.printf(
          Locale.ROOT,
          "  checked: spikes and gradients of %d steps; %d output spikes%n",
          few,
          first.spikes);
      double[] forward = new double[repeats.warmUp() + repeats.runs()];
      int[] run = {0};
      Timings timings =
          Timings.of(
              repeats,
              () -> {
                Pass pass = new Pass();
                pass.run(layer, xs, workspace);
                Figures.requireSpikes(first.spikes, pass.spikes);
                forward[run[0]++] = pass.forward;
                return pass.forward + pass.backward;
              });
      Timings forwards = new Timings(Arrays.copyOfRange(forward, repeats.warmUp(), forward.length));
      double updates = (double) steps * batch * neurons;
      out.printf(
          Locale.ROOT,
          "  %.4f s (best %.4f), of which %.4f forward: %.1f million neuron steps a second%n",
          timings.median(),
          timings.best(),
          forwards.median(),
          updates / timings.median() / 1e6);
      Map<String, Object> figures = Figures.of("linear-lif", threads, "auto");
      figures.put("device", on.toString());
      figures.put("neurons", neurons);
      figures.put("batch", batch);
      figures.put("steps", steps);
      figures.put("spikes", first.spikes);
      timings.addTo(figures, "neuron_steps_per_second", updates);
      figures.put("forward_seconds", forwards.median());
      return figures;
    }
  }

  /** Forward and backward once. */
  private static final class Pass {
    double forward;
    double backward;
    long spikes;

    void run(DenseLif layer, Tensor xs, Workspace workspace) {
      layer.weight().clearGradient();
      try (Tape tape = new Tape(workspace)) {
        long start = System.nanoTime();
        Tensor z = Lift.of(layer.network()).forward(tape.enter(xs));
        Tensor loss = z.sum();
        forward = Timings.since(start);
        spikes = DenseLif.count(z);
        start = System.nanoTime();
        tape.backward(loss);
        backward = Timings.since(start);
      }
    }
  }
}
