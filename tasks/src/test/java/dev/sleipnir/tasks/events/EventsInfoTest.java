package dev.sleipnir.tasks.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sleipnir.tasks.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the command says of recordings is what an independent decoder found. */
class EventsInfoTest {
  @TempDir Path folder;

  /** Exit status, output, errors. */
  private record Answer(int status, String out, String err) {}

  private static Answer run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(args, new PrintWriter(out), new PrintWriter(err));
    return new Answer(status, out.toString(), err.toString());
  }

  @Test
  void samplesAreReadAsExpected() throws IOException {
    String data = System.getenv("SLEIPNIR_DATA");
    assumeTrue(data != null, "SLEIPNIR_DATA is not set: real recordings not read");
    Path samples = Path.of(data, "events");
    Path file = samples.resolve("events_expected.json");
    assumeTrue(Files.exists(file), "no events in $SLEIPNIR_DATA: real recordings not read");
    JsonNode expected = JsonMapper.shared().readTree(Files.readString(file));
    List<String> args = new ArrayList<>(List.of("events", "info", "--json"));
    for (Map.Entry<String, JsonNode> entry : expected.properties()) {
      if (Files.exists(samples.resolve(entry.getKey()))) {
        args.add(samples.resolve(entry.getKey()).toString());
      }
    }
    args.add(samples.resolve("tonic_sample_aedat_header.aedat").toString());
    args.add(samples.resolve("faery_generic.es").toString());
    args.add(samples.resolve("tonic_sample_stmnist.mat").toString());
    assertTrue(args.size() >= 12, args.toString());
    Answer answer = run(args.toArray(String[]::new));
    assertEquals("", answer.err());
    JsonNode found = JsonMapper.shared().readTree(answer.out());
    for (Map.Entry<String, JsonNode> entry : expected.properties()) {
      JsonNode figures = found.get(entry.getKey());
      if (figures == null) {
        continue;
      }
      for (Map.Entry<String, JsonNode> figure : entry.getValue().properties()) {
        if (!List.of("note", "crosscheck").contains(figure.getKey())) {
          assertEquals(
              figure.getValue(),
              figures.get(figure.getKey()),
              entry.getKey() + " " + figure.getKey());
        }
      }
    }
    assertEquals(0, found.get("tonic_sample_aedat_header.aedat").get("events").asInt());
    assertEquals(2346, found.get("tonic_sample_stmnist.mat").get("events").asInt());
    JsonNode generic = found.get("faery_generic.es");
    assertEquals(70, generic.get("events").asInt());
    assertEquals(1207922, generic.get("t_last").asLong());
    assertEquals("{\"payloads\":70}", generic.get("others").toString());
    assertEquals(
        "{\"frames\":3,\"imu_samples\":130,\"triggers\":15}",
        found.get("aestream_davis.aedat4").get("others").toString());
    Answer words =
        run("events", "info", "--stream", "0", samples.resolve("aestream_davis.aedat4").toString());
    assertTrue(
        words.out().contains("besides: 3 frames, 130 imu samples, 15 triggers"), words.out());
    Answer missing =
        run("events", "info", "--stream", "1", samples.resolve("aestream_davis.aedat4").toString());
    assertTrue(missing.err().contains("expected a header with stream 1 of events"), missing.err());
  }

  @Test
  void saysWhatIsWrongAfterWhatIsThere() throws IOException {
    Path good = Files.writeString(folder.resolve("good.csv"), "t,x,y,p\n1,2,3,1\n4,5,6,0\n");
    Path bad = Files.writeString(folder.resolve("bad.csv"), "1,2,3,1\n4,five,6,0\n7,8,9,0\n");
    Answer answer = run("events", "info", "--json", good.toString(), bad.toString());
    assertEquals(1, answer.status());
    assertTrue(answer.err().contains("bad.csv: byte 8: line 2: expected t, x, y"), answer.err());
    JsonNode found = JsonMapper.shared().readTree(answer.out());
    assertEquals(2, found.get("good.csv").get("events").asInt());
    assertEquals(1, found.get("bad.csv").get("events").asInt());
    Answer skipping = run("events", "info", "--skip-bad", bad.toString());
    assertEquals(0, skipping.status());
    assertTrue(skipping.out().contains("csv, 2 events, 1 ON"), skipping.out());
    assertTrue(skipping.out().contains("1 damaged part left out"), skipping.out());
  }

  @Test
  void convertsWhatItReads() throws IOException {
    Path csv = Files.writeString(folder.resolve("a.csv"), "10 9\n0.5 2 3 1\n0.500002 5 6 0\n");
    for (String name : List.of("a.raw", "a.dat", "a.es", "a.aedat4", "a.npy", "b.csv")) {
      Path out = folder.resolve(name);
      Answer answer = run("events", "convert", "--from-zero", csv.toString(), out.toString());
      assertEquals(0, answer.status(), answer.err());
      assertTrue(answer.err().contains("2 events of csv as "), answer.err());
      JsonNode found =
          JsonMapper.shared()
              .readTree(run("events", "info", "--json", out.toString()).out())
              .get(name);
      assertEquals("[[0,2,3,1],[2,5,6,0]]", found.get("first3").toString(), name);
    }
    Answer name = run("events", "convert", csv.toString(), folder.resolve("a.txt").toString());
    assertEquals(2, name.status());
    assertTrue(name.err().contains("or --to one of evt2, evt3"), name.err());
    Answer useless = run("events", "convert", "--compression", "zstd", csv.toString(), "x.raw");
    assertTrue(useless.err().contains("expected an output in aedat4"), useless.err());
    assertTrue(
        run("bench", "events", "--events", "3000", "--repeats", "1")
            .out()
            .contains("\"recording\":\"aedat4\",\"events\":3000"));
  }

  @Test
  void refusesWhatItCannotRead() {
    assertEquals(2, run("events").status());
    Answer missing = run("events", "info", folder.resolve("none.raw").toString());
    assertEquals(1, missing.status());
    assertTrue(missing.err().contains("expected a file, found none"), missing.err());
    Answer size = run("events", "info", "--sensor", "0x7", "a.raw");
    assertTrue(size.err().contains("expected WxH of 1 to 65535"), size.err());
  }
}
