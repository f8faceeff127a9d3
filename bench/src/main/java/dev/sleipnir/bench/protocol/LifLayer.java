package dev.sleipnir.bench.protocol;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.tensor.Propagation;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Norse's LIF benchmark: F Poisson inputs, F x F weights, F LIF neurons, no gradient; the spikes of
 * all steps are put out. Spikes are drawn before the clock runs.
 *
 * @param features F, inputs and neurons
 * @param batch samples
 * @param steps time steps of 1 ms
 * @param rate of the inputs [Hz], at most 1000
 * @param threads threads
 * @param propagation how spikes go through the weights
 * @param verbose whether to say which way they took
 * @param weights file of [F, F] floats; null for normal weights of standard deviation {@value
 *     #DEVIATION} / sqrt(F), which make neurons spike
 * @param spikes file of [steps, batch, F] floats; null to draw them
 * @param repeats how often to run
 */
public record LifLayer(
    int features,
    int batch,
    int steps,
    double rate,
    int threads,
    Propagation propagation,
    boolean verbose,
    @Nullable Path weights,
    @Nullable Path spikes,
    Repeats repeats)
    implements Protocol {
  /** Times 1 / sqrt(F) the standard deviation of the weights. */
  public static final double DEVIATION = 3;

  private static final double DT = 0.001;

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if one is out of range; the message begins with its name
   */
  public LifLayer {
    Sizes.atLeast("features", 1, features);
    Sizes.atLeast("batch", 1, batch);
    Sizes.atLeast("steps", 1, steps);
    Sizes.threads(threads);
    Sizes.product("features x features", features, features);
    Sizes.product("steps x batch x features", steps, batch, features);
    if (!(rate >= 0 && rate * DT <= 1)) {
      throw new IllegalArgumentException("rate: expected 0 to 1000 Hz, got " + rate);
    }
  }

  @Override
  public Map<String, Object> run(PrintWriter out) throws IOException {
    DenseLif layer =
        new DenseLif(
            features,
            weights == null
                ? DenseLif.normalWeights(features, DEVIATION / Math.sqrt(features))
                : RawFloats.read(weights, features * features));
    float[] input =
        spikes == null
            ? DenseLif.spikes(steps, batch, features, rate * DT)
            : RawFloats.read(spikes, steps * batch * features);
    Tensor xs = Tensor.of(input, steps, batch, features).asSpikes(2);
    try (Parallel parallel = Parallel.of(threads)) {
      Workspace workspace = new Workspace(parallel, propagation);
      long count;
      try (Scope scope = new Scope(workspace)) {
        Tensor z = layer.forward(scope, xs);
        count = DenseLif.count(z);
        layer.requireSpikes(input, z.values(), steps, batch, batch - 1);
      }
      double updates = (double) steps * batch * features;
      out.printf(
          Locale.ROOT,
          "lif-layer: %d inputs to %d neurons, batch %d, %d steps, %d thread(s)%n",
          features,
          features,
          batch,
          steps,
          threads);
      out.printf(
          Locale.ROOT,
          "  checked: the %d steps of a sample; %d output spikes, %.1f Hz a neuron%n",
          steps,
          count,
          count / (updates * DT));
      Timings timings = Timings.of(repeats, () -> once(layer, xs, workspace, count));
      out.printf(
          Locale.ROOT,
          "  %.4f s (best %.4f): %.1f million neuron updates a second%n",
          timings.median(),
          timings.best(),
          updates / timings.median() / 1e6);
      if (verbose) {
        workspace.propagations().forEach(way -> out.println("  " + way));
      }
      Map<String, Object> figures = Figures.of("lif-layer", threads, propagation.toString());
      figures.put("features", features);
      figures.put("batch", batch);
      figures.put("steps", steps);
      figures.put("rate", rate);
      figures.put("spikes", count);
      timings.addTo(figures, "neuron_updates_per_second", updates);
      return figures;
    }
  }

  private static double once(DenseLif layer, Tensor xs, Workspace workspace, long expected) {
    try (Scope scope = new Scope(workspace)) {
      long start = System.nanoTime();
      Tensor z = layer.forward(scope, xs);
      double seconds = Timings.since(start);
      Figures.requireSpikes(expected, DenseLif.count(z));
      return seconds;
    }
  }
}
