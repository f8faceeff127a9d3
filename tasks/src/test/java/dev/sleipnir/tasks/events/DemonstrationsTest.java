package dev.sleipnir.tasks.events;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sleipnir.events.Events;
import dev.sleipnir.events.file.EventFile;
import dev.sleipnir.events.transform.Frames;
import dev.sleipnir.events.transform.Sensor;
import dev.sleipnir.events.transform.Slicing;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.neuron.LifRefrac;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.tasks.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Demonstrations on events: their figures are Norse's, their films can be seen. */
class DemonstrationsTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(args, new PrintWriter(out), new PrintWriter(err));
  }

  /** Counts of a recording of N-MNIST, of both polarities, [steps, 1, 34, 34]. */
  private static Tensor counts(long micros) throws IOException {
    String data = System.getenv("SLEIPNIR_DATA");
    assumeTrue(data != null, "SLEIPNIR_DATA is not set");
    Path file = Path.of(data, "events", "tonic_sample_nmnist.bin");
    assumeTrue(Files.exists(file), "no " + file);
    Events events = new Events(5000);
    try (var recording = EventFile.open(file)) {
      recording.next(events);
    }
    Frames frames = new Frames(new Sensor(34, 34)).merged();
    return frames.counts(events, Slicing.time(micros));
  }

  @Test
  void refractoryNeuronsSpikeAsNorses() throws IOException {
    for (long[] expected : new long[][] {{1000, 310, 278}, {10_000, 31, 605}}) {
      Tensor counts = counts(expected[0]);
      assertEquals(expected[1], counts.dim(0));
      Tensor frames = counts.reshape(counts.dim(0), 1, 1, 34, 34);
      Tensor spikes = Lift.of(new LifRefrac().cell()).forward(frames);
      assertEquals((float) expected[2], spikes.sum().item());
    }
  }

  @Test
  void surfacesAreNorses() throws IOException {
    Tensor counts = counts(1000);
    Tensor frames = counts.reshape(310, 1, 1, 34, 34);
    Tensor last =
        Lift.of(Surfaces.network(List.of(10., 50.), false)).forward(frames).at(309).rowMajor();
    double[] sums = {4.6836552610, 13.8128440595};
    double[] most = {0.0863176172, 0.1121330753};
    float[] values = last.values();
    for (int c = 0; c < 2; c++) {
      double sum = 0;
      float max = 0;
      for (int i = 0; i < 34 * 34; i++) {
        sum += values[c * 34 * 34 + i];
        max = Math.max(max, values[c * 34 * 34 + i]);
      }
      assertEquals(sums[c], sum, 1e-4);
      assertEquals(most[c], max, 1e-6);
    }
  }

  /** Those that were published, of 9 x 9 and of 5 x 5. */
  @Test
  void kernelsAreTheDemonstrations() {
    float[] five = {-.137573f, -.02327f, .621594f, -.02327f, -.137573f};
    float[] nine = {
      -.139627f, -.136568f, -.109406f, .073219f, .364672f, .073219f, -.109406f, -.136568f, -.139627f
    };
    for (float[] expected : List.of(five, nine)) {
      int size = expected.length;
      float[] kernels = Edges.network(size, 1, 1).parameters().getFirst().data();
      for (int i = 0; i < size * size; i++) {
        assertEquals(expected[i % size], kernels[i], 1e-6);
        assertEquals(expected[i / size], kernels[size * size + i], 1e-6);
      }
    }
  }

  @Test
  void aMovingBarIsAnUprightEdge() throws IOException {
    Path film = folder.resolve("bar.gif");
    Path picture = folder.resolve("bar.png");
    int status =
        run("edges", "--gif", film.toString(), "--png", picture.toString(), "--frame", "50");
    assertEquals("", err.toString());
    assertEquals(0, status);
    assertTrue(out.toString().startsWith("a moving bar, 128 x 96: "), out.toString());
    assertTrue(Files.size(film) < 400_000, "size " + Files.size(film));
    try (var images = ImageIO.createImageInputStream(film.toFile())) {
      var reader = ImageIO.getImageReaders(images).next();
      reader.setInput(images);
      assertEquals(10, reader.getNumImages(true));
    }
    assertTrue(ImageIO.read(picture.toFile()).getWidth() > 100);
  }

  @Test
  void surfacesAndFilmsOfRecordings() {
    String film = folder.resolve("t.gif").toString();
    assertEquals(0, run("timesurface", "--synapse", "--tau", "5", "--gif", film), err.toString());
    assertEquals(0, run("events", "view", "--frame", "100", "--gif", film), err.toString());
    assertTrue(out.toString().contains("in 5 frames"), out.toString());
  }

  @Test
  void framesAreShownWhileTheyCome() throws Exception {
    StringBuffer text = out.getBuffer();
    var viewing =
        CompletableFuture.supplyAsync(
            () -> run("events", "view", "--frame", "25", "--slower", "3", "--watch"));
    while (text.indexOf("/\n") < 0 && !viewing.isDone()) {
      Thread.sleep(2);
    }
    String found = text.toString();
    assertTrue(found.startsWith("Watch: http://127.0.0.1:"), found + err);
    URI page = URI.create(found.substring("Watch: ".length()).strip());
    JsonNode state = state(page);
    while (state.path("frame").asInt() < 4) {
      Thread.sleep(2);
      state = state(page);
    }
    assertEquals("a moving bar", state.path("title").asString());
    assertTrue(state.path("done").asDouble() >= 0.1, state.toString());
    try (var in = page.resolve("picture.png").toURL().openStream()) {
      assertTrue(ImageIO.read(in).getWidth() >= 4 * 128);
    }
    assertEquals(0, viewing.get(), err.toString());
    assertTrue(text.toString().contains("in 20 frames"), text.toString());
  }

  private static JsonNode state(URI page) throws IOException {
    try (var in = page.resolve("state").toURL().openStream()) {
      return JsonMapper.shared().readTree(in.readAllBytes());
    }
  }

  @Test
  void refusesWhatCannotBe() throws IOException {
    Path odd = Files.write(folder.resolve("odd.csv"), List.of("0,1,1,1", "5,2,2,0"));
    assertEquals(2, run("edges", "--kernel", "4"));
    assertEquals(2, run("timesurface", "--tau", "0"));
    assertEquals(2, run("events", "view", "--gif", "film.mp4"));
    assertEquals(1, run("edges", folder.resolve("none").toString()));
    assertEquals(1, run("edges", odd.toString()));
    assertEquals(0, run("edges", odd.toString(), "--sensor", "8x8"), err.toString());
    assertArrayEquals(
        new String[] {
          "sleipnir edges: --kernel: expected an odd number, got 4",
          "sleipnir timesurface: --tau: expected a positive number, got 0.0",
        },
        err.toString().lines().limit(2).toArray());
  }
}
