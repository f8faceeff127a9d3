package dev.sleipnir.bench.protocol;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.layer.BatchNorm2d;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.LayerNorm;
import dev.sleipnir.model.layer.Window;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * One layer by itself in training, forward, and backward from the sum of its outputs to input and
 * parameters. Images are stored channels-last, as layers give them to one another.
 *
 * @param layer which one
 * @param batch samples
 * @param channels channels of an image, or features
 * @param size height and width of images; of a layer of features, tokens of a sample
 * @param threads threads
 * @param repeats how often to run
 */
public record LayerPass(Kind layer, int batch, int channels, int size, int threads, Repeats repeats)
    implements Protocol {
  private static final double TOLERANCE = 1e-4;

  /** A layer to time. */
  public enum Kind {
    /** A depthwise convolution, 3 x 3, padded. */
    DEPTHWISE,
    /** Batch normalisation of images. */
    BATCHNORM,
    /** Layer normalisation of features. */
    LAYERNORM;

    /** The name in options and reports, such as {@code depthwise}. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if one is out of range; the message begins with its name
   */
  public LayerPass {
    Sizes.atLeast("batch", 1, batch);
    Sizes.atLeast("channels", 1, channels);
    Sizes.atLeast("size", 2, size);
    Sizes.threads(threads);
    Sizes.product("batch x channels x size x size", batch, channels, size, size);
  }

  @Override
  public Map<String, Object> run(PrintWriter out) {
    RandomStream random = new RandomStream(1, 0);
    Layer module =
        switch (layer) {
          case DEPTHWISE ->
              new Conv2d(random, channels, channels, Window.of(3).padding(1), channels, true);
          case BATCHNORM -> new BatchNorm2d(channels);
          case LAYERNORM -> new LayerNorm(channels);
        };
    boolean images = layer != Kind.LAYERNORM;
    Tensor drawn =
        images
            ? Tensor.randn(random, batch, channels, size, size)
            : Tensor.randn(random, batch, size, channels);
    Tensor x = images ? drawn.channelsLast() : drawn;
    try (Parallel parallel = Parallel.of(threads)) {
      Workspace workspace = new Workspace(parallel);
      try (Tape tape = new Tape(workspace)) {
        check(module, drawn.toArray(), module.forward(tape.enter(x)).toArray());
      }
      out.printf(
          Locale.ROOT,
          "layer: %s, batch %d, input %s, %d thread(s)%n",
          module,
          batch,
          Arrays.toString(x.shape()),
          threads);
      double[] forward = new double[repeats.warmUp() + repeats.runs()];
      int[] run = {0};
      Timings timings =
          Timings.of(
              repeats,
              () -> {
                module.parameters().forEach(Parameter::clearGradient);
                try (Tape tape = new Tape(workspace)) {
                  Tensor in = tape.watch(x);
                  long start = System.nanoTime();
                  Tensor y = module.forward(in);
                  forward[run[0]++] = Timings.since(start);
                  tape.backward(y.sum());
                  return Timings.since(start);
                }
              });
      Timings forwards = new Timings(Arrays.copyOfRange(forward, repeats.warmUp(), forward.length));
      out.printf(
          Locale.ROOT,
          "  checked; %.3f ms (best %.3f), of which %.3f forward%n",
          1e3 * timings.median(),
          1e3 * timings.best(),
          1e3 * forwards.median());
      Map<String, Object> figures = Figures.of("layer", threads, layer.toString());
      figures.put("batch", batch);
      figures.put("channels", channels);
      figures.put("size", size);
      timings.addTo(figures, "values_per_second", x.size());
      figures.put("forward_seconds", forwards.median());
      return figures;
    }
  }

  /** Compares the first channel, or the first token, with plain loops in double precision. */
  private void check(Layer module, float[] x, float[] y) {
    int pixels = size * size;
    switch (layer) {
      case DEPTHWISE -> {
        float[] weight = module.parameters().get(0).data();
        for (int p = 0; p < pixels; p++) {
          double sum = module.parameters().get(1).data()[0];
          for (int k = 0; k < 9; k++) {
            int row = p / size + k / 3 - 1;
            int column = p % size + k % 3 - 1;
            if (row >= 0 && row < size && column >= 0 && column < size) {
              sum += (double) weight[k] * x[row * size + column];
            }
          }
          require(p, sum, y[p]);
        }
      }
      case BATCHNORM -> {
        double[] statistics = statistics(x, batch, channels * pixels, pixels);
        for (int p = 0; p < pixels; p++) {
          require(p, (x[p] - statistics[0]) / statistics[1], y[p]);
        }
      }
      case LAYERNORM -> {
        double[] statistics = statistics(x, 1, 0, channels);
        for (int c = 0; c < channels; c++) {
          require(c, (x[c] - statistics[0]) / statistics[1], y[c]);
        }
      }
    }
  }

  /** Mean and deviation of runs of values. */
  private static double[] statistics(float[] x, int runs, int step, int length) {
    double mean = 0;
    double square = 0;
    double count = (double) runs * length;
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < runs * length; i++) {
        double value = x[i / length * step + i % length];
        if (pass == 0) {
          mean += value / count;
        } else {
          square += (value - mean) * (value - mean) / count;
        }
      }
    }
    return new double[] {mean, Math.sqrt(square + 1e-5)};
  }

  private static void require(int index, double expected, float got) {
    if (!(Math.abs(expected - got) <= TOLERANCE * (1 + Math.abs(expected)))) {
      throw new IllegalStateException(
          "layer: expected " + expected + " at index " + index + ", got " + got);
    }
  }
}
