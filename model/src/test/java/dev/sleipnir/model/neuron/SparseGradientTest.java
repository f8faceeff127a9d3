package dev.sleipnir.model.neuron;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Strokes;
import dev.sleipnir.model.encode.ConstantCurrentLifEncoder;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.network.ConvNet4;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.train.Batch;
import dev.sleipnir.model.train.ImageClassification;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SparseGradientTest {
  private static final int BATCH = 8;

  /** Gradients of all parameters of the digit classifier for a batch of digits. */
  private static List<float[]> gradients(double window) {
    SequentialState network = ConvNet4.create(1, 28, 10f, window);
    var digits = Strokes.generate(1, BATCH);
    int[] samples = new int[BATCH];
    Arrays.setAll(samples, n -> n);
    var task =
        new ImageClassification(digits, new ConstantCurrentLifEncoder(24), network).pixels(4f, 0f);
    try (Tape tape = new Tape()) {
      tape.backward(task.run(new Batch(tape, new RandomStream(1, 1), samples)).loss());
    }
    List<float[]> all = new ArrayList<>();
    for (Parameter parameter : network.parameters()) {
      all.add(parameter.gradient().clone());
    }
    return all;
  }

  private static double cosine(List<float[]> a, List<float[]> b) {
    double product = 0;
    double ofA = 0;
    double ofB = 0;
    for (int p = 0; p < a.size(); p++) {
      for (int e = 0; e < a.get(p).length; e++) {
        product += (double) a.get(p)[e] * b.get(p)[e];
        ofA += (double) a.get(p)[e] * a.get(p)[e];
        ofB += (double) b.get(p)[e] * b.get(p)[e];
      }
    }
    return product / Math.sqrt(ofA * ofB);
  }

  @Test
  void widerWindowsComeNearerToTheExactGradient() {
    List<float[]> exact = gradients(Double.POSITIVE_INFINITY);
    double narrow = cosine(exact, gradients(0.05));
    double middle = cosine(exact, gradients(0.2));
    double wide = cosine(exact, gradients(0.5));
    String all = narrow + ", " + middle + ", " + wide;
    assertTrue(narrow < middle && middle < wide, all);
    assertTrue(middle > 0.9, all);
    assertTrue(wide > 0.98, all);
  }

  @Test
  void windowBeyondAllPotentialsChangesNothing() {
    List<float[]> exact = gradients(Double.POSITIVE_INFINITY);
    List<float[]> all = gradients(1e6);
    for (int p = 0; p < exact.size(); p++) {
      assertArrayEquals(exact.get(p), all.get(p));
    }
  }

  @Test
  void windowWithoutNeuronsLeavesTheReadOut() {
    List<float[]> none = gradients(1e-30);
    for (int p = 0; p < none.size() - 1; p++) {
      for (float g : none.get(p)) {
        assertEquals(0f, g);
      }
    }
    double readOut = 0;
    for (float g : none.getLast()) {
      readOut += Math.abs(g);
    }
    assertTrue(readOut > 0);
  }

  @Test
  void windowsArePositive() {
    var lif = new Lif();
    assertThrows(IllegalArgumentException.class, () -> lif.sparseGradient(0));
    assertThrows(IllegalArgumentException.class, () -> lif.sparseGradient(Double.NaN));
  }
}
