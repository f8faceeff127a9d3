package dev.sleipnir.tasks.nir;

import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.exchange.Npy;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.nir.Convention;
import dev.sleipnir.nir.Nir;
import dev.sleipnir.nir.NirNetwork;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sleipnir nir run}: what a graph makes of an input. */
@Command(
    name = "run",
    sortOptions = false,
    description = "Run a graph on a sequence and say how much each node puts out.",
    footer = {
      "",
      "Examples:",
      "  sleipnir nir run braille.nir --convention snntorch --input x.npy --out traces"
    })
final class NirRun implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "A NIR file.")
  private Path file = Path.of("");

  @Option(
      names = "--input",
      required = true,
      paramLabel = "[NAME=]FILE",
      description =
          "NPY: [time, ...] or [time, batch, ...]; of a graph with several inputs once for each.")
  private List<String> inputs = List.of();

  @Option(
      names = "--convention",
      paramLabel = "NAME",
      converter = ConventionNames.class,
      completionCandidates = ConventionNames.class,
      defaultValue = "exact",
      description =
          "How equations become steps: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Convention convention = Convention.EXACT;

  @Mixin private TimeOptions time = new TimeOptions();

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description =
          "Write what each node put out, NODE.npy, and membrane potentials, NODE.v.npy: [time,"
              + " batch, ...].")
  private @Nullable Path folder;

  @Override
  public Integer call() throws IOException {
    NirNetwork network =
        Nir.load(Nir.read(file).graph(), convention, time.dt(spec), time.unit(spec));
    PrintWriter err = spec.commandLine().getErr();
    network.graph().findings().forEach(err::println);
    network.notes().forEach(note -> err.println("note " + note));
    NirNetwork.Traces traces = network.trace(Inputs.read(spec, inputs, network));
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, "%-24s %-18s %12s%n", "node", "shape", "sum");
    for (Map.Entry<String, Tensor> each : traces.outputs().entrySet()) {
      double sum = 0;
      for (float value : each.getValue().toArray()) {
        sum += value;
      }
      out.printf(
          Locale.ROOT,
          "%-24s %-18s %12.7g%n",
          each.getKey(),
          Arrays.toString(each.getValue().shape()).replace(", ", "x"),
          sum);
    }
    if (folder != null) {
      Files.createDirectories(folder);
      write(folder, "", traces.outputs());
      write(folder, ".v", traces.potentials());
    }
    return 0;
  }

  private static void write(Path folder, String suffix, Map<String, Tensor> traces)
      throws IOException {
    for (Map.Entry<String, Tensor> each : traces.entrySet()) {
      String name = each.getKey().replace('/', '_') + suffix + ".npy";
      Npy.write(folder.resolve(name), NDArray.of(each.getValue()));
    }
  }
}
