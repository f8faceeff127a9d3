package dev.sleipnir.model.train;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.model.cell.Cell;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Watches one module from step to step. */
final class ActivityProbe {
  /** Share of the steps from which on a neuron is saturated. */
  private static final double NEARLY_ALWAYS = 0.9;

  private final String place;
  private final Object module;
  private boolean spiking;
  private int neurons;
  private int[] counts = {};
  private final List<Double> rates = new ArrayList<>();
  private double values;
  private float lowest = Float.POSITIVE_INFINITY;
  private float highest = Float.NEGATIVE_INFINITY;
  private int firstNonFinite;

  ActivityProbe(String place, Object module) {
    this.place = place;
    this.module = module;
  }

  /** Looks at the output of a step, [batch, ...], and at the state after it. */
  void look(int step, Tensor output, @Nullable State state) {
    spiking =
        module instanceof Cell cell ? cell.isSpiking() : state != null && output.spikes() != null;
    float[] out = output.toArray();
    int batch = output.rank() == 0 ? 1 : Math.max(1, output.dim(0));
    neurons = out.length / batch;
    values += out.length;
    if (spiking) {
      count(out);
    }
    float[] held = out;
    if (state instanceof NeuronState columns) {
      for (int c = 0; c < columns.names().size(); c++) {
        require(step, columns.column(c));
      }
      if (columns.names().contains("v")) {
        held = columns.column("v");
      }
    }
    require(step, out);
    for (float value : held) {
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    }
  }

  private void count(float[] out) {
    counts = counts.length == neurons ? counts : new int[neurons];
    double spikes = 0;
    for (int e = 0; e < out.length; e++) {
      if (out[e] > 0) {
        spikes += out[e];
        counts[e % neurons]++;
      }
    }
    rates.add(spikes / Math.max(1, out.length));
  }

  private void require(int step, float[] numbers) {
    if (firstNonFinite == 0 && !Reductions.allFinite(numbers, 0, numbers.length)) {
      firstNonFinite = step;
    }
  }

  LayerActivity activity() {
    int steps = rates.size();
    return new LayerActivity(
        place,
        Objects.toString(module),
        spiking,
        neurons,
        rate(0, steps),
        share(count -> count == 0),
        share(count -> count >= NEARLY_ALWAYS * values / neurons),
        steps < 4 ? Double.NaN : rate(steps / 4, steps / 2),
        steps < 4 ? Double.NaN : rate(steps - steps / 4, steps),
        lowest,
        highest,
        threshold(),
        firstNonFinite);
  }

  /** Mean over some steps. */
  private double rate(int from, int to) {
    double none = spiking ? 0 : Double.NaN;
    return rates.subList(from, to).stream().mapToDouble(r -> r).average().orElse(none);
  }

  /** Share of the neurons that spiked so often. */
  private double share(IntPredicate often) {
    return spiking
        ? Arrays.stream(counts).filter(often).count() / (double) Math.max(1, neurons)
        : Double.NaN;
  }

  private double threshold() {
    Tensor given = module instanceof Cell cell ? cell.parameterValue("v_th") : null;
    if (given == null || !spiking) {
      return Double.NaN;
    }
    float least = Float.POSITIVE_INFINITY;
    for (float each : given.toArray()) {
      least = Math.min(least, each);
    }
    return least;
  }
}
