package dev.sleipnir.events.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sleipnir.events.Events;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.math.Reduction;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Tonic makes of a recording of N-MNIST, where SLEIPNIR_DATA has it. */
class SampleTransformsTest {
  private static final Sensor SENSOR = new Sensor(34, 34);
  private static final Frames FRAMES = new Frames(SENSOR);

  private Events recording;

  @BeforeEach
  void reads() throws IOException {
    String data = System.getenv("SLEIPNIR_DATA");
    assumeTrue(data != null, "SLEIPNIR_DATA is not set");
    Path file = Path.of(data, "events", "tonic_sample_nmnist.bin");
    assumeTrue(Files.exists(file), "no " + file);
    byte[] bytes = Files.readAllBytes(file);
    recording = new Events(bytes.length / 5);
    for (int i = 0; i < bytes.length; i += 5) {
      int time =
          ((bytes[i + 2] & 0x7F) << 16) | ((bytes[i + 3] & 0xFF) << 8) | (bytes[i + 4] & 0xFF);
      recording.add(time, bytes[i] & 0xFF, bytes[i + 1] & 0xFF, (bytes[i + 2] >>> 7) & 1);
    }
    assertEquals(4325, recording.size());
  }

  private void assertFrames(int frames, int sum, int cells, Slicing slicing) {
    Tensor counts = FRAMES.counts(recording, slicing);
    assertArrayEquals(new int[] {frames, 2, 34, 34}, counts.shape(), slicing.toString());
    int events = 0;
    int used = 0;
    for (float value : counts.values()) {
      events += (int) value;
      used += value == 0 ? 0 : 1;
    }
    assertEquals(sum, events, slicing.toString());
    assertEquals(cells, used, slicing.toString());
    Tensor bits = FRAMES.bits(recording, slicing);
    assertArrayEquals(counts.shape(), bits.shape());
    for (int i = 0; i < counts.size(); i++) {
      assertEquals(Math.min(1, counts.values()[i]), bits.values()[i]);
    }
  }

  @Test
  void frames() {
    assertFrames(31, 4323, 2851, Slicing.time(10_000));
    assertFrames(32, 4325, 2853, Slicing.time(10_000).withIncomplete());
    assertFrames(61, 8637, 5698, Slicing.time(10_000).overlap(5_000));
    assertFrames(8, 4000, 1776, Slicing.count(500));
    assertFrames(9, 4325, 1947, Slicing.count(500).withIncomplete());
    assertFrames(10, 4324, 1898, Slicing.timeBins(10));
    assertFrames(10, 4765, 2038, Slicing.timeBins(10).overlap(0.1));
    assertFrames(10, 4320, 2015, Slicing.eventBins(10));
  }

  @Test
  void voxelGrid() {
    Tensor grid = VoxelGrid.of(recording, SENSOR, 10);
    assertArrayEquals(new int[] {10, 1, 34, 34}, grid.shape());
    assertEquals(-36.958557, grid.sum().item(), 1e-3);
    assertEquals(-6.108044, Reduction.of(grid.reshape(grid.size()), 0).min().item(), 1e-5);
    assertEquals(5.872975, Reduction.of(grid.reshape(grid.size()), 0).max().item(), 1e-5);
    double[] sums = {
      -6.095459,
      2.290628,
      2.174371,
      -2.469579,
      -7.843492,
      1.310514,
      -0.922694,
      -0.655466,
      -19.284322,
      -5.463057
    };
    for (int bin = 0; bin < 10; bin++) {
      assertEquals(sums[bin], grid.at(bin).sum().item(), 1e-3);
    }
    double size = 0;
    for (float value : grid.values()) {
      size += Math.abs(value);
    }
    assertEquals(3361.243027, size, 1e-2);
  }

  @Test
  void timeSurface() {
    Tensor surfaces = TimeSurface.of(recording, FRAMES, 50_000, 20_000);
    assertArrayEquals(new int[] {6, 2, 34, 34}, surfaces.shape());
    double[] sums = {163.166281, 80.1077, 161.328044, 97.971904, 166.467312, 131.484846};
    float most = 0;
    for (int s = 0; s < 6; s++) {
      assertEquals(sums[s], surfaces.at(s).sum().item(), 1e-4);
    }
    for (float value : surfaces.values()) {
      most = Math.max(most, value);
    }
    assertEquals(0.9990504511, most, 1e-7);
  }

  private Events after(EventTransform transform) {
    return transform.apply(recording, SENSOR, new RandomStream(1));
  }

  @Test
  void filters() {
    assertEquals(4012, after(EventTransform.denoise(10_000)).size());
    assertEquals(1798, after(EventTransform.denoise(1_000)).size());
    assertEquals(4303, after(EventTransform.refractory(1_000)).size());
    assertEquals(1691, after(EventTransform.refractory(10_000)).size());
    assertEquals(2032, after(EventTransform.decimation(2)).size());
    assertEquals(625, after(EventTransform.hotPixels(30)).size());
    assertEquals(3276, after(EventTransform.hotPixels(60)).size());
    assertEquals(3951, after(EventTransform.centerCrop(20, 20)).size());
    Events smaller = after(EventTransform.downsample(0.5));
    int ofX = 0;
    int ofY = 0;
    for (int i = 0; i < smaller.size(); i++) {
      ofX += smaller.x(i);
      ofY += smaller.y(i);
    }
    assertEquals(36139, ofX);
    assertEquals(34893, ofY);
    assertEquals(new Sensor(17, 17), EventTransform.downsample(0.5).sensor(SENSOR));
    assertEquals(4325 - 433, after(EventTransform.drop(0.1)).size());
  }
}
