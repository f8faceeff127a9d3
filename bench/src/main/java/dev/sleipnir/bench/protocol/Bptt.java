package dev.sleipnir.bench.protocol;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Back-propagation through time of N Poisson inputs, N x N weights and N LIF neurons: how time and
 * memory grow with the number of steps. Inputs spike at {@value #RATE} Hz; weights are as in {@link
 * LifLayer}; the loss is the sum of the spikes.
 *
 * @param neurons N
 * @param batch samples
 * @param steps numbers of time steps, at least two, ascending
 * @param threads threads
 * @param checkpointed whether to keep the state every sqrt(steps) steps only
 * @param repeats how often to run each
 */
public record Bptt(
    int neurons, int batch, List<Integer> steps, int threads, boolean checkpointed, Repeats repeats)
    implements Protocol {
  private static final double RATE = 30;
  private static final double DT = 0.001;
  private static final int CHECKED_STEPS = 20;
  private static final int CHECKED_SAMPLES = 2;

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if one is out of range; the message begins with its name
   */
  public Bptt {
    steps = List.copyOf(steps);
    Sizes.atLeast("neurons", 1, neurons);
    Sizes.atLeast("batch", 1, batch);
    Sizes.threads(threads);
    Sizes.product("neurons x neurons", neurons, neurons);
    int before = 0;
    for (int t : steps) {
      if (t <= before) {
        throw new IllegalArgumentException(
            "steps: expected numbers of at least 1, ascending, got " + steps);
      }
      before = t;
      Sizes.product("steps x batch x neurons", t, batch, neurons);
    }
    if (steps.size() < 2) {
      throw new IllegalArgumentException(
          "steps: expected two numbers or more, to tell growth, got " + steps);
    }
  }

  @Override
  public Map<String, Object> run(PrintWriter out) {
    DenseLif layer =
        new DenseLif(
            neurons, DenseLif.normalWeights(neurons, LifLayer.DEVIATION / Math.sqrt(neurons)));
    out.printf(
        Locale.ROOT,
        "bptt: %d inputs to %d neurons, batch %d, %d thread(s)%n",
        neurons,
        neurons,
        batch,
        threads);
    int points = steps.size();
    double[] times = new double[points];
    double[] seconds = new double[points];
    double[] bytes = new double[points];
    List<Map<String, Object>> series = new ArrayList<>();
    Timings last = new Timings(0);
    long spikes = 0;
    try (Parallel parallel = Parallel.of(threads)) {
      int few = Math.min(CHECKED_STEPS, steps.getFirst());
      layer.requireGradients(
          DenseLif.spikes(few, batch, neurons, RATE * DT),
          few,
          batch,
          Math.min(CHECKED_SAMPLES, batch),
          new Workspace(parallel));
      out.printf(Locale.ROOT, "  checked: spikes and gradients of %d steps%n", few);
      for (int p = 0; p < points; p++) {
        int t = steps.get(p);
        Tensor xs = Tensor.of(DenseLif.spikes(t, batch, neurons, RATE * DT), t, batch, neurons);
        Workspace workspace = new Workspace(parallel);
        long[] count = {0};
        last =
            Timings.of(
                repeats,
                () -> {
                  layer.weight().clearGradient();
                  try (Tape tape = new Tape(workspace)) {
                    long start = System.nanoTime();
                    Lift lift = Lift.of(layer.network());
                    Tensor z = (checkpointed ? lift.checkpointed() : lift).forward(tape.enter(xs));
                    tape.backward(z.sum());
                    double elapsed = Timings.since(start);
                    count[0] = DenseLif.count(z);
                    return elapsed;
                  }
                });
        spikes = count[0];
        times[p] = t;
        seconds[p] = last.median();
        bytes[p] = workspace.allocatedBytes();
        out.printf(
            Locale.ROOT,
            "  %5d steps: %.4f s (best %.4f), %.1f MB, %d spikes%n",
            t,
            last.median(),
            last.best(),
            bytes[p] / 1e6,
            spikes);
        series.add(point(t, last, bytes[p]));
      }
    }
    LinearFit time = LinearFit.of(times, seconds);
    double perNeuronStep = LinearFit.of(times, bytes).slope() / ((double) batch * neurons);
    double ofLongest = bytes[points - 1] / ((double) batch * neurons * times[points - 1]);
    out.printf(
        Locale.ROOT,
        "  time = %.3g s + %.3g s a step, R2 = %.5f%n",
        time.intercept(),
        time.slope(),
        time.r2());
    out.printf(
        Locale.ROOT,
        "  %.2f bytes more for each neuron and step; %.2f in all with %d steps%n",
        perNeuronStep,
        ofLongest,
        steps.getLast());
    Map<String, Object> figures = Figures.of("bptt", threads, "auto");
    figures.put("neurons", neurons);
    figures.put("checkpointed", checkpointed);
    figures.put("batch", batch);
    figures.put("steps", steps);
    figures.put("spikes", spikes);
    last.addTo(figures, "neuron_steps_per_second", (double) steps.getLast() * batch * neurons);
    figures.put("series", series);
    figures.put("seconds_per_step", time.slope());
    figures.put("r2", time.r2());
    figures.put("bytes_per_neuron_step", perNeuronStep);
    figures.put("whole_bytes_per_neuron_step", ofLongest);
    return figures;
  }

  private static Map<String, Object> point(int steps, Timings timings, double bytes) {
    Map<String, Object> point = new LinkedHashMap<>();
    point.put("steps", steps);
    point.put("seconds", timings.median());
    point.put("best_seconds", timings.best());
    point.put("workspace_bytes", (long) bytes);
    return point;
  }
}
