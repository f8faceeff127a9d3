package dev.sleipnir.kernels.spikes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.SameBits;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpikePackingTest {
  private static final int AT = 3;
  private static final int WORD = 1;

  /** Every value that counts as a spike or as none. */
  private static final float[] VALUES = {0f, 1f, -0f, 2f, Float.NaN, -1f, Float.MIN_VALUE, 0f};

  private static float[] values(int count) {
    float[] values = DrawnRows.normal(5, AT + count + 2);
    for (int i = 0; i < count; i++) {
      values[AT + i] = VALUES[Math.floorMod(Float.floatToIntBits(values[AT + i]) >> 9, 8)];
    }
    return values;
  }

  private static void set(long[] bits, int word, int bit, boolean spike) {
    long one = 1L << bit % 64;
    int w = word + bit / 64;
    bits[w] = spike ? bits[w] | one : bits[w] & ~one;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 15, 16, 17, 63, 64, 65, 127, 128, 131, 200})
  void packsWhatIsNotZero(int count) {
    float[] values = values(count);
    int words = SpikeRows.words(count);
    long[] bits = new long[WORD + words + 1];
    Arrays.fill(bits, -1L);
    long[] expected = bits.clone();
    for (int i = 0; i < 64 * words; i++) {
      set(expected, WORD, i, i < count && values[AT + i] != 0f);
    }
    SpikePacking.pack(values, AT, count, bits, WORD);
    assertArrayEquals(expected, bits);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 15, 16, 17, 63, 64, 65, 127, 128, 131, 200})
  void packsSpikesAndFindsTheFirstThatIsNone(int count) {
    SpikeRows spikes = DrawnRows.spikes(1, 1, count, 0.3);
    float[] values = DrawnRows.normal(2, AT + count + 2);
    SpikePacking.unpack(spikes.bits(), 0, count, values, AT);
    long[] bits = new long[SpikeRows.words(count)];
    assertEquals(count, SpikePacking.packSpikes(values, AT, count, bits, 0));
    assertArrayEquals(spikes.bits(), bits);
    float[] others = {0.5f, -1, 2, Float.NaN, Float.POSITIVE_INFINITY, Float.MIN_VALUE};
    for (int at = 0; at < count; at++) {
      float before = values[AT + at];
      values[AT + at] = others[at % others.length];
      values[AT + count - 1] = at == count - 1 ? others[0] : 7;
      assertEquals(at, SpikePacking.packSpikes(values, AT, count, bits, 0), "at " + at);
      values[AT + at] = before;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 15, 16, 17, 63, 64, 65, 127, 128, 131, 200})
  void unpacksOnesAndZeros(int count) {
    SpikeRows spikes = DrawnRows.spikes(1, 3, count, 0.5);
    float[] values = DrawnRows.normal(2, AT + count + 2);
    float[] expected = values.clone();
    for (int i = 0; i < count; i++) {
      expected[AT + i] = spikes.get(1, i) ? 1f : 0f;
    }
    SpikePacking.unpack(spikes.bits(), spikes.words(), count, values, AT);
    SameBits.assertSame(expected, values, "unpacked");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 15, 16, 17, 63, 64, 65, 127, 128, 131, 200})
  void keepsValuesOfSpikes(int count) {
    SpikeRows spikes = DrawnRows.spikes(1, 3, count, 0.5);
    float[] values = values(count);
    float[] expected = values.clone();
    for (int i = 0; i < count; i++) {
      expected[AT + i] = spikes.get(1, i) ? values[AT + i] : 0f;
    }
    SpikePacking.keep(spikes.bits(), spikes.words(), count, values, AT);
    SameBits.assertSame(expected, values, "kept");
  }

  @Test
  void rejectsRangesOutsideTheArrays() {
    float[] values = new float[65];
    long[] bits = {7, 7};
    assertThrows(IndexOutOfBoundsException.class, () -> SpikePacking.pack(values, 0, 65, bits, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> SpikePacking.pack(values, 1, 65, bits, 0));
    assertThrows(
        IndexOutOfBoundsException.class, () -> SpikePacking.unpack(bits, 1, 65, values, 0));
    assertThrows(
        IndexOutOfBoundsException.class, () -> SpikePacking.unpack(bits, 0, 65, values, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> SpikePacking.keep(bits, 1, 65, values, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> SpikePacking.keep(bits, 0, 65, values, 1));
    assertArrayEquals(new long[] {7, 7}, bits);
    assertArrayEquals(new float[65], values);
  }
}
