package dev.sleipnir.model.layer;

import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Propagation;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WindowTest {
  private static final int IMAGES = 2;

  /** A convolution and the size of its images. */
  record Case(Window window, int in, int out, int groups, int height, int width) {
    ConvShape shape() {
      return window.convolution(in, height, width, out, groups);
    }

    Tensor weight() {
      return normal(2, out, in / groups, window.height(), window.width());
    }

    double[] convolve(double[][] values) {
      ConvShape s = shape();
      int inputs = in / groups;
      double[] y = new double[IMAGES * s.outputSize()];
      for (int at = 0; at < y.length; at++) {
        int column = at % s.outputWidth();
        int row = at / s.outputWidth() % s.outputHeight();
        int o = at / s.positions() % out;
        int n = at / s.outputSize();
        double sum = values.length > 2 ? values[2][o] : 0;
        for (int i = 0; i < inputs; i++) {
          for (int ky = 0; ky < s.kernelHeight(); ky++) {
            for (int kx = 0; kx < s.kernelWidth(); kx++) {
              int yy = row * s.strideHeight() - s.paddingHeight() + ky * s.dilationHeight();
              int xx = column * s.strideWidth() - s.paddingWidth() + kx * s.dilationWidth();
              int channel = o / (out / groups) * inputs + i;
              if (yy >= 0 && yy < height && xx >= 0 && xx < width) {
                sum +=
                    values[0][((n * in + channel) * height + yy) * width + xx]
                        * values[1][
                            ((o * inputs + i) * s.kernelHeight() + ky) * s.kernelWidth() + kx];
              }
            }
          }
        }
        y[at] = sum;
      }
      return y;
    }
  }

  static List<Case> cases() {
    return List.of(
        new Case(Window.of(3).stride(2).padding(1), 2, 6, 1, 7, 6),
        new Case(Window.of(3, 2).stride(1, 2).padding(0, 1).dilation(2, 1), 3, 2, 1, 7, 5),
        new Case(Window.of(2, 4).same(), 2, 3, 1, 4, 5),
        new Case(Window.of(4, 3).dilation(1, 2).same(), 4, 4, 4, 5, 4),
        new Case(Window.of(3).padding(1), 5, 5, 5, 5, 4),
        new Case(Window.of(3).stride(2), 2, 6, 2, 5, 6),
        new Case(Window.of(3).padding(1), 4, 6, 2, 4, 3));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void convolvesWithGradients(Case c) {
    Tensor x = normal(1, IMAGES, c.in, c.height, c.width);
    var biased = new Conv2d(c.weight(), normal(3, c.out), c.window, c.groups);
    check(t -> biased.forward(t.get(0)), c::convolve, biased.parameters(), x);
    var plain = new Conv2d(c.weight(), null, c.window, c.groups);
    check(t -> plain.forward(t.get(0)), c::convolve, plain.parameters(), x);
    int[] y = plain.outputShape(x.shape());
    assertEquals(y[2] * y[3], c.shape().positions());
    if (c.window.isSame()) {
      assertArrayEquals(new int[] {IMAGES, c.out, c.height, c.width}, y);
    }
  }

  /** Spikes one by one, fused with the neurons behind, or densely: the same bits. */
  @ParameterizedTest
  @MethodSource("cases")
  void spikesGiveTheSameBits(Case c) {
    Tensor spikes = Tensor.rand(new RandomStream(5), 6, IMAGES, c.in, c.height, c.width);
    for (int i = 0; i < spikes.size(); i++) {
      spikes.data()[i] = spikes.data()[i] < 0.3f ? 1 : 0;
    }
    Tensor bits = spikes.asSpikes(3);
    List<float[]> outputs = new ArrayList<>();
    List<float[]> gradients = new ArrayList<>();
    for (Propagation propagation : List.of(Propagation.DENSE, Propagation.EVENT)) {
      var network =
          new SequentialState(
              new Conv2d(c.weight(), normal(3, c.out), c.window, c.groups), new Lif().cell());
      var workspace = new Workspace(Parallel.common(), propagation);
      try (var tape = new Tape(workspace)) {
        Tensor y = Lift.of(network).forward(tape.enter(bits));
        outputs.add(y.toArray());
        tape.backward(y, normal(6, y.shape()));
      }
      gradients.add(network.parameters().getFirst().gradient());
    }
    assertArrayEquals(outputs.get(0), outputs.get(1));
    double scale = 1;
    for (float value : gradients.get(0)) {
      scale = Math.max(scale, Math.abs(value));
    }
    assertArrayEquals(gradients.get(0), gradients.get(1), (float) (1e-5 * scale));
  }

  @Test
  void initialValuesAreWithinTheirBound() {
    var layer = new Conv2d(new RandomStream(1), 8, 12, Window.of(3, 5), 4, true);
    assertArrayEquals(new int[] {12, 2, 3, 5}, layer.weight().shape());
    double bound = 1 / Math.sqrt(30);
    double largest = 0;
    for (Parameter parameter : layer.parameters()) {
      for (float value : parameter.data()) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    assertTrue(largest <= bound && largest > 0.9 * bound, () -> "bound " + bound);
  }

  @Test
  void saysWhatItIs() {
    assertEquals(
        "Conv2d(4, 8, 3x3, stride 2, padding 1x0, groups 2, no bias)",
        new Conv2d(new RandomStream(1), 4, 8, Window.of(3).stride(2).padding(1, 0), 2, false)
            .toString());
    assertEquals(
        "Conv2d(1, 1, 2x3, padding same)", new Conv2d(1, 1, Window.of(2, 3).same()).toString());
    assertEquals("MaxPool2d(2)", new MaxPool2d(2).toString());
    assertEquals("AvgPool2d(3, stride 2, padding 1)", new AvgPool2d(3, 2, 1).toString());
    assertEquals("MaxPool2d(2x1)", new MaxPool2d(Window.of(2, 1).stride(2, 1)).toString());
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertEquals("stride: expected at least 1, got 0", refused(() -> Window.of(3).stride(0)));
    assertEquals(
        "stride: expected 1 with padding that keeps the size, got 2",
        refused(() -> Window.of(3).stride(2).same()));
    assertEquals(
        "inChannels: expected a multiple of the 2 groups, got 3",
        refused(() -> new Conv2d(new RandomStream(1), 3, 4, Window.of(3), 2, true)));
    assertEquals(
        "outChannels: expected a multiple of the 2 groups, got 3",
        refused(() -> new Conv2d(new RandomStream(1), 4, 3, Window.of(3), 2, true)));
    assertEquals(
        "weight: expected shape [1, 1, 2, 2], got [1, 1, 3, 3]",
        refused(() -> new Conv2d(Tensor.zeros(1, 1, 3, 3), null, Window.of(2), 1)));
    assertEquals("padding: expected 0 to 1, got 2", refused(() -> new MaxPool2d(3, 1, 2)));
  }
}
