package dev.sleipnir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.EventLinear;
import dev.sleipnir.kernels.spikes.SpikeRows;
import org.junit.jupiter.api.Test;

/** The benchmarks of spikes compute what they say, and count it. */
class SpikeBenchmarksTest {
  @Test
  void linear() {
    var benchmark = new EventLinearBenchmark();
    benchmark.density = 0.01f;
    benchmark.threads = 2;
    benchmark.start();
    var work = new PerSecond.Additions();
    benchmark.forward(work);
    double forward = work.gigaAdditions;
    benchmark.gradient(work);
    benchmark.end();
    // 64 steps of 32 samples, 1024 to 1024.
    assertEquals(0.01 * 64 * 32 * 1024 * 1024 / 1e9, forward, 0.1 * forward);
    assertEquals(2 * forward, work.gigaAdditions, 1e-12);
  }

  @Test
  void convolutions() {
    for (int layer = 1; layer <= 2; layer++) {
      var benchmark = new EventConvBenchmark();
      benchmark.layer = layer;
      benchmark.density = 0.02f;
      benchmark.threads = 1;
      benchmark.start();
      var work = new PerSecond.Additions();
      benchmark.forward(work);
      benchmark.gradient(work);
      benchmark.end();
      assertTrue(work.gigaAdditions > 0);
    }
  }

  @Test
  void pooling() {
    for (int layer = 1; layer <= 2; layer++) {
      var benchmark = new SpikePoolBenchmark();
      benchmark.layer = layer;
      benchmark.start();
      var work = new PerSecond.Neurons();
      benchmark.forward(work);
      benchmark.backward(work);
      int neurons = layer == 1 ? 32 * 24 * 24 : 64 * 8 * 8;
      assertEquals(2 * 128e-9 * neurons, work.gigaNeurons, 1e-12);
    }
  }

  @Test
  void packing() {
    var benchmark = new SpikePackingBenchmark();
    benchmark.neurons = 1000;
    benchmark.start();
    var work = new PerSecond.Neurons();
    benchmark.pack(work);
    benchmark.unpack(work);
    float[] kept = benchmark.keep(work);
    benchmark.end();
    assertEquals(3000e-9, work.gigaNeurons, 1e-15);
    kept[0]++;
    assertThrows(IllegalStateException.class, benchmark::end);
  }

  @Test
  void aWrongNumberOfAdditionsFails() {
    SpikeRows spikes = DrawnSpikes.rows(1, 6, 64, 0.2f);
    long count = spikes.count(0, 6);
    try (Parallel parallel = Parallel.of(1)) {
      EventCall call =
          new EventCall(new EventLinear(64, 64, 2, parallel), spikes, 3, 4096, parallel);
      call.check(64 * count);
      assertThrows(IllegalStateException.class, () -> call.check(64 * count + 1));
    }
  }
}
