package dev.sleipnir.bench.protocol;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.tensor.Propagation;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Connections at rising densities of spikes, event-driven and dense: where the two meet is the
 * crossover to use on a machine.
 *
 * @param rows samples times time steps of a call
 * @param threads threads
 * @param repeats how often to run each
 */
public record DensitySweep(int rows, int threads, Repeats repeats) implements Protocol {
  private static final double[] DENSITIES = {
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5
  };

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if one is out of range; the message begins with its name
   */
  public DensitySweep {
    Sizes.atLeast("rows", 1, rows);
    Sizes.threads(threads);
    Sizes.product("rows x neurons", rows, 64 * 12 * 12);
  }

  @Override
  public Map<String, Object> run(PrintWriter out) {
    Map<String, Object> figures = Figures.of("density", threads, "both");
    figures.put("rows", rows);
    figures.put("densities", DENSITIES);
    try (Parallel parallel = Parallel.of(threads)) {
      Workspace event = new Workspace(parallel, Propagation.EVENT);
      Workspace dense = new Workspace(parallel, Propagation.DENSE);
      RandomStream random = new RandomStream(1, 1);
      Map<String, Layer> layers = new LinkedHashMap<>();
      layers.put("linear", new Linear(random, 1024, 1024, true));
      layers.put("conv", new Conv2d(random, 32, 64, 5));
      for (var entry : layers.entrySet()) {
        int[] shape =
            entry.getKey().equals("conv") ? new int[] {rows, 32, 12, 12} : new int[] {rows, 1024};
        figures.put(
            entry.getKey(), sweep(entry.getKey(), entry.getValue(), shape, event, dense, out));
      }
    }
    return figures;
  }

  private Map<String, Object> sweep(
      String name, Layer layer, int[] shape, Workspace event, Workspace dense, PrintWriter out) {
    List<Double> eventSeconds = new ArrayList<>();
    List<Double> denseSeconds = new ArrayList<>();
    double crossover = 0;
    out.printf(
        Locale.ROOT,
        "%s: %s of %s, %d thread(s)%n",
        "density",
        layer,
        Arrays.toString(shape),
        threads);
    out.printf(
        Locale.ROOT, "  %8s %12s %12s %8s%n", "density", "event [ms]", "dense [ms]", "ratio");
    // What the first density waits for the compiler would be told of the density.
    for (double density : DENSITIES) {
      Tensor x = spikes(shape, density);
      for (int w = 0; w < repeats.warmUp(); w++) {
        once(layer, x, event);
        once(layer, x, dense);
      }
    }
    Repeats warm = new Repeats(0, repeats.runs());
    for (double density : DENSITIES) {
      Tensor x = spikes(shape, density);
      requireSame(layer, x, event, dense);
      double e = Timings.of(warm, () -> once(layer, x, event)).median();
      double d = Timings.of(warm, () -> once(layer, x, dense)).median();
      eventSeconds.add(e);
      denseSeconds.add(d);
      if (e <= d) {
        crossover = density;
      }
      out.printf(
          Locale.ROOT, "  %7.1f%% %12.3f %12.3f %8.2f%n", 100 * density, 1e3 * e, 1e3 * d, d / e);
    }
    out.printf(Locale.ROOT, "  proposed crossover of %s: %.2f%n", name, crossover);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("event_seconds", eventSeconds);
    figures.put("dense_seconds", denseSeconds);
    figures.put("crossover", crossover);
    return figures;
  }

  private static Tensor spikes(int[] shape, double density) {
    Tensor spikes = Tensor.rand(new RandomStream(1, 2), shape);
    float[] values = spikes.values();
    for (int e = 0; e < values.length; e++) {
      values[e] = values[e] < density ? 1 : 0;
    }
    return (shape.length == 4 ? spikes.channelsLast() : spikes).asSpikes(1);
  }

  private static double once(Layer layer, Tensor x, Workspace workspace) {
    try (Scope scope = new Scope(workspace)) {
      Tensor entered = scope.enter(x);
      long start = System.nanoTime();
      layer.forward(entered);
      return Timings.since(start);
    }
  }

  /** Both ways have to give the same bits. */
  private static void requireSame(Layer layer, Tensor x, Workspace event, Workspace dense) {
    try (Scope one = new Scope(event);
        Scope other = new Scope(dense)) {
      float[] a = layer.forward(one.enter(x)).values();
      float[] b = layer.forward(other.enter(x)).values();
      int size = layer.forward(other.enter(x)).size();
      for (int e = 0; e < size; e++) {
        if (a[e] != b[e]) {
          throw new IllegalStateException(
              layer + ": expected the dense output " + b[e] + " at " + e + ", got " + a[e]);
        }
      }
    }
  }
}
