package dev.sleipnir.nir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.exchange.DType;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.nir.graph.NirCheck;
import dev.sleipnir.nir.graph.NirFile;
import dev.sleipnir.nir.graph.NirFinding;
import dev.sleipnir.nir.graph.NirGraph;
import dev.sleipnir.nir.graph.NirNode;
import dev.sleipnir.nir.graph.NirPrimitive;
import dev.sleipnir.nir.graph.NirType;
import dev.sleipnir.nir.graph.NirValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files are read as they are and written so that they are read alike. */
class FilesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nirhist_braille_flattened",
        "nirhist_braille_v2a",
        "nirhist_scnn_mnist_batches",
        "nirpaper_braille_noDelay_bias_zero",
        "nirpaper_braille_noDelay_bias_zero_subgraph",
        "nirpaper_braille_noDelay_noBias_subtract",
        "nirpaper_braille_noDelay_noBias_subtract_subgraph",
        "nirpaper_cnn_sinabs",
        "nirpaper_lif_norse",
        "nirpaper_lif_rockpool",
        "nirpaper_two_lif_neurons",
        "nirtorch_braille",
        "norse_test_braille"
      })
  void publishedFilesGoRoundAndCanBeRun(String name) throws IOException {
    NirFile file = Nir.read(Samples.published(name + ".nir"));
    assertEquals(file, again(file));
    assertTrue(NirCheck.check(file.graph()).stream().noneMatch(NirFinding::isError));
    assertEquals(
        name.endsWith("subgraph"),
        NirCheck.check(file.graph()).stream().anyMatch(f -> f.code() == NirFinding.Code.EDGE_NAME));
    int nested =
        file.graph().nodes().values().stream().anyMatch(NirGraph.class::isInstance) ? 1 : 0;
    assertEquals(name.endsWith("subgraph") ? 1 : 0, nested);
    // One file has its time constants in steps, and seconds would make them hours.
    NirTime unit = name.endsWith("flattened") ? NirTime.STEPS : NirTime.SECONDS;
    NirNetwork network = Nir.load(file.graph(), Convention.EULER, 1e-4, unit);
    int[] sample = network.inputShape();
    int[] shape = new int[sample.length + 2];
    shape[0] = 2;
    shape[1] = 1;
    System.arraycopy(sample, 0, shape, 2, sample.length);
    Tensor ys = network.trace(Tensor.full(1, shape)).output(network.graph().outputs().getFirst());
    assertArrayEquals(network.outputShape(), Arrays.copyOfRange(ys.shape(), 2, ys.shape().length));
  }

  private NirFile again(NirFile file) throws IOException {
    Path copy = folder.resolve("copy.nir");
    Nir.write(copy, file);
    return Nir.read(copy);
  }

  @Test
  void weightsAreThosePublished() throws IOException {
    assertEquals(-10.7444083, sum("nirpaper_cnn_sinabs", "0"), 1e-6);
    assertEquals(-803.601228, sum("nirpaper_cnn_sinabs", "9"), 1e-5);
    assertEquals(-202.840110, sum("nirpaper_braille_noDelay_bias_zero", "fc1"), 1e-5);
    assertEquals(-401.916974, sum("nirpaper_braille_noDelay_bias_zero", "lif1.w_rec"), 1e-5);
    assertEquals(-280.445808, sum("nirtorch_braille", "fc1"), 1e-5);
  }

  private static double sum(String name, String node) throws IOException {
    NirNode primitive = Nir.read(Samples.published(name + ".nir")).graph().nodes().get(node);
    return Arrays.stream(
            ((NirPrimitive) Objects.requireNonNull(primitive)).need("weight").toDoubles())
        .sum();
  }

  @Test
  void allPrimitivesGoRound() throws IOException {
    NirFile file = Samples.everything();
    NirFile read = again(file);
    assertEquals(file, read);
    assertEquals(file.graph().edges(), read.graph().edges(), "in order");
    var types = new TreeSet<String>();
    collect(file.graph(), types);
    for (NirType type : NirType.values()) {
      assertTrue(types.contains(type.text()), type::text);
    }
  }

  private static void collect(NirGraph graph, Set<String> types) {
    for (NirNode node : graph.nodes().values()) {
      types.add(node.type());
      if (node instanceof NirGraph inner) {
        collect(inner, types);
      }
    }
  }

  @Test
  void everyElementTypeShapeAndStringGoesRound() throws IOException {
    var values = new LinkedHashMap<String, NirValue>();
    for (DType type : DType.values()) {
      if (type != DType.BFLOAT16) {
        values.put(type.name(), numbers(NDArray.of(new long[] {0, 1, 1, 0}, 2, 2).as(type)));
        values.put(type + " scalar", numbers(NDArray.of(new long[] {1}).as(type)));
        values.put(type + " empty", numbers(NDArray.of(new long[0], 0, 3).as(type)));
      }
    }
    values.put("large", numbers(NDArray.of(new long[] {Long.MIN_VALUE, Long.MAX_VALUE, -1}, 3)));
    values.put("bytes", numbers(NDArray.of(new long[] {-128, 127}, 2).as(DType.INT8)));
    values.put(
        "floats", numbers(NDArray.of(new float[] {-0f, Float.MIN_VALUE, Float.MAX_VALUE}, 3)));
    values.put("grüße, 世界", new NirValue.Text("schön\n世界"));
    values.put("none", new NirValue.Text(""));
    values.put("no strings", new NirValue.Text(List.of(), List.of(0, 2)));
    values.put("nothing", NirValue.Group.EMPTY);
    values.put("inner", new NirValue.Group(values));
    var node = new NirPrimitive("Odd", NirValue.Group.EMPTY, new NirValue.Group(values));
    var file = new NirFile(null, node);
    assertEquals(file, again(file));
  }

  private static NirValue numbers(NDArray array) {
    return new NirValue.Numbers(array);
  }

  @Test
  void manyNodesLongNamesAndManyStringsGoRound() throws IOException {
    var nodes = new LinkedHashMap<String, NirNode>();
    var strings = new ArrayList<String>();
    for (int n = 0; n < 700; n++) {
      nodes.put("n".repeat(n % 90) + n, NirPrimitive.port(NirType.INPUT, n));
      strings.add("s".repeat(n * 7 % 5000));
    }
    var texts = Map.of("texts", new NirValue.Text(strings, List.of(7, 100)));
    var graph = new NirGraph(nodes, List.of(), NirValue.Group.EMPTY, NirValue.Group.of(texts));
    var file = new NirFile("1", graph);
    assertEquals(file, again(file));
  }

  @Test
  void filesOfOtherFormsAreRead() throws Exception {
    NirFile gzip = Nir.read(Samples.own("gzip.nir"));
    NirPrimitive linear = (NirPrimitive) Objects.requireNonNull(gzip.graph().nodes().get("0"));
    NDArray weight = linear.need("weight");
    assertArrayEquals(new int[] {60, 300}, weight.shape());
    assertEquals(DType.FLOAT32, weight.dtype());
    for (int i = 0; i < weight.size(); i++) {
      assertEquals((i % 251 - 125) / 64f, weight.toFloats()[i]);
      i += 36;
    }
    assertEquals(2, gzip.graph().metadata().members().size());
    assertEquals(List.of(), NirCheck.check(gzip.graph()));
    assertEquals(gzip, again(gzip));
    assertEquals(List.of(), Nir.read(Samples.own("no_edges.nir")).graph().edges());
    assertEquals(1, Nir.read(Samples.own("bytes.nir")).graph().edges().size());
    NirFile latest = Nir.read(Samples.own("latest.nir"));
    assertEquals("Threshold", latest.node().type());
    assertEquals(3, NirCheck.resolve(latest.graph()).nodes().size());
  }

  @Test
  void whatIsNoGraphIsRefusedWithItsPlace() throws IOException {
    refused("expected a file, found none", folder.resolve("missing.nir"));
    Path text = Files.writeString(folder.resolve("text.nir"), "not HDF5 at all");
    refused("expected HDF5", text);
    Path whole = folder.resolve("whole.nir");
    Nir.write(whole, Samples.everything());
    byte[] bytes = Files.readAllBytes(whole);
    Path half = folder.resolve("half.nir");
    Files.write(half, Arrays.copyOf(bytes, bytes.length / 2));
    refused("half.nir", half);
  }

  private static void refused(String expected, Path file) {
    var e = assertThrows(IOException.class, () -> Nir.read(file));
    assertTrue(String.valueOf(e.getMessage()).contains(expected), e::getMessage);
    assertTrue(String.valueOf(e.getMessage()).contains(file.toString()), e::getMessage);
  }

  @Test
  void namesWithSlashesAreRefused() {
    var graph = new NirGraph(Map.of("a/b", NirPrimitive.port(NirType.INPUT, 1)), List.of());
    assertThrows(
        IllegalArgumentException.class,
        () -> Nir.write(folder.resolve("a.nir"), new NirFile("1", graph)));
  }
}
