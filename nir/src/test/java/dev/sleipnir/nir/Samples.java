package dev.sleipnir.nir;

import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.nir.graph.Edge;
import dev.sleipnir.nir.graph.NirFile;
import dev.sleipnir.nir.graph.NirGraph;
import dev.sleipnir.nir.graph.NirNode;
import dev.sleipnir.nir.graph.NirPrimitive;
import dev.sleipnir.nir.graph.NirType;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.junit.jupiter.api.Assumptions;

/** Graphs that tests use. */
final class Samples {
  private Samples() {}

  /** A published file; the test is skipped where there is none. */
  static Path published(String name) {
    String data = System.getenv("SLEIPNIR_DATA");
    Assumptions.assumeTrue(data != null, "SLEIPNIR_DATA is not set");
    Path file = Path.of(String.valueOf(data), "nir", name);
    Assumptions.assumeTrue(Files.exists(file), "no nir/" + name + " in $SLEIPNIR_DATA");
    return file;
  }

  /** A file of our own. */
  static Path own(String name) throws URISyntaxException {
    return Path.of(Objects.requireNonNull(Samples.class.getResource(name)).toURI());
  }

  static NDArray array(float... values) {
    return NDArray.of(values, values.length);
  }

  static NDArray each(double value, int... shape) {
    int size = 1;
    for (int axis : shape) {
      size *= axis;
    }
    double[] all = new double[size];
    for (int i = 0; i < size; i++) {
      all[i] = value + i * 1e-6;
    }
    return NDArray.of(all, shape);
  }

  static NDArray weights(int... shape) {
    int size = 1;
    for (int axis : shape) {
      size *= axis;
    }
    float[] all = new float[size];
    for (int i = 0; i < size; i++) {
      all[i] = (float) Math.sin(i + 1);
    }
    return NDArray.of(all, shape);
  }

  /** A chain of primitives between an input and an output, called 0, 1, 2, ... */
  static NirGraph chain(int[] in, int[] out, NirPrimitive... primitives) {
    SequencedMap<String, NirNode> nodes = new LinkedHashMap<>();
    List<Edge> edges = new ArrayList<>();
    nodes.put("input", NirPrimitive.port(NirType.INPUT, in));
    String last = "input";
    for (int p = 0; p < primitives.length; p++) {
      nodes.put(Integer.toString(p), primitives[p]);
      edges.add(new Edge(last, Integer.toString(p)));
      last = Integer.toString(p);
    }
    nodes.put("output", NirPrimitive.port(NirType.OUTPUT, out));
    edges.add(new Edge(last, "output"));
    return new NirGraph(nodes, edges);
  }

  static NirPrimitive lif(int... shape) {
    return new NirPrimitive(
        NirType.LIF,
        Map.of(
            "tau", each(0.02, shape),
            "r", each(1, shape),
            "v_leak", each(0, shape),
            "v_threshold", each(1, shape),
            "v_reset", each(0, shape)));
  }

  static NirPrimitive cubaLif(int... shape) {
    return new NirPrimitive(
        NirType.CUBA_LIF,
        Map.of(
            "tau_syn", each(0.005, shape),
            "tau_mem", each(0.02, shape),
            "r", each(1, shape),
            "v_leak", each(0, shape),
            "v_threshold", each(1, shape),
            "v_reset", each(0, shape),
            "w_in", each(2, shape)));
  }

  static NirPrimitive linear(int out, int in) {
    return new NirPrimitive(NirType.LINEAR, Map.of("weight", weights(out, in)));
  }

  static NirPrimitive affine(int out, int in) {
    return new NirPrimitive(
        NirType.AFFINE, Map.of("weight", weights(out, in), "bias", weights(out)));
  }

  static NirPrimitive pool(NirType type, int size, int stride, int padding) {
    return new NirPrimitive(
        type,
        Map.of(
            "kernel_size", NirPrimitive.wholes(size, size),
            "stride", NirPrimitive.wholes(stride, stride),
            "padding", NirPrimitive.wholes(padding, padding)));
  }

  static NirPrimitive conv2d(int out, int in, int size, int stride, int padding) {
    return new NirPrimitive(
        NirType.CONV2D,
        Map.of(
            "weight", weights(out, in, size, size),
            "bias", weights(out),
            "stride", NirPrimitive.wholes(stride, stride),
            "padding", NirPrimitive.wholes(padding, padding),
            "dilation", NirPrimitive.wholes(1, 1),
            "groups", NDArray.of(new long[] {1})));
  }

  static NirPrimitive flatten(int... shape) {
    return new NirPrimitive(
        NirType.FLATTEN,
        Map.of(
            "start_dim", NDArray.of(new long[] {0}),
            "end_dim", NDArray.of(new long[] {-1}),
            "input_type", NirPrimitive.wholes(shape)));
  }

  /** A graph in which each primitive stands once, and a graph within it. */
  static NirFile everything() {
    NirPrimitive scale = new NirPrimitive(NirType.SCALE, Map.of("scale", each(0.5, 2, 8, 8)));
    NirPrimitive conv1d =
        new NirPrimitive(
            NirType.CONV1D,
            Map.of(
                "weight", weights(3, 2, 3),
                "bias", weights(3),
                "stride", NDArray.of(new long[] {1}),
                "padding", NDArray.of(new long[] {1}),
                "dilation", NDArray.of(new long[] {1}),
                "groups", NDArray.of(new long[] {1}),
                "input_shape", NDArray.of(new long[] {8})));
    NirPrimitive li =
        new NirPrimitive(
            NirType.LI, Map.of("tau", each(0.01, 6), "r", each(1, 6), "v_leak", each(0.1, 6)));
    NirPrimitive cubaLi =
        new NirPrimitive(
            NirType.CUBA_LI,
            Map.of(
                "tau_syn", each(0.005, 6),
                "tau_mem", each(0.02, 6),
                "r", each(1, 6),
                "v_leak", each(0, 6),
                "w_in", NDArray.of(new double[] {2})));
    SequencedMap<String, NirNode> nodes = new LinkedHashMap<>();
    nodes.put("input", NirPrimitive.port(NirType.INPUT, 2, 8, 8));
    nodes.put("scale", scale);
    nodes.put("conv", conv2d(4, 2, 3, 1, 1));
    nodes.put(
        "if",
        new NirPrimitive(
            NirType.IF,
            Map.of(
                "r",
                each(1, 4, 8, 8),
                "v_threshold",
                each(1, 4, 8, 8),
                "v_reset",
                each(0, 4, 8, 8))));
    nodes.put("sum", pool(NirType.SUM_POOL2D, 2, 2, 0));
    nodes.put("avg", pool(NirType.AVG_POOL2D, 2, 2, 0));
    nodes.put("flat", flatten(4, 2, 2));
    nodes.put("affine", affine(6, 16));
    nodes.put("delay", new NirPrimitive(NirType.DELAY, Map.of("delay", each(0.002, 6))));
    nodes.put("threshold", new NirPrimitive(NirType.THRESHOLD, Map.of("threshold", each(0, 6))));
    nodes.put("i", new NirPrimitive(NirType.I, Map.of("r", each(1, 6))));
    nodes.put("li", li);
    nodes.put("cuba_li", cubaLi);
    nodes.put("lif", lif(6));
    SequencedMap<String, NirNode> inner = new LinkedHashMap<>();
    inner.put("input", NirPrimitive.port(NirType.INPUT, 6));
    inner.put("neurons", cubaLif(6));
    inner.put("back", linear(6, 6));
    inner.put("output", NirPrimitive.port(NirType.OUTPUT, 6));
    nodes.put(
        "recurrent",
        new NirGraph(
            inner,
            List.of(
                new Edge("input", "neurons"),
                new Edge("neurons", "back"),
                new Edge("back", "neurons"),
                new Edge("neurons", "output"))));
    nodes.put("line", new NirPrimitive(NirType.LINEAR, Map.of("weight", weights(16, 6))));
    nodes.put("output", NirPrimitive.port(NirType.OUTPUT, 16));
    List<Edge> edges = new ArrayList<>();
    List<String> names = List.copyOf(nodes.keySet());
    for (int n = 1; n < names.size(); n++) {
      edges.add(new Edge(names.get(n - 1), names.get(n)));
    }
    edges.add(new Edge("li", "lif"));
    // A second way, along an axis of its own, that needs no port: a graph is more than its chain.
    nodes.put("conv1d", chain(new int[] {2, 8}, new int[] {3, 8}, conv1d));
    return new NirFile("1.0.7", new NirGraph(nodes, edges));
  }
}
