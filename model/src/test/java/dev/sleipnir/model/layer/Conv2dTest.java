package dev.sleipnir.model.layer;

import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.model.math.Maths;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Conv2dTest {
  /** Sizes of one convolution. */
  private record Sizes(
      int images,
      int in,
      int height,
      int width,
      int out,
      int kernelHeight,
      int kernelWidth,
      int stride,
      int padding,
      int dilation) {
    int outHeight() {
      return (height + 2 * padding - dilation * (kernelHeight - 1) - 1) / stride + 1;
    }

    int outWidth() {
      return (width + 2 * padding - dilation * (kernelWidth - 1) - 1) / stride + 1;
    }

    double[] convolve(double[][] values) {
      double[] x = values[0];
      double[] w = values[1];
      double[] y = new double[images * out * outHeight() * outWidth()];
      int at = 0;
      for (int n = 0; n < images; n++) {
        for (int o = 0; o < out; o++) {
          for (int r = 0; r < outHeight(); r++) {
            for (int c = 0; c < outWidth(); c++) {
              double sum = values.length > 2 ? values[2][o] : 0;
              for (int i = 0; i < in; i++) {
                for (int kr = 0; kr < kernelHeight; kr++) {
                  for (int kc = 0; kc < kernelWidth; kc++) {
                    int row = r * stride - padding + kr * dilation;
                    int column = c * stride - padding + kc * dilation;
                    if (row >= 0 && row < height && column >= 0 && column < width) {
                      sum +=
                          x[((n * in + i) * height + row) * width + column]
                              * w[((o * in + i) * kernelHeight + kr) * kernelWidth + kc];
                    }
                  }
                }
              }
              y[at++] = sum;
            }
          }
        }
      }
      return y;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, 3, 5, 6, 4, 3, 3, 1, 0, 1",
    "1, 1, 4, 4, 1, 1, 1, 1, 0, 1",
    "2, 2, 5, 4, 3, 2, 3, 1, 1, 1",
    "2, 2, 7, 6, 3, 3, 2, 2, 1, 1",
    "1, 2, 7, 8, 2, 3, 3, 1, 2, 2",
    "2, 1, 9, 8, 2, 3, 3, 3, 2, 2",
    "1, 17, 3, 3, 18, 3, 3, 1, 1, 1",
  })
  void isACrossCorrelation(
      int images,
      int in,
      int height,
      int width,
      int out,
      int kernelHeight,
      int kernelWidth,
      int stride,
      int padding,
      int dilation) {
    var sizes =
        new Sizes(
            images, in, height, width, out, kernelHeight, kernelWidth, stride, padding, dilation);
    Tensor x = normal(1, images, in, height, width);
    Tensor weight = normal(2, out, in, kernelHeight, kernelWidth);
    Conv2d biased = new Conv2d(weight, normal(3, out), stride, padding, dilation);
    check(t -> biased.forward(t.get(0)), sizes::convolve, biased.parameters(), x);
    Conv2d plain = new Conv2d(weight, null, stride, padding, dilation);
    check(t -> plain.forward(t.get(0)), sizes::convolve, plain.parameters(), x);
    check(t -> plain.forward(t.get(0).channelsLast()), sizes::convolve, plain.parameters(), x);
  }

  @Test
  void outputIsStoredChannelsLast() {
    Tensor y = new Conv2d(2, 3, 3).forward(Tensor.zeros(4, 2, 8, 9));
    assertTrue(y.isChannelsLast());
    assertArrayEquals(new int[] {4, 3, 6, 7}, y.shape());
  }

  @Test
  void initialValuesAreFixedByTheStream() {
    Seeds.set(1);
    Conv2d a = new Conv2d(3, 4, 5);
    assertFalse(Arrays.equals(a.weight().data(), new Conv2d(3, 4, 5).weight().data()));
    Seeds.set(1);
    assertArrayEquals(a.weight().data(), new Conv2d(3, 4, 5).weight().data());
    assertArrayEquals(new int[] {4, 3, 5, 5}, a.weight().shape());
    float bound = (float) (1 / Math.sqrt(75));
    for (float w : a.weight().data()) {
      assertTrue(Math.abs(w) <= bound, () -> w + " beyond " + bound);
    }
  }

  @Test
  void shapesMustFit() {
    assertEquals(
        "Conv2d: expected input [batch, 2, height, width], got shape [4, 3, 8, 8]",
        refused(() -> new Conv2d(2, 3, 3).forward(Tensor.zeros(4, 3, 8, 8))));
    assertEquals(
        "Conv2d: expected input [batch, 2, height, width], got shape [2, 8, 8]",
        refused(() -> new Conv2d(2, 3, 3).forward(Tensor.zeros(2, 8, 8))));
    String small = refused(() -> new Conv2d(2, 3, 5).forward(Tensor.zeros(4, 2, 8, 4)));
    assertTrue(small.startsWith("Conv2d(2, 3, 5x5) of [4, 2, 8, 4]: "), small);
    assertEquals(
        "weight: expected [outChannels, inChannels, height, width], got shape [3, 3]",
        refused(() -> new Conv2d(Tensor.zeros(3, 3), null, 1, 0, 1)));
    Tensor weight = Tensor.zeros(3, 2, 3, 3);
    assertEquals(
        "bias: expected shape [3], got [2]",
        refused(() -> new Conv2d(weight, Tensor.zeros(2), 1, 0, 1)));
    assertEquals(
        "stride: expected at least 1, got 0", refused(() -> new Conv2d(weight, null, 0, 0, 1)));
    assertEquals(
        "padding: expected at least 0, got -1", refused(() -> new Conv2d(weight, null, 1, -1, 1)));
    assertEquals(
        "dilation: expected at least 1, got 0", refused(() -> new Conv2d(weight, null, 1, 0, 0)));
  }

  /** Norse's: the bits of a convolution of each step, and its gradients. */
  @Test
  void lConv2dConvolvesEveryStep() {
    Window window = Window.of(3, 2).stride(2, 1).padding(1).dilation(1, 2);
    Tensor kernels = normal(3, 4, 2, 3, 2);
    var image = new Conv2d(kernels, null, window, 1);
    var overTime = new LConv2d(kernels.reshape(4, 2, 3, 2, 1), window, 1);
    assertArrayEquals(new int[] {4, 2, 3, 2, 1}, overTime.weight().shape());
    Tensor xs = normal(4, 5, 3, 2, 6, 7);
    Tensor one = Lift.of(image).forward(xs);
    assertArrayEquals(one.shape(), overTime.forward(xs).shape());
    assertArrayEquals(one.toArray(), overTime.forward(xs).toArray());
    assertArrayEquals(one.toArray(), Lift.of(overTime).forward(xs).toArray());
    Tensor spikes = Maths.greater(xs, Tensor.zeros(1)).asSpikes(2);
    assertArrayEquals(Lift.of(image).forward(spikes).toArray(), overTime.forward(spikes).toArray());
    assertEquals(0, overTime.forward(Tensor.zeros(0, 3, 2, 6, 7)).size());
    var sizes = new Sizes(6, 2, 5, 4, 4, 3, 2, 1, 1, 1);
    var plain = new LConv2d(kernels.reshape(4, 2, 3, 2, 1), Window.of(3, 2).padding(1), 1);
    check(
        t -> plain.forward(t.get(0)),
        sizes::convolve,
        plain.parameters(),
        normal(5, 2, 3, 2, 5, 4));
    assertTrue(refused(() -> overTime.forward(Tensor.zeros(5, 3, 4, 6, 7))).contains("LConv2d"));
    assertTrue(refused(() -> overTime.forward(Tensor.zeros(2, 6, 7))).contains("LConv2d"));
    assertTrue(refused(() -> new LConv2d(kernels, window, 1)).contains("width, 1]"));
  }
}
