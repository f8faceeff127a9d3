package dev.sleipnir.kernels.spikes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.conv.Convolution;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventConvolutionTest {
  private static final Parallel ONE = Parallel.of(1);
  private static final int STEPS = 7;
  private static final int BATCH = 3;

  static List<ConvShape> shapes() {
    return List.of(
        new ConvShape(1, 5, 5, 1, 5, 5, 1, 1, 0, 0, 1, 1),
        new ConvShape(1, 12, 11, 32, 5, 5, 1, 1, 0, 0, 1, 1),
        new ConvShape(32, 12, 12, 64, 5, 5, 1, 1, 0, 0, 1, 1),
        new ConvShape(3, 9, 8, 20, 3, 2, 2, 1, 1, 2, 1, 1),
        new ConvShape(2, 9, 10, 7, 3, 3, 1, 2, 3, 0, 2, 1),
        new ConvShape(5, 11, 10, 9, 3, 2, 1, 1, 2, 4, 1, 3),
        new ConvShape(70, 4, 4, 130, 2, 2, 1, 1, 1, 1, 1, 1));
  }

  /** Several channels, of which so few spike that the kernel goes from spike to spike. */
  static List<ConvShape> sparseShapes() {
    return List.of(
        new ConvShape(3, 9, 8, 20, 3, 2, 1, 1, 1, 2, 1, 1),
        new ConvShape(7, 10, 9, 33, 3, 3, 1, 1, 2, 1, 1, 1),
        new ConvShape(2, 4, 5, 3, 4, 5, 1, 1, 3, 4, 1, 1),
        new ConvShape(32, 8, 8, 70, 3, 3, 1, 1, 1, 1, 1, 1),
        new ConvShape(11, 7, 12, 130, 2, 5, 1, 1, 0, 0, 1, 1));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void givesTheBitsOfTheDenseConvolution(ConvShape s) {
    assertGivesTheBitsOfTheDenseConvolution(s, 0.15);
  }

  @ParameterizedTest
  @MethodSource("sparseShapes")
  void givesTheSameBitsFromSpikeToSpike(ConvShape s) {
    assertGivesTheBitsOfTheDenseConvolution(s, 0.01);
  }

  private static void assertGivesTheBitsOfTheDenseConvolution(ConvShape s, double density) {
    int rows = STEPS * BATCH;
    SpikeRows in = DrawnRows.spikes(1, rows, s.inputSize(), density);
    float[] weights = DrawnRows.normal(2, s.weightSize());
    float[] bias = DrawnRows.normal(3, s.outChannels());
    EventConvolution drive = new EventConvolution(s, BATCH, ONE);
    for (float[] added : new float[][] {bias, null}) {
      float[] expected = new float[rows * s.outputSize()];
      Convolution.of(s, ONE, new FloatPool())
          .forward(rows, DrawnRows.floats(in), weights, added, expected);
      drive.begin(in, STEPS, DrawnRows.parameters(weights, added), 0);
      assertArrayEquals(expected, DrawnRows.drive(drive, STEPS, s.outputSize(), BATCH));
      drive.end();
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void addsTheGradientsOfTheDenseConvolution(ConvShape s) {
    assertAddsTheGradientsOfTheDenseConvolution(s, 0.15);
  }

  @ParameterizedTest
  @MethodSource("sparseShapes")
  void addsTheSameGradientsFromSpikeToSpike(ConvShape s) {
    assertAddsTheGradientsOfTheDenseConvolution(s, 0.01);
  }

  private static void assertAddsTheGradientsOfTheDenseConvolution(ConvShape s, double density) {
    int rows = STEPS * BATCH;
    SpikeRows in = DrawnRows.spikes(1, rows, s.inputSize(), density);
    float[] g = DrawnRows.normal(2, rows * s.outputSize());
    float[] weights = DrawnRows.normal(3, s.weightSize());
    float[] bias = DrawnRows.normal(4, s.outChannels());
    float[] expected = weights.clone();
    float[] expectedBias = bias.clone();
    Convolution.of(s, ONE, new FloatPool())
        .backwardWeights(rows, DrawnRows.floats(in), g, expected, expectedBias);
    EventConvolution drive = new EventConvolution(s, BATCH, ONE);
    drive.begin(in, STEPS, DrawnRows.parameters(weights, bias), 0);
    DrawnRows.addGradients(drive, STEPS, s.outputSize(), BATCH, g);
    drive.endGradients(DrawnRows.parameters(weights, bias));
    assertClose(expected, weights);
    assertClose(expectedBias, bias);
  }

  /** Kernels whose gradients are added up input by input: with the bits of the dense way. */
  @Test
  void addsTheBitsOfTheDenseGradientsOfLargeKernels() {
    for (ConvShape s :
        List.of(
            new ConvShape(67, 4, 3, 130, 3, 3, 1, 1, 1, 1, 1, 1),
            new ConvShape(130, 7, 5, 67, 3, 3, 2, 1, 0, 2, 1, 2))) {
      for (double density : new double[] {0.3, 0.01, 0, 1}) {
        int rows = STEPS * BATCH;
        SpikeRows in = DrawnRows.spikes(1, rows, s.inputSize(), density);
        float[] g = DrawnRows.normal(2, rows * s.outputSize());
        float[] expected = DrawnRows.normal(3, s.weightSize());
        Convolution.of(s, ONE, new FloatPool())
            .backwardWeights(rows, DrawnRows.floats(in), g, expected, null);
        for (int threads = 1; threads <= 2; threads++) {
          float[] weights = DrawnRows.normal(3, s.weightSize());
          try (Parallel parallel = Parallel.of(threads)) {
            EventConvolution drive = new EventConvolution(s, BATCH, parallel);
            drive.begin(in, STEPS, DrawnRows.parameters(weights, null), 0);
            DrawnRows.addGradients(drive, STEPS, s.outputSize(), BATCH, g);
            drive.endGradients(DrawnRows.parameters(weights, null));
            assertArrayEquals(expected, weights);
          }
        }
      }
    }
  }

  private static void assertClose(float[] expected, float[] actual) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 2e-5 * (1 + Math.abs(expected[i])), "index " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void packsSpikes(ConvShape s) {
    SpikeRows spikes = DrawnRows.spikes(7, STEPS * BATCH, s.outputSize(), 0.3);
    EventConvolution drive = new EventConvolution(s, BATCH, ONE);
    float[] values = DrawnRows.floats(spikes);
    SpikeRows packed = DrawnRows.packed(drive, STEPS, s.outputSize(), BATCH, values);
    assertArrayEquals(spikes.bits(), packed.bits());
  }
}
