package dev.sleipnir.tasks.memory;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.Cell;
import dev.sleipnir.model.data.Example;
import dev.sleipnir.model.data.StoreRecall;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.math.Shapes;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.tasks.plot.Picture;
import dev.sleipnir.tasks.plot.Plot;
import dev.sleipnir.tasks.plot.Raster;
import dev.sleipnir.tasks.plot.Time;
import dev.sleipnir.tasks.training.Findings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a network remembers: which recalls are right, by how long ago the bit was stored, and what
 * its neurons do for the first item.
 *
 * @param data what it is asked
 * @param hidden its spiking neurons
 * @param readout weights to its two outputs
 * @param output what filters them
 * @param time what a step is
 */
record Recollection(StoreRecall data, Cell hidden, Layer readout, Cell output, Time time)
    implements Findings {
  private static final int BATCH = 64;
  private static final int TRACES = 4;

  /**
   * Recalls of one delay.
   *
   * @param seconds from the beginning of the store period to that of the recall
   * @param recalls how many were asked for
   * @param accuracy which part was right
   */
  record Delay(double seconds, int recalls, double accuracy) {}

  @Override
  public Map<String, ?> figures() {
    return Map.of("recallByDelay", delays());
  }

  private List<Delay> delays() {
    Map<Integer, int[]> counts = new TreeMap<>(); // right, asked
    var decoder = new Recall.MeanOfPeriods(data.steps());
    for (int from = 0; from < data.size(); from += BATCH) {
      List<Example> items = new ArrayList<>();
      for (int i = from; i < Math.min(data.size(), from + BATCH); i++) {
        items.add(data.item(i, new RandomStream(0)));
      }
      Example batch = Example.stack(items, 1, 1);
      try (Scope scope = new Scope(new Workspace(Parallel.of(1)))) {
        Tensor currents = readout(Lift.of(hidden).forward(scope.enter(batch.input())));
        Tensor means = decoder.decode(Lift.of(output).forward(currents));
        int[] asked = new int[items.size()];
        for (int row = 0; row < batch.target().size() / 2; row++) {
          if (Recall.isRecall(batch.target(), row)) {
            int n = row % items.size();
            int delay = data.delays(from + n)[asked[n]++];
            int[] count = counts.computeIfAbsent(delay, _ -> new int[2]);
            count[0] += Recall.isRight(means, batch.target(), row) ? 1 : 0;
            count[1]++;
          }
        }
      }
    }
    List<Delay> delays = new ArrayList<>();
    counts.forEach(
        (periods, count) ->
            delays.add(
                new Delay(
                    periods * data.steps() * data.dt(), count[1], (double) count[0] / count[1])));
    return delays;
  }

  private Tensor readout(Tensor spikes) {
    return Lift.of(readout).forward(spikes);
  }

  @Override
  public SequencedMap<String, Picture> pictures() {
    SequencedMap<String, Picture> pictures = new LinkedHashMap<>();
    pictures.put("recall", recall());
    List<Delay> delays = delays();
    pictures.put(
        "delay",
        Picture.of(
            new Plot("Recall", "delay [s]", "right [%]")
                .points(
                    "recalls",
                    delays.stream().mapToDouble(Delay::seconds).toArray(),
                    delays.stream().mapToDouble(d -> 100 * d.accuracy()).toArray())
                .level("chance", 50)
                .yRange(40, 102)));
    return pictures;
  }

  /** Input, spikes, thresholds if they move, and read-out for the first item. */
  private Picture recall() {
    Tensor x = data.item(0, new RandomStream(0)).input();
    int steps = x.dim(0);
    float[][] input = new float[steps][];
    float[][] spikes = new float[steps][];
    float[][] thresholds = new float[steps][];
    float[][] outputs = new float[steps][];
    try (Scope scope = new Scope(new Workspace(Parallel.of(1)))) {
      @Nullable State neurons = null;
      @Nullable State filter = null;
      for (int t = 0; t < steps; t++) {
        Tensor now = scope.enter(x.rows(t, t + 1));
        input[t] = now.toArray();
        Step step = hidden.step(now, neurons);
        neurons = step.state();
        spikes[t] = step.output().toArray();
        NeuronState state = (NeuronState) neurons;
        thresholds[t] = state.names().contains("b") ? state.get("b").toArray() : new float[0];
        Step read = output.step(readout.forward(step.output()), filter);
        filter = read.state();
        outputs[t] = read.output().toArray();
      }
    }
    Raster top = Raster.of("Store and recall", "input: 0, 1, S, R", input, time);
    var panel = top.height(110).above(Raster.of("", "neuron", spikes, time).height(110));
    if (thresholds[0].length > 0) {
      panel = panel.above(traces("threshold", thresholds));
    }
    return Picture.of(panel.above(traces("read-out", outputs)));
  }

  /** Of the values that move most. */
  private Plot traces(String what, float[][] values) {
    Integer[] order = new Integer[values[0].length];
    Arrays.setAll(order, n -> n);
    Arrays.sort(order, Comparator.comparingDouble((Integer n) -> -range(values, n)));
    int[] shown = Arrays.stream(order).limit(TRACES).mapToInt(n -> n).sorted().toArray();
    Tensor all = Shapes.stack(0, Arrays.stream(values).map(v -> Tensor.of(v, v.length)).toList());
    return Plot.traces("", what, all, time, shown);
  }

  private static double range(float[][] values, int n) {
    var summary = Arrays.stream(values).mapToDouble(v -> v[n]).summaryStatistics();
    return summary.getMax() - summary.getMin();
  }
}
