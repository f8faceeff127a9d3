package dev.sleipnir.model.extending;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.spikes.SampleDrive;
import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.layer.Connection;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;

/** A fixed random matrix, of which most weights are 0: every input reaches some outputs. */
public final class RandomSparse implements Connection {
  private final Matrix matrix;

  public RandomSparse(RandomStream random, int inputs, int outputs, int reached) {
    int[] targets = new int[inputs * reached];
    float[] weights = new float[inputs * reached];
    for (int s = 0; s < targets.length; s++) {
      targets[s] = random.nextInt(outputs);
      weights[s] = (float) random.nextGaussian();
    }
    matrix = new Matrix(inputs, outputs, reached, targets, weights);
  }

  /** Synapses s = i * reached to (i + 1) * reached - 1 lead from input i to targets[s]. */
  @SuppressWarnings("ArrayRecordComponent") // two of them are never compared
  private record Matrix(int inputs, int outputs, int reached, int[] targets, float[] weights) {
    void add(int input, float value, float[] y, int at) {
      for (int s = input * reached; s < (input + 1) * reached; s++) {
        y[at + targets[s]] = Math.fma(value, weights[s], y[at + targets[s]]);
      }
    }

    float gradient(int input, float[] gradient, int at) {
      float sum = 0;
      for (int s = input * reached; s < (input + 1) * reached; s++) {
        sum = Math.fma(weights[s], gradient[at + targets[s]], sum);
      }
      return sum;
    }
  }

  @Override
  public int[] outputShape(int[] x) {
    if (x.length != 2 || x[1] != matrix.inputs) {
      throw new IllegalArgumentException(
          "RandomSparse: expected input [batch, " + matrix.inputs + "], got " + Arrays.toString(x));
    }
    return new int[] {x[0], matrix.outputs};
  }

  @Override
  public void multiply(Tensor x, float[] y, Scope scope) {
    float[] in = x.values();
    scope
        .parallel()
        .forEach(
            x.dim(0),
            (row, worker) -> {
              int at = row * matrix.outputs;
              Arrays.fill(y, at, at + matrix.outputs, 0f);
              for (int i = 0; i < matrix.inputs; i++) {
                matrix.add(i, in[row * matrix.inputs + i], y, at);
              }
            });
  }

  @Override
  public void backward(Tensor x, float[] gradient, float[] forX, Tape tape) {
    tape.parallel()
        .forEach(
            x.dim(0),
            (row, worker) -> {
              for (int i = 0; i < matrix.inputs; i++) {
                forX[row * matrix.inputs + i] = matrix.gradient(i, gradient, row * matrix.outputs);
              }
            });
  }

  @Override
  public SpikeDrive kernel(int[] x, Parallel parallel) {
    return new Kernel(matrix, x[0]);
  }

  /** Visits spikes one by one. */
  private static final class Kernel extends SampleDrive {
    private static final SpikeRows NOTHING = SpikeRows.silent(0, 0);

    private final Matrix matrix;
    private SpikeRows in = NOTHING;

    Kernel(Matrix matrix, int batch) {
      super(matrix.outputs, batch);
      this.matrix = matrix;
    }

    @Override
    public void begin(SpikeRows spikes, int steps, float[][] parameters, long version) {
      in = spikes;
    }

    @Override
    public void drive(int sample, int first, int steps, float[] out, int worker) {
      for (int t = 0; t < steps; t++) {
        int row = (first + t) * batch() + sample;
        int at = t * matrix.outputs;
        Arrays.fill(out, at, at + matrix.outputs, 0f);
        for (int i = in.next(row, 0); i >= 0; i = in.next(row, i + 1)) {
          matrix.add(i, 1f, out, at);
        }
      }
    }

    @Override
    public void end() {
      in = NOTHING;
    }
  }

  @Override
  public String toString() {
    return "RandomSparse(" + matrix.inputs + ", " + matrix.outputs + ")";
  }
}
