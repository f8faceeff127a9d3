package dev.sleipnir.tasks.nir;

import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.exchange.Npy;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.nir.Convention;
import dev.sleipnir.nir.Nir;
import dev.sleipnir.nir.NirNetwork;
import dev.sleipnir.nir.graph.NirCheck;
import dev.sleipnir.nir.graph.NirException;
import dev.sleipnir.nir.graph.NirFinding;
import dev.sleipnir.nir.graph.NirGraph;
import dev.sleipnir.tasks.option.Usage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sleipnir nir check}: what is wrong with graphs, and which convention fits a recording. */
@Command(
    name = "check",
    sortOptions = false,
    description = {
      "Say what is wrong with graphs; the exit status is 1 if one cannot be run.",
      "With --trace: run the graph by every convention and say how many cells of the recording each"
          + " gets wrong, best first."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir nir check *.nir",
      "  sleipnir nir check braille.nir --input x.npy --trace lif1.npy --node lif1.lif"
    })
final class NirCheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "NIR files.")
  private List<Path> files = List.of();

  @Option(
      names = "--input",
      paramLabel = "[NAME=]FILE",
      description =
          "What went into the graph: NPY, [time, ...] or [time, batch, ...]; of a graph with several"
              + " inputs once for each.")
  private List<String> inputs = List.of();

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "What came out of a node: NPY, as many values as time, batch and node have.")
  private @Nullable Path trace;

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "Whose output the trace is (default: the graph's, if it has one).")
  private @Nullable String node;

  @Mixin private TimeOptions time = new TimeOptions();

  @Override
  public Integer call() throws IOException {
    if (inputs.isEmpty() != (trace == null)) {
      throw Usage.error(spec, "expected --input and --trace together, got one of them");
    }
    if (trace != null && files.size() != 1) {
      throw Usage.error(spec, "--trace: expected one graph, got " + files.size());
    }
    PrintWriter out = spec.commandLine().getOut();
    int status = 0;
    for (Path file : files) {
      NirGraph graph = Nir.read(file).graph();
      List<NirFinding> found = NirCheck.check(graph);
      long errors = found.stream().filter(NirFinding::isError).count();
      status = errors > 0 ? 1 : status;
      out.println(file + ": " + errors + " errors, " + (found.size() - errors) + " warnings");
      found.forEach(each -> out.println("  " + each));
      if (trace != null && errors == 0) {
        compare(graph, trace, out);
      }
    }
    return status;
  }

  private record Score(Convention convention, long wrong, double spikes) {}

  private void compare(NirGraph graph, Path recorded, PrintWriter out) throws IOException {
    NDArray reference = Npy.read(recorded);
    double[] expected = reference.toDoubles();
    List<Score> scores = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (Convention convention : Convention.values()) {
      NirNetwork network;
      try {
        network = Nir.load(graph, convention, time.dt(spec), time.unit(spec));
      } catch (NirException e) {
        refused.add("  " + convention + ": " + e.getMessage());
        continue;
      }
      List<String> outputs = network.graph().outputs();
      if (node == null && outputs.size() > 1) {
        throw Usage.error(spec, "--node: expected one of the outputs " + outputs + ", got none");
      }
      String name = node == null ? outputs.getFirst() : node;
      Tensor got = network.trace(Inputs.read(spec, inputs, network)).outputs().get(name);
      if (got == null) {
        throw Usage.error(
            spec,
            "--node: expected one of "
                + network.graph().nodes().stream().map(n -> n.name()).toList()
                + ", got "
                + name);
      }
      float[] z = got.toArray();
      if (z.length != expected.length) {
        throw new IOException(
            recorded + ": expected " + got + ", got shape " + Arrays.toString(reference.shape()));
      }
      long wrong = 0;
      double spikes = 0;
      for (int i = 0; i < z.length; i++) {
        wrong += z[i] != (float) expected[i] ? 1 : 0;
        spikes += z[i];
      }
      scores.add(new Score(convention, wrong, spikes));
    }
    scores.sort(Comparator.comparingLong(Score::wrong));
    double sum = Arrays.stream(expected).sum();
    out.printf(Locale.ROOT, "  %-18s %10s %10s%n", "convention", "wrong", "sum");
    out.printf(Locale.ROOT, "  %-18s %10s %10.6g%n", "(the recording)", "", sum);
    for (Score score : scores) {
      out.printf(
          Locale.ROOT,
          "  %-18s %10d %10.6g%n",
          score.convention().text(),
          score.wrong(),
          score.spikes());
    }
    refused.forEach(out::println);
  }
}
