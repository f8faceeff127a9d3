package dev.sleipnir.model.data;

import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TransformTest {
  private static Tensor image(int height, int width) {
    return Tensor.rand(new RandomStream(1), 2, height, width);
  }

  @Test
  void normalizes() {
    Tensor x = image(3, 2);
    float[] y = Transform.normalize(0.5f, 0.25f).apply(x, new RandomStream(2)).toArray();
    Tensor mean = Tensor.of(new float[] {0.5f, 1f}, 2, 1, 1);
    Tensor deviation = Tensor.of(new float[] {0.25f, 2f}, 2, 1, 1);
    Transform each = Transform.normalize(mean, deviation);
    mean.data()[0] = 7f;
    float[] z = each.apply(x, new RandomStream(2)).toArray();
    for (int i = 0; i < 12; i++) {
      float pixel = x.values()[i];
      assertEquals((pixel - 0.5f) / 0.25f, y[i]);
      assertEquals(i < 6 ? y[i] : (pixel - 1f) / 2f, z[i]);
    }
    assertEquals("normalized by [0.5, 1.0] and [0.25, 2.0]", each.text());
  }

  @Test
  void flipsHalf() {
    Tensor x = image(3, 65);
    int flipped = 0;
    for (int n = 0; n < 200; n++) {
      Tensor y = Transform.randomFlip().apply(x, new RandomStream(3).split(n));
      boolean turned = y.get(1, 2, 0) == x.get(1, 2, 64);
      flipped += turned ? 1 : 0;
      assertEquals(x.get(1, 1, turned ? 54 : 10), y.get(1, 1, 10));
    }
    assertTrue(flipped > 70 && flipped < 130, "flipped " + flipped);
  }

  @Test
  void cropsEveryWindow() {
    Tensor x = image(4, 5);
    Set<String> windows = new HashSet<>();
    for (int n = 0; n < 300; n++) {
      Tensor y = Transform.randomCrop(4, 3, 1).apply(x, new RandomStream(4).split(n));
      assertArrayEquals(new int[] {2, 4, 3}, y.shape());
      String found = "";
      for (int top = -1; top <= 1; top++) {
        for (int left = -1; left <= 3; left++) {
          if (isWindow(x, y, top, left)) {
            found = top + " " + left;
          }
        }
      }
      assertTrue(!found.isEmpty(), "no window");
      windows.add(found);
    }
    assertEquals(15, windows.size());
    assertEquals(
        "randomCrop: expected at most 6 with the margin, got 7",
        refused(() -> Transform.randomCrop(7, 3, 1).apply(x, new RandomStream(4))));
  }

  private static boolean isWindow(Tensor x, Tensor y, int top, int left) {
    boolean same = true;
    for (int c = 0; c < 2; c++) {
      for (int row = 0; row < 4; row++) {
        for (int column = 0; column < 3; column++) {
          int r = row + top;
          int k = column + left;
          boolean inside = r >= 0 && r < 4 && k >= 0 && k < 5;
          same &= y.get(c, row, column) == (inside ? x.get(c, r, k) : 0f);
        }
      }
    }
    return same;
  }

  @Test
  void turns() {
    Tensor x = image(5, 5);
    Tensor quarter = Rotation.of(x, Math.PI / 2);
    Tensor none = Transform.randomRotation(0).apply(x, new RandomStream(1));
    assertArrayEquals(x.toArray(), none.toArray());
    for (int c = 0; c < 2; c++) {
      for (int row = 1; row < 4; row++) {
        for (int column = 1; column < 4; column++) {
          assertEquals(x.get(c, column, 4 - row), quarter.get(c, row, column), 1e-6f);
        }
      }
    }
    Tensor little = Transform.randomRotation(10).apply(x, new RandomStream(1));
    assertEquals(x.get(0, 2, 2), little.get(0, 2, 2), 1e-6f);
  }

  @Test
  void cutsOut() {
    Tensor x = Tensor.full(1f, 2, 7, 9);
    for (int n = 0; n < 100; n++) {
      Tensor y = Transform.cutout(3).apply(x, new RandomStream(5).split(n));
      float left = y.sum().item();
      assertTrue(left >= 126 - 18 && left <= 126 - 8, "left " + left);
      assertArrayEquals(y.rows(0, 1).toArray(), y.rows(1, 2).toArray());
    }
    assertEquals(0f, Transform.cutout(99).apply(x, new RandomStream(5)).sum().item());
    assertEquals(126f, x.sum().item());
  }

  @Test
  void mixesInputsAndTargetsInTheSameShares() {
    Dataset data =
        new Dataset() {
          @Override
          public int size() {
            return 3;
          }

          @Override
          public Example item(int index, RandomStream random) {
            return new Example(Tensor.full(index, 2), Tensor.full(index));
          }
        };
    double sum = 0;
    double squares = 0;
    Dataset mixed = data.mixup(0.5, 3);
    for (int n = 0; n < 2000; n++) {
      Example item = mixed.item(2, new RandomStream(6).split(n));
      float[] shares = item.target().toArray();
      assertEquals(1f, shares[0] + shares[1] + shares[2], 1e-6f);
      assertEquals(shares[1] + 2 * shares[2], item.input().get(0), 1e-6f);
      if (shares[0] > 0) {
        sum += shares[0];
        squares += shares[0] * shares[0];
      }
    }
    // About 2000 / 3 shares of a beta distribution: mean 1/2, mean square 3/8.
    assertEquals(0.5, sum / 667, 0.06);
    assertEquals(0.375, squares / 667, 0.06);
    assertEquals("own, mixup 0.5", mixed.text());
    assertEquals("alpha: expected a number in (0, 4], got 0.0", refused(() -> data.mixup(0, 3)));
  }

  @Test
  void imagesAreExamples() {
    LabeledImages images = Strokes.generate(1, 4);
    Example item = images.item(3, new RandomStream(1));
    assertEquals(images.label(3), item.target().item());
    assertArrayEquals(new int[] {1, 28, 28}, item.input().shape());
    Dataset changed = images.transform(Transform.randomFlip(), (image, _) -> image.add(1f));
    assertEquals("sha256 " + images.sha256() + ", random flip, own", changed.text());
    assertEquals(
        item.input().sum().item() + 784,
        changed.item(3, new RandomStream(1)).input().sum().item(),
        1e-3f);
    Example two = Example.stack(List.of(item, changed.item(0, new RandomStream(2))), 0, 0);
    assertArrayEquals(new int[] {2, 1, 28, 28}, two.input().shape());
    assertArrayEquals(new int[] {2}, two.target().shape());
  }

  @Test
  void eventsWhereASignalChanges() {
    Tensor signal = Tensor.of(new float[] {1, 9, 2.5f, 9, 2.9f, 8, 3, 6, 0.5f, 6}, 5, 2);
    Tensor events = Transform.delta(1).apply(signal, new RandomStream(1));
    assertArrayEquals(new int[] {5, 4}, events.shape());
    assertArrayEquals(
        new float[] {0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 2, 0, 0, 2, 0}, events.toArray());
    assertEquals("delta of 0.5", Transform.delta(0.5f).text());
    assertArrayEquals(
        new int[] {0, 6},
        Transform.delta(1).apply(Tensor.zeros(0, 3), new RandomStream(1)).shape());
    assertEquals(
        "delta: expected [time, channels], got shape [2]",
        refused(() -> Transform.delta(1).apply(Tensor.zeros(2), new RandomStream(1))));
    assertTrue(refused(() -> Transform.delta(0)).startsWith("threshold: expected"));
  }

  @Test
  void masksAStretch() {
    Tensor x = Tensor.full(2f, 9, 5);
    Set<Integer> lengths = new HashSet<>();
    Set<Integer> starts = new HashSet<>();
    for (int n = 0; n < 200; n++) {
      Tensor steps = Transform.randomMask(0, 3).apply(x, new RandomStream(6).split(n));
      Tensor bands = Transform.randomMask(-1, 3).apply(x, new RandomStream(6).split(n));
      int length = 0;
      for (int t = 0; t < 9; t++) {
        float value = steps.get(t, 0);
        for (int band = 0; band < 5; band++) {
          assertEquals(value, steps.get(t, band));
          assertEquals(bands.get(0, band), bands.get(t, band));
        }
        if (value == 0) {
          starts.add(length == 0 ? t : -1);
          length++;
        }
      }
      lengths.add(length);
    }
    assertEquals(Set.of(0, 1, 2, 3), lengths);
    assertTrue(starts.containsAll(Set.of(0, 4, 8)), starts.toString());
    assertEquals(
        0, Transform.randomMask(0, 99).apply(Tensor.zeros(0, 2), new RandomStream(1)).size());
  }

  @Test
  void shiftsInTime() {
    Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 4);
    Set<String> seen = new HashSet<>();
    for (int n = 0; n < 100; n++) {
      seen.add(
          Arrays.toString(
              Transform.randomShift(1).apply(x, new RandomStream(7).split(n)).toArray()));
    }
    assertEquals(
        Set.of("[1.0, 2.0, 3.0, 4.0]", "[0.0, 1.0, 2.0, 3.0]", "[2.0, 3.0, 4.0, 0.0]"), seen);
  }

  @Test
  void logarithms() {
    Tensor y =
        Transform.logarithm(0.5f).apply(Tensor.of(new float[] {0, 1}, 2), new RandomStream(1));
    assertEquals(Math.log(0.5), y.get(0), 1e-6);
    assertEquals(Math.log(1.5), y.get(1), 1e-6);
    assertTrue(refused(() -> Transform.logarithm(0)).startsWith("least: expected"));
  }

  @Test
  void standardizesEachInput() {
    Transform standard = Transform.standardize();
    Tensor x = Tensor.of(new float[] {1, 5, 1, 5}, 2, 2);
    assertArrayEquals(
        new float[] {-1, 1, -1, 1}, standard.apply(x, new RandomStream(1)).toArray(), 1e-6f);
    assertArrayEquals(
        new float[3], standard.apply(Tensor.full(4f, 3), new RandomStream(1)).toArray());
    assertEquals("standardized", standard.text());
    Tensor y = Tensor.of(new float[] {1, 5, 3, 9}, 2, 2);
    assertArrayEquals(
        new float[] {-1, -2, 1, 2}, Transform.center(0).apply(y, new RandomStream(1)).toArray());
    assertArrayEquals(
        new float[] {-2, 2, -3, 3}, Transform.center(-1).apply(y, new RandomStream(1)).toArray());
  }

  @Test
  void playsFasterAndSlower() {
    Tensor line = Tensor.zeros(65, 2);
    for (int t = 0; t < 65; t++) {
      line.data()[2 * t] = 1 + t;
      line.data()[2 * t + 1] = -1 - t;
    }
    boolean slower = false;
    boolean faster = false;
    for (int n = 0; n < 20; n++) {
      Tensor y = Transform.randomSpeed(0.2).apply(line, new RandomStream(8).split(n));
      float factor = y.get(1, 0) - 1;
      slower |= factor < 0.95f;
      faster |= factor > 1.05f;
      for (int t = 0; t < 65; t++) {
        float expected = t * factor <= 63.9 ? 1 + t * factor : t * factor > 64.01 ? 0 : y.get(t, 0);
        assertEquals(expected, y.get(t, 0), 1e-3f);
        assertEquals(-y.get(t, 0), y.get(t, 1), 0f);
      }
    }
    assertTrue(slower && faster);
    assertArrayEquals(
        line.toArray(), Transform.randomSpeed(0).apply(line, new RandomStream(1)).toArray());
    assertEquals(0, Transform.randomSpeed(0.1).apply(Tensor.zeros(0), new RandomStream(1)).size());
    assertTrue(refused(() -> Transform.randomSpeed(1)).startsWith("most: expected"));
  }
}
