package dev.sleipnir.model.decode;

import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DecoderTest {
  private static final int STEPS = 6;

  private static double[] sums(double[] x, int steps, double factor) {
    double[] sums = new double[x.length / steps];
    for (int i = 0; i < x.length; i++) {
      sums[i % sums.length] += factor * x[i];
    }
    return sums;
  }

  /** Minus the sum over t of the products of 1 - z up to t. */
  private static double[] silence(double[] z, int steps) {
    double[] scores = new double[z.length / steps];
    for (int n = 0; n < scores.length; n++) {
      double silent = 1;
      for (int t = 0; t < steps; t++) {
        silent *= 1 - z[t * scores.length + n];
        scores[n] -= silent;
      }
    }
    return scores;
  }

  @Test
  void sumMeanAndLastAgainstPlainLoops() {
    for (int steps : new int[] {1, STEPS, 65}) {
      Tensor x = normal(steps, steps, 2, 3);
      check(in -> Decoder.sum().decode(in.get(0)), in -> sums(in[0], steps, 1), x);
      check(in -> Decoder.mean().decode(in.get(0)), in -> sums(in[0], steps, 1.0 / steps), x);
      check(
          in -> Decoder.last().decode(in.get(0)),
          in -> Arrays.copyOfRange(in[0], 6 * (steps - 1), 6 * steps),
          x);
    }
  }

  @Test
  void firstSpikeAgainstPlainLoops() {
    float[] z = new float[STEPS * 2 * 3];
    var random = new RandomStream(5);
    for (int i = 0; i < z.length; i++) {
      z[i] = random.nextInt(3) == 0 ? 1f : 0f;
    }
    for (int t = 0; t < STEPS; t++) {
      z[t * 6] = 0f; // never fires
      z[t * 6 + 1] = 1f; // always fires
    }
    Tensor spikes = Tensor.of(z, STEPS, 2, 3);
    check(in -> Decoder.firstSpike().decode(in.get(0)), in -> silence(in[0], STEPS), spikes);
    Tensor times = Decoder.firstSpike().decode(spikes.asSpikes(1));
    assertEquals(-STEPS, times.get(0, 0));
    assertEquals(0f, times.get(0, 1));
    float[] indices = SpikesToTimes.indices(1).decode(spikes).toArray();
    for (int i = 1; i < 6; i++) {
      assertEquals(Math.min(STEPS, indices[i]), 0f - times.toArray()[i]);
    }
  }

  @Test
  void othersAreWhatTheySay() {
    Tensor x = normal(1, STEPS, 2, 3);
    assertArrayEquals(x.toArray(), Decoder.everyStep().decode(x).toArray());
    assertArrayEquals(x.maxOverTime().toArray(), Decoder.max().decode(x).toArray());
    assertEquals("maximum over time", Decoder.max().text());
    assertEquals("own", ((Decoder) outputs -> outputs).text());
    assertEquals("SpikesToTimes(1, indices)", SpikesToTimes.indices(1).text());
  }

  @Test
  void thereIsAStep() {
    for (Decoder decoder :
        new Decoder[] {
          Decoder.max(), Decoder.last(), Decoder.sum(), Decoder.mean(), Decoder.firstSpike()
        }) {
      String message = refused(() -> decoder.decode(Tensor.zeros(0, 3)));
      assertTrue(message.contains("expected [time, ...] with at least one step"), message);
      assertTrue(message.contains("[0, 3]"), message);
    }
  }
}
