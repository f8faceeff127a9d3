package dev.sleipnir.bench;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.graph.NeuronForm;
import dev.sleipnir.kernels.neuron.CompiledNeuron;
import dev.sleipnir.kernels.neuron.NeuronInterpreter;
import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.kernels.neuron.Stepper;
import dev.sleipnir.model.neuron.Izhikevich;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifAdEx;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.neuron.Neuron;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Neurons compiled from their equations, forward and backward, beside the same loop without
 * vectors, a plain Java loop and the interpreter; 2048 neurons, 16 steps a call, on one thread.
 */
public class NeuronBenchmark extends PerSecond {
  private static final int NEURONS = 2048;
  private static final int STEPS = 16;

  /** Ranges as short as this run without vectors. */
  private static final int SHORT = 31;

  private static final float[][] NONE = {};

  /** Kinds of neurons. */
  public enum Kind {
    /** Leaky integrate-and-fire. */
    LIF(new Lif(), 0.5f),
    /** Adaptive exponential integrate-and-fire. */
    ADEX(new LifAdEx(), 0.5f),
    /** Izhikevich, spiking tonically. */
    IZHIKEVICH(new Izhikevich(), 14f),
    /** Adaptive threshold. */
    LSNN(new Lsnn(), 0.5f);

    private final Neuron neuron;
    private final float current;

    Kind(Neuron neuron, float current) {
      this.neuron = neuron;
      this.current = current;
    }
  }

  /** Kind of neuron. */
  @Param({"LIF", "ADEX", "IZHIKEVICH", "LSNN"})
  public Kind kind;

  private CompiledNeuron compiled;
  private CompiledNeuron.Constants constants;
  private NeuronInterpreter interpreter;
  private float[][] state = NONE;
  private float[][] gradients = NONE;
  private Stepper forward;
  private Stepper saving;
  private Stepper backward;
  private float[] inputs = {};
  private float[] spikes = {};
  private float[] atInput = {};
  private double[] one = {};

  /** What JMH divides by the time. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {
    /** Neuron updates, in 10^9; reported per second. */
    public double gigaUpdates;

    /** Called by JMH. */
    public Work() {}
  }

  /** Called by JMH, which sets the kind before anything runs. */
  public NeuronBenchmark() {
    this(Kind.LIF);
  }

  private NeuronBenchmark(Kind kind) {
    this.kind = kind;
    compiled = compile();
    constants = compiled.constants(parameters());
    interpreter = interpreter();
    forward = new Stepper(compiled, constants, Stepper.Way.FORWARD, NEURONS);
    saving = new Stepper(compiled, constants, Stepper.Way.SAVING, NEURONS);
    backward = new Stepper(compiled, constants, Stepper.Way.BACKWARD, NEURONS);
  }

  private NeuronModel model() {
    return kind.neuron.model();
  }

  private CompiledNeuron compile() {
    var none = Collections.nCopies(model().parameters().size(), false);
    return model().compile(new NeuronForm(Surrogate.SUPER, none, none, false));
  }

  private double[] parameters() {
    double[] values = model().parameterValues(Map.of());
    double[] all = Arrays.copyOf(values, values.length + 2);
    all[values.length] = Neuron.DEFAULT_DT;
    all[values.length + 1] = Surrogate.SUPER.defaultAlpha();
    return all;
  }

  private NeuronInterpreter interpreter() {
    double[] values = model().parameterValues(Map.of());
    return new NeuronInterpreter(model(), values, Neuron.DEFAULT_DT, () -> 0);
  }

  /** Makes the arrays and runs a few steps, so that neurons are where they usually are. */
  @Setup
  public void prepare() {
    compiled = compile();
    constants = compiled.constants(parameters());
    interpreter = interpreter();
    int states = compiled.states().size();
    state = new float[states][NEURONS];
    one = new double[states];
    double[] values = parameters();
    for (int s = 0; s < states; s++) {
      one[s] = model().initialValue(s, values);
      Arrays.fill(state[s], (float) one[s]);
    }
    float[] x = new float[STEPS * NEURONS];
    inputs = x;
    for (int e = 0; e < x.length; e++) {
      x[e] = kind.current * (e % NEURONS) / NEURONS;
    }
    spikes = new float[STEPS * NEURONS];
    forward = stepper(Stepper.Way.FORWARD, x, spikes, state);
    saving = stepper(Stepper.Way.SAVING, x, spikes, state);
    float[] gradient = new float[STEPS * NEURONS];
    Arrays.fill(gradient, 1e-3f);
    atInput = new float[STEPS * NEURONS];
    gradients = new float[states][NEURONS];
    backward = stepper(Stepper.Way.BACKWARD, atInput, gradient, gradients);
    for (int s = 0; s < compiled.saved(); s++) {
      float[] saved = new float[STEPS * NEURONS];
      saving.saved(s, saved);
      backward.saved(s, saved);
    }
    for (int repeat = 0; repeat < 64; repeat++) {
      saving.run(0, STEPS, 0, NEURONS, 0);
    }
  }

  private Stepper stepper(Stepper.Way way, float[] input, float[] output, float[][] states) {
    Stepper stepper = new Stepper(compiled, constants, way, NEURONS);
    stepper.input(0, input);
    stepper.output(output);
    stepper.states(states);
    return stepper;
  }

  private static void count(Work work) {
    work.gigaUpdates += STEPS * NEURONS / 1e9;
  }

  /**
   * The compiled step.
   *
   * @param work counts what was done
   * @return the spikes
   */
  @Benchmark
  public float[] forward(Work work) {
    forward.run(0, STEPS, 0, NEURONS, 0);
    count(work);
    return spikes;
  }

  /**
   * The compiled step, saving what the backward step needs.
   *
   * @param work counts what was done
   * @return the spikes
   */
  @Benchmark
  public float[] forwardSaving(Work work) {
    saving.run(0, STEPS, 0, NEURONS, 0);
    count(work);
    return spikes;
  }

  /**
   * The compiled backward step.
   *
   * @param work counts what was done
   * @return the gradient at the input
   */
  @Benchmark
  public float[] backward(Work work) {
    for (float[] column : gradients) {
      Arrays.fill(column, 0f);
    }
    backward.run(0, STEPS, 0, NEURONS, 0);
    count(work);
    return atInput;
  }

  /**
   * The compiled step, neuron by neuron.
   *
   * @param work counts what was done
   * @return the spikes
   */
  @Benchmark
  public float[] scalarForward(Work work) {
    for (int from = 0; from < NEURONS; from += SHORT) {
      int to = Math.min(NEURONS, from + SHORT);
      forward.run(0, STEPS, from, to, from);
    }
    count(work);
    return spikes;
  }

  /**
   * The compiled backward step, neuron by neuron.
   *
   * @param work counts what was done
   * @return the gradient at the input
   */
  @Benchmark
  public float[] scalarBackward(Work work) {
    for (float[] column : gradients) {
      Arrays.fill(column, 0f);
    }
    for (int from = 0; from < NEURONS; from += SHORT) {
      int to = Math.min(NEURONS, from + SHORT);
      backward.run(0, STEPS, from, to, from);
    }
    count(work);
    return atInput;
  }

  /**
   * A plain Java loop.
   *
   * @param work counts what was done
   * @return the spikes
   */
  @Benchmark
  public float[] plainLoop(Work work) {
    float[] x = inputs;
    float[] z = spikes;
    switch (kind) {
      case LIF -> PlainLoops.lif(STEPS, NEURONS, x, state[0], state[1], z);
      case ADEX -> PlainLoops.adEx(STEPS, NEURONS, x, state[0], state[1], state[2], z);
      case IZHIKEVICH -> PlainLoops.izhikevich(STEPS, NEURONS, x, state[0], state[1], z);
      case LSNN -> PlainLoops.lsnn(STEPS, NEURONS, x, state[0], state[1], state[2], z);
    }
    count(work);
    return z;
  }

  /**
   * The interpreter, in double precision: one neuron.
   *
   * @param work counts what was done
   * @return the spikes
   */
  @Benchmark
  public double interpreter(Work work) {
    double spikes = 0;
    for (int t = 0; t < STEPS; t++) {
      spikes += interpreter.step(one, kind.current);
    }
    work.gigaUpdates += STEPS / 1e9;
    return spikes;
  }
}
