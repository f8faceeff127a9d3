package dev.sleipnir.events.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.events.EventSource;
import dev.sleipnir.events.Events;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide to recordings: its code is this test, token for token. */
class EventsGuideTest {
  @TempDir Path folder;

  @Test
  void readsAndWrites() throws IOException {
    Path file = folder.resolve("recording");
    Path copy = folder.resolve("copy.raw");
    Events events = Recordings.drawn(new Random(1), 5000, 40);
    // snippet begins
    EventFile.write(copy, EventFormat.EVT3, EventSource.of(events, 640, 480));
    // snippet ends
    Files.copy(copy, file);
    EventSummary summary = new EventSummary();
    summary.add(events);
    // snippet begins
    try (var recording = EventFile.open(file)) {
      var batch = new Events(1 << 16);
      long on = 0;
      while (recording.next(batch)) {
        for (int i = 0; i < batch.size(); i++) {
          on += batch.polarity(i);
        }
      }
      // snippet ends
      assertEquals(summary.on(), on);
    }
    List<Integer> counts = new ArrayList<>();
    // snippet begins
    try (var recording = EventFile.open(file)) {
      var window = new Events(1024);
      var windows = recording.windows(10_000); // 10 ms
      while (windows.next(window)) {
        counts.add(window.size());
      }
    }
    // snippet ends
    assertEquals(5000, counts.stream().mapToInt(Integer::intValue).sum());
    assertEquals((summary.lastTime() - summary.firstTime()) / 10_000 + 1, counts.size());
    // snippet begins
    var frames = new ArrayList<Frame>();
    var options =
        ReadOptions.DEFAULT.listener(
            new RecordingListener() {
              @Override
              public void frame(Frame frame) {
                frames.add(frame);
              }
            });
    // snippet ends
    assertEquals(5000, Recordings.read(Files.readAllBytes(file), options).size());
    assertTrue(frames.isEmpty());
  }

  @Test
  void theGuideShowsThis() throws IOException {
    String page = Files.readString(Path.of("../docs/guide/events.md"));
    String test =
        Files.readString(Path.of("src/test/java/dev/sleipnir/events/file/EventsGuideTest.java"));
    String bare = test.replaceAll("//.*|assert.*", "").replaceAll("\\s", "");
    List<String> blocks =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(page)
            .results()
            .map(match -> match.group(1))
            .toList();
    assertEquals(4, blocks.size());
    for (String block : blocks) {
      assertTrue(bare.contains(block.replaceAll("//.*", "").replaceAll("\\s", "")), block);
    }
    for (EventFormat format : EventFormat.values()) {
      assertTrue(page.contains("`" + format.id() + "`"), format.id());
    }
  }
}
