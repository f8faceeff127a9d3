package dev.sleipnir.model.layer;

import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResizingTest {
  private static double[] adaptive(double[] x, int planes, int height, int width, int h, int w) {
    double[] y = new double[planes * h * w];
    for (int at = 0; at < y.length; at++) {
      int plane = at / (h * w);
      int row = at / w % h;
      int column = at % w;
      double sum = 0;
      int count = 0;
      for (int r = row * height / h; r < Math.ceilDiv((row + 1) * height, h); r++) {
        for (int c = column * width / w; c < Math.ceilDiv((column + 1) * width, w); c++) {
          sum += x[(plane * height + r) * width + c];
          count++;
        }
      }
      y[at] = sum / count;
    }
    return y;
  }

  @ParameterizedTest
  @CsvSource({"6, 8, 3, 4", "7, 5, 3, 2", "4, 5, 1, 1", "2, 3, 5, 3", "1, 1, 2, 2"})
  void poolsToASize(int height, int width, int h, int w) {
    check(
        t -> new AdaptiveAvgPool2d(h, w).forward(t.get(0)),
        v -> adaptive(v[0], 6, height, width, h, w),
        normal(1, 2, 3, height, width));
    check(
        t -> new AdaptiveAvgPool1d(w).forward(t.get(0)),
        v -> adaptive(v[0], 6, 1, width, 1, w),
        normal(1, 2, 3, width));
  }

  @Test
  void repeatsPixels() {
    check(
        t -> new Upsample(2, 3).forward(t.get(0)),
        v -> {
          double[] y = new double[6 * 4 * 6];
          for (int at = 0; at < y.length; at++) {
            y[at] = v[0][(at / 24 * 2 + at / 6 % 4 / 2) * 2 + at % 6 / 3];
          }
          return y;
        },
        normal(1, 2, 3, 2, 2));
  }

  @ParameterizedTest
  @CsvSource({"2, 3, 3, 1, 0, 1, 0, 1", "4, 6, 3, 2, 1, 1, 1, 2", "3, 3, 2, 3, 0, 2, 2, 3"})
  void transposesAConvolution(
      int in, int out, int kernel, int stride, int padding, int dilation, int extra, int groups) {
    int h = 4;
    int w = 3;
    var window = Window.of(kernel).stride(stride).padding(padding).dilation(dilation);
    int outH = (h - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1 + extra;
    int outW = (w - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1 + extra;
    int per = out / groups;
    var layer =
        new ConvTranspose2d(
            normal(2, in, per, kernel, kernel), normal(3, out), window, extra, groups);
    check(
        t -> layer.forward(t.get(0)),
        v -> {
          double[] y = new double[2 * out * outH * outW];
          for (int at = 0; at < y.length; at++) {
            y[at] = v[2][at / (outH * outW) % out];
          }
          for (int at = 0; at < v[0].length; at++) {
            int n = at / (in * h * w);
            int channel = at / (h * w) % in;
            for (int k = 0; k < per * kernel * kernel; k++) {
              int row = at / w % h * stride - padding + k / kernel % kernel * dilation;
              int column = at % w * stride - padding + k % kernel * dilation;
              int o = channel / (in / groups) * per + k / (kernel * kernel);
              if (row >= 0 && row < outH && column >= 0 && column < outW) {
                y[((n * out + o) * outH + row) * outW + column] +=
                    v[0][at] * v[1][channel * per * kernel * kernel + k];
              }
            }
          }
          return y;
        },
        layer.parameters(),
        normal(1, 2, in, h, w));
    assertArrayEquals(
        new int[] {2, out, outH, outW}, layer.forward(Tensor.zeros(2, in, h, w)).shape());
  }

  @Test
  void linesAreImagesOfOneRow() {
    var window = Window.of(3).stride(2).padding(1).dilation(2);
    var line = new Conv1d(normal(1, 4, 1, 3), normal(2, 4), window, 2);
    var image =
        new Conv2d(
            line.weight().value().reshape(4, 1, 1, 3),
            normal(2, 4),
            Window.of(1, 3).stride(1, 2).padding(0, 1).dilation(1, 2),
            2);
    Tensor x = normal(3, 2, 2, 11);
    assertArrayEquals(image.forward(x.reshape(2, 2, 1, 11)).toArray(), line.forward(x).toArray());
    assertArrayEquals(new int[] {4, 1, 3}, line.parameters().getFirst().shape());
    assertArrayEquals(line.forward(x).toArray(), ((Layer) line.copy()).forward(x).toArray());
    Tensor y = Tensor.of(new float[] {1, 3, 2, 7, 5}, 1, 1, 5);
    assertArrayEquals(new float[] {3, 7}, new MaxPool1d(2).forward(y).toArray());
    assertArrayEquals(new float[] {2, 4.5f}, new AvgPool1d(2).forward(y).toArray());
    assertArrayEquals(
        new float[] {3, 7, 7},
        new MaxPool1d(Window.of(3).stride(2).padding(1)).forward(y).toArray());
  }

  @Test
  void flattensAndBack() {
    Tensor x = normal(1, 2, 3, 4, 5);
    Tensor flat = new Flatten().forward(x);
    assertArrayEquals(x.toArray(), new Unflatten(3, 4, 5).forward(flat).toArray());
    assertEquals(
        "Unflatten(3, 4): expected input [batch, 12], got shape [2, 60]",
        refused(() -> new Unflatten(3, 4).forward(flat)));
  }

  @Test
  void saysWhatItIs() {
    assertEquals("Conv1d(2, 4, 3)", new Conv1d(2, 4, 3).toString());
    assertEquals("MaxPool1d(2)", new MaxPool1d(2).toString());
    assertEquals("AvgPool1d(3, stride 2)", new AvgPool1d(Window.of(3).stride(2)).toString());
    assertEquals(
        "ConvTranspose2d(2, 4, 3x3, stride 2, extra 1)",
        new ConvTranspose2d(new RandomStream(1), 2, 4, Window.of(3).stride(2), 1, 1, true)
            .toString());
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertEquals(
        "extra: expected less than the stride or the dilation, 2, got 2",
        refused(
            () ->
                new ConvTranspose2d(
                    new RandomStream(1), 2, 4, Window.of(3).stride(2), 2, 1, true)));
    assertEquals(
        "Conv1d(2, 4, 3): expected input [batch, channels, length], got shape [2, 5]",
        refused(() -> new Conv1d(2, 4, 3).forward(Tensor.zeros(2, 5))));
    assertEquals(
        "Upsample(2x2): expected input [batch, channels, height, width], got shape [2, 5]",
        refused(() -> new Upsample(2).forward(Tensor.zeros(2, 5))));
  }
}
