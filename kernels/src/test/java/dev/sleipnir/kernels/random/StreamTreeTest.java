package dev.sleipnir.kernels.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams split from streams, and the process's sequence of them. */
class StreamTreeTest {
  @AfterEach
  void theProcessStartsAsOthersDo() {
    Seeds.set(Seeds.DEFAULT);
  }

  private static String key(RandomStream random) {
    return random.seed() + " " + random.stream();
  }

  @Test
  void theChildAtAPlaceDoesNotDependOnThePosition() {
    var random = new RandomStream(3, 5);
    String seven = key(random.split(7));
    String name = key(random.split("encoder"));
    random.nextFloat();
    random.nextGaussian();
    random.split();
    assertEquals(seven, key(random.split(7)));
    assertEquals(name, key(random.split("encoder")));
    assertEquals(seven, key(new RandomStream(3, 5, 99).split(7)));
    assertEquals(0, random.split(7).position());
  }

  @Test
  void theNextChildIsAnotherEachTimeAndThePositionIsAllTheState() {
    var random = new RandomStream(3, 5);
    Set<String> keys = new HashSet<>();
    for (int k = 0; k < 1000; k++) {
      assertEquals(k, random.position());
      keys.add(key(random.split()));
    }
    assertEquals(1000, keys.size());
    var resumed = new RandomStream(random.seed(), random.stream(), random.position());
    assertEquals(key(resumed.split()), key(random.split()));
    assertEquals(resumed.toString(), random.toString());
  }

  /** By number, by name, by order; of parents that differ in one bit; of children of children. */
  @Test
  void noTwoPlacesAreOneStream() {
    Set<String> keys = new HashSet<>();
    int all = 0;
    long[] numbers = {0, 1, 2, 3, 64, 1L << 32, 1L << 63, -1, Long.MAX_VALUE};
    for (long seed : numbers) {
      for (long stream : numbers) {
        var random = new RandomStream(seed, stream);
        all += 1 + 5 * numbers.length + 3;
        keys.add(key(random));
        for (long place : numbers) {
          RandomStream child = random.split(place);
          keys.add(key(child));
          keys.add(key(child.split(place)));
          keys.add(key(child.split(Long.toString(place))));
          keys.add(key(random.split(Long.toString(place))));
          keys.add(key(random.split()));
        }
        keys.add(key(random.split("")));
        keys.add(key(random.split("ab")));
        keys.add(key(random.split("ba")));
      }
    }
    assertEquals(all, keys.size());
  }

  /** Known numbers: results are quoted with a seed. */
  @Test
  void childrenStayAsTheyAre() {
    var random = new RandomStream(42);
    assertEquals(
        "RandomStream(7694597936978451365, -6766504552864116921, 0)", random.split(3).toString());
    assertEquals(
        "RandomStream(3973348250197339280, 2165615666104381822, 0)",
        random.split("encoder").toString());
    assertEquals(
        "RandomStream(-5168342505522222670, 6838276588367134256, 0)", random.split().toString());
  }

  @Test
  void numbersOfChildrenAreUniformAndUnrelated() {
    var parent = new RandomStream(1);
    int n = 20_000;
    List<double[]> drawn = new ArrayList<>();
    for (RandomStream stream :
        List.of(parent, parent.split(0), parent.split(1), parent.split(0).split(0))) {
      double[] values = new double[n];
      long[] counts = new long[64];
      for (int i = 0; i < n; i++) {
        values[i] = stream.nextFloat();
        counts[(int) (64 * values[i])]++;
      }
      double[] expected = new double[64];
      Arrays.fill(expected, n / 64.0);
      assertTrue(new ChiSquareTest().chiSquareTest(expected, counts) > 1e-3);
      drawn.add(values);
    }
    for (int a = 0; a < drawn.size(); a++) {
      for (int b = 0; b < a; b++) {
        double r = new PearsonsCorrelation().correlation(drawn.get(a), drawn.get(b));
        assertEquals(0, r, 5 / Math.sqrt(n), a + " and " + b);
      }
    }
    // The first number of each of many children: between streams they are as random as within.
    long[] counts = new long[64];
    for (int i = 0; i < n; i++) {
      counts[(int) (64 * parent.split(i).nextFloat())]++;
    }
    double[] expected = new double[64];
    Arrays.fill(expected, n / 64.0);
    assertTrue(new ChiSquareTest().chiSquareTest(expected, counts) > 1e-3);
  }

  @Test
  void elementsAreSetAside() {
    var random = new RandomStream(3, 5, 10);
    assertEquals(10, random.reserve(5));
    assertEquals(15, random.reserve(0));
    assertEquals(15, random.position());
    var e = assertThrows(IllegalArgumentException.class, () -> random.reserve(-1));
    assertEquals("count: expected 0 or more, got -1", e.getMessage());
    assertEquals(15, random.position());
    RandomStream copy = random.copy();
    assertEquals(random.nextFloat(), copy.nextFloat());
    random.nextFloat();
    assertEquals(16, copy.position());
  }

  @Test
  void theProcessHasASequenceThatASeedRepeats() {
    Seeds.set(42);
    List<String> first = List.of(key(Seeds.next()), key(Seeds.next()), key(Seeds.next()));
    assertEquals(3, Set.copyOf(first).size());
    Seeds.set(42);
    assertEquals(first, List.of(key(Seeds.next()), key(Seeds.next()), key(Seeds.next())));
    Seeds.set(43);
    assertNotEquals(first.getFirst(), key(Seeds.next()));
    // and it is no stream that somebody would name by small numbers
    Seeds.set(42);
    assertNotEquals(key(new RandomStream(42)), key(Seeds.next()));
  }

  @Test
  void threadsGetEveryStreamOnce() throws InterruptedException {
    Seeds.set(7);
    Set<String> keys = ConcurrentHashMap.newKeySet();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int k = 0; k < 500; k++) {
                      keys.add(key(Seeds.next()));
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(4000, keys.size());
    Seeds.set(7);
    for (int k = 0; k < 4000; k++) {
      assertTrue(keys.contains(key(Seeds.next())));
    }
  }
}
