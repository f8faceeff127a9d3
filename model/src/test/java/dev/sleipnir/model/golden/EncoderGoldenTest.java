package dev.sleipnir.model.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.encode.ConstantCurrentLifEncoder;
import dev.sleipnir.model.encode.PoissonEncoder;
import dev.sleipnir.model.encode.SpikeLatencyLifEncoder;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Encoders against reference cases. */
class EncoderGoldenTest {
  @Test
  void constantCurrent() throws IOException {
    GoldenCases.run(
        "encode.constant_current_lif",
        4,
        golden -> true,
        golden -> {
          var encoder =
              new ConstantCurrentLifEncoder(
                  steps(golden), GoldenCase.lif(golden.parameters()), golden.dt());
          assertSpikes(golden, encoder.encode(golden.input("x")));
        });
  }

  @Test
  void spikeLatency() throws IOException {
    GoldenCases.run(
        "encode.spike_latency_lif",
        4,
        golden -> true,
        golden -> {
          var encoder =
              new SpikeLatencyLifEncoder(
                  steps(golden), GoldenCase.lif(golden.parameters()), golden.dt());
          assertSpikes(golden, encoder.encode(golden.input("x")));
        });
  }

  @Test
  void poisson() throws IOException {
    GoldenCases.run(
        "encode.poisson",
        2,
        golden -> true,
        golden -> {
          float fMax = GoldenCase.number(golden.parameters(), "f_max");
          Tensor x = golden.input("x");
          Tensor spikes =
              new PoissonEncoder(steps(golden), fMax, golden.dt())
                  .encode(x, new RandomStream(20, 26));
          JsonNode statistics = golden.expected("statistics");
          int samples = statistics.get("samples").intValue();
          assertEquals(samples, spikes.dim(0));
          double[] mean = new double[x.size()];
          float[] values = spikes.toArray();
          for (int i = 0; i < values.length; i++) {
            assertTrue(values[i] == 0f || values[i] == 1f, golden.name());
            mean[i % mean.length] += values[i] / samples;
          }
          double[] expected = GoldenCase.doubles(statistics.get("expected_mean"));
          double[] tolerance = GoldenCase.doubles(statistics.get("tolerance"));
          for (int e = 0; e < mean.length; e++) {
            assertEquals(expected[e], mean[e], tolerance[e] + 1e-12, golden.name());
          }
        });
  }

  private static int steps(GoldenCase golden) {
    return golden.parameters().get("seq_length").intValue();
  }

  private static void assertSpikes(GoldenCase golden, Tensor spikes) {
    assertArrayEquals(GoldenCase.shape(golden.expected("z")), spikes.shape(), golden.name());
    golden.assertMatches("z", golden.expected("z"), spikes);
  }
}
