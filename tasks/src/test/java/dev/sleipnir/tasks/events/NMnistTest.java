package dev.sleipnir.tasks.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.tasks.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A short training on recordings of two kinds: an upright and a level bar. */
class NMnistTest {
  private static final int SIDE = 34;
  private static final int EVENTS = 1200;

  @TempDir private Path folder;

  @BeforeEach
  void records() throws IOException {
    RandomStream random = new RandomStream(1);
    for (String part : new String[] {"Train", "Test"}) {
      for (int digit = 0; digit < 2; digit++) {
        Path of = Files.createDirectories(folder.resolve(part).resolve(String.valueOf(digit)));
        for (int n = 0; n < (part.equals("Train") ? 12 : 4); n++) {
          Files.write(of.resolve(n + ".bin"), bar(digit, 14 + random.nextInt(6), random));
        }
      }
    }
  }

  /** Events of 5 bytes, of a bar of four rows or columns. */
  private static byte[] bar(int digit, int at, RandomStream random) {
    byte[] bytes = new byte[5 * EVENTS];
    for (int i = 0; i < EVENTS; i++) {
      int along = 4 + random.nextInt(SIDE - 8);
      bytes[5 * i] = (byte) (digit == 0 ? at + i % 4 : along);
      bytes[5 * i + 1] = (byte) (digit == 0 ? along : at + i % 4);
      int word = random.nextInt(2) << 23 | 250 * i;
      bytes[5 * i + 2] = (byte) (word >>> 16);
      bytes[5 * i + 3] = (byte) (word >>> 8);
      bytes[5 * i + 4] = (byte) word;
    }
    return bytes;
  }

  private JsonNode train(int threads) throws IOException {
    StringWriter err = new StringWriter();
    Path report = folder.resolve("report" + threads + ".json");
    int status =
        Main.run(
            ("nmnist --epochs 4 --channels 16,16 --steps 8 --batch-size 8 --learning-rate 0.01 --quiet"
                    + " --threads "
                    + threads
                    + " --data "
                    + folder
                    + " --report "
                    + report)
                .split(" "),
            new PrintWriter(new StringWriter()),
            new PrintWriter(err));
    assertEquals("", err.toString());
    assertEquals(0, status);
    return JsonMapper.shared().readTree(Files.readString(report));
  }

  @Test
  void learnsAndDoesNotDependOnThreads() throws IOException {
    JsonNode one = train(1).get("epochs");
    JsonNode two = train(2).get("epochs");
    assertEquals(1, one.get(3).get("testAccuracy").asDouble(), one.toString());
    for (int e = 0; e < 4; e++) {
      for (String figure : new String[] {"trainLoss", "testLoss"}) {
        assertTrue(one.get(e).has(figure), one.toString());
        assertEquals(one.get(e).get(figure), two.get(e).get(figure));
      }
    }
  }

  @Test
  void saysWhatIsMissing() {
    StringWriter err = new StringWriter();
    String[] args = {"nmnist", "--data", folder.resolve("no").toString()};
    assertEquals(1, Main.run(args, new PrintWriter(new StringWriter()), new PrintWriter(err)));
    assertTrue(
        err.toString().startsWith("sleipnir: N-MNIST: expected Train and Test in "),
        err.toString());
  }
}
