package dev.sleipnir.bench.protocol;

import dev.sleipnir.bench.plain.PlainNetwork;
import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.encode.DirectEncoder;
import dev.sleipnir.model.layer.AdaptiveAvgPool2d;
import dev.sleipnir.model.layer.Dropout;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.network.ImageNetwork;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Propagation;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Training steps of VGG-11 for images of 3 x 32 x 32, a batch a run: forward, backward, Adam. The
 * same normal noise is the current into the first convolution in every step; the classifier has 512
 * hidden neurons.
 *
 * @param width what all numbers of channels and hidden neurons are multiplied by
 * @param batchNorm whether batch normalisation follows each convolution
 * @param steps time steps of 1 ms
 * @param batch images of a run
 * @param threads threads
 * @param propagation how spikes go through connections
 * @param verbose whether to say which way they took
 * @param weights file of all learned parameters, one after the other; null to draw them
 * @param images file of the batch, [batch, 3, 32, 32]; null to draw it
 * @param repeats how often to run
 */
public record VggTraining(
    double width,
    boolean batchNorm,
    int steps,
    int batch,
    int threads,
    Propagation propagation,
    boolean verbose,
    @Nullable Path weights,
    @Nullable Path images,
    Repeats repeats)
    implements Protocol {
  private static final int SIDE = 32;
  private static final int CHANNELS = 3;
  private static final int CLASSES = 10;
  private static final int HIDDEN = 512;
  private static final float ALPHA = 10f;
  private static final double LEARNING_RATE = 1e-4;

  /** Deviation of the noise that is drawn. */
  private static final float CONTRAST = 0.3f;

  /** Times 1 / sqrt(inputs) the deviation of weights with which every layer spikes. */
  private static final double GAIN = 17;

  /** Thresholds are lower behind batch normalisation, whose outputs have deviation 1. */
  private static final double NORMALIZED_THRESHOLD = 0.2;

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if one is out of range; the message begins with its name
   */
  public VggTraining {
    if (!(width > 0 && width <= 1)) {
      throw new IllegalArgumentException("width: expected a number in (0, 1], got " + width);
    }
    Sizes.atLeast("steps", 1, steps);
    Sizes.atLeast("batch", 1, batch);
    Sizes.threads(threads);
    Sizes.product("batch x steps x 64 x 32 x 32", batch, steps, 64, SIDE, SIDE);
  }

  @Override
  public Map<String, Object> run(PrintWriter out) throws IOException {
    try (Parallel parallel = Parallel.of(threads)) {
      Work work = new Work(new Workspace(parallel, propagation), parallel);
      out.printf(
          Locale.ROOT,
          "vgg: VGG-11%s, width %s, %d x 3 x 32 x 32, %d steps, %d thread(s)%n",
          batchNorm ? " with batch norm" : "",
          width,
          batch,
          steps,
          threads);
      if (batchNorm) {
        out.print("  not checked: statistics are of the whole batch; ");
      } else {
        work.check();
        out.print("  checked: every layer and gradient of an image; ");
      }
      Map<String, Object> figures = Figures.of("vgg", threads, propagation.toString());
      figures.put("width", width);
      figures.put("batch_norm", batchNorm);
      figures.put("batch", batch);
      figures.put("steps", steps);
      out.print("spikes a step:");
      for (double rate : work.addSpikes(figures)) {
        out.printf(Locale.ROOT, " %.1f %%", 100 * rate);
      }
      out.println();
      double loss = work.loss();
      double[] parts = new double[3];
      Timings timings = Timings.of(repeats, () -> work.train(parts));
      int all = repeats.warmUp() + repeats.runs();
      out.printf(
          Locale.ROOT,
          "  %.4f s a batch (best %.4f): %.1f images a second; on average forward %.4f, backward"
              + " %.4f, optimiser %.4f%n",
          timings.median(),
          timings.best(),
          batch / timings.median(),
          parts[0] / all,
          parts[1] / all,
          parts[2] / all);
      if (verbose) {
        work.workspace.propagations().forEach(way -> out.println("  " + way));
      }
      figures.put("first_loss", loss);
      timings.addTo(figures, "images_per_second", batch);
      return figures;
    }
  }

  /** Network and optimiser at work. */
  private final class Work {
    private final Workspace workspace;
    private final SequentialState network =
        ImageNetwork.vgg(11, batchNorm, 1, HIDDEN)
            .images(CHANNELS, SIDE, SIDE)
            .classes(CLASSES)
            .width(width)
            .seed(1)
            .neuron(
                new Lif()
                    .with("v_th", batchNorm ? NORMALIZED_THRESHOLD : 1)
                    .surrogate(Surrogate.SUPER, ALPHA))
            .create();
    private final Optimizer optimizer;
    private final Tensor batchOfImages;
    private final int[] labels = new int[batch];

    Work(Workspace workspace, Parallel parallel) throws IOException {
      this.workspace = workspace;
      List<Parameter> learned = network.parameters().stream().filter(Parameter::isLearned).toList();
      if (weights == null) {
        RandomStream random = new RandomStream(1, 0);
        for (Parameter parameter : learned) {
          int[] shape = parameter.shape();
          if (shape.length > 1) {
            int inputs = parameter.size() / shape[0];
            parameter.set(Tensor.randn(random, shape).scale((float) (GAIN / Math.sqrt(inputs))));
          }
        }
      } else {
        RawFloats.read(weights, learned);
      }
      int size = batch * CHANNELS * SIDE * SIDE;
      batchOfImages =
          images == null
              ? Tensor.randn(new RandomStream(1, 1), batch, CHANNELS, SIDE, SIDE).scale(CONTRAST)
              : Tensor.of(RawFloats.read(images, size), batch, CHANNELS, SIDE, SIDE);
      Arrays.setAll(labels, n -> n % CLASSES);
      optimizer = new Adam(network.parameters(), LEARNING_RATE).parallel(parallel);
    }

    /** The modules one after the other, but those that do nothing where nothing is trained. */
    private SequentialState flat() {
      List<NetworkModule> modules = new ArrayList<>();
      add(network, modules);
      return new SequentialState(modules.toArray(NetworkModule[]::new));
    }

    private static void add(SequentialState sequence, List<NetworkModule> modules) {
      for (NetworkModule module : sequence.modules()) {
        switch (module) {
          case SequentialState inner -> add(inner, modules);
          case Dropout _, AdaptiveAvgPool2d _ -> {}
          default -> modules.add(module);
        }
      }
    }

    void check() {
      SequentialState modules = flat();
      double[] thresholds = new double[modules.modules().size()];
      Arrays.fill(thresholds, 1);
      PlainNetwork plain =
          new PlainNetwork(
              modules, ALPHA, Double.POSITIVE_INFINITY, thresholds, CHANNELS, SIDE, SIDE);
      Tensor one = batchOfImages.rows(0, 1);
      LayerByLayer.require(
          modules,
          plain,
          new DirectEncoder(steps).encode(one),
          labels[0],
          new Workspace(workspace.parallel(), propagation));
    }

    /** Part of each layer's neurons that spike in a step, without training, and all spikes. */
    List<Double> addSpikes(Map<String, Object> figures) {
      SequentialState modules = flat();
      List<Tensor> hidden = new ArrayList<>();
      List<Double> rates = new ArrayList<>();
      @Nullable State none = null;
      long spikes = 0;
      try (Scope scope = new Scope(new Workspace(workspace.parallel(), propagation))) {
        modules.run(scope.enter(new DirectEncoder(steps).encode(batchOfImages)), none, hidden);
        for (int m = 0; m < hidden.size(); m++) {
          if (modules.modules().get(m) instanceof NeuronCell) {
            long count = DenseLif.count(hidden.get(m));
            spikes += count;
            rates.add((double) count / hidden.get(m).size());
          }
        }
      }
      figures.put("spikes", spikes);
      figures.put("rates", rates);
      return rates;
    }

    /** The loss before any training, without dropout. */
    double loss() {
      try (Scope scope = new Scope(workspace)) {
        Tensor x = scope.enter(new DirectEncoder(steps).encode(batchOfImages));
        return Losses.crossEntropy(Lift.of(flat()).forward(x).maxOverTime(), labels).item();
      }
    }

    double train(double[] parts) {
      long start = System.nanoTime();
      long middle;
      long end;
      try (Tape tape = new Tape(workspace)) {
        Tensor x = new DirectEncoder(steps).encode(tape.enter(batchOfImages));
        Tensor loss = Losses.crossEntropy(Lift.of(network).forward(x).maxOverTime(), labels);
        middle = System.nanoTime();
        tape.backward(loss);
        float value = loss.item();
        if (!Float.isFinite(value)) {
          throw new IllegalStateException("loss: expected a finite number, got " + value);
        }
        end = System.nanoTime();
      }
      optimizer.step();
      parts[0] += (middle - start) * 1e-9;
      parts[1] += (end - middle) * 1e-9;
      parts[2] += Timings.since(end);
      return Timings.since(start);
    }
  }
}
