package dev.sleipnir.kernels.neuron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The backward steps against finite differences, in double precision.
 *
 * <p>The surrogate gradient is the exact derivative of the fast sigmoid S(d) = d / (1 + alpha |d|).
 * So is the backward pass that of smooth neurons whose spike moves with it around the spike z* of
 * the trajectory in question: z(u) = z* + S(u - threshold) - S(u* - threshold).
 */
class LifGradientTest {
  private static final int N = 21;
  private static final int STEPS = 9;
  private static final double H = 1e-6;

  private static final class Smooth {
    final LifConstants k;
    final double[] x;
    final double[] v;
    final double[] i;
    final double[] potential = new double[STEPS * N];
    final double[] spikes = new double[STEPS * N];
    float[] weightZ = new float[STEPS * N];
    float[] weightV = new float[N];
    float[] weightI = new float[N];

    Smooth(LifConstants k, float[] x, float[] v, float[] i) {
      this.k = k;
      this.x = doubles(x);
      this.v = doubles(v);
      this.i = doubles(i);
      for (int e = 0; e < N; e++) {
        run(e, true);
      }
    }

    /** Weighted sum of the spikes and of the last state of a neuron. */
    double loss(int e) {
      return run(e, false);
    }

    private double run(int e, boolean record) {
      double potentialNow = v[e];
      double current = i[e];
      double loss = 0;
      for (int t = 0; t < STEPS; t++) {
        int at = t * N + e;
        double j = current + x[at];
        double u = potentialNow + k.membrane() * (k.leak() - potentialNow + j);
        if (record) {
          potential[at] = u;
          spikes[at] = u > k.threshold() ? 1 : 0;
        }
        double z = spikes[at] + sigmoid(u) - sigmoid(potential[at]);
        potentialNow = u - z * (u - k.reset());
        current = j - k.synapse() * j;
        loss += weightZ[at] * z;
      }
      return loss + weightV[e] * potentialNow + weightI[e] * current;
    }

    private double sigmoid(double u) {
      double d = u - k.threshold();
      return d / (1 + k.alpha() * Math.abs(d));
    }

    double slope(double[] argument, int at, int e) {
      double value = argument[at];
      argument[at] = value + H;
      double above = loss(e);
      argument[at] = value - H;
      double below = loss(e);
      argument[at] = value;
      return (above - below) / (2 * H);
    }
  }

  private static double[] doubles(float[] a) {
    double[] d = new double[a.length];
    for (int e = 0; e < a.length; e++) {
      d[e] = a[e];
    }
    return d;
  }

  private static float[] uniform(Random random, int length, float from, float to) {
    float[] a = new float[length];
    for (int e = 0; e < length; e++) {
      a[e] = from + (to - from) * random.nextFloat();
    }
    return a;
  }

  private static void check(LifConstants k, float strength, int leastSpikes, int mostSpikes) {
    var random = new Random(56);
    float[] x = uniform(random, STEPS * N, -strength / 2, strength);
    float[] v = uniform(random, N, -0.5f, 0.5f);
    float[] i = uniform(random, N, -0.5f, 0.5f);
    var smooth = new Smooth(k, x, v, i);
    float[] z = new float[STEPS * N];
    float[] u = new float[STEPS * N];
    LifStep.forwardKeeping(k, STEPS, N, x, v.clone(), i.clone(), z, u, 0, N);
    int spikes = 0;
    for (int at = 0; at < z.length; at++) {
      assertEquals(smooth.spikes[at], z[at], "the same spikes in single precision");
      spikes += (int) z[at];
    }
    assertTrue(spikes >= leastSpikes && spikes <= mostSpikes, spikes + " spikes");

    smooth.weightZ = uniform(random, STEPS * N, -1f, 1f);
    smooth.weightV = uniform(random, N, -1f, 1f);
    smooth.weightI = uniform(random, N, -1f, 1f);
    float[] gradV = smooth.weightV.clone();
    float[] gradI = smooth.weightI.clone();
    float[] gradX = new float[STEPS * N];
    LifStep.backward(k, STEPS, N, u, smooth.weightZ, gradV, gradI, gradX, 0, N);
    for (int e = 0; e < N; e++) {
      near(smooth.slope(smooth.v, e, e), gradV[e], "v " + e);
      near(smooth.slope(smooth.i, e, e), gradI[e], "i " + e);
      for (int t = 0; t < STEPS; t++) {
        near(smooth.slope(smooth.x, t * N + e, e), gradX[t * N + e], "x " + e + ", step " + t);
      }
    }
  }

  private static void near(double expected, float got, String what) {
    assertEquals(expected, got, 2e-4 * Math.max(1, Math.abs(expected)), what);
  }

  @Test
  void withManySpikes() {
    check(new LifConstants(0.3f, 0.45f, -0.3f, 0.7f, 0.25f, 2f), 5f, 20, STEPS * N - 20);
  }

  @Test
  void resetAboveTheThreshold() {
    check(new LifConstants(0.4f, 0.3f, 0.2f, 0.5f, 0.8f, 3f), 3f, 20, STEPS * N - 20);
  }

  @Test
  void withoutSpikes() {
    check(new LifConstants(0.1f, 0.2f, 0f, 10f, 0f, 100f), 1f, 0, 0);
  }
}
