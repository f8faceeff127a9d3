package dev.sleipnir.model.extending;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.SampleDrive;
import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.layer.Connection;
import dev.sleipnir.model.layer.Copies;
import dev.sleipnir.model.layer.Description;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** One to one, with a learned weight for each input. */
public final class Gain implements Connection {
  private final Parameter weight;

  public Gain(Tensor weight) {
    this.weight = new Parameter("gain", weight);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight);
  }

  @Override
  public Description description() {
    return new Description("gain").parameter("gain", weight);
  }

  public static Gain of(Description description) {
    return new Gain(description.tensor("gain"));
  }

  @Override
  public Gain copy(Copies copies) {
    return new Gain(weight.value());
  }

  @Override
  public int[] outputShape(int[] x) {
    if (x.length != 2 || x[1] != weight.size()) {
      throw new IllegalArgumentException(
          "Gain: expected input [batch, " + weight.size() + "], got " + Arrays.toString(x));
    }
    return x.clone();
  }

  @Override
  public void multiply(Tensor x, float[] y, Scope scope) {
    float[] in = x.values();
    float[] w = weight.data();
    for (int e = 0; e < x.size(); e++) {
      y[e] = Math.fma(in[e], w[e % w.length], 0f);
    }
  }

  @Override
  public void backward(Tensor x, float[] gradient, float[] forX, Tape tape) {
    float[] w = weight.data();
    for (int e = 0; e < x.size(); e++) {
      forX[e] = gradient[e] * w[e % w.length];
    }
  }

  @Override
  public void addGradients(Tensor x, float[] gradient, Tape tape) {
    float[] in = x.values();
    float[] sums = weight.gradient();
    for (int e = 0; e < x.size(); e++) {
      sums[e % sums.length] = Math.fma(in[e], gradient[e], sums[e % sums.length]);
    }
  }

  @Override
  public SpikeDrive kernel(int[] x, Parallel parallel) {
    return new Kernel(x[0], x[1]);
  }

  /** Visits spikes one by one; gradients are added up by each task for itself. */
  private static final class Kernel extends SampleDrive {
    private static final SpikeRows NOTHING = SpikeRows.silent(0, 0);

    private final int neurons;
    private final float[][] sums;
    private SpikeRows in = NOTHING;
    private float[] weights = {};

    Kernel(int batch, int neurons) {
      super(neurons, batch);
      this.neurons = neurons;
      sums = new float[tasks()][neurons];
    }

    @Override
    public void begin(SpikeRows spikes, int steps, float[][] parameters, long version) {
      in = spikes;
      weights = parameters[0];
    }

    @Override
    public void drive(int sample, int first, int steps, float[] out, int worker) {
      for (int t = 0; t < steps; t++) {
        int row = (first + t) * batch() + sample;
        Arrays.fill(out, t * neurons, (t + 1) * neurons, 0f);
        for (int i = in.next(row, 0); i >= 0; i = in.next(row, i + 1)) {
          out[t * neurons + i] = weights[i];
        }
      }
    }

    @Override
    public void beginGradients(int workers) {
      for (float[] sum : sums) {
        Arrays.fill(sum, 0f);
      }
    }

    @Override
    public void addGradients(int sample, int first, int steps, float[] gradient, int worker) {
      for (int t = 0; t < steps; t++) {
        int row = (first + t) * batch() + sample;
        for (int i = in.next(row, 0); i >= 0; i = in.next(row, i + 1)) {
          sums[task(sample)][i] += gradient[t * neurons + i];
        }
      }
    }

    @Override
    public void endGradients(float[][] gradients) {
      for (float[] sum : sums) {
        for (int i = 0; i < neurons; i++) {
          gradients[0][i] += sum[i];
        }
      }
    }

    @Override
    public void end() {
      in = NOTHING;
    }

    @Override
    public long allocatedBytes() {
      return (long) Float.BYTES * sums.length * neurons;
    }
  }
}
