package dev.sleipnir.kernels.spikes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.conv.Convolution;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventGroupedConvolutionTest {
  private static final Parallel ONE = Parallel.of(1);
  private static final int STEPS = 4;
  private static final int BATCH = 9;

  static List<ConvShape> shapes() {
    return List.of(
        new ConvShape(6, 5, 5, 6, 3, 3, 1, 1, 1, 1, 1, 1, 6, 0, 0),
        new ConvShape(4, 6, 5, 12, 3, 2, 2, 1, 1, 0, 1, 2, 4, 0, 1),
        new ConvShape(6, 6, 7, 4, 3, 3, 1, 2, 2, 3, 2, 1, 2, 0, 0));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void givesTheBitsAndGradientsOfTheDenseConvolution(ConvShape s) {
    int rows = STEPS * BATCH;
    SpikeRows in = DrawnRows.spikes(1, rows, s.inputSize(), 0.2);
    float[] weights = DrawnRows.normal(2, s.weightSize());
    float[] bias = DrawnRows.normal(3, s.outChannels());
    float[] g = DrawnRows.normal(4, rows * s.outputSize());
    var dense = Convolution.of(s, ONE, new FloatPool());
    var drive = new EventGroupedConvolution(s, BATCH);
    for (float[] added : new float[][] {bias, null}) {
      float[] expected = new float[rows * s.outputSize()];
      dense.forward(rows, DrawnRows.floats(in), weights, added, expected);
      drive.begin(in, STEPS, DrawnRows.parameters(weights, added), 0);
      assertArrayEquals(expected, DrawnRows.drive(drive, STEPS, s.outputSize(), BATCH));
      drive.end();
    }
    float[] sums = weights.clone();
    float[] biasSums = bias.clone();
    dense.backwardWeights(rows, DrawnRows.floats(in), g, sums, biasSums);
    drive.begin(in, STEPS, DrawnRows.parameters(weights, bias), 1);
    DrawnRows.addGradients(drive, STEPS, s.outputSize(), BATCH, g);
    drive.endGradients(DrawnRows.parameters(weights, bias));
    assertClose(sums, weights);
    assertClose(biasSums, bias);
  }

  private static void assertClose(float[] expected, float[] actual) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 2e-5 * (1 + Math.abs(expected[i])), "index " + i);
    }
  }
}
