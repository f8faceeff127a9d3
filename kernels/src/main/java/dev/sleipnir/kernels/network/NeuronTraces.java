package dev.sleipnir.kernels.network;

import dev.sleipnir.kernels.bytecode.CompiledLoop;
import dev.sleipnir.kernels.graph.CellProgram;
import dev.sleipnir.kernels.state.State;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Variables of a synapse's text that are the same at all synapses of a neuron, for the neurons of
 * one side. Each neuron has them as of its last event; they are moved on to where they are read.
 * For one thread.
 */
final class NeuronTraces {
  private static final int BLOCK = 256;
  private static final float[][] NO_COLUMNS = {};

  private final List<String> names;
  private final double dt;

  /** As of the last event, as of now. */
  private final float[][] values;

  private final float[][] now;
  private final int[] last;
  private final float[] elapsed;

  /** In which step all have been moved on. */
  private long movedOn = -1;

  private final float[][] block;
  private final float[][] series = new float[1][];
  private @Nullable Trace advance;
  private List<Trace> jumps = List.of();

  /** A loop and its numbers. */
  private record Trace(@Nullable CompiledLoop loop, Invariants invariants) {
    static Trace of(SynapseModel.Loop loop, Function<CellProgram, Invariants> numbers) {
      return new Trace(loop.loop(), numbers.apply(loop.part().program()));
    }
  }

  NeuronTraces(List<String> names, int neurons, double dt) {
    this.names = names;
    this.dt = dt;
    values = new float[names.size()][neurons];
    now = new float[values.length][neurons];
    last = new int[neurons];
    elapsed = new float[Math.max(neurons, BLOCK)];
    block = new float[values.length][BLOCK];
  }

  /** Takes loops for the parameters as they are now. */
  void compiled(SynapseModel.Traces loops, Function<CellProgram, Invariants> numbers) {
    advance = Trace.of(loops.advance(), numbers);
    jumps = loops.jumps().stream().map(jump -> Trace.of(jump, numbers)).toList();
    movedOn = -1;
  }

  /** Sets a variable of all neurons. */
  void set(String name, float value) {
    Arrays.fill(values[index(name)], value);
    movedOn = -1;
  }

  void state(State state) {
    for (int v = 0; v < values.length; v++) {
      state.carry(names.get(v), values[v]);
    }
    state.carry("steps of last events", last, Integer.MIN_VALUE, Integer.MAX_VALUE);
    state.restore(() -> movedOn = -1);
  }

  int index(String name) {
    return names.indexOf(name);
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
    run(advance, 0, block, 1);
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
    run(advance, 0, now, last.length);
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
      run(advance, 0, block, n);
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
      for (int first = 0; first < arrivals.count(); first += BLOCK) {
        int n = Math.min(BLOCK, arrivals.count() - first);
        jump(jumps.get(pathway), step, arrivals, first, n);
      }
    }
    for (int a = 0; a < arrivals.count(); a++) {
      last[arrivals.neuron(arrivals.segment(a))] = (int) step;
    }
  }

  private void jump(Trace trace, long step, Arrivals arrivals, int first, int n) {
    for (int v = 0; v < values.length; v++) {
      for (int k = 0; k < n; k++) {
        block[v][k] = now[v][arrivals.neuron(arrivals.segment(first + k))];
      }
    }
    run(trace, step * dt, block, n);
    for (int v = 0; v < values.length; v++) {
      for (int k = 0; k < n; k++) {
        int neuron = arrivals.neuron(arrivals.segment(first + k));
        now[v][neuron] = block[v][k];
        values[v][neuron] = block[v][k];
      }
    }
  }

  private void run(@Nullable Trace trace, double time, float[][] on, int n) {
    CompiledLoop loop = Objects.requireNonNull(trace).loop;
    if (loop != null) {
      series[0] = elapsed;
      loop.run(trace.invariants.at(time), NO_COLUMNS, series, on, 0, 1, n, 0, n, 0);
    }
  }
}
