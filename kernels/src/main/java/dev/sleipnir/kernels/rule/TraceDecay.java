package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The decay of a trace over a time step. The factor is applied with more digits than a float has:
 * its rounding error would add up over the hundreds of steps that a trace lives. What has decayed
 * below {@link #NOTHING} becomes 0: processors take a hundred times as long for numbers so small
 * that they lose digits, and every silent neuron's trace would end there.
 */
final class TraceDecay {
  private static final VectorSpecies<Float> F = Species.FLOAT;

  static final float NOTHING = 1e-25f;

  private TraceDecay() {}

  /**
   * x = factor * x.
   *
   * @param x values, updated
   * @param from first of them
   * @param to one past the last
   * @param factor what they are multiplied by
   * @throws IndexOutOfBoundsException if the range lies outside the array
   */
  static void run(float[] x, int from, int to, double factor) {
    Require.range("neurons", from, to);
    Require.array("x", x.length, from, to - from);
    float high = (float) factor;
    float low = (float) (factor - high);
    var highs = FloatVector.broadcast(F, high);
    int main = from + F.loopBound(to - from);
    int e = from;
    for (; e < main; e += F.length()) {
      var xs = FloatVector.fromArray(F, x, e);
      var decayed = xs.fma(highs, xs.mul(low));
      decayed.blend(0f, decayed.abs().lt(NOTHING)).intoArray(x, e);
    }
    for (; e < to; e++) {
      float decayed = Math.fma(x[e], high, x[e] * low);
      x[e] = Math.abs(decayed) < NOTHING ? 0 : decayed;
    }
  }
}
