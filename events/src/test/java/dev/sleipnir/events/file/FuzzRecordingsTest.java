package dev.sleipnir.events.file;

import dev.sleipnir.events.Events;
import dev.sleipnir.events.Fuzz;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
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
    Events batch = new Events(100);
    Fuzz.run(
        "recordings " + name,
        Set.of(EventFormatException.class),
        (random, input) -> {
          byte[] bytes = Fuzz.mutated(random, recording);
          input.accept(bytes);
          boolean skips = random.nextBoolean();
          ReadOptions options = skips ? ReadOptions.DEFAULT.skippingBad() : ReadOptions.DEFAULT;
          try (EventReader reader = EventFile.open(new ByteArrayInputStream(bytes), options)) {
            long most = 255L * 32 * (bytes.length + 64L);
            long count = 0;
            while (reader.next(batch)) {
              count += batch.size();
              if (count > most) {
                throw new IllegalStateException("expected an end, got " + count + " events");
              }
            }
          }
        });
  }
}
