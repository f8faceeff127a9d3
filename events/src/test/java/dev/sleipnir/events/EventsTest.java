package dev.sleipnir.events;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Batches, and sources read by count and by time. */
class EventsTest {
  private static Events of(long... times) {
    Events events = new Events(1);
    for (int i = 0; i < times.length; i++) {
      events.add(times[i], i, 65535 - i, i & 1);
    }
    return events;
  }

  @Test
  void holdsTheWholeRange() {
    Events events = of(Long.MIN_VALUE, 0, Long.MAX_VALUE);
    assertEquals(3, events.size());
    assertEquals(65535, events.y(0));
    assertEquals(2, events.x(2));
    assertEquals(1, events.polarity(1));
    assertEquals(Long.MAX_VALUE, events.t(2));
    assertThrows(IndexOutOfBoundsException.class, () -> events.t(3));
  }

  @Test
  void refusesWhatDoesNotFitBeforeItChanges() {
    Events events = new Events(4);
    for (int[] bad : new int[][] {{-1, 0, 0}, {0, 65536, 0}, {0, 0, 2}, {0, 0, -1}}) {
      assertThrows(IllegalArgumentException.class, () -> events.add(0, bad[0], bad[1], bad[2]));
    }
    assertThrows(IllegalArgumentException.class, () -> events.size(5));
    assertThrows(IllegalArgumentException.class, () -> new Events(0));
    assertThrows(IndexOutOfBoundsException.class, () -> events.add(of(1, 2), 1, 3));
    assertTrue(events.isEmpty());
  }

  @Test
  void sourcesFillBatchesWithoutGrowingThem() throws IOException {
    EventSource source = EventSource.of(of(1, 2, 3, 4, 5), 640, 480);
    Events batch = new Events(2);
    long[] column = batch.t();
    List<Integer> sizes = new ArrayList<>();
    while (source.next(batch)) {
      sizes.add(batch.size());
    }
    assertEquals(List.of(2, 2, 1), sizes);
    assertSame(column, batch.t());
    assertEquals(-1, source.read(batch));
    assertFalse(EventSource.of(of(), 0, 0).next(batch));
  }

  @Test
  void windowsAreAlignedToTheFirstEventAndSkipNothing() throws IOException {
    EventWindows windows = EventSource.of(of(7, 16, 17, 18, 15, 47), 0, 0).windows(10);
    Events batch = new Events(1);
    List<List<Long>> times = new ArrayList<>();
    while (windows.next(batch)) {
      List<Long> window = new ArrayList<>();
      for (int i = 0; i < batch.size(); i++) {
        window.add(batch.t(i));
      }
      times.add(window);
      assertEquals(7 + 10L * (times.size() - 1), windows.start());
      assertEquals(windows.start() + 10, windows.end());
    }
    // 15 comes late and is in the window that is open.
    assertEquals(
        List.of(List.of(7L, 16L), List.of(17L, 18L, 15L), List.of(), List.of(), List.of(47L)),
        times);
  }

  @Test
  void windowsStartWhereTheyAreTold() throws IOException {
    EventWindows windows = EventSource.of(of(12, 13), 0, 0).windows(5).from(0);
    Events batch = new Events(4);
    int[] sizes = new int[3];
    for (int w = 0; w < 3; w++) {
      assertTrue(windows.next(batch));
      sizes[w] = batch.size();
    }
    assertArrayEquals(new int[] {0, 0, 2}, sizes);
    assertFalse(windows.next(batch));
    assertThrows(IllegalStateException.class, () -> windows.from(3));
    assertThrows(IllegalArgumentException.class, () -> EventSource.of(of(1), 0, 0).windows(0));
  }

  @Test
  void eventsBeforeAFaultAreDelivered() throws IOException {
    EventWindows windows = faulty().windows(10);
    Events batch = new Events(4);
    assertTrue(windows.next(batch));
    assertEquals(1, batch.size());
    assertEquals("broken", assertThrows(IOException.class, () -> windows.next(batch)).getMessage());
    EventSource source = faulty();
    assertTrue(source.next(batch));
    assertEquals(1, batch.size());
    assertEquals("broken", assertThrows(IOException.class, () -> source.next(batch)).getMessage());
  }

  private static EventSource faulty() {
    return new EventSource() {
      private int calls;

      @Override
      public int width() {
        return 0;
      }

      @Override
      public int height() {
        return 0;
      }

      @Override
      public int read(Events batch) throws IOException {
        if (calls++ > 0) {
          throw new IOException("broken");
        }
        batch.add(1, 0, 0, 0);
        return 1;
      }
    };
  }
}
