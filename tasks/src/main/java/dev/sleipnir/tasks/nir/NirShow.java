package dev.sleipnir.tasks.nir;

import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.nir.Nir;
import dev.sleipnir.nir.NirSummary;
import dev.sleipnir.nir.graph.NirCheck;
import dev.sleipnir.nir.graph.NirException;
import dev.sleipnir.nir.graph.NirFile;
import dev.sleipnir.nir.graph.NirGraph;
import dev.sleipnir.nir.graph.NirNode;
import dev.sleipnir.nir.graph.NirPrimitive;
import dev.sleipnir.nir.graph.NirValue;
import dev.sleipnir.nir.graph.ResolvedGraph;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sleipnir nir show}: a graph as text and as a picture. */
@Command(
    name = "show",
    sortOptions = false,
    description =
        "Print a graph: nodes, members, edges, and what the parameters tell of its origin.",
    footer = {"", "Examples:", "  sleipnir nir show braille.nir --out braille.svg"})
final class NirShow implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "A NIR file.")
  private Path file = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Draw the graph, too: SVG, graphs within graphs unfolded.")
  private @Nullable Path picture;

  @Override
  public Integer call() throws IOException {
    NirFile read = Nir.read(file);
    PrintWriter out = spec.commandLine().getOut();
    NirGraph graph = read.graph();
    NirSummary summary = NirSummary.of(graph);
    out.println("version " + (read.version() == null ? "not given" : read.version()));
    out.println("nodes " + summary.types());
    out.println(
        summary.parameters()
            + " parameters, "
            + summary.neurons()
            + " neurons, "
            + summary.synapses()
            + " synapses");
    if (summary.convention() != null) {
      out.println(
          "seems to come from "
              + summary.convention()
              + (summary.dt() == null ? "" : ", dt = " + summary.dt() + " s"));
    }
    print(graph, "", out);
    try {
      ResolvedGraph resolved = NirCheck.resolve(graph);
      out.println("late edges " + resolved.cycles());
      if (picture != null) {
        byte[] svg = new GraphPicture(resolved).svg().getBytes(StandardCharsets.UTF_8);
        OutputFile.write(picture, to -> to.write(svg));
      }
      return 0;
    } catch (NirException e) {
      out.println("cannot be run: " + e.getMessage());
      return picture == null ? 0 : 1;
    }
  }

  private static void print(NirGraph graph, String indent, PrintWriter out) {
    graph
        .nodes()
        .forEach(
            (name, node) -> {
              out.println(indent + name + ": " + node.type() + members(node));
              if (node instanceof NirGraph inner) {
                print(inner, indent + "  ", out);
              }
            });
    graph.edges().forEach(edge -> out.println(indent + edge));
  }

  private static String members(NirNode node) {
    StringBuilder text = new StringBuilder();
    if (node instanceof NirPrimitive primitive) {
      primitive.values().members().forEach((name, value) -> append(text, name, value));
    }
    node.metadata().members().keySet().forEach(key -> text.append(" metadata/").append(key));
    return text.toString();
  }

  private static void append(StringBuilder text, String name, NirValue value) {
    text.append(' ').append(name);
    switch (value) {
      case NirValue.Numbers(NDArray array) -> {
        double[] values = array.size() == 0 ? new double[0] : array.toDoubles();
        boolean same = Arrays.stream(values).allMatch(each -> each == values[0]);
        text.append(Arrays.toString(array.shape()).replace(", ", "x"));
        if (array.size() > 0 && (same || array.size() <= 4)) {
          text.append(" = ").append(same ? number(values[0]) : numbers(values));
        }
      }
      case NirValue.Text strings -> text.append(" = ").append(String.join(", ", strings.strings()));
      case NirValue.Group _ -> text.append(" {...}");
    }
  }

  private static String numbers(double[] values) {
    return Arrays.stream(values).mapToObj(NirShow::number).toList().toString();
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Float.toString((float) value);
  }
}
