package dev.sleipnir.bench;

import dev.sleipnir.kernels.neuron.CompiledNeuron;
import dev.sleipnir.kernels.neuron.Form;
import dev.sleipnir.kernels.neuron.LifConstants;
import dev.sleipnir.kernels.neuron.LifStep;
import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.kernels.neuron.Surrogate;
import dev.sleipnir.model.neuron.Lif;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The compiled LIF neuron beside the kernel written by hand. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LifHandwrittenBenchmark {
  private static final LifConstants K = new LifConstants(0.1f, 0.2f, 0f, 1f, 0f, 100f);
  private static final float[][] NONE = {};

  /** Time steps in a call. */
  @Param({"1", "16"})
  public int steps;

  /** Neurons. */
  @Param({"2048", "32768"})
  public int n;

  private CompiledNeuron compiled;
  private CompiledNeuron.Constants constants;
  private float[] x = {};
  private float[] v = {};
  private float[] i = {};
  private float[] z = {};
  private float[] u = {};
  private float[] g = {};
  private float[] gx = {};
  private float[][] forward = NONE;
  private float[][] saving = NONE;
  private float[][] backward = NONE;
  private float[][] state = NONE;

  /** Called by JMH. */
  public LifHandwrittenBenchmark() {
    NeuronModel model = new Lif().model();
    var none = Collections.nCopies(5, false);
    compiled = model.compile(new Form(Surrogate.SUPER, none, none, false));
    constants = compiled.constants(new double[] {200, 100, 0, 1, 0, 0.001, 100});
  }

  /** Makes the arrays. */
  @Setup
  public void prepare() {
    x = new float[steps * n];
    for (int e = 0; e < x.length; e++) {
      x[e] = 0.5f * (e % n) / n;
    }
    v = new float[n];
    i = new float[n];
    z = new float[steps * n];
    u = new float[steps * n];
    g = new float[steps * n];
    Arrays.fill(g, 1e-3f);
    gx = new float[steps * n];
    forward = new float[][] {x, z};
    saving = new float[][] {x, z, u};
    backward = new float[][] {u, g, gx};
    state = new float[][] {v, i};
    for (int repeat = 0; repeat < 64; repeat++) {
      handForwardSaving();
    }
  }

  /** By hand. */
  @Benchmark
  public void handForward() {
    LifStep.forward(K, steps, n, x, v, i, z, 0, n);
  }

  /** Compiled. */
  @Benchmark
  public void compiledForward() {
    compiled.forward(constants, NONE, forward, state, 0, steps, n, 0, n, 0);
  }

  /** By hand. */
  @Benchmark
  public void handForwardSaving() {
    LifStep.forwardKeeping(K, steps, n, x, v, i, z, u, 0, n);
  }

  /** Compiled. */
  @Benchmark
  public void compiledForwardSaving() {
    compiled.forwardSaving(constants, NONE, saving, state, 0, steps, n, 0, n, 0);
  }

  /** By hand. */
  @Benchmark
  public void handBackward() {
    Arrays.fill(v, 0f);
    Arrays.fill(i, 0f);
    LifStep.backward(K, steps, n, u, g, v, i, gx, 0, n);
  }

  /** Compiled. */
  @Benchmark
  public void compiledBackward() {
    Arrays.fill(v, 0f);
    Arrays.fill(i, 0f);
    compiled.backward(constants, NONE, backward, state, 0, steps, n, 0, n, 0);
  }
}
