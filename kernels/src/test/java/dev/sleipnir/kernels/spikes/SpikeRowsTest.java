package dev.sleipnir.kernels.spikes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpikeRowsTest {
  private static final int FEATURES = 150;
  private static final int[] LENGTHS = {1, 2, 31, 32, 33, 63, 64};

  @Test
  void fieldsAreNeighbouringNeurons() {
    SpikeRows spikes = DrawnRows.spikes(1, 3, FEATURES, 0.5);
    for (int length : LENGTHS) {
      for (int first = 0; first + length <= FEATURES; first++) {
        long expected = 0;
        for (int i = 0; i < length; i++) {
          expected |= spikes.get(1, first + i) ? 1L << i : 0;
        }
        assertEquals(expected, spikes.field(1, first, length), length + " from " + first);
      }
    }
  }

  @Test
  void addedSpikesLeaveTheOthers() {
    SpikeRows before = DrawnRows.spikes(2, 3, FEATURES, 0.3);
    SpikeRows added = DrawnRows.spikes(3, 3, FEATURES, 0.5);
    for (int length : LENGTHS) {
      for (int first = 0; first + length <= FEATURES; first++) {
        SpikeRows spikes = new SpikeRows(3, FEATURES, before.bits().clone());
        spikes.or(1, first, length, added.field(1, first, length));
        for (int r = 0; r < 3; r++) {
          for (int f = 0; f < FEATURES; f++) {
            boolean inside = r == 1 && f >= first && f < first + length;
            assertEquals(before.get(r, f) || (inside && added.get(r, f)), spikes.get(r, f));
          }
        }
      }
    }
  }

  @Test
  void copiesWholeRows() {
    SpikeRows from = DrawnRows.spikes(5, 4, FEATURES, 0.5);
    SpikeRows spikes = DrawnRows.spikes(6, 5, FEATURES, 0.5);
    SpikeRows before = new SpikeRows(5, FEATURES, spikes.bits().clone());
    spikes.copyRows(1, from, 2, 2);
    for (int r = 0; r < 5; r++) {
      for (int f = 0; f < FEATURES; f++) {
        boolean expected = (r == 1 || r == 2) ? from.get(r + 1, f) : before.get(r, f);
        assertEquals(expected, spikes.get(r, f));
      }
    }
    assertThrows(IndexOutOfBoundsException.class, () -> spikes.copyRows(4, from, 0, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> spikes.copyRows(0, from, 3, 2));
    SpikeRows wider = SpikeRows.silent(4, FEATURES + 1);
    assertThrows(IllegalArgumentException.class, () -> spikes.copyRows(0, wider, 0, 1));
  }

  @Test
  void countsAndSilencesRows() {
    SpikeRows spikes = DrawnRows.spikes(4, 5, FEATURES, 0.4);
    long expected = 0;
    for (int r = 1; r < 4; r++) {
      for (int f = 0; f < FEATURES; f++) {
        expected += spikes.get(r, f) ? 1 : 0;
      }
    }
    assertEquals(expected, spikes.count(1, 4));
    assertEquals(0, spikes.count(2, 2));
    long ends = spikes.count(0, 1) + spikes.count(4, 5);
    spikes.clear(1, 4);
    assertEquals(0, spikes.count(1, 4));
    assertEquals(ends, spikes.count(0, 5));
  }

  @Test
  void rowsBeginAtWords() {
    assertEquals(3, SpikeRows.silent(2, FEATURES).words());
    assertArrayEquals(new long[6], SpikeRows.silent(2, FEATURES).bits());
    assertEquals(0, SpikeRows.length(7, 0));
    assertEquals(7, SpikeRows.length(7, 64));
    assertEquals(14, SpikeRows.length(7, 65));
  }

  @Test
  void rejectsWhatDoesNotFit() {
    assertThrows(IllegalArgumentException.class, () -> SpikeRows.length(-1, 1));
    assertThrows(IllegalArgumentException.class, () -> SpikeRows.length(1 << 16, 1 << 22));
    assertEquals(
        "bits: expected 6 longs, got 5",
        assertThrows(IllegalArgumentException.class, () -> new SpikeRows(2, FEATURES, new long[5]))
            .getMessage());
  }

  @Test
  void listsTheSpikesOfAllRowsInOrder() {
    for (int features : new int[] {0, 1, 63, 64, 65, 130}) {
      for (int rows : new int[] {0, 1, 3}) {
        SpikeRows spikes = DrawnRows.spikes(7, rows, features, 0.2);
        int[] found = new int[rows * features];
        int count = spikes.list(found);
        int[] expected =
            IntStream.range(0, rows * features)
                .filter(n -> spikes.get(n / features, n % features))
                .toArray();
        assertArrayEquals(expected, Arrays.copyOf(found, count), rows + " of " + features);
      }
    }
  }

  @Test
  void visitsTheSpikesOfARowInOrder() {
    for (int features : new int[] {0, 1, 63, 64, 65, 130}) {
      SpikeRows spikes = DrawnRows.spikes(7, 3, features, 0.2);
      for (int row = 0; row < 3; row++) {
        int from = 0;
        for (int f = 0; f < features; f++) {
          if (spikes.get(row, f)) {
            assertEquals(f, spikes.next(row, from), row + " of " + features);
            from = f + 1;
          }
        }
        assertEquals(-1, spikes.next(row, from), row + " of " + features);
      }
    }
  }
}
