package dev.sleipnir.bench;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.graph.NeuronForm;
import dev.sleipnir.kernels.neuron.CompiledNeuron;
import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.kernels.neuron.Stepper;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifAdEx;
import dev.sleipnir.model.neuron.Neuron;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** One step of few neurons, as a session takes it, on one thread. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ShortStepBenchmark extends PerSecond {
  /** Kinds of neurons. */
  public enum Kind {
    /** Leaky integrate-and-fire. */
    LIF(new Lif()),
    /** Adaptive exponential integrate-and-fire. */
    ADEX(new LifAdEx());

    private final Neuron neuron;

    Kind(Neuron neuron) {
      this.neuron = neuron;
    }
  }

  /** Kind of neuron. */
  @Param({"LIF", "ADEX"})
  public Kind kind;

  /** How many there are. */
  @Param({"64", "79", "100", "256", "784", "1000"})
  public int neurons;

  private Stepper stepper;
  private float[] spikes = {};

  /** Called by JMH, which sets kind and number before anything runs. */
  public ShortStepBenchmark() {
    kind = Kind.LIF;
    stepper = stepper();
  }

  private Stepper stepper() {
    CompiledNeuron compiled = compile();
    return new Stepper(compiled, compiled.constants(parameters()), Stepper.Way.FORWARD, neurons);
  }

  private CompiledNeuron compile() {
    NeuronModel model = kind.neuron.model();
    var none = Collections.nCopies(model.parameters().size(), false);
    return model.compile(new NeuronForm(Surrogate.SUPER, none, none, /* adjoint= */ false));
  }

  private double[] parameters() {
    double[] values = kind.neuron.model().parameterValues(Map.of());
    double[] all = Arrays.copyOf(values, values.length + 2);
    all[values.length] = Neuron.DEFAULT_DT;
    all[values.length + 1] = Surrogate.SUPER.defaultAlpha();
    return all;
  }

  /** Makes the arrays; the currents are from silence to fast firing. */
  @Setup
  public void prepare() {
    stepper = stepper();
    stepper.states(new float[compile().states().size()][neurons]);
    float[] currents = new float[neurons];
    for (int e = 0; e < neurons; e++) {
      currents[e] = (float) e / neurons;
    }
    spikes = new float[neurons];
    stepper.input(0, currents);
    stepper.output(spikes);
  }

  /**
   * One step of all neurons.
   *
   * @return the spikes
   */
  @Benchmark
  public float[] step() {
    stepper.run(0, 1);
    return spikes;
  }
}
