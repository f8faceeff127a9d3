package dev.sleipnir.kernels.math;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link Elementwise}, apart from it: see {@link dev.sleipnir.kernels.simd.VectorApi}.
 */
final class ElementwiseVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  private ElementwiseVectors() {}

  static void add(float[] a, int aFrom, float[] b, int bFrom, float[] out, int outFrom, int n) {
    check(a, aFrom, b, bFrom, out, outFrom, n);
    int main = F.loopBound(n);
    int i = 0;
    for (; i < main; i += LANES) {
      var as = FloatVector.fromArray(F, a, aFrom + i);
      var bs = FloatVector.fromArray(F, b, bFrom + i);
      as.add(bs).intoArray(out, outFrom + i);
    }
    for (; i < n; i++) {
      out[outFrom + i] = a[aFrom + i] + b[bFrom + i];
    }
  }

  static void subtract(
      float[] a, int aFrom, float[] b, int bFrom, float[] out, int outFrom, int n) {
    check(a, aFrom, b, bFrom, out, outFrom, n);
    int main = F.loopBound(n);
    int i = 0;
    for (; i < main; i += LANES) {
      var as = FloatVector.fromArray(F, a, aFrom + i);
      var bs = FloatVector.fromArray(F, b, bFrom + i);
      as.sub(bs).intoArray(out, outFrom + i);
    }
    for (; i < n; i++) {
      out[outFrom + i] = a[aFrom + i] - b[bFrom + i];
    }
  }

  static void multiply(
      float[] a, int aFrom, float[] b, int bFrom, float[] out, int outFrom, int n) {
    check(a, aFrom, b, bFrom, out, outFrom, n);
    int main = F.loopBound(n);
    int i = 0;
    for (; i < main; i += LANES) {
      var as = FloatVector.fromArray(F, a, aFrom + i);
      var bs = FloatVector.fromArray(F, b, bFrom + i);
      as.mul(bs).intoArray(out, outFrom + i);
    }
    for (; i < n; i++) {
      out[outFrom + i] = a[aFrom + i] * b[bFrom + i];
    }
  }

  static void scale(float[] a, int aFrom, float s, float[] out, int outFrom, int n) {
    Require.count("n", n);
    Require.array("a", a.length, aFrom, n);
    Require.array("out", out.length, outFrom, n);
    int main = F.loopBound(n);
    int i = 0;
    for (; i < main; i += LANES) {
      var as = FloatVector.fromArray(F, a, aFrom + i);
      as.mul(s).intoArray(out, outFrom + i);
    }
    for (; i < n; i++) {
      out[outFrom + i] = a[aFrom + i] * s;
    }
  }

  static void clamp(float[] x, int xFrom, float low, float high, float[] out, int outFrom, int n) {
    Require.count("n", n);
    if (!(low <= high)) {
      throw new IllegalArgumentException("low: expected at most high (" + high + "), got " + low);
    }
    Require.array("x", x.length, xFrom, n);
    Require.array("out", out.length, outFrom, n);
    int main = F.loopBound(n);
    int i = 0;
    for (; i < main; i += LANES) {
      var xs = FloatVector.fromArray(F, x, xFrom + i);
      xs.max(low).min(high).intoArray(out, outFrom + i);
    }
    for (; i < n; i++) {
      out[outFrom + i] = Math.min(Math.max(x[xFrom + i], low), high);
    }
  }

  private static void check(
      float[] a, int aFrom, float[] b, int bFrom, float[] out, int outFrom, int n) {
    Require.count("n", n);
    Require.array("a", a.length, aFrom, n);
    Require.array("b", b.length, bFrom, n);
    Require.array("out", out.length, outFrom, n);
  }
}
