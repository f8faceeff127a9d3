package dev.sleipnir.tasks.verify;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.encode.ConstantCurrentLifEncoder;
import dev.sleipnir.model.encode.Encoder;
import dev.sleipnir.model.encode.PoissonEncoder;
import dev.sleipnir.model.encode.PopulationEncoder;
import dev.sleipnir.model.encode.SignedPoissonEncoder;
import dev.sleipnir.model.encode.SpikeLatencyEncoder;
import dev.sleipnir.model.encode.SpikeLatencyLifEncoder;
import dev.sleipnir.model.neuron.LifCurrentEncoder;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Encoders: values in, spike trains out. */
final class EncoderTargets {
  static final Map<String, TargetRunner> ALL =
      Map.ofEntries(
          Map.entry("encode.constant_current_lif", EncoderTargets::constantCurrent),
          Map.entry("encode.spike_latency_lif", EncoderTargets::spikeLatencyLif),
          Map.entry("encode.spike_latency", EncoderTargets::spikeLatency),
          Map.entry("encode.poisson", (c, out) -> poisson(c, out, PoissonEncoder::new)),
          Map.entry("encode.poisson_step", EncoderTargets::poissonSteps),
          Map.entry(
              "encode.signed_poisson", (c, out) -> poisson(c, out, SignedPoissonEncoder::new)),
          Map.entry("encode.signed_poisson_step", EncoderTargets::signedPoissonSteps),
          Map.entry("encode.population", EncoderTargets::population),
          Map.entry(
              "encode.gaussian_rbf",
              (c, out) ->
                  FunctionTargets.run(
                      c,
                      out,
                      List.of("x"),
                      "output",
                      PopulationEncoder.gaussianRbf(c.number("sigma"))::apply)),
          Map.entry(
              "encode.euclidean_distance",
              (c, out) ->
                  FunctionTargets.run(
                      c,
                      out,
                      List.of("x", "y"),
                      "output",
                      PopulationEncoder.squaredDistance()::apply)));

  /** How an encoder is made of steps, the highest rate and the time step. */
  private interface Maker {
    Encoder of(int steps, float fMax, double dt);
  }

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

  private static void spikeLatencyLif(CaseFile c, Comparison out) {
    var encoder =
        new SpikeLatencyLifEncoder(
            steps(c), NeuronSettings.of(new LifCurrentEncoder(), c.parameters(), c.dt()));
    out.series("/expected/z", encoder.encode(c.input("x")));
  }

  private static void spikeLatency(CaseFile c, Comparison out) {
    var encoder = new SpikeLatencyEncoder();
    Tensor x = c.input("x");
    out.way("of numbers");
    out.series("/expected/z", encoder.encode(x));
    out.way("of bits");
    out.series("/expected/z", encoder.encode(x.asSpikes(1)));
  }

  private static void population(CaseFile c, Comparison out) {
    for (String name : List.of("kernel:gaussian_rbf", "distance:euclidean_distance")) {
      String[] of = name.split(":", 2);
      String given = c.parameters().path(of[0]).asString("");
      if (!given.equals(of[1])) {
        throw new UnsupportedCase(of[0] + " " + given);
      }
    }
    int outFeatures = c.integer("out_features");
    boolean scaled = !c.parameters().path("scale").isNull();
    PopulationEncoder encoder =
        (scaled
                ? new PopulationEncoder(outFeatures, c.number("scale"))
                : new PopulationEncoder(outFeatures))
            .kernel(PopulationEncoder.gaussianRbf(c.number("sigma")));
    FunctionTargets.run(c, out, List.of("x"), "output", i -> encoder.forward(i[0]));
  }

  private static void poisson(CaseFile c, Comparison out, Maker maker) {
    int steps = Comparison.samples(c);
    if (c.integer("seq_length") != steps) {
      throw new MalformedCase(
          "parameters.seq_length: expected the number of samples, "
              + steps
              + ", got "
              + c.integer("seq_length"));
    }
    Encoder encoder = maker.of(steps, c.number("f_max"), c.dt());
    out.statistics(encoder.encode(c.input("x"), new RandomStream(SEED, 0)));
  }

  private static void poissonSteps(CaseFile c, Comparison out) {
    var encoder = new PoissonEncoder(1, c.number("f_max"), c.dt());
    steps(c, out, encoder::step);
  }

  private static void signedPoissonSteps(CaseFile c, Comparison out) {
    var encoder = new SignedPoissonEncoder(1, c.number("f_max"), c.dt());
    steps(c, out, encoder::step);
  }

  private static void steps(
      CaseFile c, Comparison out, BiFunction<Tensor, RandomStream, Tensor> encoder) {
    Tensor x = c.input("x");
    int[] one = x.shape();
    int[] sample = new int[one.length + 1];
    sample[0] = 1;
    System.arraycopy(one, 0, sample, 1, one.length);
    List<Tensor> samples = new ArrayList<>();
    for (int s = 0; s < Comparison.samples(c); s++) {
      samples.add(encoder.apply(x, new RandomStream(SEED, s)).reshape(sample));
    }
    out.statistics(Tensor.concatenate(samples));
  }
}
