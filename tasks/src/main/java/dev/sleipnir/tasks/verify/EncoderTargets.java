package dev.sleipnir.tasks.verify;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.encode.ConstantCurrentLifEncoder;
import dev.sleipnir.model.encode.PoissonEncoder;
import dev.sleipnir.model.encode.SpikeLatencyLifEncoder;
import dev.sleipnir.model.neuron.LifCurrentEncoder;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Encoders: values in, spike trains out. */
final class EncoderTargets {
  static final Map<String, TargetRunner> ALL =
      Map.of(
          "encode.constant_current_lif",
          EncoderTargets::constantCurrent,
          "encode.spike_latency_lif",
          EncoderTargets::spikeLatency,
          "encode.poisson",
          EncoderTargets::poisson,
          "encode.poisson_step",
          EncoderTargets::poissonSteps);

  private static final long SEED = 2026;

  private EncoderTargets() {}

  /** Steps of a sequence, which what is expected has to have: not more are computed. */
  private static int steps(CaseFile c) {
    int steps = c.integer("seq_length");
    int expected = c.tensor("/expected/z").steps();
    if (steps != expected) {
      throw new MalformedCase(
          "parameters.seq_length: expected that of expected.z, " + expected + ", got " + steps);
    }
    return steps;
  }

  private static void constantCurrent(CaseFile c, Comparison out) {
    var encoder =
        new ConstantCurrentLifEncoder(
            steps(c), NeuronSettings.of(new LifCurrentEncoder(), c.parameters(), c.dt()));
    out.series("/expected/z", encoder.encode(c.input("x")));
  }

  private static void spikeLatency(CaseFile c, Comparison out) {
    var encoder =
        new SpikeLatencyLifEncoder(
            steps(c), NeuronSettings.of(new LifCurrentEncoder(), c.parameters(), c.dt()));
    out.series("/expected/z", encoder.encode(c.input("x")));
  }

  private static void poisson(CaseFile c, Comparison out) {
    int steps = Comparison.samples(c);
    if (c.integer("seq_length") != steps) {
      throw new MalformedCase(
          "parameters.seq_length: expected the number of samples, "
              + steps
              + ", got "
              + c.integer("seq_length"));
    }
    var encoder = new PoissonEncoder(steps, c.number("f_max"), c.dt());
    out.statistics(encoder.encode(c.input("x"), new RandomStream(SEED, 0)));
  }

  private static void poissonSteps(CaseFile c, Comparison out) {
    var encoder = new PoissonEncoder(1, c.number("f_max"), c.dt());
    Tensor x = c.input("x");
    List<Tensor> samples = new ArrayList<>();
    for (int sample = 0; sample < Comparison.samples(c); sample++) {
      samples.add(encoder.encode(x, new RandomStream(SEED, sample)));
    }
    out.statistics(Tensor.concatenate(samples));
  }
}
