package dev.sleipnir.kernels.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.TestArrays;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChannelsLastTest {
  private static final int IMAGES = 4;
  private static final int FROM = 1;
  private static final int TO = 3;

  @Test
  void convertsThereAndBack() {
    var random = new Random(20);
    for (int channels : new int[] {1, 3, 16, 33}) {
      for (int pixels : new int[] {1, 15, 49}) {
        int size = channels * pixels;
        float[] first = TestArrays.normal(random, 2 + IMAGES * size);
        float[] last = new float[5 + IMAGES * size];
        float[] expected = last.clone();
        for (int image = FROM; image < TO; image++) {
          for (int c = 0; c < channels; c++) {
            for (int p = 0; p < pixels; p++) {
              expected[5 + (image * pixels + p) * channels + c] =
                  first[2 + (image * channels + c) * pixels + p];
            }
          }
        }
        ChannelsLast.fromChannelsFirst(first, 2, last, 5, channels, pixels, FROM, TO);
        SameBits.assertSame(expected, last, channels + " channels, " + pixels + " pixels");

        float[] back = first.clone();
        Arrays.fill(back, 2 + FROM * size, 2 + TO * size, 9f);
        ChannelsLast.toChannelsFirst(last, 5, back, 2, channels, pixels, FROM, TO);
        SameBits.assertSame(first, back, "back, " + channels + " channels, " + pixels + " pixels");
      }
    }
  }

  @Test
  void rejectsBadArguments() {
    float[] in = new float[24];
    float[] out = {1, 2, 3};
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> ChannelsLast.fromChannelsFirst(in, 0, out, 0, 3, 4, 0, 2));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> ChannelsLast.toChannelsFirst(out, 0, in, 0, 3, 4, 0, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> ChannelsLast.toChannelsFirst(in, 0, out, 0, 0, 4, 0, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> ChannelsLast.fromChannelsFirst(in, 0, in, 6, 3, 4, 0, 1));
    assertArrayEquals(new float[] {1, 2, 3}, out);
  }
}
