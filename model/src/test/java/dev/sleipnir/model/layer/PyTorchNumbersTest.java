package dev.sleipnir.model.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers against what PyTorch computed: {@code model/src/test/layers/make_numbers.py}. */
class PyTorchNumbersTest {
  private static final double TOLERANCE = 1e-5;

  /** A layer, and its case in the file. */
  record Case(String name, boolean isTraining, boolean isSequence, Supplier<NetworkModule> make) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case layer(String name, Supplier<NetworkModule> make) {
    return new Case(name, true, false, make);
  }

  private static Case sequence(String name, Supplier<NetworkModule> make) {
    return new Case(name, true, true, make);
  }

  static List<Case> cases() {
    var random = new RandomStream(1);
    return List.of(
        layer("conv", () -> new Conv2d(random, 4, 6, Window.of(3).stride(2).padding(1), 2, true)),
        layer("dilated", () -> new Conv2d(random, 2, 3, dilated(), 1, false)),
        layer("depthwise", () -> new Conv2d(random, 5, 5, Window.of(3).padding(1), 5, true)),
        layer("same", () -> new Conv2d(2, 3, Window.of(2, 3).same())),
        layer("conv1d", () -> new Conv1d(random, 4, 6, Window.of(3).stride(2).padding(1), 2, true)),
        layer("transposed", () -> transposed(random)),
        layer("batch_norm_2d", () -> new BatchNorm2d(3)),
        layer("batch_norm_1d", () -> new BatchNorm1d(5)),
        layer("batch_norm_lines", () -> new BatchNorm1d(3, 1e-3, 0.3, true)),
        new Case("batch_norm_evaluated", false, false, () -> new BatchNorm2d(3)),
        layer("layer_norm", () -> new LayerNorm(19)),
        layer("layer_norm_images", () -> new LayerNorm(2, 3, 4)),
        layer("group_norm", () -> new GroupNorm(2, 6)),
        sequence("lstm", () -> new Lstm(4, 5)),
        sequence("gru", () -> new Gru(4, 5)),
        sequence("elman", () -> new Elman(4, 5)),
        layer("gelu", Gelu::new),
        layer("silu", Silu::new),
        layer("leaky_relu", () -> new LeakyRelu(0.2)),
        layer("softmax", Softmax::new),
        layer("max_pool", () -> new MaxPool2d(3, 2, 1)),
        layer("avg_pool", () -> new AvgPool2d(3, 2, 1)),
        layer("adaptive", () -> new AdaptiveAvgPool2d(3, 2)),
        layer("upsample", () -> new Upsample(2)),
        layer("attention", () -> attention(random)));
  }

  private static Window dilated() {
    return Window.of(3, 2).stride(1, 2).padding(2, 0).dilation(2, 1);
  }

  private static NetworkModule transposed(RandomStream random) {
    return new ConvTranspose2d(random, 4, 6, Window.of(3).stride(2).padding(1), 1, 2, true);
  }

  private static NetworkModule attention(RandomStream random) {
    return new SpikingSelfAttention(random, 6, 2, Sigmoid::new, new Identity());
  }

  private static Map<String, Tensor> read(String name) throws IOException {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of("src", "test", "layers", "numbers.txt"))) {
      String[] parts = line.split(" ", 4);
      if (parts[0].equals(name)) {
        int[] shape = Arrays.stream(parts[2].split("x", -1)).mapToInt(Integer::parseInt).toArray();
        String[] texts = parts[3].split(" ", -1);
        float[] values = new float[texts.length];
        for (int i = 0; i < values.length; i++) {
          values[i] = Float.parseFloat(texts[i]);
        }
        arrays.put(parts[1], Tensor.of(values, shape));
      }
    }
    return arrays;
  }

  private static List<Tensor> withPrefix(Map<String, Tensor> arrays, String prefix) {
    return arrays.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static Tensor of(Map<String, Tensor> arrays, String name) {
    Tensor tensor = arrays.get(name);
    assertNotNull(tensor, name);
    return tensor;
  }

  private static void assertClose(String what, Tensor expected, float[] actual) {
    double scale = 1;
    for (float value : expected.toArray()) {
      scale = Math.max(scale, Math.abs(value));
    }
    assertArrayEquals(expected.toArray(), actual, (float) (TOLERANCE * scale), what);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void computesWhatPyTorchDoes(Case c) throws IOException {
    Map<String, Tensor> arrays = read(c.name());
    NetworkModule module = c.make().get();
    List<Parameter> learned = module.parameters().stream().filter(Parameter::isLearned).toList();
    List<Parameter> kept =
        module.parameters().stream().filter(p -> p.name().startsWith("running")).toList();
    List<Tensor> given = withPrefix(arrays, "p_");
    assertEquals(given.size(), learned.size());
    for (int p = 0; p < given.size(); p++) {
      learned.get(p).set(given.get(p));
    }
    List<Tensor> statistics = withPrefix(arrays, "b_");
    for (int b = 0; !c.isTraining() && b < kept.size(); b++) {
      kept.get(b).set(statistics.get(b));
    }
    Tensor expected = of(arrays, "y");
    try (var tape = new Tape()) {
      if (!c.isTraining()) {
        tape.evaluating();
      }
      Tensor x = tape.watch(of(arrays, "x"));
      Tensor y = output(c, module, x);
      assertArrayEquals(expected.shape(), y.shape());
      assertClose("output", expected, y.toArray());
      tape.backward(y, of(arrays, "g"));
      Tensor gradient = x.gradient();
      assertNotNull(gradient);
      assertClose("gradient of the input", of(arrays, "dx"), gradient.toArray());
    }
    List<Tensor> gradients = withPrefix(arrays, "d_");
    for (int p = 0; p < given.size(); p++) {
      assertClose("gradient of " + learned.get(p), gradients.get(p), learned.get(p).gradient());
    }
    for (int b = 0; b < kept.size(); b++) {
      assertClose(kept.get(b).toString(), statistics.get(b), kept.get(b).data());
    }
  }

  private static Tensor output(Case c, NetworkModule module, Tensor x) {
    if (c.isSequence()) {
      return Lift.of(module).forward(x);
    }
    return switch (module) {
      case Layer layer -> layer.forward(x);
      case StatefulLayer layer -> layer.step(x, null).output();
    };
  }
}
