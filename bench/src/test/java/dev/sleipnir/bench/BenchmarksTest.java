package dev.sleipnir.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;

class BenchmarksTest {
  @Test
  void namesAreUnique() {
    var names =
        Benchmarks.all().stream()
            .map(Benchmarks.Entry::name)
            .collect(Collectors.toUnmodifiableSet());
    assertEquals(Benchmarks.all().size(), names.size());
  }

  @Test
  void everyEntryHasSomethingToRun() {
    for (var entry : Benchmarks.all()) {
      assertTrue(
          Arrays.stream(entry.type().getMethods())
              .anyMatch(method -> method.isAnnotationPresent(Benchmark.class)),
          entry.name());
    }
  }

  @Test
  void findsByName() {
    assertEquals(TriadBenchmark.class, Benchmarks.find("triad").orElseThrow().type());
    assertTrue(Benchmarks.find("nonesuch").isEmpty());
  }
}
