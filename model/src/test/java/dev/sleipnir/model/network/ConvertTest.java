package dev.sleipnir.model.network;

import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.LabeledImages;
import dev.sleipnir.model.data.Strokes;
import dev.sleipnir.model.exchange.StateDict;
import dev.sleipnir.model.layer.AvgPool2d;
import dev.sleipnir.model.layer.BatchNorm1d;
import dev.sleipnir.model.layer.BatchNorm2d;
import dev.sleipnir.model.layer.Branches;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Dropout;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.FoldedNorms;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.layer.Residual;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Window;
import dev.sleipnir.model.neuron.Iaf;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConvertTest {
  private static final RandomStream RANDOM = new RandomStream(7, 7);

  private static SequentialState digits() {
    RandomStream random = new RandomStream(3, 0);
    return new SequentialState(
        new AvgPool2d(2),
        new Conv2d(random.split(1), 1, 8, Window.of(3).stride(2), 1, false),
        new BatchNorm2d(8),
        new Relu(),
        new Flatten(),
        new Linear(random.split(2), 8 * 36, 48, true),
        new Relu(),
        new Dropout(0.1f),
        new Linear(random.split(3), 48, 10, true));
  }

  private static Tensor pixels(LabeledImages images, int from, int to) {
    Tensor pixels = Tensor.zeros(to - from, 1, images.height(), images.width());
    for (int i = from; i < to; i++) {
      images.copyTo(i, pixels.data(), (i - from) * images.pixelsPerImage(), 1, 0);
    }
    return pixels;
  }

  private static int[] labels(LabeledImages images, int from, int to) {
    int[] labels = new int[to - from];
    Arrays.setAll(labels, i -> images.label(from + i));
    return labels;
  }

  private static void train(SequentialState network, LabeledImages images, int epochs) {
    var adam = new Adam(network.parameters(), 3e-3);
    var workspace = new Workspace();
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (int from = 0; from < images.size(); from += 50) {
        adam.clearGradients();
        try (Tape tape = new Tape(workspace, RANDOM.split(epoch * images.size() + from))) {
          Tensor x = tape.enter(pixels(images, from, from + 50));
          Tensor scores = network.step(x, null).output();
          tape.backward(Losses.crossEntropy(scores, labels(images, from, from + 50)));
        }
        adam.step();
      }
    }
  }

  @Test
  void digitsKeepTheirAccuracy() {
    SequentialState network = digits();
    var images = Strokes.generate(1, 800);
    train(network, images, 6);
    Tensor samples = pixels(images, 0, 200);
    var tests = Strokes.generate(2, 300);
    Tensor x = pixels(tests, 0, 300);
    int[] labels = labels(tests, 0, 300);

    Conversion most = Convert.toSpiking(network, samples);
    Conversion percentile = Convert.toSpiking(network, samples, 99.5);
    assertEquals(2, most.thresholds().size());
    for (int layer = 0; layer < 2; layer++) {
      assertTrue(percentile.thresholds().get(layer) < most.thresholds().get(layer));
    }
    Conversion.Accuracy few = percentile.accuracy(x, labels, 8);
    Conversion.Accuracy many = percentile.accuracy(x, labels, 64);
    Conversion.Accuracy largest = most.accuracy(x, labels, 64);
    String figures = "8 steps " + few + ", 64 steps " + many + ", maximum " + largest;
    assertTrue(many.original() > 0.85, figures);
    assertTrue(Math.abs(many.loss()) < 0.02, figures);
    assertTrue(Math.abs(largest.loss()) < 0.02, figures);
    assertTrue(many.agreement() > 0.97, figures);
    assertTrue(few.loss() < 0.2, figures);
    assertEquals(many.original() - many.spiking(), many.loss());
    assertEquals(many, percentile.accuracy(x, labels, 64)); // a second call
    assertEquals(
        List.of(many, few, many), percentile.accuracies(new Workspace(), x, labels, 64, 8, 64));
    refused(() -> percentile.accuracies(new Workspace(), x, labels));
  }

  private static float[] evaluated(NetworkModule network, Tensor x, int steps) {
    try (var scope = new Scope(new Workspace())) {
      int[] shape = new int[x.rank() + 1];
      System.arraycopy(x.shape(), 0, shape, 1, x.rank());
      shape[0] = steps;
      Tensor xs = scope.tensor(shape);
      for (int t = 0; t < steps; t++) {
        System.arraycopy(x.toArray(), 0, xs.data(), t * x.size(), x.size());
      }
      float[] all = Lift.of(network).forward(xs).toArray();
      float[] mean = new float[all.length / steps];
      for (int i = 0; i < all.length; i++) {
        mean[i % mean.length] += all[i] / steps;
      }
      return mean;
    }
  }

  private static void randomize(NetworkModule network) {
    RandomStream random = new RandomStream(4, 4);
    for (Parameter parameter : network.parameters()) {
      for (int i = 0; i < parameter.size(); i++) {
        float drawn = 0.6f * random.nextFloat();
        parameter.data()[i] = parameter.isLearned() ? drawn - 0.25f : drawn + 0.5f;
      }
      parameter.edited("a test");
    }
  }

  /** Means over time come as near to the rectifiers' output as steps are many. */
  private static void assertApproaches(NetworkModule network, Tensor x) {
    float[] before = evaluated(network, x, 1);
    NetworkModule spiking = Convert.toSpiking(network, x).network();
    float[] after = evaluated(spiking, x, 400);
    float scale = 0;
    for (float value : before) {
      scale = Math.max(scale, Math.abs(value));
    }
    assertTrue(scale > 0.1f, Arrays.toString(before));
    assertArrayEquals(before, after, 0.03f * scale, spiking.toString());
    assertArrayEquals(before, evaluated(network, x, 1)); // the network is as it was
  }

  @Test
  void ratesApproachTheRectifiers() {
    var plain =
        new SequentialState(
            new Linear(RANDOM.split(1), 5, 9, true),
            new BatchNorm1d(9),
            new Relu(),
            new Linear(RANDOM.split(2), 9, 4, true));
    randomize(plain);
    Tensor x = Tensor.rand(RANDOM.split(3), 6, 5);
    assertApproaches(plain, x);
    var relu = new Relu();
    var branched =
        new SequentialState(
            new Residual(new SequentialState(new Linear(RANDOM.split(4), 5, 5, true), relu)),
            Branches.concatenate(new Relu(), relu),
            new Linear(RANDOM.split(5), 10, 3, true),
            new Relu());
    randomize(branched);
    assertApproaches(branched, x);
    assertApproaches(new Relu(), x);
  }

  @Test
  void wholeNetworksAreConverted() {
    var network =
        ImageNetwork.vgg(11, true, 1, 512)
            .images(1, 32, 32)
            .width(1 / 64.0)
            .classes(3)
            .rectified()
            .seed(1)
            .create();
    Tensor x = Tensor.rand(RANDOM.split(6), 2, 1, 32, 32);
    Conversion conversion = Convert.toSpiking(network, x);
    assertEquals(10, conversion.thresholds().size());
    var names = StateDict.of(conversion.network()).arrays().keySet();
    assertTrue(names.contains("features.0.weight"), names.toString());
    assertEquals(6, evaluated(conversion.network(), x, 2).length);
    Session session = Session.of(conversion.network(), 2, 1, 32, 32);
    assertEquals(6, session.step(x.toArray()).length);
    var residual =
        ImageNetwork.sewResNet18()
            .images(1, 32, 32)
            .width(1 / 16.0)
            .classes(3)
            .rectified()
            .create();
    assertEquals(20, Convert.toSpiking(residual, x).thresholds().size());
  }

  /** Spikes reach the second connection as bits: their worth is in its weights. */
  @Test
  void spikesDriveTheNextWeights() {
    SequentialState network = digits();
    Tensor x = pixels(Strokes.generate(5, 4), 0, 4);
    var spiking = (SequentialState) Convert.toSpiking(network, x).network();
    assertEquals(8, spiking.modules().size()); // the normalisation is in the convolution
    try (var scope = new Scope(new Workspace())) {
      var outputs = new ArrayList<Tensor>();
      spiking.step(scope.enter(x), null, outputs);
      assertNotNull(outputs.get(2).spikes());
    }
  }

  @Test
  void normsAreFolded() {
    var network =
        new SequentialState(
            new Conv2d(RANDOM.split(7), 2, 3, Window.of(3).padding(1), 1, false),
            new BatchNorm2d(3),
            new Residual(
                new SequentialState(
                    new Conv2d(RANDOM.split(8), 3, 3, Window.of(1), 3, true),
                    BatchNorm2d.thresholdDependent(3, 0.5, 1))),
            new Relu(),
            new BatchNorm2d(3),
            new Flatten(),
            new Linear(RANDOM.split(9), 3 * 20, 6, false),
            new BatchNorm1d(6, 1e-3, 0.1, false));
    randomize(network);
    Tensor x = Tensor.rand(RANDOM.split(10), 2, 2, 4, 5);
    NetworkModule folded = FoldedNorms.of(network);
    assertArrayEquals(evaluated(network, x, 1), evaluated(folded, x, 1), 1e-5f);
    assertEquals(6, ((SequentialState) folded).modules().size()); // one stays behind the rectifier
    assertEquals(List.of(), FoldedNorms.of(new SequentialState()).parameters());
  }

  @Test
  void whatIsAboveTheThresholdStays() {
    Tensor current = Tensor.of(new float[] {0.3f, 1.7f, -0.5f}, 1, 3);
    float[] rates = evaluated(Iaf.softReset().with("v_init", 0.5).cell(), current, 100);
    assertEquals(0.3f, rates[0], 0.006f);
    assertEquals(1, rates[1], 1e-6f);
    assertEquals(0, rates[2]);
    float[] high = evaluated(Iaf.softReset().with("v_th", 2).cell(), current, 100);
    assertEquals(0.15f, high[0], 0.011f);
    assertEquals(0.85f, high[1], 0.011f);
  }

  @Test
  void refusesWhatItCannotConvert() {
    var network = new SequentialState(new Linear(RANDOM, 4, 2, true), new Relu());
    Tensor x = Tensor.zeros(3, 4);
    assertEquals(
        "network: expected at least one Relu, got none",
        refused(() -> Convert.toSpiking(new Linear(RANDOM, 4, 2, true), x)));
    assertEquals(
        "percentile: expected a number in (0, 100], got 0.0",
        refused(() -> Convert.toSpiking(network, x, 0)));
    refused(() -> Convert.toSpiking(network, x, Double.NaN));
    refused(() -> Convert.toSpiking(network, Tensor.zeros(0, 4)));
    refused(() -> Convert.toSpiking(network, Tensor.zeros(4)));
    refused(() -> Convert.toSpiking(network, Tensor.full(Float.NaN, 1, 4)));
    refused(() -> Convert.toSpiking(network, Tensor.zeros(1, 5)));
    Conversion silent = Convert.toSpiking(network, x, 99);
    assertEquals(1, silent.thresholds().size());
    refused(() -> silent.accuracy(x, new int[2], 1));
    refused(() -> silent.accuracy(x, new int[3], 0));
    assertEquals(1, silent.accuracy(Tensor.zeros(1, 4), new int[1], 1).agreement());
  }
}
