package dev.sleipnir.model.tensor;

import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.spikes.SpikeRows;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Operations on spikes stored as bits: those on the same spikes as floats. */
class SpikeTensorTest {
  private static final int[] IMAGES = {5, 3, 4, 6};

  /** Spikes in rows of the axes after the first. */
  private static Tensor spikes(int seed, int... shape) {
    int features = Shape.size(shape) / shape[0];
    SpikeRows spikes = SpikeRows.silent(shape[0], features);
    RandomStream random = new RandomStream(seed, 3);
    for (int r = 0; r < spikes.rows(); r++) {
      for (int f = 0; f < features; f++) {
        spikes.or(r, f, 1, random.nextFloat() < 0.4f ? 1 : 0);
      }
    }
    return Tensor.of(spikes, shape);
  }

  private static float[] gradient(Tensor x) {
    Tensor gradient = x.gradient();
    return gradient == null ? new float[0] : gradient.toArray();
  }

  /** An operation whose result is bits again. */
  private static void checkBits(UnaryOperator<Tensor> operation, Tensor bits) {
    check(operation, bits, true);
  }

  private static void check(UnaryOperator<Tensor> operation, Tensor bits, boolean givesBits) {
    Tensor floats = Tensor.of(bits.toArray(), bits.shape());
    assertNull(floats.spikes());
    assertEquals(givesBits, operation.apply(bits).spikes() != null);
    float[] outside = operation.apply(bits).toArray();
    Workspace workspace = new Workspace();
    float[] expected;
    float[] gradient;
    try (Tape tape = new Tape(workspace)) {
      Tensor x = tape.watch(floats);
      Tensor y = operation.apply(x);
      expected = y.toArray();
      tape.backward(y.multiply(normal(2, y.shape())).sum());
      gradient = gradient(x);
    }
    long[] bytes = new long[3];
    for (int i = 0; i < bytes.length; i++) {
      try (Tape tape = new Tape(workspace)) {
        Tensor x = tape.watch(bits);
        Tensor y = operation.apply(x);
        assertEquals(givesBits, y.spikes() != null);
        assertSame("values", expected, y.toArray());
        tape.backward(y.multiply(normal(2, y.shape())).sum());
        assertSame("gradient", gradient, gradient(x));
      }
      bytes[i] = workspace.allocatedBytes();
    }
    assertEquals(bytes[0], bytes[2]);
    assertSame("values outside a scope", expected, outside);
  }

  @Test
  void reshape() {
    checkBits(x -> x.reshape(5, 72), spikes(1, IMAGES));
    checkBits(x -> x.reshape(20, 18), spikes(1, IMAGES));
    checkBits(x -> x.channelsLast().reshape(5, 72), spikes(1, IMAGES));
    checkBits(x -> x.reshape(5, 1, 70), spikes(1, 5, 70));
  }

  @Test
  void rows() {
    checkBits(x -> x.rows(1, 4), spikes(2, IMAGES));
    checkBits(x -> x.channelsLast().rows(3, 5), spikes(2, IMAGES));
    checkBits(x -> x.rows(2, 2), spikes(2, 5, 70));
    checkBits(x -> x.reshape(2, 3, 70).rows(1, 2), spikes(2, 6, 70));
    // Parts of rows of bits.
    check(x -> x.reshape(12, 35).rows(1, 4), spikes(2, 6, 70), false);
  }

  @Test
  void concatenate() {
    checkBits(x -> Tensor.concatenate(List.of(x.rows(3, 5), x, x.rows(0, 1))), spikes(3, IMAGES));
    Tensor floats = normal(4, 2, 70);
    check(x -> Tensor.concatenate(List.of(x, floats)), spikes(3, 5, 70), false);
    check(x -> Tensor.concatenate(List.of(floats, x)), spikes(3, 5, 70), false);
    checkBits(
        x -> Tensor.concatenate(List.of(x.reshape(15, 14), x.reshape(15, 14))), spikes(3, 3, 70));
  }

  @Test
  void storageOrder() {
    checkBits(Tensor::channelsLast, spikes(5, IMAGES));
    checkBits(x -> x.channelsLast().rowMajor(), spikes(5, IMAGES));
    checkBits(Tensor::channelsLast, spikes(5, 4, 1, 6, 7));
    checkBits(x -> x.channelsLast().relu().rowMajor(), spikes(5, 2, 70, 3, 3));
    check(x -> x.reshape(1, 5, 3, 4, 6).channelsLast(), spikes(5, IMAGES), true);
    check(x -> x.reshape(10, 3, 2, 6).channelsLast(), spikes(5, IMAGES), false);
    Tensor x = spikes(5, IMAGES);
    Tensor last = x.channelsLast();
    assertTrue(last.isChannelsLast());
    SpikeRows rows = last.spikes();
    assertNotNull(rows);
    assertEquals(x.get(2, 1, 3, 5) != 0, rows.get(2, (3 * 6 + 5) * 3 + 1));
  }

  @Test
  void reluPassesTheGradientOfSpikes() {
    checkBits(Tensor::relu, spikes(6, IMAGES));
    checkBits(x -> x.channelsLast().relu(), spikes(6, IMAGES));
    checkBits(x -> x.reshape(3, 5, 14).relu(), spikes(6, 3, 70));
  }

  @Test
  void arithmetic() {
    check(x -> x.scale(3f), spikes(7, IMAGES), false);
    check(x -> x.add(normal(1, IMAGES)), spikes(7, IMAGES), false);
    check(x -> x.channelsLast().multiply(x.scale(2f)), spikes(7, IMAGES), false);
  }

  @Test
  void detachStopsTheGradient() {
    Tensor bits = spikes(8, 5, 70);
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(bits);
      Tensor y = x.detach();
      assertNotNull(y.spikes());
      assertArrayEquals(bits.toArray(), y.toArray());
      tape.backward(y.add(x).sum());
      assertArrayEquals(Tensor.full(1f, 5, 70).data(), gradient(x));
    }
  }

  @Test
  void enterSharesTheBits() {
    Tensor bits = spikes(9, IMAGES).channelsLast();
    Workspace workspace = new Workspace();
    Tensor entered;
    try (Scope scope = new Scope(workspace)) {
      entered = scope.enter(bits);
      assertSame(bits.spikes(), entered.spikes());
      assertTrue(entered.isChannelsLast());
      assertArrayEquals(bits.toArray(), entered.toArray());
      scope.release(entered);
      assertNotNull(entered.spikes());
    }
    assertThrows(IllegalStateException.class, entered::data);
    // Neither the bits nor the floats of the tensor itself went back to the pool.
    long[] before = bits.spikes() == null ? new long[0] : bits.spikes().bits().clone();
    try (Scope scope = new Scope(workspace)) {
      SpikeRows other = scope.spikes(IMAGES, true, 72).spikes();
      assertNotNull(other);
      other.clear(0, other.rows());
      SpikeRows rows = bits.spikes();
      assertNotNull(rows);
      assertNotSame(rows.bits(), other.bits());
      assertArrayEquals(before, rows.bits());
    }
  }

  @Test
  void copyOutlivesTheScope() {
    Tensor bits = spikes(10, IMAGES);
    Tensor copy;
    Tensor inside;
    try (Scope scope = new Scope(new Workspace())) {
      inside = scope.enter(bits).rows(1, 3);
      assertNotNull(inside.spikes());
      copy = inside.channelsLast().copy();
    }
    assertArrayEquals(bits.rows(1, 3).toArray(), copy.toArray());
    assertThrows(IllegalStateException.class, inside::toArray);
    assertNull(inside.spikes());
  }

  @Test
  void shapeAndSpikesFit() {
    SpikeRows rows = SpikeRows.silent(3, 70);
    assertEquals(
        "spikes: expected 140 neurons for shape [2, 70], got 3 rows of 70",
        assertThrows(IllegalArgumentException.class, () -> Tensor.of(rows, 2, 70)).getMessage());
  }

  /** What was written to a copy of bits as floats would reach nobody. */
  @Test
  void floatsOfBitsAreReadAndNotWrittenTo() {
    Tensor spikes = Tensor.of(new float[] {0, 1, 1, 0, 0, 1}, 2, 3).asSpikes(1);
    try (Scope scope = new Scope(new Workspace())) {
      for (Tensor bits : List.of(spikes, scope.enter(spikes), scope.enter(spikes).reshape(6))) {
        var e = assertThrows(IllegalStateException.class, bits::data);
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("expected floats") && message.contains("got spikes"), message);
        assertArrayEquals(new float[] {0, 1, 1, 0, 0, 1}, bits.values());
        assertArrayEquals(new float[] {0, 1, 1, 0, 0, 1}, bits.toArray());
        assertEquals(3, bits.bits().count(0, bits.bits().rows()));
      }
    }
  }
}
