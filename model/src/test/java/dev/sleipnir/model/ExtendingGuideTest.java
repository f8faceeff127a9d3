package dev.sleipnir.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.extending.JitterEncoder;
import dev.sleipnir.model.extending.Lion;
import dev.sleipnir.model.extending.Sine;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.optimize.Schedule;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.model.train.EpochResult;
import dev.sleipnir.model.train.Trainer;
import dev.sleipnir.model.train.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The guide to parts of one's own: its classes are those of {@code dev.sleipnir.model.extending},
 * which have tests there, and the rest is this test, token for token.
 */
class ExtendingGuideTest {
  private static final Path GUIDE = Path.of("../docs/guide/extending.md");
  private static final String CLASSES = "src/test/java/dev/sleipnir/model/extending/";

  @Test
  void neuronsAreTexts() {
    // snippet begins
    var adaptive =
        Neuron.parse(
            """
            model tired
            parameters tau_mem_inv = 100 (1/s), tau_fatigue_inv = 5 (1/s), v_th = 1, step = 0.2
            require v_th > 0
            state v = 0, fatigue = 0
            input x
            v = v + dt * tau_mem_inv * (x - v)
            fatigue = fatigue - dt * tau_fatigue_inv * fatigue
            z = spike(v - v_th - fatigue)
            v = v - z * v_th
            fatigue = fatigue + z * step
            output z
            """);
    var network =
        new SequentialState(
            new Linear(20, 100),
            adaptive.with("step", 0.5).learn("v_th").cell(), // the threshold is learned
            new Linear(100, 2),
            new Li().cell());
    // snippet ends
    Tensor xs = Tensor.full(3f, 50, 4, 20);
    try (Tape tape = new Tape()) {
      tape.backward(Lift.of(network).forward(tape.enter(xs)).sum());
    }
    assertTrue(network.parameters().stream().anyMatch(p -> p.name().contains("v_th")));
    float[] now = Session.of(network, 4, 20).step(Tensor.full(3f, 4, 20).data());
    assertEquals(8, now.length);
    // A constant current makes it fire less and less often.
    Tensor z = adaptive.layer().forward(Tensor.full(3f, 400, 1, 1));
    float early = z.rows(0, 100).sum().item();
    assertTrue(early > z.rows(300, 400).sum().item());
  }

  @Test
  void encodersDrawFromTheScope() {
    Tensor images = Tensor.full(0.5f, 4, 1, 28, 28);
    var workspace = new Workspace();
    // snippet begins
    var encoder = new JitterEncoder(20, 1.5);
    float[] spikes;
    try (var tape = new Tape(workspace, new RandomStream(7))) {
      spikes = encoder.encode(tape.enter(images)).toArray(); // draws from the tape's stream
    }
    // snippet ends
    try (Scope scope = new Scope(workspace, new RandomStream(7))) {
      assertArrayEquals(spikes, encoder.encode(scope.enter(images)).toArray());
      Tensor others = encoder.encode(scope.enter(images));
      assertFalse(Arrays.equals(spikes, others.toArray()));
      assertEquals(4 * 784, others.sum().item());
    }
  }

  @Test
  void tasksAreTrained(@TempDir Path folder) throws IOException {
    var random = new RandomStream(3);
    // snippet begins
    var network =
        new SequentialState(
            new Linear(random, 1, 64, true),
            new Lif().with("v_th", 0.2).surrogate(Surrogate.SUPER, 10f).cell(),
            new Linear(random, 64, 1, true),
            new Li().cell());
    var training = new Sine(Lift.of(network), "sine", 128);
    var test = new Sine(Lift.of(network), "sine between", 50);
    var lion = new Lion(network.parameters(), 1e-3, 0.01, Parallel.common());
    lion.setSchedule(Schedule.cosine(30 * 8));
    var trainer = new Trainer(lion).batchSize(16).seed(1).clipNorm(1);
    IO.println(trainer.diagnose(training)); // what each layer does, before anything is learned
    var run =
        new TrainingRun(trainer, training, test)
            .epochs(30)
            .patience(10)
            .checkpoint(folder.resolve("sine.checkpoint"));
    List<EpochResult> history = run.run(); // killed and started again, it goes on from there
    // snippet ends
    assertTrue(history.getLast().testLoss() < 0.1, history.getLast().toString());
  }

  /** Blocks of code by the class that is named before each. */
  private static List<Map.Entry<String, String>> blocks() throws IOException {
    List<Map.Entry<String, String>> blocks = new ArrayList<>();
    String name = "";
    StringBuilder block = new StringBuilder();
    boolean inside = false;
    for (String line : Files.readAllLines(GUIDE)) {
      if (line.startsWith("<!-- snippet: ")) {
        name = line.replaceAll("<!-- snippet: | -->", "");
      } else if (line.equals("```java")) {
        inside = true;
      } else if (inside && line.equals("```")) {
        blocks.add(Map.entry(name, Snippets.code(block.toString())));
        block.setLength(0);
        name = "";
        inside = false;
      } else if (inside) {
        block.append(line).append('\n');
      }
    }
    return blocks;
  }

  @Test
  void theGuideShowsThisCode() throws IOException {
    StringBuilder own = new StringBuilder();
    int classes = 0;
    for (var block : blocks()) {
      if (block.getKey().equals(getClass().getSimpleName())) {
        own.append(block.getValue());
      } else {
        String file = Files.readString(Path.of(CLASSES + block.getKey() + ".java"));
        assertEquals(
            Snippets.code(file.replaceAll("(?m)^(package|import) .*$|(?s)/\\*\\*.*?\\*/", "")),
            block.getValue(),
            block.getKey());
        classes++;
      }
    }
    assertEquals(Snippets.inTest(getClass()), own.toString());
    assertTrue(classes >= 4);
  }
}
