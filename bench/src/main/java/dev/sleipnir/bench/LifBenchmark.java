package dev.sleipnir.bench;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.graph.NeuronForm;
import dev.sleipnir.kernels.neuron.CompiledNeuron;
import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.kernels.neuron.Stepper;
import dev.sleipnir.model.neuron.Lif;
import java.util.Arrays;
import java.util.Collections;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Steps of LIF neurons in place, spikes written over the input, on one thread. */
public class LifBenchmark extends PerSecond {
  private static final float[][] NONE = {};

  /** Read and written: input or spikes, potential, current. */
  private static final double GIGABYTES_PER_NEURON = 6 * Float.BYTES / 1e9;

  /** Input or spikes alone, where the state stays in the cache. */
  private static final double GIGABYTES_PER_INPUT = 2 * Float.BYTES / 1e9;

  /** Where the data lie. */
  public enum Data {
    /** 24 KiB of input and state, in the first-level cache; one step. */
    CACHE,
    /** 384 MiB of input and state, in no cache; one step. */
    MEMORY,
    /** 128 MiB of input through the same 2048 neurons: 16,384 steps in one call. */
    STREAM
  }

  /** Where the data lie. */
  @Param({"CACHE", "MEMORY", "STREAM"})
  public Data data;

  private int neurons;
  private int steps;

  private final CompiledNeuron lif;
  private final CompiledNeuron.Constants constants;
  private Stepper stepper;
  private float[][] state = NONE;

  /** What JMH divides by the time. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {
    /** Neuron updates, in 10^9; reported per second. */
    public double gigaUpdates;

    /** Bytes moved, in 10^9; reported per second. */
    public double gigabytesPerSecond;

    /** Called by JMH. */
    public Work() {}
  }

  /** Called by JMH. */
  public LifBenchmark() {
    NeuronModel model = new Lif().model();
    var none = Collections.nCopies(model.parameters().size(), false);
    lif = model.compile(new NeuronForm(Surrogate.SUPER, none, none, /* adjoint= */ false));
    constants = lif.constants(new double[] {200, 100, 0, 1, 0, 0.001, 100});
    stepper = new Stepper(lif, constants, Stepper.Way.FORWARD, neurons);
  }

  /** Fills the columns, so that their pages exist before the clock runs. */
  @Setup
  public void fill() {
    neurons = data == Data.MEMORY ? 1 << 25 : 2048;
    steps = data == Data.STREAM ? 1 << 14 : 1;
    float[] x = new float[steps * neurons];
    Arrays.fill(x, 0.1f);
    state = new float[2][neurons];
    stepper = new Stepper(lif, constants, Stepper.Way.FORWARD, neurons);
    stepper.input(0, x);
    stepper.output(x);
    stepper.states(state);
    Arrays.fill(state[0], 0.3f);
    Arrays.fill(state[1], 0.2f);
  }

  /**
   * One call.
   *
   * @param work counts what was done
   * @return the spikes
   */
  @Benchmark
  public float[] step(Work work) {
    stepper.run(0, steps, 0, neurons, 0);
    double updates = (double) steps * neurons;
    work.gigaUpdates += updates / 1e9;
    work.gigabytesPerSecond +=
        updates * (data == Data.STREAM ? GIGABYTES_PER_INPUT : GIGABYTES_PER_NEURON);
    return state[0];
  }
}
