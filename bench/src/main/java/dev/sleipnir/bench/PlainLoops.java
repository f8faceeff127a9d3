package dev.sleipnir.bench;

/**
 * Steps of neurons as one writes them without a library: a loop over arrays, one neuron at a time.
 * What compiled kernels are compared with.
 */
final class PlainLoops {
  private static final float DT = 0.001f;

  private PlainLoops() {}

  static void lif(int steps, int n, float[] x, float[] v, float[] i, float[] z) {
    for (int t = 0; t < steps; t++) {
      for (int e = 0; e < n; e++) {
        float j = i[e] + x[t * n + e];
        float u = v[e] + DT * 100f * ((0f - v[e]) + j);
        boolean fired = u > 1f;
        z[t * n + e] = fired ? 1f : 0f;
        v[e] = fired ? 0f : u;
        i[e] = j - DT * 200f * j;
      }
    }
  }

  static void adEx(int steps, int n, float[] x, float[] v, float[] i, float[] a, float[] z) {
    for (int t = 0; t < steps; t++) {
      for (int e = 0; e < n; e++) {
        float j = i[e] + x[t * n + e];
        float upstroke = 0.5f * (float) Math.exp((v[e] - 1f) / 0.5f);
        float u = v[e] + DT * 100f * ((0f - v[e]) + upstroke + j - a[e]);
        boolean fired = u > 1f;
        float adaptation = a[e] + DT * 2f * (4f * (v[e] - 0f) - a[e]);
        z[t * n + e] = fired ? 1f : 0f;
        v[e] = fired ? 0f : u;
        a[e] = fired ? adaptation + 0.02f : adaptation;
        i[e] = j - DT * 200f * j;
      }
    }
  }

  static void izhikevich(int steps, int n, float[] x, float[] v, float[] u, float[] z) {
    for (int t = 0; t < steps; t++) {
      for (int e = 0; e < n; e++) {
        float slope = 0.04f * v[e] * v[e] + 5f * v[e] + 140f - u[e] + x[t * n + e];
        float potential = v[e] + 250f * DT * slope;
        float recovery = u[e] + 250f * DT * 0.02f * (0.2f * v[e] - u[e]);
        boolean fired = potential > 30f;
        z[t * n + e] = fired ? 1f : 0f;
        v[e] = fired ? -65f : potential;
        u[e] = fired ? recovery + 6f : recovery;
      }
    }
  }

  static void lsnn(int steps, int n, float[] x, float[] v, float[] i, float[] b, float[] z) {
    for (int t = 0; t < steps; t++) {
      for (int e = 0; e < n; e++) {
        float potential = v[e] + DT * 100f * ((0f - v[e]) + i[e]);
        float threshold = b[e] + DT * 0.00125f * (1f - b[e]);
        boolean fired = potential > threshold;
        z[t * n + e] = fired ? 1f : 0f;
        v[e] = fired ? 0f : potential;
        b[e] = fired ? threshold + 1.8f : threshold;
        i[e] = i[e] - DT * 200f * i[e] + x[t * n + e];
      }
    }
  }
}
