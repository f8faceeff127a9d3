package dev.sleipnir.kernels.spikes;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random spikes, as bits and as floats. */
final class DrawnRows {
  private DrawnRows() {}

  static SpikeRows spikes(long seed, int rows, int features, double density) {
    Random random = new Random(seed);
    SpikeRows spikes = SpikeRows.silent(rows, features);
    for (int r = 0; r < rows; r++) {
      for (int f = 0; f < features; f++) {
        if (random.nextDouble() < density) {
          spikes.bits()[r * spikes.words() + f / 64] |= 1L << f % 64;
        }
      }
    }
    return spikes;
  }

  static float[] floats(SpikeRows spikes) {
    float[] floats = new float[spikes.rows() * spikes.features()];
    for (int r = 0; r < spikes.rows(); r++) {
      for (int f = 0; f < spikes.features(); f++) {
        floats[r * spikes.features() + f] = spikes.get(r, f) ? 1f : 0f;
      }
    }
    return floats;
  }

  static float[] normal(long seed, int count) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** A connection's parameters; without a bias if that is null. */
  static float[][] parameters(float[] weights, float @Nullable [] bias) {
    return bias == null ? new float[][] {weights} : new float[][] {weights, bias};
  }

  /** The drive of all steps, from all units, as [steps][batch][outputs]. */
  static float[] drive(SpikeDrive drive, int steps, int rowSize, int batch) {
    float[] all = new float[steps * batch * rowSize];
    int n = drive.neurons();
    float[] own = new float[drive.blockSteps() * n];
    for (int unit = 0; unit < drive.firstUnit(drive.tasks()); unit++) {
      for (int first = 0; first < steps; first += drive.blockSteps()) {
        int count = Math.min(drive.blockSteps(), steps - first);
        drive.drive(unit, first, count, own, 0);
        for (int t = 0; t < count; t++) {
          drive.fromUnit(unit, own, t * n, all, (first + t) * batch * rowSize);
        }
      }
    }
    return all;
  }

  /** Adds the gradients of all units, last block first. */
  static void addGradients(SpikeDrive drive, int steps, int rowSize, int batch, float[] gradient) {
    drive.beginGradients(1);
    int n = drive.neurons();
    float[] own = new float[drive.blockSteps() * n];
    int blocks = (steps + drive.blockSteps() - 1) / drive.blockSteps();
    for (int unit = 0; unit < drive.firstUnit(drive.tasks()); unit++) {
      for (int block = blocks - 1; block >= 0; block--) {
        int first = block * drive.blockSteps();
        int count = Math.min(drive.blockSteps(), steps - first);
        for (int t = 0; t < count; t++) {
          drive.toUnit(unit, gradient, (first + t) * batch * rowSize, own, t * n);
        }
        drive.addGradients(unit, first, count, own, 0);
      }
    }
  }

  /** Spikes of all units packed. */
  static SpikeRows packed(SpikeDrive drive, int steps, int rowSize, int batch, float[] values) {
    SpikeRows packed = SpikeRows.silent(steps * batch, rowSize);
    java.util.Arrays.fill(packed.bits(), -1L);
    int n = drive.neurons();
    float[] own = new float[drive.blockSteps() * n];
    SpikeRows fired = SpikeRows.silent(drive.blockSteps(), n);
    for (int unit = 0; unit < drive.firstUnit(drive.tasks()); unit++) {
      for (int first = 0; first < steps; first += drive.blockSteps()) {
        int count = Math.min(drive.blockSteps(), steps - first);
        for (int t = 0; t < count; t++) {
          drive.toUnit(unit, values, (first + t) * batch * rowSize, own, t * n);
          SpikePacking.pack(own, t * n, n, fired.bits(), t * fired.words());
        }
        drive.pack(unit, fired, first, count, packed);
      }
    }
    return packed;
  }
}
