package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FixedSynapsesTest {
  private static final LearningRule NOTHING_LEARNED =
      LearningRule.parse("rule nothing\nparameters none = 0\non pre w = w + none\n");

  private static float[] draw(Random random, int n) {
    float[] spikes = new float[n];
    for (int i = 0; i < n; i++) {
      spikes[i] = random.nextFloat() < 0.2f ? 1 : 0;
    }
    return spikes;
  }

  @Test
  void deliverWhatARuleThatChangesNothingDelivers() {
    var connectivity =
        SparseConnectivity.random(65, 130, 0.3, 1).withWeights(-1, 1, 2).withDelays(0, 9, 3);
    try (var parallel = Parallel.of(2)) {
      var fixed = new FixedSynapses(connectivity, parallel);
      var learning = NOTHING_LEARNED.sparse(connectivity);
      Random random = new Random(4);
      float[] silent = new float[130];
      for (int t = 0; t < 60; t++) {
        float[] spikes = draw(random, 65);
        float[] expected = new float[130];
        float[] got = new float[130];
        learning.step(spikes, silent, expected);
        fixed.step(spikes, got);
        assertArrayEquals(expected, got, "step " + t);
      }
      assertEquals(learning.events(), fixed.events());
    }
  }

  @Test
  void storeAWeightOfAllOnce() {
    var one = SparseConnectivity.random(100, 1000, 0.5, 1).withWeights(0.25f, 0.25f, 2);
    var many = one.withWeights(0, 1, 2);
    var shared = new FixedSynapses(one);
    assertTrue(shared.bytesPerSynapse() < 4.2, "bytes " + shared.bytesPerSynapse());
    assertTrue(new FixedSynapses(many).bytesPerSynapse() < 8.2);
    float[] currents = new float[1000];
    float[] spikes = new float[100];
    spikes[3] = 1;
    shared.step(spikes, currents);
    shared.step(new float[100], currents);
    int[] pre = one.pre();
    int[] post = one.post();
    float[] expected = new float[1000];
    for (int s = 0; s < pre.length; s++) {
      expected[post[s]] += pre[s] == 3 ? 0.25f : 0;
    }
    assertArrayEquals(expected, currents);
  }

  @Test
  void copyAndForget() {
    var connectivity = SparseConnectivity.random(5, 4, 1, 1).withWeights(1, 1, 2);
    var synapses = new FixedSynapses(connectivity);
    synapses.step(new float[] {1, 0, 0, 0, 1}, new float[4]);
    var copy = synapses.copy();
    synapses.reset();
    float[] forgotten = new float[4];
    float[] currents = new float[4];
    synapses.step(new float[5], forgotten);
    copy.step(new float[5], currents);
    assertArrayEquals(new float[4], forgotten);
    assertArrayEquals(new float[] {2, 2, 2, 2}, currents);
    assertEquals("FixedSynapses(5 to 4, 20 synapses)", copy.toString());
  }

  private static float[][] run(FixedSynapses synapses, int from, int to) {
    float[][] currents = new float[to - from][130];
    for (int t = from; t < to; t++) {
      synapses.step(draw(new Random(t), 65), currents[t - from]);
    }
    return currents;
  }

  @Test
  void goOnAsSaved(@TempDir Path folder) throws IOException {
    var connectivity =
        SparseConnectivity.random(65, 130, 0.3, 1).withWeights(-1, 1, 2).withDelays(0, 9, 3);
    Path file = folder.resolve("fixed");
    var whole = new FixedSynapses(connectivity);
    run(whole, 0, 33);
    whole.save(file);
    float[][] expected = run(whole, 33, 70);
    connectivity.save(folder.resolve("connectivity"));
    var back = SparseConnectivity.load(folder.resolve("connectivity"));
    try (var parallel = Parallel.of(3)) {
      for (Parallel threads : new Parallel[] {Parallel.of(1), parallel}) {
        var later = new FixedSynapses(back, threads);
        run(later, 0, 5);
        later.load(file);
        float[][] got = run(later, 33, 70);
        for (int t = 0; t < got.length; t++) {
          assertArrayEquals(expected[t], got[t], "step " + t);
        }
        assertEquals(whole.events(), later.events());
      }
    }
    var empty = new FixedSynapses(SparseConnectivity.random(2, 3, 0, 1));
    empty.save(file);
    empty.load(file);
  }

  @Test
  void refuseOtherFiles(@TempDir Path folder) throws IOException {
    var connectivity =
        SparseConnectivity.random(65, 130, 0.3, 1).withWeights(-1, 1, 2).withDelays(0, 9, 3);
    Path file = folder.resolve("fixed");
    var synapses = new FixedSynapses(connectivity);
    run(synapses, 0, 33);
    synapses.save(file);
    String begin = "FixedSynapses " + file + ": ";
    for (var other :
        new SparseConnectivity[] {
          connectivity.withWeights(-1, 1, 4), connectivity.withDelays(0, 9, 4)
        }) {
      var message = refused(new FixedSynapses(other), file);
      assertTrue(message.startsWith(begin + "checksum of synapses, weights and "), message);
    }
    assertEquals(
        begin
            + "synapses: expected FixedSynapses(2 to 3, 6 synapses), got FixedSynapses(65 to 130, "
            + connectivity.size()
            + " synapses)",
        refused(new FixedSynapses(SparseConnectivity.random(2, 3, 1, 1)), file));
    byte[] bytes = Files.readAllBytes(file);
    Random random = new Random(7);
    int taken = 0;
    for (int trial = 0; trial < 200; trial++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
      Files.write(file, damaged);
      assertTrue(refused(synapses, file).contains("expected"));
      Files.write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
      assertTrue(refused(synapses, file).contains("expected"));
      // A right checksum around a wrong body.
      damaged = bytes.clone();
      damaged[8 + random.nextInt(bytes.length - 12)] ^= (byte) (1 << random.nextInt(8));
      CRC32C crc = new CRC32C();
      crc.update(damaged, 0, damaged.length - 4);
      ByteBuffer.wrap(damaged).putInt(damaged.length - 4, (int) crc.getValue());
      Files.write(file, damaged);
      var copy = synapses.copy();
      try {
        copy.load(file);
        taken++; // another spike, which nothing can tell from a right one
        run(copy, 33, 50);
      } catch (IOException e) {
        assertTrue(String.valueOf(e.getMessage()).contains("expected"), e.getMessage());
        assertArrayEquals(
            run(synapses.copy(), 33, 40)[6], run(copy, 33, 40)[6], "nothing has changed");
      }
    }
    assertTrue(taken > 0 && taken < 200, "taken: " + taken);
  }

  private static String refused(FixedSynapses synapses, Path file) {
    return String.valueOf(assertThrows(IOException.class, () -> synapses.load(file)).getMessage());
  }

  @Test
  void takeNoTimeWithoutSynapses() {
    var synapses = new FixedSynapses(SparseConnectivity.random(2, 3, 0, 1));
    float[] currents = new float[3];
    synapses.step(new float[] {1, 1}, currents);
    assertArrayEquals(new float[3], currents);
    assertEquals(0, synapses.size());
  }

  @Test
  void rejectBadArguments() {
    var synapses = new FixedSynapses(SparseConnectivity.random(2, 3, 1, 1));
    float[] currents = new float[3];
    assertThrows(IllegalArgumentException.class, () -> synapses.step(new float[] {1}, currents));
    assertThrows(
        IllegalArgumentException.class, () -> synapses.step(new float[] {1, 0.5f}, currents));
    assertThrows(
        IllegalArgumentException.class, () -> synapses.step(new float[] {1, 1}, new float[2]));
    assertEquals(0, synapses.events());
  }
}
