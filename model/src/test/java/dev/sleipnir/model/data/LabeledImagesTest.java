package dev.sleipnir.model.data;

import static dev.sleipnir.model.data.Messages.assertMentions;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LabeledImagesTest {
  private static final byte[] PIXELS = {0, 51, 102, (byte) 153, (byte) 204, (byte) 255, 1, 2};

  private static LabeledImages pair() {
    return new LabeledImages("pair", 2, 1, 2, PIXELS.clone(), new byte[] {7, (byte) 200});
  }

  @Test
  void tellsSizesAndLabels() {
    var images = pair();
    assertEquals("pair", images.name());
    assertEquals(2, images.size());
    assertEquals(2, images.channels());
    assertEquals(1, images.height());
    assertEquals(2, images.width());
    assertEquals(4, images.pixelsPerImage());
    assertEquals(7, images.label(0));
    assertEquals(200, images.label(1));
  }

  @Test
  void copiesScaledAndShiftedPixels() {
    float[] target = {-1, -1, -1, -1, -1, -1};
    pair().copyTo(1, target, 1, 1f, 0f);
    assertArrayEquals(new float[] {-1, 204 / 255f, 1f, 1 / 255f, 2 / 255f, -1}, target);
    pair().copyTo(0, target, 2, 2f, -0.5f);
    float[] expected = {-1, 204 / 255f, -0.5f, 2 * 0.2f - 0.5f, 2 * 0.4f - 0.5f, 2 * 0.6f - 0.5f};
    assertArrayEquals(expected, target, 1e-7f);
  }

  @Test
  void firstKeepsTheBeginning() {
    var one = pair().first(1);
    assertEquals(1, one.size());
    assertEquals(7, one.label(0));
    float[] target = new float[4];
    one.copyTo(0, target, 0, 255f, 0f);
    assertArrayEquals(new float[] {0, 51, 102, 153}, target, 1e-4f);
    assertEquals(0, pair().first(0).size());
    assertThrows(IllegalArgumentException.class, () -> pair().first(3));
    assertThrows(IllegalArgumentException.class, () -> pair().first(-1));
  }

  @Test
  void rejectsSizesThatDoNotMatch() {
    byte[] labels = new byte[2];
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new LabeledImages("x", 1, 2, 3, new byte[11], labels));
    assertMentions(e, "2 x 1 x 2 x 3");
    assertMentions(e, "11");
    assertThrows(
        IllegalArgumentException.class, () -> new LabeledImages("x", 0, 2, 3, PIXELS, labels));
    // A product that overflows to the right length must not pass.
    assertThrows(
        IllegalArgumentException.class,
        () -> new LabeledImages("x", 1 << 30, 1 << 30, 16, new byte[0], new byte[1]));
    assertThrows(
        IllegalArgumentException.class,
        () -> new LabeledImages("x", 1 << 30, 1 << 30, 16, new byte[0], new byte[0]));
  }

  @Test
  void rejectedCopiesWriteNothing() {
    float[] target = new float[4];
    assertThrows(IndexOutOfBoundsException.class, () -> pair().copyTo(2, target, 0, 1f, 1f));
    assertThrows(IndexOutOfBoundsException.class, () -> pair().copyTo(0, target, 1, 1f, 1f));
    assertThrows(IndexOutOfBoundsException.class, () -> pair().label(-1));
    assertArrayEquals(new float[4], target);
  }
}
