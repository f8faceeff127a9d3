package dev.sleipnir.events.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.Events;
import dev.sleipnir.kernels.random.RandomStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transforms against plain lists of events. */
class EventTransformTest {
  private static final Sensor SENSOR = new Sensor(9, 7);

  private record Event(long t, int x, int y, int polarity) {}

  /** In order of time, some at once, some outside the sensor. */
  private static Events drawn(int count, int columns) {
    RandomStream random = new RandomStream(7, count);
    Events events = new Events(1);
    long t = 0;
    for (int i = 0; i < count; i++) {
      t += random.nextInt(4) * 100L;
      events.add(t, random.nextInt(columns), random.nextInt(7), random.nextInt(2));
    }
    return events;
  }

  private static List<Event> list(Events events) {
    List<Event> list = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      list.add(new Event(events.t(i), events.x(i), events.y(i), events.polarity(i)));
    }
    return list;
  }

  private static List<Event> after(EventTransform transform, Events events) {
    return list(transform.apply(events, SENSOR, new RandomStream(3)));
  }

  private static void assertKeeps(EventTransform transform, Events events, Predicate<Event> keep) {
    List<Event> expected = new ArrayList<>();
    for (Event event : list(events)) { // in order: the predicate remembers
      if (keep.test(event)) {
        expected.add(event);
      }
    }
    assertEquals(expected, after(transform, events), transform.text());
  }

  private static void assertMaps(EventTransform transform, Events events, UnaryOperator<Event> to) {
    List<Event> expected =
        list(events).stream()
            .map(to)
            .filter(e -> e.x >= 0 && e.x < SENSOR.width() && e.y >= 0 && e.y < SENSOR.height())
            .toList();
    assertEquals(expected, after(transform, events), transform.text());
  }

  private static boolean isInside(Event e) {
    return e.x < SENSOR.width() && e.y < SENSOR.height();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 65, 1000})
  void filtersKeepWhatTheySay(int count) {
    Events events = drawn(count, 11);
    Map<List<Integer>, Long> seen = new HashMap<>();
    assertKeeps(
        EventTransform.denoise(300),
        events,
        e -> {
          if (!isInside(e)) {
            return false;
          }
          seen.put(List.of(e.x, e.y), e.t);
          return List.of(
                  List.of(e.x - 1, e.y),
                  List.of(e.x + 1, e.y),
                  List.of(e.x, e.y - 1),
                  List.of(e.x, e.y + 1))
              .stream()
              .anyMatch(near -> seen.getOrDefault(near, 0L) + 300 > e.t);
        });
    Map<List<Integer>, Long> last = new HashMap<>();
    assertKeeps(
        EventTransform.refractory(1000),
        events,
        e -> {
          Long before = last.put(List.of(e.x, e.y), e.t);
          return isInside(e) && e.t - (before == null ? -1000 : before) > 1000;
        });
    Map<List<Integer>, Integer> counts = new HashMap<>();
    assertKeeps(
        EventTransform.decimation(3),
        events,
        e -> counts.merge(List.of(e.x, e.y), 1, Integer::sum) % 3 == 0 && isInside(e));
    Map<Long, Integer> windows = new HashMap<>();
    assertKeeps(
        EventTransform.rateLimit(2, 500),
        events,
        e -> windows.merge(e.t / 500, 1, Integer::sum) <= 2);
    assertKeeps(EventTransform.cropTime(1000, 4000), events, e -> e.t >= 1000 && e.t <= 4000);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65, 500})
  void placesAreThoseSaid(int count) {
    Events events = drawn(count, 9);
    assertMaps(EventTransform.flipX(), events, e -> new Event(e.t, 8 - e.x, e.y, e.polarity));
    assertMaps(EventTransform.flipY(), events, e -> new Event(e.t, e.x, 6 - e.y, e.polarity));
    assertMaps(
        EventTransform.rotate(180), events, e -> new Event(e.t, 8 - e.x, 6 - e.y, e.polarity));
    // About (4, 3): what is to the right of the middle comes to lie above it.
    assertMaps(
        EventTransform.rotate(90),
        events,
        e -> new Event(e.t, 4 + e.y - 3, 3 - e.x + 4, e.polarity));
    assertMaps(EventTransform.mergePolarities(), events, e -> new Event(e.t, e.x, e.y, 0));
    assertMaps(
        EventTransform.flipPolarity(), events, e -> new Event(e.t, e.x, e.y, 1 - e.polarity));
    assertMaps(
        EventTransform.downsample(0.4),
        events,
        e -> new Event(e.t, e.x * 4 / 10, e.y * 4 / 10, e.polarity));
    assertMaps(
        EventTransform.timeSkew(1.5, 10),
        events,
        e -> new Event(e.t * 3 / 2 + 10, e.x, e.y, e.polarity));
    List<Event> cropped =
        list(events).stream()
            .filter(e -> e.x >= 2 && e.x < 6 && e.y >= 1 && e.y < 4)
            .map(e -> new Event(e.t, e.x - 2, e.y - 1, e.polarity))
            .toList();
    assertEquals(cropped, after(EventTransform.crop(2, 1, 4, 3), events));
    assertEquals(new Sensor(4, 3), EventTransform.crop(2, 1, 4, 3).sensor(SENSOR));
    assertEquals(
        after(EventTransform.crop(2, 2, 4, 3), events),
        after(EventTransform.centerCrop(4, 3), events));
    List<Event> back = new ArrayList<>(list(events));
    long end = count == 0 ? 0 : back.getLast().t;
    back.replaceAll(e -> new Event(end - e.t, e.x, e.y, 1 - e.polarity));
    assertEquals(back.reversed(), after(EventTransform.timeReversal(), events));
  }

  @Test
  void rightOfTheMiddleComesToLieAboveIt() {
    Events events = new Events(1);
    events.add(0, 6, 3, 1);
    Events turned = EventTransform.rotate(90).apply(events, SENSOR, new RandomStream(0));
    assertEquals(List.of(new Event(0, 4, 1, 1)), list(turned));
  }

  @Test
  void whatIsRandomIsRepeatedByItsStream() {
    Events events = drawn(400, 9);
    for (EventTransform transform :
        List.of(
            EventTransform.drop(0.25),
            EventTransform.dropTime(0.3),
            EventTransform.dropArea(0.5),
            EventTransform.jitter(1.5),
            EventTransform.timeJitter(400),
            EventTransform.noise(50),
            EventTransform.randomCrop(5, 4),
            EventTransform.randomRotation(40),
            EventTransform.randomShift(2))) {
      List<Event> once = after(transform, events);
      assertEquals(once, after(transform, events), transform.text());
      Sensor size = transform.sensor(SENSOR);
      long before = Long.MIN_VALUE;
      for (Event e : once) {
        assertTrue(e.x < size.width() && e.y < size.height() && e.t >= before, transform.text());
        before = e.t;
      }
      assertNotEquals(
          once, list(transform.apply(events, SENSOR, new RandomStream(4))), transform.text());
    }
    assertEquals(300, after(EventTransform.drop(0.25), events).size());
    assertEquals(450, after(EventTransform.noise(50), events).size());
    assertEquals(list(events), list(drawn(400, 9)), "the recording stays as it is");
  }

  @Test
  void streamsGoOnFromBatchToBatch() throws IOException {
    Events events = drawn(10_000, 9);
    EventTransform chain =
        EventTransform.denoise(300)
            .then(EventTransform.crop(1, 1, 7, 5))
            .then(EventTransform.refractory(200))
            .then(EventTransform.rateLimit(3, 1000))
            .then(EventTransform.decimation(2));
    EventSource stream =
        chain.apply(EventSource.of(events, SENSOR.width(), SENSOR.height()), new RandomStream(3));
    assertEquals(7, stream.width());
    assertEquals(5, stream.height());
    List<Event> got = new ArrayList<>();
    Events batch = new Events(77);
    while (stream.next(batch)) {
      got.addAll(list(batch));
    }
    assertEquals(after(chain, events), got);
    assertTrue(got.size() > 100);
    assertThrows(
        IllegalArgumentException.class,
        () -> chain.apply(EventSource.of(events, 0, 0), new RandomStream(0)));
  }

  @Test
  void sortIsStable() {
    Events events = new Events(1);
    RandomStream random = new RandomStream(5);
    for (int i = 0; i < 1000; i++) {
      events.add(random.nextInt(50), i, 0, 0);
    }
    List<Event> expected = new ArrayList<>(list(events));
    expected.sort((a, b) -> Long.compare(a.t, b.t));
    assertEquals(
        expected,
        list(EventTransform.sort().apply(events, new Sensor(1000, 1), new RandomStream(0))));
  }

  @Test
  void refusesWhatIsOutOfRange() {
    for (Runnable wrong :
        List.<Runnable>of(
            () -> EventTransform.denoise(0),
            () -> EventTransform.refractory(-1),
            () -> EventTransform.hotPixels(0),
            () -> EventTransform.decimation(0),
            () -> EventTransform.rateLimit(-1, 1),
            () -> EventTransform.crop(-1, 0, 1, 1),
            () -> EventTransform.crop(6, 0, 4, 1).apply(new Events(1), SENSOR, new RandomStream(0)),
            () -> EventTransform.randomCrop(10, 1).sensor(SENSOR),
            () -> EventTransform.rotate(Double.NaN),
            () -> EventTransform.downsample(2),
            () -> EventTransform.jitter(-1),
            () -> EventTransform.timeSkew(0, 0),
            () -> EventTransform.drop(1),
            () -> EventTransform.noise(-1),
            () -> new Sensor(0, 1),
            () -> new Sensor(65_536, 65_536))) {
      assertThrows(IllegalArgumentException.class, wrong::run);
    }
  }
}
