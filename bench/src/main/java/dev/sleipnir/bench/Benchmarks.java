package dev.sleipnir.bench;

import java.util.List;
import java.util.Optional;

/** The benchmarks by name, as the command line offers them. */
public final class Benchmarks {
  private static final List<Entry> ALL =
      List.of(
          new Entry(
              "triad",
              "one-core memory bandwidth (STREAM triad) from memory and from cache",
              TriadBenchmark.class),
          new Entry("gemm", "square matrix products, GFLOP/s", GemmBenchmark.class),
          new Entry("conv", "convolutions of the digit classifier, GFLOP/s", ConvBenchmark.class),
          new Entry(
              "event-linear",
              "dense layer driven by spikes, drive and gradient, 10^9 additions/s",
              EventLinearBenchmark.class),
          new Entry(
              "event-conv",
              "convolutions driven by spikes, drive and gradient, 10^9 additions/s",
              EventConvBenchmark.class),
          new Entry(
              "spike-pool",
              "pooling of spikes as bits, both ways, 10^9 neurons/s",
              SpikePoolBenchmark.class),
          new Entry(
              "spike-packing",
              "spikes from floats to bits and back, 10^9 neurons/s",
              SpikePackingBenchmark.class),
          new Entry("lif-step", "LIF neurons in place, 10^9 updates/s", LifBenchmark.class),
          new Entry(
              "short-step",
              "one step of 64 to 1000 compiled neurons, ns",
              ShortStepBenchmark.class),
          new Entry(
              "neurons",
              "compiled neurons, forward and backward, 10^9 updates/s",
              NeuronBenchmark.class),
          new Entry(
              "functions",
              "maths on tensors, forward and with gradients, 10^9 elements/s",
              FunctionBenchmark.class),
          new Entry(
              "stdp-dense",
              "STDP on a dense matrix, 1000 x 1000 and 2000 x 2000, steps/s",
              StdpDenseBenchmark.class),
          new Entry(
              "stdp-conv",
              "STDP on a convolution, 16 to 32 channels, 5 x 5, steps/s",
              StdpConvBenchmark.class),
          new Entry(
              "stdp-sparse",
              "sparse pair STDP with delays, 10^7 synapses, synaptic events/s",
              SparseStdpBenchmark.class),
          new Entry(
              "sparse-delivery",
              "sparse synapses without a rule, and short-term plasticity, 10^7 synapses, events/s",
              SparseDeliveryBenchmark.class),
          new Entry(
              "mnist",
              "digit classifier at T = 64: training and inference, images/s",
              TrainingBenchmark.class));

  private Benchmarks() {}

  /**
   * One benchmark.
   *
   * @param name what the user types
   * @param description one line
   * @param type the JMH class
   */
  public record Entry(String name, String description, Class<?> type) {}

  /** {@return all benchmarks, in the order to list them; unmodifiable, never empty} */
  public static List<Entry> all() {
    return ALL;
  }

  /**
   * Finds one.
   *
   * @param name as listed
   * @return the benchmark, or nothing if no benchmark has this name
   */
  public static Optional<Entry> find(String name) {
    return ALL.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }
}
