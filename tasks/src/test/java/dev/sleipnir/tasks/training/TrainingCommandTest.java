package dev.sleipnir.tasks.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.network.Model;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.train.Batch;
import dev.sleipnir.model.train.BatchResult;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.model.train.TrainingTask;
import dev.sleipnir.tasks.option.Usage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What every command that trains has, of a task without labels or accuracy. */
class TrainingCommandTest {
  @TempDir Path folder;

  /** Runs on the thread that trains, after every line. */
  private Runnable printed = () -> {};

  private final StringWriter out =
      new StringWriter() {
        @Override
        public void flush() {
          printed.run();
        }
      };

  private final StringWriter err = new StringWriter();

  /** Halves numbers. */
  private record Halves(Lift network, String name, int samples, int steps, String metric)
      implements TrainingTask {
    @Override
    public Tensor input(Batch batch) {
      Tensor xs = Tensor.zeros(steps, batch.size(), 1);
      for (int i = 0; i < xs.size(); i++) {
        xs.data()[i] = batch.sample(i % batch.size()) / (float) samples;
      }
      return xs;
    }

    @Override
    public BatchResult score(Tensor outputs, Batch batch) {
      Tensor wanted = Tensor.zeros(1, batch.size(), 1);
      double near = 0;
      for (int n = 0; n < batch.size(); n++) {
        wanted.data()[n] = batch.sample(n) / (2f * samples);
        near -= Math.abs(outputs.get(steps - 1, n, 0) - wanted.data()[n]);
      }
      Tensor loss = Losses.meanSquaredError(outputs.rows(steps - 1, steps), wanted);
      return metric.isEmpty() ? new BatchResult(loss) : new BatchResult(loss, near);
    }
  }

  /** The command of such a task. */
  @Command(name = "halves", sortOptions = false, showDefaultValues = true)
  private static final class HalvesCommand extends TrainingCommand {
    @Option(names = "--steps", description = "Time steps.")
    private int steps = 10;

    @Option(names = "--metric", description = "What the metric is called.")
    private String metric = "";

    HalvesCommand() {
      super(new Defaults(2, 8, 0.01));
    }

    @Override
    protected void checkOwn() {
      Usage.atLeast(spec(), "--steps", steps, 1);
    }

    @Override
    protected Training training(@Nullable Checkpoint saved) {
      RandomStream random = new RandomStream(seed());
      SequentialState network =
          new SequentialState(
              new Linear(random, 1, 20, true),
              new Lif().with("v_th", 0.1).cell(),
              new Linear(random, 20, 1, true),
              new Li().cell());
      Halves task = new Halves(lift(network), "halves", 40, steps, metric);
      return new Training(
          "Halving",
          "numbers",
          "numbers",
          "the number 0",
          steps,
          task,
          new Halves(task.network(), "test", 10, steps, metric),
          Map.of("--steps", String.valueOf(steps)));
    }
  }

  private int run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return new CommandLine(new HalvesCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  private JsonNode report(Path file) throws IOException {
    return JsonMapper.shared().readTree(Files.readString(file));
  }

  @Test
  void aTaskWithoutAMetricIsTrainedReportedAndResumed() throws IOException {
    Path whole = folder.resolve("whole");
    Path parts = folder.resolve("parts");
    Path report = folder.resolve("halves.json");
    assertEquals(0, run("--epochs", "3", "--checkpoint", whole.toString()), err.toString());
    assertTrue(
        out.toString().matches("(?s)epoch 1/3: training loss [\\d.]+ \\(.*"), out.toString());
    assertTrue(out.toString().contains(" numbers/s); test loss "), out.toString());
    assertEquals(0, run("--quiet", "--epochs", "1", "--checkpoint", parts.toString()));
    assertEquals(
        0,
        run(
            "--epochs",
            "3",
            "--threads",
            "1",
            "--checkpoint",
            parts.toString(),
            "--resume",
            "--report",
            report.toString()));
    assertEquals(-1, Files.mismatch(whole, parts));
    JsonNode epochs = report(report).path("epochs");
    assertEquals(3, epochs.size());
    assertEquals(40, epochs.path(2).path("trainNumbers").asInt());
    assertFalse(epochs.path(2).has("testAccuracy"));
    assertTrue(Files.size(folder.resolve("halves-curve.png")) > 0);
    assertTrue(Files.size(folder.resolve("halves-raster.png")) > 0);
    // other time steps are another training
    assertEquals(
        1, run("--steps", "9", "--checkpoint", parts.toString(), "--resume"), out.toString());
    assertTrue(err.toString().contains("--steps: expected 10 as in the checkpoint, got 9"));
  }

  @Test
  void everyEpochIsLoggedWhereItWasAskedFor() throws IOException {
    Path table = folder.resolve("halves.csv");
    Path lines = folder.resolve("halves.jsonl");
    Path events = folder.resolve("runs/halves");
    String[] args = {
      "--quiet",
      "--metric",
      "nearness",
      "--epochs",
      "2",
      "--log",
      table.toString(),
      "--log",
      lines.toString(),
      "--log",
      events.toString()
    };
    assertEquals(0, run(args), err.toString());
    assertEquals(0, run(args), err.toString());
    assertEquals(5, Files.readAllLines(table).size());
    assertTrue(Files.readAllLines(table).getFirst().contains("test/nearness"));
    assertEquals(4, Files.readAllLines(lines).size());
    try (var files = Files.list(events)) {
      assertEquals(2, files.count());
    }
    assertEquals(1, run("--log", table + "/x.csv"));
    assertTrue(err.toString().contains("halves.csv"), err.toString());
    assertEquals(2, run("--diagnose", "--log", table.toString()));
    assertTrue(err.toString().contains("got --log"), err.toString());
  }

  @Test
  void everyStepIsLoggedWhereItWasAskedFor() throws IOException {
    Path table = folder.resolve("halves.csv");
    Path lines = folder.resolve("halves.jsonl");
    Path events = folder.resolve("events");
    String[] args = {
      "--quiet",
      "--log",
      table.toString(),
      "--log",
      lines.toString(),
      "--log",
      events.toString(),
      "--log-every",
      "2"
    };
    assertEquals(0, run(args), err.toString());
    // Two epochs of five steps.
    assertEquals(
        List.of("step,step/loss", "2", "4", "6", "8", "10"),
        Files.readAllLines(folder.resolve("halves-steps.csv")).stream()
            .map(line -> line.matches("\\d.*") ? line.split(",", -1)[0] : line)
            .toList());
    assertEquals(5, Files.readAllLines(folder.resolve("halves-steps.jsonl")).size());
    assertEquals(3, Files.readAllLines(table).size());
    Path file;
    try (var files = Files.list(events)) {
      file = files.findFirst().orElseThrow();
    }
    String records = Files.readString(file, StandardCharsets.ISO_8859_1);
    for (String name : List.of("step/loss", "gradient/0.weight", "0.weight", "spikes", "PNG")) {
      assertTrue(records.contains(name), name);
    }
    assertEquals(2, run("--log-every", "2"));
    assertTrue(err.toString().contains("--log-every: expected --log PATH beside it"));
  }

  @Test
  void everyOptimiserTrainsAndKeepsItsCheckpoint() throws IOException {
    Path text = folder.resolve("mine.txt");
    Files.writeString(
        text,
        """
        optimizer mine
        parameters weight_decay = 0
        w = w - learning_rate * (gradient + weight_decay * w)
        """);
    int number = 0;
    List<byte[]> files = new ArrayList<>();
    for (String options :
        List.of(
            "--optimizer adam --weight-decay 0.01",
            "--optimizer adamw",
            "--optimizer adamax",
            "--optimizer rmsprop --momentum 0.5",
            "--optimizer lion",
            "--optimizer sgd",
            "--optimizer SGD --nesterov",
            "--optimizer sgd --momentum 0",
            "--optimizer sgd --momentum 0 --clip-value 0.001 --schedule step --decay 0.5",
            "--optimizer " + text + " --weight-decay 0.1 --schedule one-cycle --warm-up 1",
            "--micro-batch 3",
            "--schedule cosine --warm-up 3")) {
      Path file = folder.resolve("ckpt" + ++number);
      String[] args = ("--quiet --epochs 1 --checkpoint " + file + " " + options).split(" ");
      assertEquals(0, run(args), options + err);
      files.add(Files.readAllBytes(file));
      args = ("--quiet --epochs 1 --resume --checkpoint " + file + " " + options).split(" ");
      assertEquals(0, run(args), options + err);
    }
    for (byte[] one : files) {
      assertEquals(1, files.stream().filter(other -> Arrays.equals(one, other)).count());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--optimizer newton|--optimizer: expected adam, adamw, adamax, rmsprop, lion, sgd, or FILE.txt",
        "--optimizer none.txt|--optimizer: expected a file, found none at none.txt",
        "--nesterov|--nesterov: expected --optimizer sgd beside it, got --optimizer adam",
        "--momentum 0.5|--momentum: expected --optimizer sgd or rmsprop beside it, got --optimizer",
        "--weight-decay -1|weightDecay: expected a number >= 0, got -1.0",
        "--optimizer lion --weight-decay -1|expected weight_decay >= 0",
        "--clip-value NaN|--clip-value: expected a number >= 0, got NaN",
        "--micro-batch -1|--micro-batch: expected at least 0, got -1",
        "--schedule step --decay 1|--decay: expected a number in [0, 1), got 1.0",
        "--decay-every 2|--decay-every: expected --schedule step beside it, got --schedule constant",
        "--epochs 1 --schedule one-cycle --warm-up 2|--schedule: oneCycle: expected more than one step",
        "--schedule cosine --warm-up 10|--warm-up: expected fewer than the 10 steps of the training",
      })
  void whatNoOptimiserTakesIsRefused(String line) {
    String[] parts = line.split("\\|", 2);
    assertNotEquals(0, run(parts[0].split(" ")));
    assertTrue(err.toString().contains(parts[1]), err.toString());
  }

  @Test
  void theBestEpochIsKeptAndItsNetworkSaved() throws IOException {
    Path best = folder.resolve("best.ckpt");
    Path model = folder.resolve("halves.model");
    // So large a step that the first epoch is the best.
    String[] args = {
      "--learning-rate",
      "0.5",
      "--epochs",
      "3",
      "--best",
      best.toString(),
      "--save",
      model.toString()
    };
    assertEquals(0, run(args), err.toString());
    assertTrue(out.toString().contains("Model: " + model), out.toString());
    int epoch = Checkpoint.read(best).epoch();
    Model saved = Model.load(model);
    assertArrayEquals(new int[] {1}, saved.inputShape());
    // The network of as many epochs is that of the best.
    Path again = folder.resolve("again.model");
    assertEquals(
        0,
        run(
            "--learning-rate",
            "0.5",
            "--epochs",
            String.valueOf(epoch),
            "--save",
            again.toString()),
        err.toString());
    assertEquals(-1, Files.mismatch(model, again));
    assertEquals(2, run(args));
    assertTrue(err.toString().contains("--best: expected a new file, got " + best), err.toString());
    assertEquals(2, run("--diagnose", "--save", model.toString()));
    assertTrue(err.toString().contains("got --save"), err.toString());
  }

  @Test
  void aPageThatIsLookedAtChangesNoBit() throws Exception {
    Path plain = folder.resolve("plain");
    Path watched = folder.resolve("watched");
    assertEquals(0, run("--epochs", "20", "--checkpoint", plain.toString()), err.toString());
    AtomicReference<String> seen = new AtomicReference<>("");
    // A fast training would be over before the page is asked: it waits for two states an epoch.
    Semaphore states = new Semaphore(0);
    printed =
        () -> {
          if (out.toString().contains("epoch")) {
            states.drainPermits();
            try {
              assertTrue(states.tryAcquire(2, 10, TimeUnit.SECONDS), "nobody looks");
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }
        };
    Thread looking =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    while (!out.toString().contains("/\n")) {
                      Thread.sleep(1);
                    }
                    String said = out.toString();
                    String address = said.substring(said.indexOf("http"), said.indexOf("/\n"));
                    while (true) {
                      try (var in = URI.create(address + "/state").toURL().openStream()) {
                        String state = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                        seen.accumulateAndGet(state, (a, b) -> a.contains("LIF 1") ? a : b);
                        states.release();
                      }
                    }
                  } catch (IOException | InterruptedException e) {
                    // The training has ended.
                  }
                });
    assertEquals(0, run("--watch", "--epochs", "20", "--checkpoint", watched.toString()));
    looking.join(10_000);
    printed = () -> {};
    assertTrue(out.toString().startsWith("Watch: http://127.0.0.1:"), out.toString());
    assertTrue(seen.get().contains("\"title\":\"Halving on numbers\""), seen.get());
    assertTrue(seen.get().contains("LIF 1"), seen.get());
    assertEquals(-1, Files.mismatch(plain, watched));
    assertEquals(2, run("--watch", "--diagnose"));
    assertTrue(err.toString().contains("--watch: expected no --diagnose"), err.toString());
  }

  @Test
  void aMetricHasItsOwnName() throws IOException {
    Path report = folder.resolve("halves.json");
    String[] args = {
      "--metric",
      "nearness",
      "--learning-rate",
      "1e-30",
      "--patience",
      "1",
      "--epochs",
      "9",
      "--report",
      report.toString()
    };
    assertEquals(0, run(args), err.toString());
    assertTrue(out.toString().contains(", nearness -"), out.toString());
    assertTrue(out.toString().contains("Stopped: no better test nearness in 1 epochs."));
    JsonNode epochs = report(report).path("epochs");
    assertEquals(2, epochs.size());
    assertTrue(epochs.path(1).path("testNearness").asDouble() < 0);
  }

  @Test
  void aDiagnosisTrainsNothing() {
    assertEquals(0, run("--diagnose"), err.toString());
    assertTrue(out.toString().startsWith("Activity of 8 samples in 10 steps"), out.toString());
    assertEquals(2, run("--steps", "0"));
    assertTrue(err.toString().contains("--steps: expected at least 1, got 0"), err.toString());
    assertEquals(2, run("--clip-norm", "-1"));
    assertTrue(err.toString().contains("--clip-norm: expected a number >= 0, got -1.0"));
  }
}
