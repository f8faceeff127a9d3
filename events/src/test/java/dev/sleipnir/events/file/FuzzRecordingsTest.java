package dev.sleipnir.events.file;

import dev.sleipnir.events.Events;
import dev.sleipnir.events.Fuzz;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Damaged recordings of every format are read or refused, and nothing else. */
class FuzzRecordingsTest {
  @TestFactory
  Stream<DynamicTest> everyFormat() throws IOException {
    Map<String, byte[]> all = Damaged.all();
    all.put("shd", Damaged.shd());
    return all.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> fuzz(entry.getKey(), entry.getValue())));
  }

  private static void fuzz(String name, byte[] recording) {
    Events[] batches = {new Events(100), new Events(7), new Events(1)};
    EventFormat[] formats = EventFormat.values();
    Fuzz.run(
        "recordings " + name,
        Set.of(EventFormatException.class),
        (random, input) -> {
          byte[] bytes = Fuzz.mutated(random, recording);
          if (random.nextInt(4) == 0 && bytes.length > 0) {
            noise(random, bytes);
          }
          input.accept(bytes);
          boolean skips = random.nextBoolean();
          ReadOptions options = skips ? ReadOptions.DEFAULT.skippingBad() : ReadOptions.DEFAULT;
          if (random.nextInt(16) == 0) {
            options = options.as(formats[random.nextInt(formats.length)]);
          }
          Events batch = batches[random.nextInt(batches.length)];
          try (EventReader reader = EventFile.open(new ByteArrayInputStream(bytes), options)) {
            long most = 255L * 32 * (bytes.length + 64L);
            long count = 0;
            while (reader.next(batch)) {
              count += batch.size();
              if (count > most) {
                throw new IllegalStateException("expected an end, got " + count + " events");
              }
            }
          } catch (EventFormatException e) {
            if (e.offset() < 0 || e.offset() > bytes.length) {
              throw new IllegalStateException("expected a byte of the recording", e);
            }
            throw e;
          }
        });
  }

  /** Random bytes in place of some. */
  private static void noise(Random random, byte[] bytes) {
    int from = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, from + 1 + random.nextInt(64));
    for (int i = from; i < to; i++) {
      bytes[i] = (byte) random.nextInt();
    }
  }
}
