package dev.sleipnir.kernels.network;

import dev.sleipnir.kernels.bytecode.CompiledLoop;
import dev.sleipnir.kernels.equation.Equations.Definition;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Variables of a synapse's text that are the same at all synapses of a neuron, for the neurons of
 * one side. Each neuron has them as of its last event; they are moved on to where they are read.
 * For one thread.
 */
final class NeuronTraces {
  private static final int BLOCK = 256;
  private static final float[][] NO_COLUMNS = {};

  private final SynapseModel.Traces loops;
  private final double dt;
  private final Invariants advance;
  private final Invariants[] jumps;

  /** As of the last event, as of now. */
  private final float[][] values;

  private final float[][] now;
  private final int[] last;
  private final float[] elapsed;

  /** In which step all have been moved on. */
  private long movedOn = -1;

  private final float[][] block;
  private final float[][] series = new float[1][];

  NeuronTraces(
      SynapseModel model,
      SynapseModel.Traces loops,
      int neurons,
      double dt,
      CellParameters parameters,
      int synapses,
      Map<String, double[]> given) {
    this.loops = loops;
    this.dt = dt;
    int count = model.parameters().size();
    advance = new Invariants(loops.advance().part().program(), parameters, count, synapses);
    jumps =
        loops.jumps().stream()
            .map(jump -> new Invariants(jump.part().program(), parameters, count, synapses))
            .toArray(Invariants[]::new);
    values = new float[loops.names().size()][neurons];
    now = new float[values.length][neurons];
    last = new int[neurons];
    elapsed = new float[Math.max(neurons, BLOCK)];
    block = new float[values.length][BLOCK];
    List<String> names = model.equations().stateNames();
    for (int v = 0; v < values.length; v++) {
      String name = loops.names().get(v);
      Definition definition = model.equations().states().get(names.indexOf(name));
      double[] initial = given.getOrDefault(name, parameters.of(definition.value()));
      Arrays.fill(values[v], (float) initial[0]);
    }
  }

  int index(String name) {
    return loops.names().indexOf(name);
  }

  boolean isEmpty() {
    return values.length == 0;
  }

  /** A variable where it was last {@linkplain #moveOn moved on} to. */
  float[] now(String name) {
    return now[index(name)];
  }

  /** The step of a neuron's last event. */
  int last(int neuron) {
    return last[neuron];
  }

  /** A variable of a neuron as it is in a step at or after its last event. */
  float at(String name, int neuron, int step) {
    for (int v = 0; v < values.length; v++) {
      block[v][0] = values[v][neuron];
    }
    elapsed[0] = (float) ((step - last[neuron]) * dt);
    run(loops.advance().loop(), advance.at(0), block, 1);
    return block[index(name)][0];
  }

  /** Moves the variables of all neurons on to a step. */
  void moveOn(long step) {
    if (movedOn == step || values.length == 0) {
      return;
    }
    movedOn = step;
    int s = (int) step;
    for (int i = 0; i < last.length; i++) {
      elapsed[i] = (float) ((s - last[i]) * dt);
    }
    for (int v = 0; v < values.length; v++) {
      System.arraycopy(values[v], 0, now[v], 0, last.length);
    }
    run(loops.advance().loop(), advance.at(0), now, last.length);
  }

  /** Moves the variables of those on at which spikes arrive. */
  void moveOn(Arrivals arrivals, long step) {
    if (movedOn == step || values.length == 0) {
      return;
    }
    for (int first = 0; first < arrivals.count(); first += BLOCK) {
      int n = Math.min(BLOCK, arrivals.count() - first);
      for (int k = 0; k < n; k++) {
        int neuron = arrivals.neuron(arrivals.segment(first + k));
        elapsed[k] = (float) (((int) step - last[neuron]) * dt);
        for (int v = 0; v < values.length; v++) {
          block[v][k] = values[v][neuron];
        }
      }
      run(loops.advance().loop(), advance.at(0), block, n);
      for (int k = 0; k < n; k++) {
        int neuron = arrivals.neuron(arrivals.segment(first + k));
        for (int v = 0; v < values.length; v++) {
          now[v][neuron] = block[v][k];
        }
      }
    }
  }

  /** What spikes that arrive do; the variables have been moved on. */
  void jump(int pathway, Arrivals arrivals, long step) {
    if (values.length > 0) {
      CompiledLoop loop = loops.jumps().get(pathway).loop();
      float[] invariants = jumps[pathway].at(step * dt);
      for (int first = 0; first < arrivals.count(); first += BLOCK) {
        int n = Math.min(BLOCK, arrivals.count() - first);
        jump(loop, invariants, arrivals, first, n);
      }
    }
    for (int a = 0; a < arrivals.count(); a++) {
      last[arrivals.neuron(arrivals.segment(a))] = (int) step;
    }
  }

  private void jump(
      @Nullable CompiledLoop loop, float[] invariants, Arrivals arrivals, int first, int n) {
    for (int v = 0; v < values.length; v++) {
      for (int k = 0; k < n; k++) {
        block[v][k] = now[v][arrivals.neuron(arrivals.segment(first + k))];
      }
    }
    run(loop, invariants, block, n);
    for (int v = 0; v < values.length; v++) {
      for (int k = 0; k < n; k++) {
        int neuron = arrivals.neuron(arrivals.segment(first + k));
        now[v][neuron] = block[v][k];
        values[v][neuron] = block[v][k];
      }
    }
  }

  private void run(@Nullable CompiledLoop loop, float[] invariants, float[][] on, int n) {
    if (loop != null) {
      series[0] = elapsed;
      loop.run(invariants, NO_COLUMNS, series, on, 0, 1, n, 0, n, 0);
    }
  }
}
