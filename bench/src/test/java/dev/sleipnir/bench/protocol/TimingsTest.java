package dev.sleipnir.bench.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimingsTest {
  @Test
  void medianBestAndQuantiles() {
    Timings odd = new Timings(3, 1, 2);
    assertEquals(1, odd.best());
    assertEquals(2, odd.median());
    assertEquals(3, odd.longest());
    assertEquals(2.5, new Timings(4, 1, 3, 2).median());
    double[] hundred = new double[1000];
    for (int i = 0; i < hundred.length; i++) {
      hundred[i] = i + 1;
    }
    Timings many = new Timings(hundred);
    assertEquals(990, many.quantile(0.99));
    assertEquals(999, many.quantile(0.999));
  }

  @Test
  void onlyRunsAfterTheWarmUpCount() {
    double[] seconds = {100, 100, 1, 3, 2};
    int[] run = {0};
    Timings timings = Timings.of(new Repeats(2, 3), () -> seconds[run[0]++]);
    assertEquals(5, run[0]);
    assertEquals(3, timings.longest());
    Map<String, Object> figures = new LinkedHashMap<>();
    timings.addTo(figures, "images_per_second", 10);
    assertEquals(
        Map.of("seconds", 2.0, "best_seconds", 1.0, "runs", 3, "images_per_second", 5.0), figures);
  }

  @Test
  void aLineIsFitted() {
    LinearFit exact = LinearFit.of(new double[] {1, 2, 4}, new double[] {5, 7, 11});
    assertEquals(2, exact.slope(), 1e-12);
    assertEquals(3, exact.intercept(), 1e-12);
    assertEquals(1, exact.r2(), 1e-12);
    assertTrue(LinearFit.of(new double[] {1, 2, 3}, new double[] {1, 5, 2}).r2() < 0.1);
  }

  @Test
  void rawFloatsAreLittleEndianAndOfTheRightNumber(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("three.f32");
    ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putFloat(1f).putFloat(-2.5f).putFloat(1e-3f);
    Files.write(file, bytes.array());
    assertArrayEquals(new float[] {1f, -2.5f, 1e-3f}, RawFloats.read(file, 3));
    String message = assertThrows(IOException.class, () -> RawFloats.read(file, 4)).getMessage();
    assertTrue(message.contains("three.f32: expected 4 floats (16 bytes), got 12"), message);
    Path none = folder.resolve("none");
    message = assertThrows(IOException.class, () -> RawFloats.read(none, 4)).getMessage();
    assertTrue(message.contains("none: expected a file"), message);
  }
}
