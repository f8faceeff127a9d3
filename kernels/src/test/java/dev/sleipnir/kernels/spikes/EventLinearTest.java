package dev.sleipnir.kernels.spikes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.gemm.Gemm;
import dev.sleipnir.kernels.memory.FloatPool;
import dev.sleipnir.kernels.parallel.Parallel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventLinearTest {
  private static final Parallel ONE = Parallel.of(1);
  private static final int STEPS = 37;

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "3, 2, 10",
    "17, 5, 33",
    "64, 3, 64",
    "65, 4, 65",
    "100, 2, 127",
    "250, 3, 250",
    "40, 1, 129",
    "1300, 2, 200",
    "5000, 2, 70",
    "12000, 1, 100"
  })
  void givesTheBitsOfTheDenseProduct(int inputs, int batch, int outputs) {
    SpikeRows in = DrawnRows.spikes(1, STEPS * batch, inputs, 0.1);
    float[] weights = DrawnRows.normal(2, outputs * inputs);
    float[] bias = DrawnRows.normal(3, outputs);
    EventLinear drive = new EventLinear(inputs, outputs, batch, ONE);
    float[] x = DrawnRows.floats(in);
    for (float[] added : new float[][] {bias, null}) {
      float[] expected = new float[STEPS * batch * outputs];
      for (int r = 0; added != null && r < STEPS * batch; r++) {
        System.arraycopy(added, 0, expected, r * outputs, outputs);
      }
      new Gemm(ONE, new FloatPool())
          .multiply(
              Gemm.Form.NT, STEPS * batch, outputs, inputs, x, 0, weights, 0, expected, 0, true);
      drive.begin(in, STEPS, DrawnRows.parameters(weights, added), 0);
      assertArrayEquals(expected, DrawnRows.drive(drive, STEPS, outputs, batch));
      drive.end();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "17, 5, 33", "250, 3, 250", "5000, 2, 70", "100, 9, 10"})
  void addsTheGradientsOfWeightsAndBias(int inputs, int batch, int outputs) {
    SpikeRows in = DrawnRows.spikes(1, STEPS * batch, inputs, 0.1);
    float[] x = DrawnRows.floats(in);
    float[] g = DrawnRows.normal(4, STEPS * batch * outputs);
    float[] weights = DrawnRows.normal(5, outputs * inputs);
    float[] bias = DrawnRows.normal(6, outputs);
    double[] expected = new double[outputs * inputs];
    double[] expectedBias = new double[outputs];
    for (int o = 0; o < outputs; o++) {
      expectedBias[o] = bias[o];
      for (int k = 0; k < inputs; k++) {
        expected[o * inputs + k] = weights[o * inputs + k];
      }
      for (int r = 0; r < STEPS * batch; r++) {
        expectedBias[o] += g[r * outputs + o];
        for (int k = 0; k < inputs; k++) {
          expected[o * inputs + k] += (double) g[r * outputs + o] * x[r * inputs + k];
        }
      }
    }
    EventLinear drive = new EventLinear(inputs, outputs, batch, ONE);
    drive.begin(in, STEPS, DrawnRows.parameters(weights, bias), 0);
    DrawnRows.addGradients(drive, STEPS, outputs, batch, g);
    drive.endGradients(DrawnRows.parameters(weights, bias));
    drive.end();
    for (int i = 0; i < weights.length; i++) {
      assertEquals(expected[i], weights[i], 2e-5, "weight " + i);
    }
    for (int o = 0; o < outputs; o++) {
      assertEquals(expectedBias[o], bias[o], 2e-5, "bias " + o);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "10, 3, 33", "10, 2, 64", "10, 2, 250", "5000, 2, 70", "5000, 3, 128"})
  void packsSpikes(int inputs, int batch, int outputs) {
    SpikeRows spikes = DrawnRows.spikes(7, STEPS * batch, outputs, 0.3);
    EventLinear drive = new EventLinear(inputs, outputs, batch, ONE);
    drive.begin(
        DrawnRows.spikes(1, STEPS * batch, inputs, 0.1),
        STEPS,
        new float[][] {new float[inputs * outputs]},
        0);
    SpikeRows packed = DrawnRows.packed(drive, STEPS, outputs, batch, DrawnRows.floats(spikes));
    assertArrayEquals(spikes.bits(), packed.bits());
  }

  @org.junit.jupiter.api.Test
  void takesChangedWeights() {
    SpikeRows in = DrawnRows.spikes(1, 4, 20, 0.3);
    float[] weights = DrawnRows.normal(2, 200);
    EventLinear drive = new EventLinear(20, 10, 2, ONE);
    drive.begin(in, 2, new float[][] {weights}, 0);
    drive.end();
    java.util.Arrays.fill(weights, 0f);
    drive.begin(in, 2, new float[][] {weights}, 1);
    assertArrayEquals(new float[40], DrawnRows.drive(drive, 2, 10, 2));
  }
}
