package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.rule.TraceJump;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is saved and loaded, or copied, goes on bit for bit. */
class SavedPlasticityTest {
  private static final LearningRule RULE =
      Stdp.additive().with("eta_plus", 0.05).with("eta_minus", 0.06).jump(TraceJump.UNIT);
  private static final SparseConnectivity CONNECTIVITY =
      SparseConnectivity.random(60, 50, 0.3, 1).withWeights(0, 1, 2).withDelays(0, 20, 3);

  /** The spikes of a time step, the same for every run. */
  private static float[] spikes(int t, int side, int n) {
    Random random = new Random(31L * t + side);
    float[] z = new float[n];
    for (int e = 0; e < n; e++) {
      z[e] = random.nextInt(8) == 0 ? 1 : 0;
    }
    return z;
  }

  private static float[] run(SparseSynapses synapses, int from, int to) {
    float[] currents = new float[50];
    for (int t = from; t < to; t++) {
      synapses.step(spikes(t, 0, 60), spikes(t, 1, 50), currents);
    }
    return currents;
  }

  @TempDir private Path temporary;

  /** What saves itself to a file. */
  @FunctionalInterface
  private interface Saving {
    void to(Path file) throws IOException;
  }

  private byte[] saved(Saving saving) throws IOException {
    Path file = temporary.resolve("saved");
    saving.to(file);
    return Files.readAllBytes(file);
  }

  private Path in(byte[] bytes) throws IOException {
    return Files.write(temporary.resolve("given"), bytes);
  }

  @Test
  void sparseSynapsesGoOn(@TempDir Path folder) throws IOException {
    // 137 steps: every neuron has spikes that its synapses have not seen, and spikes are under way.
    SparseSynapses whole = RULE.sparse(CONNECTIVITY);
    run(whole, 0, 137);
    Path file = folder.resolve("synapses");
    whole.save(file);
    byte[] bytes = saved(whole::save);
    SparseSynapses copy = whole.copy();
    float[] expected = run(whole, 137, 300);
    assertArrayEquals(expected, run(copy, 137, 300));
    assertArrayEquals(whole.weights(), copy.weights());
    for (Parallel parallel : new Parallel[] {Parallel.of(1), Parallel.of(3)}) {
      SparseSynapses later =
          RULE.sparse(
              SparseConnectivity.of(
                  60,
                  50,
                  CONNECTIVITY.pre(),
                  CONNECTIVITY.post(),
                  new float[CONNECTIVITY.size()],
                  CONNECTIVITY.delays()),
              parallel);
      run(later, 0, 20);
      later.load(file);
      assertArrayEquals(bytes, saved(later::save));
      assertArrayEquals(expected, run(later, 137, 300));
      assertArrayEquals(whole.weights(), later.weights());
      assertEquals(whole.events(), later.events());
    }
    whole.save(file); // replaced
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void aResetForgetsSpikesAndKeepsWeights() {
    SparseSynapses synapses = RULE.sparse(CONNECTIVITY);
    run(synapses, 0, 100);
    synapses.reset();
    float[] weights = synapses.weights().clone();
    assertFalse(Arrays.equals(CONNECTIVITY.weights(), weights));
    SparseSynapses fresh =
        RULE.sparse(
            SparseConnectivity.of(
                60, 50, CONNECTIVITY.pre(), CONNECTIVITY.post(), weights, CONNECTIVITY.delays()));
    assertArrayEquals(run(fresh, 0, 100), run(synapses, 0, 100));
    assertArrayEquals(fresh.weights(), synapses.weights());
    assertEquals(fresh.events(), synapses.events());
  }

  @Test
  void connectivityComesBack() throws IOException {
    SparseConnectivity back = SparseConnectivity.load(in(saved(CONNECTIVITY::save)));
    assertArrayEquals(CONNECTIVITY.pre(), back.pre());
    assertArrayEquals(CONNECTIVITY.post(), back.post());
    assertArrayEquals(CONNECTIVITY.delays(), back.delays());
    assertArrayEquals(CONNECTIVITY.weights(), back.weights());
    // A state goes with the connectivity it was saved under.
    SparseSynapses synapses = RULE.sparse(back);
    synapses.load(in(saved(RULE.sparse(CONNECTIVITY)::save)));
    SparseSynapses others =
        RULE.sparse(SparseConnectivity.random(60, 50, 0.3, 4).withWeights(0, 1, 2));
    assertTrue(
        refused(others, saved(synapses::save)).contains("connectivity: expected 60 to 50, "));
    SparseConnectivity empty = SparseConnectivity.random(3, 2, 0, 1);
    assertEquals(0, SparseConnectivity.load(in(saved(empty::save))).size());
  }

  @Test
  void whatIsNoFileIsRefused(@TempDir Path folder) {
    SparseSynapses synapses = RULE.sparse(CONNECTIVITY);
    for (Path path : new Path[] {folder, folder.resolve("none"), Path.of("/dev/zero")}) {
      String message =
          String.valueOf(assertThrows(IOException.class, () -> synapses.load(path)).getMessage());
      assertTrue(message.startsWith("SparseSynapses " + path + ": expected a file, "), message);
    }
    assertThrows(IOException.class, () -> synapses.save(folder));
  }

  private String refused(SparseSynapses synapses, byte[] bytes) throws IOException {
    float[] weights = synapses.weights().clone();
    Path file = in(bytes);
    String message =
        String.valueOf(assertThrows(IOException.class, () -> synapses.load(file)).getMessage());
    assertArrayEquals(weights, synapses.weights());
    return message;
  }

  @Test
  void anyOtherByteIsRefusedAndChangesNothing() throws IOException {
    SparseSynapses synapses = RULE.sparse(CONNECTIVITY);
    run(synapses, 0, 30);
    byte[] bytes = saved(synapses::save);
    Random random = new Random(5);
    for (int trial = 0; trial < 300; trial++) {
      byte[] damaged = bytes.clone();
      int at = trial < 150 ? trial : random.nextInt(bytes.length);
      damaged[at] ^= (byte) (1 + random.nextInt(255));
      refused(synapses, damaged);
      refused(synapses, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
    }
    assertTrue(refused(synapses, new byte[1000]).contains("expected a file that starts with"));
    assertTrue(refused(synapses, new byte[0]).contains("expected a file that starts with"));
  }

  /** A right checksum around a wrong body. */
  @Test
  void wrongFieldsAreNamed() throws IOException {
    SparseSynapses synapses = RULE.sparse(CONNECTIVITY);
    run(synapses, 0, 30);
    byte[] bytes = saved(synapses::save);
    Random random = new Random(6);
    int taken = 0;
    for (int trial = 0; trial < 500; trial++) {
      byte[] damaged = bytes.clone();
      int at = 8 + random.nextInt(bytes.length - 12);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      CRC32C crc = new CRC32C();
      crc.update(damaged, 0, damaged.length - 4);
      for (int b = 0; b < 4; b++) {
        damaged[damaged.length - 1 - b] = (byte) (crc.getValue() >>> (8 * b));
      }
      SparseSynapses other = RULE.sparse(CONNECTIVITY);
      try {
        other.load(in(damaged));
        taken++; // another weight or trace, which nothing can tell from a right one
        run(other, 30, 60);
      } catch (IOException e) {
        assertTrue(String.valueOf(e.getMessage()).contains("expected"), e.getMessage());
      } catch (IllegalArgumentException e) {
        assertTrue(String.valueOf(e.getMessage()).contains("within the bounds"), e.getMessage());
      }
    }
    assertTrue(taken > 0);
  }

  @Test
  void anotherRuleOrTimeStepIsRefused() throws IOException {
    byte[] bytes = saved(RULE.sparse(CONNECTIVITY)::save);
    assertTrue(refused(RULE.dt(0.0001).sparse(CONNECTIVITY), bytes).contains("dt = 1.0E-4"));
    assertTrue(refused(RULE.jump(TraceJump.EULER).sparse(CONNECTIVITY), bytes).contains("rule"));
    assertTrue(
        refused(Stdp.multiplicativeRelu().sparse(CONNECTIVITY), bytes).contains("stdp_mult"));
    assertTrue(
        refused(RULE.sparse(CONNECTIVITY), saved(CONNECTIVITY::save))
            .contains("expected a file of kind 'SparseSynapses', got 'SparseConnectivity'"));
  }

  @Test
  void denseSynapsesGoOn(@TempDir Path folder) throws IOException {
    for (LearningRule rule : new LearningRule[] {RULE, Stdp.preCentred(), RewardStdp.dopamine()}) {
      Parameter w = new Parameter("w", Tensor.full(0.5f, 4, 5));
      DenseSynapses synapses = rule.dense(w);
      TraceState state = synapses.initialState(1);
      steps(synapses, state, 0, 50);
      Path file = folder.resolve("dense");
      synapses.save(file, state);
      Parameter other = new Parameter("w", Tensor.full(0.25f, 4, 5));
      DenseSynapses later = rule.dense(other);
      TraceState loaded = later.load(file);
      Parameter copied = new Parameter("w", w.value());
      DenseSynapses copy = synapses.copy(copied);
      TraceState copyOfState = state.copy();
      steps(synapses, state, 50, 90);
      steps(later, loaded, 50, 90);
      steps(copy, copyOfState, 50, 90);
      assertArrayEquals(w.data(), other.data());
      assertArrayEquals(w.data(), copied.data());
      assertArrayEquals(state.pre().column(0), loaded.pre().column(0));
      float[] before = w.data().clone();
      synapses.reset(state);
      assertArrayEquals(before, w.data());
      assertArrayEquals(new float[5], state.pre().column(0));
      TraceState alone = synapses.initialState(1);
      Path ofState = folder.resolve("state");
      loaded.save(ofState);
      alone.load(ofState);
      assertArrayEquals(loaded.post().column(0), alone.post().column(0));
      TraceState two = rule.model().variables().isEmpty() ? synapses.initialState(2) : null;
      if (two != null) {
        assertThrows(IOException.class, () -> two.load(ofState));
      }
      DenseSynapses others = rule.dense(new Parameter("w", Tensor.full(0.5f, 5, 4)));
      assertThrows(IOException.class, () -> others.load(file));
    }
  }

  private static void steps(DenseSynapses synapses, TraceState state, int from, int to) {
    for (int t = from; t < to; t++) {
      if (state.signals().names().contains("dopamine")) {
        state.signal("dopamine", 0.01f * (t % 7));
      }
      synapses.step(spikes(t, 0, 5), spikes(t, 1, 4), state);
    }
  }

  @Test
  void convolutionsGoOn(@TempDir Path folder) throws IOException {
    Conv2d layer = new Conv2d(Tensor.full(0.5f, 2, 1, 3, 3), null, 1, 1, 1);
    ConvSynapses synapses = RULE.conv(layer, 5, 5);
    TraceState state = synapses.initialState(2);
    for (int t = 0; t < 20; t++) {
      synapses.step(spikes(t, 0, 50), spikes(t, 1, 100), state);
    }
    Path file = folder.resolve("kernels");
    synapses.save(file, state);
    Conv2d other = new Conv2d(Tensor.full(0.1f, 2, 1, 3, 3), null, 1, 1, 1);
    ConvSynapses later = RULE.conv(other, 5, 5);
    TraceState loaded = later.load(file);
    for (int t = 20; t < 40; t++) {
      synapses.step(spikes(t, 0, 50), spikes(t, 1, 100), state);
      later.step(spikes(t, 0, 50), spikes(t, 1, 100), loaded);
    }
    assertArrayEquals(layer.weight().data(), other.weight().data());
    synapses.reset(state);
    assertArrayEquals(new float[50], state.pre().column(0));
    ConvSynapses elsewhere = RULE.conv(other, 6, 5);
    assertThrows(IOException.class, () -> elsewhere.load(file));
  }

  @Test
  void homeostasisGoesOn(@TempDir Path folder) throws IOException {
    Parameter w = new Parameter("w", Tensor.full(0.5f, 3, 2));
    ScaledWeights scaling =
        SynapticScaling.toRate(10).with("eta", 0.1).with("tau", 0.1).every(7).bounds(0, 9).on(w);
    Parameter v = new Parameter("v_th", Tensor.full(1, 3));
    AdaptedThresholds thresholds = ThresholdAdaptation.decaying(0.5, 0.1).on(v);
    for (int t = 0; t < 40; t++) {
      scaling.step(spikes(t, 0, 3));
      thresholds.step(spikes(t, 0, 3));
    }
    Path first = folder.resolve("rates");
    scaling.save(first);
    Path second = folder.resolve("thresholds");
    thresholds.save(second);
    Parameter w2 = new Parameter("w", w.value());
    ScaledWeights scaling2 =
        SynapticScaling.toRate(10).with("eta", 0.1).with("tau", 0.1).every(7).bounds(0, 9).on(w2);
    scaling2.load(first);
    Parameter w3 = new Parameter("w", w.value());
    ScaledWeights scaling3 = scaling.copy(w3);
    Parameter v2 = new Parameter("v_th", Tensor.full(1, 3));
    AdaptedThresholds thresholds2 = ThresholdAdaptation.decaying(0.5, 0.1).on(v2);
    thresholds2.load(second);
    Parameter v3 = new Parameter("v_th", Tensor.zeros(3));
    AdaptedThresholds thresholds3 = thresholds.copy(v3);
    for (int t = 40; t < 80; t++) {
      scaling.step(spikes(t, 0, 3));
      scaling2.step(spikes(t, 0, 3));
      scaling3.step(spikes(t, 0, 3));
      thresholds.step(spikes(t, 0, 3));
      thresholds2.step(spikes(t, 0, 3));
      thresholds3.step(spikes(t, 0, 3));
    }
    assertArrayEquals(w.data(), w2.data());
    assertArrayEquals(w.data(), w3.data());
    assertArrayEquals(v.data(), v2.data());
    assertArrayEquals(v.data(), v3.data());
    scaling.reset();
    assertArrayEquals(new float[] {10, 10, 10}, scaling.rates());
    thresholds.reset();
    thresholds3.reset();
    assertArrayEquals(new float[] {1, 1, 1}, v.data());
    assertArrayEquals(v.data(), v3.data());
    AdaptedThresholds other = ThresholdAdaptation.decaying(0.5, 0.2).on(v);
    assertThrows(IOException.class, () -> other.load(second));
    assertThrows(IOException.class, () -> scaling.load(second));
  }

  @Test
  void shortTermPlasticityGoesOn(@TempDir Path folder) throws IOException {
    var two = SparseConnectivity.random(2, 1, 1, 1).withWeights(1, 1, 2).withDelays(0, 3, 3);
    LearningRule facilitating = ShortTermPlasticity.rule(ShortTermPreset.FACILITATING);
    SparseSynapses synapses = facilitating.sparse(two);
    float[] silent = new float[1];
    synapses.step(new float[] {1, 0}, silent, null);
    Path file = folder.resolve("synapses");
    synapses.save(file);
    SparseSynapses later = facilitating.sparse(two);
    later.load(file);
    float[] expected = new float[1];
    float[] got = new float[1];
    for (int t = 0; t < 10; t++) {
      float[] spikes = {t % 3 == 0 ? 1 : 0, 1};
      synapses.step(spikes, silent, expected);
      later.step(spikes, silent, got);
      assertArrayEquals(expected, got);
    }
    assertArrayEquals(synapses.variable("u"), later.variable("u"));
    var others = ShortTermPlasticity.rule(ShortTermPreset.DEPRESSING).sparse(two);
    assertThrows(IOException.class, () -> others.load(file));
    var more = facilitating.sparse(SparseConnectivity.random(3, 1, 1, 1));
    assertThrows(IOException.class, () -> more.load(file));
  }
}
