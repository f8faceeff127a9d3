package dev.sleipnir.bench.protocol;

import dev.sleipnir.bench.plain.PlainNetwork;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.data.LabeledImages;
import dev.sleipnir.model.encode.ConstantCurrentLifEncoder;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.network.ConvNet4;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.tensor.Propagation;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.model.train.Batch;
import dev.sleipnir.model.train.ImageClassification;
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
 * The digit classifier 32C5-P2-64C5-P2-1024-10: training steps or inference, a batch a run. Pixels
 * times 4 drive LIF neurons as constant currents.
 *
 * @param training whether to train
 * @param steps time steps of 1 ms for each image
 * @param batch images of a run
 * @param threads threads
 * @param propagation how spikes go through connections
 * @param verbose whether to say which way they took
 * @param window distance from the threshold beyond which spikes have no gradient; infinite for the
 *     exact gradient
 * @param data what the images are called
 * @param images at least a batch of square ones, used again and again
 * @param weights file of all parameters, one after the other: weights and biases of the two
 *     convolutions and the first dense layer, weights of the second; null to draw them
 * @param repeats how often to run
 */
public record DigitNetwork(
    boolean training,
    int steps,
    int batch,
    int threads,
    Propagation propagation,
    boolean verbose,
    double window,
    String data,
    LabeledImages images,
    @Nullable Path weights,
    Repeats repeats)
    implements Protocol {
  private static final float ALPHA = 10f;
  private static final float PIXEL_SCALE = 4f;
  private static final double[] THRESHOLDS = {0.7, 0.7, 1};

  /** Steps that are checked, of one image: enough for spikes in every layer. */
  private static final int CHECKED_STEPS = 24;

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if one is out of range; the message begins with its name
   */
  public DigitNetwork {
    Sizes.atLeast("steps", 1, steps);
    Sizes.atLeast("batch", 1, batch);
    Sizes.threads(threads);
    if (images.size() < batch) {
      throw new IllegalArgumentException(
          "batch: expected at most the " + images.size() + " images there are, got " + batch);
    }
  }

  @Override
  public Map<String, Object> run(PrintWriter out) throws IOException {
    String name = training ? "mnist-train" : "mnist-infer";
    try (Parallel parallel = Parallel.of(threads)) {
      Work work = new Work(new Workspace(parallel, propagation), parallel);
      if (weights != null) {
        RawFloats.read(weights, work.network.parameters());
      }
      work.check(CHECKED_STEPS);
      long[] spikes = work.spikes();
      out.printf(
          Locale.ROOT,
          "%s: 32C5-P2-64C5-P2-1024-10, batch %d, %d steps, %d thread(s), %s%n",
          name,
          batch,
          steps,
          threads,
          data);
      out.printf(
          Locale.ROOT,
          "  checked: every layer%s in %d steps of an image; %d spikes in the first batch, %d of them input%n",
          training ? " and gradient" : "",
          CHECKED_STEPS,
          spikes[0] + spikes[1],
          spikes[0]);
      Timings timings = Timings.of(repeats, training ? work::train : work::infer);
      out.printf(
          Locale.ROOT,
          "  %.4f s a batch (best %.4f): %.1f images a second%n",
          timings.median(),
          timings.best(),
          batch / timings.median());
      if (verbose) {
        work.workspace.propagations().forEach(way -> out.println("  " + way));
      }
      Map<String, Object> figures = Figures.of(name, threads, propagation.toString());
      if (training) {
        figures.put("gradient", Double.isFinite(window) ? "sparse" : "exact");
      }
      figures.put("data", data);
      figures.put("batch", batch);
      figures.put("steps", steps);
      figures.put("input_spikes", spikes[0]);
      figures.put("spikes", spikes[0] + spikes[1]);
      timings.addTo(figures, "images_per_second", batch);
      return figures;
    }
  }

  /** Network and optimiser at work. */
  private final class Work {
    private final Workspace workspace;
    private final SequentialState network = ConvNet4.create(1, images.height(), ALPHA, window);
    private final ImageClassification task =
        new ImageClassification(images, new ConstantCurrentLifEncoder(steps), network)
            .pixels(PIXEL_SCALE, 0f);
    private final Optimizer optimizer;
    private final RandomStream random = new RandomStream(1, 1);
    private int next;

    Work(Workspace workspace, Parallel parallel) {
      this.workspace = workspace;
      optimizer = new Adam(network.parameters(), 1e-4).parallel(parallel);
    }

    double train() {
      int[] samples = next();
      long start = System.nanoTime();
      try (Tape tape = new Tape(workspace)) {
        Tensor loss = task.run(new Batch(tape, random, samples)).loss();
        tape.backward(loss);
        float value = loss.item();
        if (!Float.isFinite(value)) {
          throw new IllegalStateException("loss: expected a finite number, got " + value);
        }
      }
      optimizer.step();
      return Timings.since(start);
    }

    double infer() {
      int[] samples = next();
      long start = System.nanoTime();
      try (Scope scope = new Scope(workspace)) {
        task.network().forward(task.input(new Batch(scope, random, samples))).maxOverTime();
        return Timings.since(start);
      }
    }

    private int[] next() {
      int from = next % (images.size() / batch) * batch;
      next++;
      return samples(from, batch);
    }

    private static int[] samples(int from, int count) {
      int[] samples = new int[count];
      Arrays.setAll(samples, n -> from + n);
      return samples;
    }

    /** Spikes of the first batch, of the input and of the network's neurons. */
    long[] spikes() {
      Tensor encoded;
      try (Scope scope = new Scope(workspace)) {
        encoded = task.input(new Batch(scope, random, samples(0, batch))).copy();
      }
      long neurons = 0;
      @Nullable State state = null;
      for (int t = 0; t < steps; t++) {
        List<Tensor> hidden = new ArrayList<>();
        Tensor now = encoded.rows(t, t + 1).reshape(batch, 1, images.height(), images.width());
        state = network.step(now, state, hidden).state();
        for (int m = 0; m < hidden.size(); m++) {
          if (network.modules().get(m) instanceof NeuronCell cell && cell.isSpiking()) {
            neurons += DenseLif.count(hidden.get(m));
          }
        }
      }
      return new long[] {DenseLif.count(encoded), neurons};
    }

    /** A few steps of the first image, layer by layer, and its gradients, against plain loops. */
    void check(int few) {
      // Of its own: what is counted and kept for connections is the benchmark's.
      Workspace checking = new Workspace(workspace.parallel(), propagation);
      Tensor sequence;
      try (Scope scope = new Scope(checking)) {
        Tensor image = task.pixels(new Batch(scope, random, 0));
        sequence = new ConstantCurrentLifEncoder(few).encode(image).copy();
      }
      PlainNetwork plain =
          new PlainNetwork(network, ALPHA, window, THRESHOLDS, 1, images.height(), images.width());
      LayerByLayer.require(network, plain, sequence, training ? images.label(0) : -1, checking);
    }
  }
}
