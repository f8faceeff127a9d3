package dev.sleipnir.model.train;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.model.cell.Cell;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.util.BitSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Watches one module from step to step. */
final class ActivityProbe {
  private final String place;
  private final Object module;
  private boolean spiking;
  private int neurons;
  private double spikes;
  private final BitSet fired = new BitSet();
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
    for (int e = 0; spiking && e < out.length; e++) {
      if (out[e] > 0) {
        spikes += out[e];
        fired.set(e % neurons);
      }
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

  private void require(int step, float[] numbers) {
    if (firstNonFinite == 0 && !Reductions.allFinite(numbers, 0, numbers.length)) {
      firstNonFinite = step;
    }
  }

  LayerActivity activity() {
    return new LayerActivity(
        place,
        Objects.toString(module),
        spiking,
        neurons,
        spiking ? spikes / Math.max(1, values) : Double.NaN,
        spiking ? (neurons - fired.cardinality()) / (double) Math.max(1, neurons) : Double.NaN,
        lowest,
        highest,
        threshold(),
        firstNonFinite);
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
