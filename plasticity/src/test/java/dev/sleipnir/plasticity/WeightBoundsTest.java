package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.optimize.Sgd;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** No weight is moved unasked, and none stays outside the bounds unsaid. */
class WeightBoundsTest {
  private static String refused(Executable code) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, code).getMessage());
  }

  private static Parameter weights(float... values) {
    return new Parameter("w", Tensor.of(values, 1, values.length));
  }

  @Test
  void aRuleDoesNotTakeTheWeightsOfANewLayerSilently() {
    Linear layer = new Linear(100, 10);
    float[] before = layer.weight().data().clone();
    String message = refused(() -> Stdp.additive().dense(layer.weight()));
    assertTrue(
        message.startsWith("weight: expected weights within the bounds 0.0 to 1.0, got -0.0"),
        message);
    assertTrue(message.contains("stdp_additive") && message.contains("clipWeights(true)"), message);
    assertArrayEquals(before, layer.weight().data());
    Stdp.additive().with("w_min", -1).dense(layer.weight());
    Stdp.additive().hardBounds(false).dense(layer.weight());
    assertArrayEquals(before, layer.weight().data());
    Stdp.additive().clipWeights(true).dense(layer.weight());
    for (int e = 0; e < before.length; e++) {
      assertEquals(Math.max(0, before[e]), layer.weight().data()[e]);
    }
  }

  @Test
  void kernelsAndSparseWeightsLikewise() {
    Conv2d layer = new Conv2d(Tensor.full(-0.5f, 1, 1, 2, 2), null, 1, 0, 1);
    Parameter kernel = layer.weight();
    assertTrue(refused(() -> Stdp.additive().conv(layer, 4, 4)).contains("got -0.5 to -0.5"));
    assertEquals(-0.5f, kernel.data()[0]);
    Stdp.additive().clipWeights(true).conv(layer, 4, 4);
    assertEquals(0, kernel.data()[0]);
    SparseConnectivity sparse =
        SparseConnectivity.of(1, 2, new int[2], new int[] {0, 1}, new float[] {0.5f, 1.5f});
    assertTrue(refused(() -> Stdp.additive().sparse(sparse)).contains("got 0.5 to 1.5"));
    assertArrayEquals(
        new float[] {0.5f, 1}, Stdp.additive().clipWeights(true).sparse(sparse).weights());
  }

  @Test
  void weightsAtTheBoundsAreWithin() {
    Parameter w = weights(0, 0.1f, 0.7f);
    Stdp.additive().with("w_min", 0).with("w_max", 0.7).dense(w);
    assertArrayEquals(new float[] {0, 0.1f, 0.7f}, w.data());
  }

  @Test
  void editsFromOutsideAreLookedAtInTheNextStep() {
    for (boolean clips : new boolean[] {false, true}) {
      Parameter w = weights(0.5f, 0.5f);
      DenseSynapses synapses = Stdp.additive().clipWeights(clips).dense(w);
      TraceState state = synapses.initialState(1);
      float[] one = {0};
      float[] two = {0, 0};
      synapses.step(two, one, state);
      Sgd sgd = new Sgd(List.of(w), 1);
      w.gradient()[1] = -2;
      sgd.step();
      if (clips) {
        synapses.step(two, one, state);
        assertArrayEquals(new float[] {0.5f, 1}, w.data());
      } else {
        String message = refused(() -> synapses.step(two, one, state));
        assertTrue(message.contains("after sgd, before step 1, got 0.5 to 2.5"), message);
        refused(() -> synapses.step(two, one, state));
        assertArrayEquals(new float[] {0.5f, 2.5f}, w.data());
        w.set(Tensor.of(new float[] {0.5f, 0.25f}, 1, 2));
        synapses.step(two, one, state);
      }
      w.set(Tensor.of(new float[] {Float.NaN, 0.25f}, 1, 2));
      assertTrue(
          refused(() -> synapses.step(two, one, state)).contains("got NaN at 0"), "clips " + clips);
    }
  }

  @Test
  void editsOfSparseWeightsLikewise() {
    SparseConnectivity one = SparseConnectivity.of(1, 1, new int[1], new int[1], new float[] {1});
    SparseSynapses synapses = Stdp.additive().sparse(one);
    float[] z = {0};
    synapses.step(z, z, null);
    synapses.weights()[0] = -1;
    assertTrue(refused(() -> synapses.step(z, z, null)).contains("before step 1, got -1.0"));
    refused(synapses::flush);
    SparseSynapses clips = Stdp.additive().clipWeights(true).sparse(one);
    clips.weights()[0] = -1;
    clips.step(z, z, null);
    assertEquals(0, clips.weights()[0]);
  }

  @Test
  void homeostasisKeepsToItsBoundsAndSaysSo() {
    Parameter w = weights(0.5f, 1.5f);
    assertTrue(
        refused(() -> SynapticScaling.toRate(5).every(1).bounds(0, 1).on(w))
            .contains("0.5 to 1.5"));
    assertArrayEquals(new float[] {0.5f, 1.5f}, w.data());
    new WeightBounds(0, 1).clip(w);
    assertArrayEquals(new float[] {0.5f, 1}, w.data());
    ScaledWeights scaling = SynapticScaling.toRate(5).every(2).bounds(0, 1).on(w);
    scaling.step(new float[] {0});
    w.data()[0] = 7;
    w.edited("a test");
    float[] rates = scaling.rates().clone();
    assertTrue(refused(() -> scaling.step(new float[] {0})).contains("after a test, got 1.0 to 7"));
    assertArrayEquals(rates, scaling.rates());
    // A normalization that a rule's bounds do not allow is found in the rule's next step.
    Parameter both = weights(0.5f, 0.5f);
    DenseSynapses synapses = Stdp.additive().dense(both);
    new WeightNormalization(both, 4).apply();
    assertTrue(
        refused(() -> synapses.step(new float[2], new float[1], synapses.initialState(1)))
            .contains("after WeightNormalization"));
  }

  @Test
  void normalizationRefusesWhatWouldOverflow() {
    Parameter tiny = weights(Float.MIN_VALUE, 0);
    float[] before = tiny.data().clone();
    refused(() -> new WeightNormalization(tiny, 1e30).apply());
    assertArrayEquals(before, tiny.data());
    Parameter huge = weights(Float.MAX_VALUE, Float.MAX_VALUE);
    refused(() -> new WeightNormalization(huge, 1).apply());
    assertTrue(Arrays.equals(huge.data(), new float[] {Float.MAX_VALUE, Float.MAX_VALUE}));
    assertThrows(IllegalArgumentException.class, () -> new WeightBounds(1, 0));
  }
}
