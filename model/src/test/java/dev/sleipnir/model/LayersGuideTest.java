package dev.sleipnir.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.layer.Activation;
import dev.sleipnir.model.layer.AdaptiveAvgPool1d;
import dev.sleipnir.model.layer.AdaptiveAvgPool2d;
import dev.sleipnir.model.layer.AvgPool1d;
import dev.sleipnir.model.layer.AvgPool2d;
import dev.sleipnir.model.layer.BatchNorm1d;
import dev.sleipnir.model.layer.BatchNorm2d;
import dev.sleipnir.model.layer.Branches;
import dev.sleipnir.model.layer.Conv1d;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.ConvTranspose2d;
import dev.sleipnir.model.layer.Dropout;
import dev.sleipnir.model.layer.Elman;
import dev.sleipnir.model.layer.Embedding;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Gelu;
import dev.sleipnir.model.layer.GroupNorm;
import dev.sleipnir.model.layer.Gru;
import dev.sleipnir.model.layer.Identity;
import dev.sleipnir.model.layer.Initializer;
import dev.sleipnir.model.layer.LConv2d;
import dev.sleipnir.model.layer.LayerNorm;
import dev.sleipnir.model.layer.LeakyRelu;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.Lstm;
import dev.sleipnir.model.layer.MaxPool1d;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.ModuleGraph;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.layer.Residual;
import dev.sleipnir.model.layer.Scale;
import dev.sleipnir.model.layer.SequenceDropout;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Sigmoid;
import dev.sleipnir.model.layer.Silu;
import dev.sleipnir.model.layer.Softmax;
import dev.sleipnir.model.layer.SpikingSelfAttention;
import dev.sleipnir.model.layer.Tanh;
import dev.sleipnir.model.layer.Unflatten;
import dev.sleipnir.model.layer.Upsample;
import dev.sleipnir.model.layer.Window;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;
import dev.sleipnir.model.tensor.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The guide to layers: its code is this test, token for token, and its table is run. */
@SuppressWarnings("NullAway") // as users write
class LayersGuideTest {
  private static final String GUIDE = "../docs/guide/layers.md";
  private static final Pattern ROW =
      Pattern.compile("\\| `([^`]+)` \\|([0-9, ]*)\\|([0-9, ]*)\\| [^|]+ \\|");

  private final RandomStream random = new RandomStream(1, 0);
  private final Workspace workspace = new Workspace();
  private int rows;

  @Test
  void trainsAndEvaluates() {
    var frames = GradientCheck.normal(1, 3, 2, 2, 9, 8);
    // snippet begins
    var block =
        new SequentialState(
            new Conv2d(random, 32, 32, Window.of(3).padding(1), 1, false),
            new BatchNorm2d(32),
            new Lif().cell());
    var network =
        new SequentialState(
            new Conv2d(2, 32, Window.of(3).stride(2).padding(1)),
            new BatchNorm2d(32),
            new Lif().cell(),
            new Residual(block),
            new AdaptiveAvgPool2d(1),
            new Flatten(),
            new Linear(32, 10),
            new Li().cell());
    var voltages = Lift.of(network).forward(frames);
    // snippet ends
    assertArrayEquals(new int[] {3, 2, 10}, voltages.shape());
    // snippet begins
    try (var tape = new Tape(workspace)) {
      tape.backward(Lift.of(network).forward(tape.enter(frames)).mean());
    }
    float[] evaluated;
    try (var scope = new Scope(workspace)) {
      evaluated = Lift.of(network).forward(scope.enter(frames)).toArray();
    }
    float[] sensitivity;
    try (var tape = new Tape(workspace).evaluating()) {
      var x = tape.watch(frames);
      tape.backward(Lift.of(network).forward(x).sum());
      sensitivity = Objects.requireNonNull(x.gradient()).toArray();
    }
    // snippet ends
    assertEquals(60, evaluated.length);
    assertEquals(frames.size(), sensitivity.length);
    // snippet begins
    var layer = new Linear(784, 256);
    Initializer.KAIMING_NORMAL.fill(layer.weight(), random);
    Initializer.named("orthogonal").fill(layer.weight(), random);
    // snippet ends
    assertFalse(layer.weight().data()[0] == 0);
  }

  @Test
  void everyRowOfTheTableIsTrue() throws IOException {
    row("6", "5", new Linear(6, 5));
    row("4, 6", "4, 5", new Linear(6, 5));
    row("2, 5, 6", "4, 3, 4", new Conv2d(2, 4, 3));
    row("2, 7, 6", "4, 4, 3", new Conv2d(2, 4, Window.of(3).stride(2).padding(1)));
    row("2, 5, 6", "4, 5, 6", new Conv2d(2, 4, Window.of(3, 4).same()));
    row("8, 5, 6", "8, 5, 6", new Conv2d(random, 8, 8, Window.of(3).padding(1), 8, false));
    row("2, 5, 6", "4, 3, 4", new LConv2d(2, 4, 3));
    row("2, 9", "4, 7", new Conv1d(2, 4, 3));
    row("4, 3, 4", "2, 6, 8", new ConvTranspose2d(4, 2, Window.of(2).stride(2)));
    row("3, 4, 6", "3, 2, 3", new MaxPool2d(2));
    row("3, 5, 6", "3, 3, 3", new MaxPool2d(Window.of(3).stride(2).padding(1)));
    row("3, 4, 6", "3, 2, 3", new AvgPool2d(2));
    row("3, 6", "3, 3", new MaxPool1d(2));
    row("3, 6", "3, 3", new AvgPool1d(2));
    row("3, 5, 4", "3, 2, 3", new AdaptiveAvgPool2d(2, 3));
    row("3, 5", "3, 2", new AdaptiveAvgPool1d(2));
    row("3, 2, 3", "3, 4, 6", new Upsample(2));
    row("3, 2, 4", "24", new Flatten());
    row("24", "3, 2, 4", new Unflatten(3, 2, 4));
    row("3, 4, 5", "3, 4, 5", new BatchNorm2d(3));
    row("3, 4, 5", "3, 4, 5", BatchNorm2d.thresholdDependent(3, 1.0, 1.0));
    row("6", "6", new BatchNorm1d(6));
    row("6", "6", new LayerNorm(6));
    row("6, 3, 4", "6, 3, 4", new GroupNorm(2, 6));
    row("6", "6", new Relu());
    row("6", "6", new LeakyRelu(0.1));
    row("6", "6", new Gelu());
    row("6", "6", new Silu());
    row("6", "6", new Sigmoid());
    row("6", "6", new Tanh());
    row("6", "6", new Softmax());
    row("6", "6", new Activation(TensorFunction.parse("y = x / (1 + abs(x))")));
    row("6", "6", new Scale(10));
    row("6", "6", new Identity());
    row("6", "6", new Dropout(0.5f));
    row("6", "6", new SequenceDropout(0.5f));
    row("", "6", new Embedding(100, 6));
    row("6", "5", new Lstm(6, 5));
    row("6", "5", new Gru(6, 5));
    row("6", "5", new Elman(6, 5));
    row(
        "4, 6",
        "4, 6",
        new SpikingSelfAttention(
            random, 6, 2, () -> new Lif().cell(), new Lif().with("v_th", 0.5).cell()));
    row("6", "6", new Residual(new Linear(6, 6)));
    row("6", "5", Branches.sum(new Linear(6, 5), new Linear(6, 5)));
    row("6", "11", Branches.concatenate(new Linear(6, 5), new Relu()));
    var fc = ModuleGraph.node("fc", new Linear(6, 5)).from(ModuleGraph.INPUT);
    var back = ModuleGraph.node("back", new Linear(5, 5)).delayed("lif", 5);
    var lif = ModuleGraph.node("lif", new Lif().cell()).from("fc", "back");
    row("6", "5", new ModuleGraph(List.of(fc, back, lif), "lif"));
    row("6", "5", new SequentialState(new Linear(6, 5), new Lif().cell()));
    String source =
        Files.readString(Path.of("src/test/java/dev/sleipnir/model/LayersGuideTest.java"));
    String test = Snippets.code(source);
    List<String> listed = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(GUIDE))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        listed.add(line);
        String call =
            String.format(
                java.util.Locale.ROOT,
                "row(\"%s\", \"%s\", %s);",
                row.group(2).strip(),
                row.group(3).strip(),
                row.group(1));
        assertTrue(test.contains(Snippets.code(call)), call);
      }
    }
    assertEquals(rows, listed.size());
  }

  private void row(String in, String out, NetworkModule module) {
    rows++;
    try (var scope = new Scope(workspace)) {
      Tensor y = Lift.of(module).forward(scope.enter(Tensor.zeros(shape(in))));
      assertArrayEquals(shape(out), y.shape(), module.toString());
    }
  }

  /** Two steps of three samples. */
  private static int[] shape(String sample) {
    String[] sizes = sample.isEmpty() ? new String[0] : sample.split(", ", -1);
    int[] shape = new int[sizes.length + 2];
    shape[0] = 2;
    shape[1] = 3;
    for (int i = 0; i < sizes.length; i++) {
      shape[i + 2] = Integer.parseInt(sizes[i]);
    }
    return shape;
  }

  /** Every layer of the package has a row. */
  @Test
  void theTableNamesAllLayers() throws IOException {
    String guide = Files.readString(Path.of(GUIDE));
    Path folder = Path.of("src/main/java/dev/sleipnir/model/layer");
    Pattern layer =
        Pattern.compile(
            "public (?:final )?class (\\w+)\\s+(?:implements (?:Layer|StatefulLayer|Connection)\\b"
                + "|extends (?:Activation|Pooling|Resizing|BatchNorm|GatedLayer)\\b)");
    try (var files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        Matcher declared = layer.matcher(Files.readString(file));
        if (declared.find() && !declared.group(1).equals("RecurrentSequential")) {
          String name = declared.group(1);
          assertTrue(guide.contains("new " + name + "(") || guide.contains(name + "."), name);
        }
      }
    }
  }

  @Test
  void theGuideIsThisTest() throws IOException {
    assertEquals(
        Snippets.inTest(LayersGuideTest.class), Objects.requireNonNull(Snippets.inDocument(GUIDE)));
  }
}
