package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A damaged file is refused in plain words, and nothing has changed then. */
class DamagedFilesTest {
  private static final int TRIALS = 30;

  @TempDir private Path folder;

  /** Writes to a file, or reads from it. */
  @FunctionalInterface
  private interface OnFile {
    void with(Path file) throws IOException;
  }

  private static float[] spikes(int n) {
    float[] z = new float[n];
    for (int e = 0; e < n; e += 3) {
      z[e] = 1;
    }
    return z;
  }

  private void damage(String kind, OnFile save, OnFile load) throws IOException {
    Path file = folder.resolve("given");
    Path again = folder.resolve("again");
    save.with(file);
    byte[] bytes = Files.readAllBytes(file);
    Random random = new Random(8);
    for (int trial = 0; trial < TRIALS; trial++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
      refused(kind, load, Files.write(file, damaged));
      refused(kind, load, Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length))));
    }
    save.with(again);
    assertArrayEquals(bytes, Files.readAllBytes(again), kind + ": what is refused changes nothing");
    int refused = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      byte[] damaged = bytes.clone();
      damaged[8 + random.nextInt(bytes.length - 12)] ^= (byte) (1 << random.nextInt(8));
      CRC32C crc = new CRC32C(); // a right checksum around a wrong body
      crc.update(damaged, 0, damaged.length - 4);
      ByteBuffer.wrap(damaged).putInt(damaged.length - 4, (int) crc.getValue());
      try {
        load.with(Files.write(file, damaged));
        load.with(Files.write(file, bytes)); // it was another number: back to the right one
      } catch (IOException e) {
        assertPlain(kind, e);
        if (refused++ % 10 == 0) { // a file is slowly written
          save.with(again);
          assertArrayEquals(bytes, Files.readAllBytes(again), kind);
        }
      }
    }
    assertTrue(refused > 0, kind);
  }

  private static void refused(String kind, OnFile load, Path file) {
    assertPlain(kind, assertThrows(IOException.class, () -> load.with(file), kind));
  }

  private static void assertPlain(String kind, IOException e) {
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith(kind + " ") && message.contains("expected"), message);
  }

  @Test
  void denseSynapses() throws IOException {
    for (LearningRule rule : new LearningRule[] {Stdp.additive(), RewardStdp.dopamine()}) {
      DenseSynapses synapses = rule.dense(new Parameter("w", Tensor.full(0.5f, 4, 5)));
      TraceState state = synapses.initialState(1);
      synapses.step(spikes(5), spikes(4), state);
      damage("DenseSynapses", f -> synapses.save(f, state), synapses::load);
    }
  }

  @Test
  void convolutions() throws IOException {
    Conv2d layer = new Conv2d(Tensor.full(0.5f, 2, 1, 3, 3), null, 1, 1, 1);
    ConvSynapses synapses = Stdp.multiplicativeRelu().conv(layer, 4, 3);
    TraceState state = synapses.initialState(2);
    synapses.step(spikes(24), spikes(48), state);
    damage("ConvSynapses", f -> synapses.save(f, state), synapses::load);
  }

  @Test
  void sparseSynapses() throws IOException {
    var connectivity = SparseConnectivity.random(6, 5, 0.5, 1).withDelays(0, 4, 2);
    SparseSynapses synapses = RewardStdp.dopamine().sparse(connectivity);
    synapses.step(spikes(6), spikes(5), new float[5]);
    damage("SparseSynapses", synapses::save, synapses::load);
    damage("SparseConnectivity", connectivity::save, SparseConnectivity::load);
  }

  @Test
  void homeostasis() throws IOException {
    ScaledWeights scaling =
        SynapticScaling.toRate(10).every(7).on(new Parameter("w", Tensor.full(0.5f, 3, 2)));
    scaling.step(spikes(3));
    damage("ScaledWeights", scaling::save, scaling::load);
    AdaptedThresholds thresholds =
        ThresholdAdaptation.decaying(0.5, 0.1).on(new Parameter("v_th", Tensor.full(1, 3)));
    thresholds.step(spikes(3));
    damage("AdaptedThresholds", thresholds::save, thresholds::load);
  }
}
