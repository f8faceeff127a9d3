package dev.sleipnir.tasks.training;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.Cell;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.model.train.Batch;
import dev.sleipnir.model.train.TrainingTask;
import dev.sleipnir.tasks.plot.HeatMap;
import dev.sleipnir.tasks.plot.Panel;
import dev.sleipnir.tasks.plot.Picture;
import dev.sleipnir.tasks.plot.Raster;
import dev.sleipnir.tasks.plot.Time;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The spikes of one sample.
 *
 * @param layers input and layers of spiking neurons, first to last: [steps][neurons], some of them
 *     where there are many
 */
record ExampleSpikes(SequencedMap<String, float[][]> layers) {
  /** Neurons of a layer that are kept, evenly spread: more would not be told apart. */
  private static final int NEURONS = 200;

  /**
   * Runs the first sample of a task.
   *
   * @param task what is tested
   * @param workspace where it is computed
   * @param seed of the training
   */
  static ExampleSpikes of(TrainingTask task, Workspace workspace, long seed) {
    NetworkModule network = task.network().module();
    SequencedMap<String, float[][]> layers = new LinkedHashMap<>();
    RandomStream random = new RandomStream(seed).split("report");
    try (Scope scope = new Scope(workspace, random)) {
      Tensor spikes = task.input(new Batch(scope, random, 0));
      int steps = spikes.dim(0);
      int[] shape = Arrays.copyOfRange(spikes.shape(), 1, spikes.rank());
      layers.put("input", new float[steps][]);
      @Nullable State state = null;
      for (int t = 0; t < steps; t++) {
        Tensor x = spikes.rows(t, t + 1).reshape(shape);
        layers.get("input")[t] = sample(x.toArray());
        if (!(network instanceof SequentialState sequence)) {
          continue;
        }
        List<Tensor> hidden = new ArrayList<>();
        Step step = sequence.step(x, state, hidden);
        state = step.state();
        int number = 0;
        for (int m = 0; m < hidden.size(); m++) {
          NetworkModule module = sequence.modules().get(m);
          if (module instanceof Cell cell && cell.isSpiking()) {
            String name = "LIF " + ++number;
            layers.computeIfAbsent(name, k -> new float[steps][])[t] =
                sample(hidden.get(m).toArray());
          }
        }
      }
    }
    return new ExampleSpikes(layers);
  }

  /**
   * Draws them.
   *
   * @param title above all
   */
  Picture picture(String title) {
    @Nullable Panel first = null;
    for (var layer : layers.entrySet()) {
      Panel panel = panel(first == null ? title : "", layer.getKey(), layer.getValue());
      panel.height(Math.clamp(4L * layer.getValue()[0].length, 40, 130));
      first = first == null ? panel : first.above(panel);
    }
    return Picture.of(Objects.requireNonNull(first, "the input is always there"));
  }

  /** Spikes; an input of other values is shown by colours. */
  private static Panel panel(String title, String layer, float[][] values) {
    int neurons = values[0].length;
    Tensor all = Tensor.zeros(values.length, neurons);
    boolean spikes = true;
    for (int t = 0; t < values.length; t++) {
      System.arraycopy(values[t], 0, all.data(), t * neurons, neurons);
      for (float value : values[t]) {
        spikes &= value == 0f || value == 1f;
      }
    }
    return spikes
        ? Raster.of(title, layer + " neuron", values, Time.steps())
        : HeatMap.states(title, layer, all, Time.steps());
  }

  private static float[] sample(float[] neurons) {
    int count = Math.min(NEURONS, neurons.length);
    float[] some = new float[count];
    for (int n = 0; n < count; n++) {
      some[n] = neurons[(int) ((long) n * neurons.length / count)];
    }
    return some;
  }
}
