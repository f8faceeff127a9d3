package dev.sleipnir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TriadBenchmarkTest {
  @Test
  void computesTheTriadAndCountsItsBytes() {
    var benchmark = new TriadBenchmark();
    benchmark.floats = 1000;
    benchmark.fill();
    var traffic = new TriadBenchmark.Traffic();

    float[] a = benchmark.triad(traffic);

    assertEquals(1000, a.length);
    for (int i = 0; i < a.length; i++) {
      assertEquals(i % 7 + 3f * (i % 5), a[i]);
    }
    assertEquals(12_000e-9, traffic.gigabytesPerSecond, 1e-15);
  }
}
