package dev.sleipnir.kernels.pool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import dev.sleipnir.kernels.spikes.SpikePacking;
import dev.sleipnir.kernels.spikes.SpikeRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpikePoolTest {
  private static final int IMAGES = 3;
  private static final int AT = 2;

  /** Those of the other pooling tests, and wider ones. */
  private static List<PoolShape> shapes() {
    List<PoolShape> shapes = new ArrayList<>();
    for (int channels : new int[] {1, 20, 32, 63, 64, 65, 70, 128, 130}) {
      shapes.add(new PoolShape(channels, 7, 5, 3, 2, 2, 1, 0, 0, 1, 1));
      shapes.add(new PoolShape(channels, 6, 6, 2, 2, 2, 2, 0, 0, 1, 1));
      shapes.add(new PoolShape(channels, 7, 5, 3, 3, 2, 1, 1, 1, 1, 1));
      shapes.add(new PoolShape(channels, 4, 5, 3, 2, 1, 1, 1, 0, 1, 2));
    }
    for (PoolShape s : Shapes.all()) {
      if (windowsSeeSomething(s)) {
        shapes.add(s);
      }
    }
    return shapes;
  }

  /** A window in the padding alone is -infinity among floats and silent among spikes. */
  private static boolean windowsSeeSomething(PoolShape s) {
    float[] out = new float[s.outputSize()];
    MaxPool.forward(s, new float[s.inputSize()], 0, out, 0, 0, 1);
    return Arrays.equals(out, new float[out.length]);
  }

  private static float[] floats(Random random, PoolShape s, double density) {
    float[] floats = new float[IMAGES * s.inputSize()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = random.nextDouble() < density ? 1f : 0f;
    }
    return floats;
  }

  private static SpikeRows packed(float[] floats, int features) {
    SpikeRows spikes = SpikeRows.silent(floats.length / features, features);
    for (int r = 0; r < spikes.rows(); r++) {
      SpikePacking.pack(floats, r * features, features, spikes.bits(), r * spikes.words());
    }
    return spikes;
  }

  @Test
  void forwardIsThatOfFloats() {
    var random = new Random(1);
    for (PoolShape s : shapes()) {
      for (double density : new double[] {0, 0.1, 0.6, 1}) {
        float[] in = floats(random, s, density);
        float[] out = new float[IMAGES * s.outputSize()];
        MaxPool.forward(s, in, 0, out, 0, 0, IMAGES);
        SpikeRows expected = packed(out, s.outputSize());
        SpikeRows pooled = SpikeRows.silent(IMAGES, s.outputSize());
        Arrays.fill(pooled.bits(), -1L);
        SpikePool.forward(s, packed(in, s.inputSize()), pooled, 0, IMAGES);
        assertArrayEquals(expected.bits(), pooled.bits(), s + " at " + density);
      }
    }
  }

  @Test
  void imagesInTheMiddleLeaveTheRestAlone() {
    var s = new PoolShape(20, 4, 4, 2, 2, 2, 2, 0, 0, 1, 1);
    SpikeRows in = packed(floats(new Random(2), s, 0.5), s.inputSize());
    SpikeRows out = SpikeRows.silent(IMAGES, s.outputSize());
    SpikePool.forward(s, in, out, 1, 2);
    assertEquals(0, out.count(0, 1) + out.count(2, 3));
    assertTrue(out.count(1, 2) > 0);
  }

  @Test
  void backwardIsThatOfFloats() {
    var random = new Random(3);
    for (PoolShape s : shapes()) {
      for (double density : new double[] {0, 0.1, 0.6, 1}) {
        float[] in = floats(random, s, density);
        float[] out = new float[IMAGES * s.outputSize()];
        byte[] argMax = new byte[out.length];
        MaxPool.forward(s, in, 0, out, 0, argMax, 0, 0, IMAGES);
        float[] gradOut = TestArrays.normal(random, out.length);
        float[] expected = new float[in.length];
        MaxPool.backward(s, gradOut, 0, argMax, 0, expected, 0, 0, IMAGES);
        SpikeRows spikes = packed(in, s.inputSize());
        SpikeRows pooled = SpikeRows.silent(IMAGES, s.outputSize());
        SpikePool.forward(s, spikes, pooled, 0, IMAGES);
        for (int image = 0; image < IMAGES; image++) {
          float[] gradIn = TestArrays.normal(random, AT + s.inputSize() + 1);
          float[] around = gradIn.clone();
          System.arraycopy(expected, image * s.inputSize(), around, AT, s.inputSize());
          SpikePool.backward(s, spikes, pooled, image, gradOut, gradIn, AT);
          SameBits.assertSame(around, gradIn, s + " at " + density);
        }
      }
    }
  }

  @Test
  void rejectsBadArguments() {
    var s = new PoolShape(2, 4, 4, 2, 2, 2, 2, 0, 0, 1, 1);
    SpikeRows in = SpikeRows.silent(2, s.inputSize());
    SpikeRows out = SpikeRows.silent(2, s.outputSize());
    float[] gradOut = new float[2 * s.outputSize()];
    float[] gradIn = new float[s.inputSize()];
    Class<IndexOutOfBoundsException> outside = IndexOutOfBoundsException.class;
    assertThrows(outside, () -> SpikePool.forward(s, in, out, 0, 3));
    assertThrows(outside, () -> SpikePool.forward(s, in, out, 2, 1));
    assertThrows(outside, () -> SpikePool.forward(s, out, out, 0, 1));
    SpikeRows one = SpikeRows.silent(1, s.outputSize());
    assertThrows(outside, () -> SpikePool.backward(s, in, one, 1, gradOut, gradIn, 0));
    assertThrows(outside, () -> SpikePool.backward(s, in, out, 2, gradOut, gradIn, 0));
    assertThrows(outside, () -> SpikePool.backward(s, in, out, 0, gradOut, gradIn, 1));
    assertThrows(outside, () -> SpikePool.backward(s, in, out, 1, new float[8], gradIn, 0));
  }
}
