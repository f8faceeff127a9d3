package dev.sleipnir.kernels.sparse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.SameBits;
import dev.sleipnir.kernels.parallel.Parallel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FixedRowsTest {
  private record Synapse(int pre, int post, int delay, float weight) {}

  private static List<Synapse> drawn(int pre, int post, int count, int maxDelay) {
    Random random = new Random(count);
    List<Synapse> drawn = new ArrayList<>();
    for (int s = 0; s < count; s++) {
      drawn.add(
          new Synapse(
              random.nextInt(pre),
              random.nextInt(post),
              random.nextInt(maxDelay + 1),
              random.nextFloat()));
    }
    return drawn;
  }

  private static SynapseParts parts(List<Synapse> list) {
    return (part, parts, visitor) ->
        list.subList(list.size() * part / parts, list.size() * (part + 1) / parts)
            .forEach(one -> visitor.add(one.pre, one.post));
  }

  /** Sorted by a list's sort. */
  private static SparseDelivery plain(int pre, int post, List<Synapse> list, Parallel parallel) {
    List<Synapse> sorted = new ArrayList<>(list);
    sorted.sort(
        Comparator.comparingInt(Synapse::pre)
            .thenComparingInt(Synapse::delay)
            .thenComparingInt(Synapse::post));
    int[] rowStart = new int[pre + 1];
    int[] target = new int[list.size()];
    char[] delay = new char[list.size()];
    float[] weights = new float[list.size()];
    for (int s = 0; s < target.length; s++) {
      Synapse one = sorted.get(s);
      for (int i = one.pre; i < pre; i++) {
        rowStart[i + 1]++;
      }
      target[s] = one.post;
      delay[s] = (char) one.delay;
      weights[s] = one.weight;
    }
    return new SparseDelivery(
        new SparseRows(post, rowStart, target, delay), weights, parallel, /* worth= */ 1);
  }

  private static FixedRows rows(int pre, int post, List<Synapse> list, Parallel parallel) {
    return FixedRows.of(
        new SynapseCount(pre, post, parts(list), parallel),
        0,
        (synapse, i, j) -> list.get(synapse).delay,
        0,
        (synapse, i, j) -> list.get(synapse).weight,
        parallel.threads());
  }

  @Test
  void areThoseOfASortedListForAnyNumberOfThreads() {
    for (int threads : new int[] {1, 2, 3}) {
      try (var parallel = Parallel.of(threads)) {
        for (int pre : new int[] {1, 65}) {
          for (int post : new int[] {1, 300, 200_000}) { // one page, and several
            for (int count : new int[] {0, 1, 1000}) {
              List<Synapse> list = drawn(pre, post, count, 5);
              FixedRows rows = rows(pre, post, list, parallel);
              SparseDelivery plain = plain(pre, post, list, parallel);
              assertEquals(plain.checksum(), rows.checksum(), pre + " to " + post);
              assertEquals(count, rows.size());
              var delivery = new SparseDelivery(rows, parallel);
              for (int step = 0; step < 12; step++) {
                int[] spikes = {step % pre};
                float[] expected = new float[post];
                float[] got = new float[post];
                plain.step(spikes, 1, expected);
                delivery.step(spikes, 1, got);
                SameBits.assertSame(expected, got, pre + " to " + post + ", step " + step);
              }
              assertEquals(plain.events(), delivery.events());
            }
          }
        }
      }
    }
  }

  @Test
  void partsAreInOrder() {
    int pre = 2000;
    int post = 2000; // enough pairs for several parts
    List<Synapse> list = drawn(pre, post, 5000, 3);
    var count = new SynapseCount(pre, post, parts(list), Parallel.of(1));
    int[] seen = new int[1];
    count.list(
        (synapse, i, j) -> {
          assertEquals(seen[0]++, synapse);
          assertEquals(list.get(synapse).pre, i);
          assertEquals(list.get(synapse).post, j);
        });
    assertEquals(5000, seen[0]);
    assertEquals(
        plain(pre, post, list, Parallel.of(1)).checksum(),
        rows(pre, post, list, Parallel.of(1)).checksum());
  }

  @Test
  void takesFewBytes() {
    List<Synapse> list = drawn(100, 1000, 50_000, 0);
    var parallel = Parallel.of(1);
    var one =
        FixedRows.of(new SynapseCount(100, 1000, parts(list), parallel), 15, null, 0.1f, null, 1);
    assertTrue(one.bytes() <= 2.1 * list.size(), one.bytes() + " bytes");
    assertTrue(
        rows(100, 1000, list, parallel).bytes() <= 6.1 * list.size(), "weights of their own");
  }

  @Test
  void rejectsWhatChanges() {
    var asked = new AtomicInteger();
    SynapseParts more =
        (part, parts, visitor) -> {
          for (int s = 0; s <= asked.get(); s++) {
            visitor.add(0, s);
          }
          asked.incrementAndGet();
        };
    var parallel = Parallel.of(1);
    var grown = new SynapseCount(1, 9, more, parallel);
    assertThrows(IllegalStateException.class, () -> FixedRows.of(grown, 0, null, 1, null, 1));
    SynapseParts others = (part, parts, visitor) -> visitor.add(asked.getAndIncrement() % 2, 0);
    var moved = new SynapseCount(2, 9, others, parallel);
    assertThrows(IllegalStateException.class, () -> FixedRows.of(moved, 0, null, 1, null, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new SynapseCount(1, 1, (part, parts, visitor) -> visitor.add(0, 1), parallel));
    assertThrows(
        IllegalArgumentException.class,
        () -> {
          int post = (1 << 24) + 1;
          FixedRows.of(
              new SynapseCount(1, post, (part, parts, visitor) -> {}, parallel),
              0,
              null,
              1,
              null,
              1);
        });
  }
}
