package dev.sleipnir.kernels.spikes;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.kernels.simd.Species;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link SpikePacking}, apart from it: see {@link
 * dev.sleipnir.kernels.simd.VectorApi}.
 */
final class SpikePackingVectors {
  private static final VectorSpecies<Float> F = Species.FLOAT;
  private static final int LANES = F.length();

  private SpikePackingVectors() {}

  static void pack(float[] values, int at, int count, long[] bits, int word) {
    Require.array("values", values.length, at, count);
    Require.array("bits", bits.length, word, SpikeRows.words(count));
    int whole = count >>> 6;
    for (int w = 0; w < whole; w++) {
      int from = at + (w << 6);
      long packed = 0;
      for (int l = 0; l < 64; l += LANES) {
        VectorMask<Float> spikes =
            FloatVector.fromArray(F, values, from + l).compare(VectorOperators.NE, 0f);
        packed |= spikes.toLong() << l;
      }
      bits[word + w] = packed;
    }
    int rest = count & 63;
    if (rest > 0) {
      int from = at + (whole << 6);
      long packed = 0;
      int main = F.loopBound(rest);
      for (int l = 0; l < main; l += LANES) {
        VectorMask<Float> spikes =
            FloatVector.fromArray(F, values, from + l).compare(VectorOperators.NE, 0f);
        packed |= spikes.toLong() << l;
      }
      for (int l = main; l < rest; l++) {
        packed |= (values[from + l] != 0 ? 1L : 0L) << l;
      }
      bits[word + whole] = packed;
    }
  }

  static void unpack(long[] bits, int word, int count, float[] values, int at) {
    Require.array("values", values.length, at, count);
    Require.array("bits", bits.length, word, SpikeRows.words(count));
    FloatVector zero = FloatVector.zero(F);
    int main = F.loopBound(count);
    for (int f = 0; f < main; f += LANES) {
      long lanes = bits[word + (f >>> 6)] >>> f;
      zero.blend(1f, VectorMask.fromLong(F, lanes)).intoArray(values, at + f);
    }
    for (int f = main; f < count; f++) {
      values[at + f] = bits[word + (f >>> 6)] >>> f & 1;
    }
  }

  static void keep(long[] bits, int word, int count, float[] values, int at) {
    Require.array("values", values.length, at, count);
    Require.array("bits", bits.length, word, SpikeRows.words(count));
    int main = F.loopBound(count);
    for (int f = 0; f < main; f += LANES) {
      VectorMask<Float> silent = VectorMask.fromLong(F, ~(bits[word + (f >>> 6)] >>> f));
      FloatVector.fromArray(F, values, at + f).blend(0f, silent).intoArray(values, at + f);
    }
    for (int f = main; f < count; f++) {
      if ((bits[word + (f >>> 6)] >>> f & 1) == 0) {
        values[at + f] = 0f;
      }
    }
  }
}
