package dev.sleipnir.tasks.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.Events;
import dev.sleipnir.events.data.MovingBar;
import dev.sleipnir.events.transform.EventTransform;
import dev.sleipnir.events.transform.Sensor;
import dev.sleipnir.kernels.random.RandomStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page on streams quotes programs that run, and names every transform there is. */
class EventStreamsGuideTest {
  private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private static String page() throws IOException {
    return Files.readString(Path.of("../docs/guide/event-streams.md"));
  }

  @Test
  void quotesItsPrograms() throws IOException {
    String programs =
        Files.readString(Path.of("../docs/examples/event_file.java"))
            + Files.readString(Path.of("../docs/examples/tracking.java"));
    var blocks = CODE.matcher(page()).results().map(MatchResult::group).toList();
    assertEquals(3, blocks.size());
    for (String block : blocks) {
      String code = block.substring("```java\n".length(), block.length() - "```".length());
      assertTrue(programs.contains(code), code);
    }
  }

  @Test
  void namesEveryTransform() throws IOException {
    String page = page();
    for (Method method : EventTransform.class.getMethods()) {
      if (Modifier.isStatic(method.getModifiers())) {
        assertTrue(page.contains("`" + method.getName() + "`"), method.getName());
      }
    }
  }

  @Test
  void theFirstLinesRun() throws IOException {
    Sensor sensor = new Sensor(64, 48);
    Events recording = MovingBar.across(sensor).record(100_000, new RandomStream(1));
    EventSource camera = EventSource.of(recording, 64, 48);
    var clean = EventTransform.hotPixels(200).then(EventTransform.denoise(10_000));
    Events less = clean.apply(recording, sensor, new RandomStream(1));
    EventSource live = clean.apply(camera, new RandomStream(1));
    Events batch = new Events(recording.size());
    assertTrue(live.next(batch));
    assertTrue(less.size() > 500 && less.size() < recording.size());
    long[] times = Arrays.copyOf(less.t(), less.size());
    assertTrue(Arrays.equals(times, Arrays.stream(times).sorted().toArray()));
  }
}
