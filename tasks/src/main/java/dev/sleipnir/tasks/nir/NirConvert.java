package dev.sleipnir.tasks.nir;

import dev.sleipnir.model.network.Model;
import dev.sleipnir.nir.Convention;
import dev.sleipnir.nir.Nir;
import dev.sleipnir.nir.NirNetwork;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sleipnir nir convert}: NIR files to files of models and back. */
@Command(
    name = "convert",
    sortOptions = false,
    description = {
      "Make a file of a model from a NIR file, or the other way round; which is which is found from"
          + " the content.",
      "What NIR cannot say of a model is told on standard error, and is in the file's metadata."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir nir convert braille.nir braille.model --convention snntorch --dt 1e-4",
      "  sleipnir nir convert trained.model trained.nir"
    })
final class NirConvert implements Callable<Integer> {
  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FROM", description = "A NIR file, or a file of a model.")
  private Path from = Path.of("");

  @Parameters(index = "1", paramLabel = "TO", description = "The other.")
  private Path to = Path.of("");

  @Option(
      names = "--convention",
      paramLabel = "NAME",
      converter = ConventionNames.class,
      completionCandidates = ConventionNames.class,
      defaultValue = "exact",
      description =
          "From NIR: how equations become steps: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE}).")
  private Convention convention = Convention.EXACT;

  @Mixin private TimeOptions time = new TimeOptions();

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    if (isHdf5(from)) {
      NirNetwork network =
          Nir.load(Nir.read(from).graph(), convention, time.dt(spec), time.unit(spec));
      network.graph().findings().forEach(err::println);
      network.notes().forEach(note -> err.println("note " + note));
      if (network.inputShapes().size() > 1 || network.outputShapes().size() > 1) {
        throw new IOException(
            from
                + ": expected one input and one output, which is what models have, got "
                + network.inputShapes().keySet()
                + " and "
                + network.outputShapes().keySet());
      }
      Model.save(network.module(), to, network.inputShape());
    } else {
      Model model = Model.load(from);
      List<String> lost;
      try {
        lost = Nir.save(model.network(), to, model.inputShape());
      } catch (IllegalArgumentException e) {
        throw new IOException(from + ": " + e.getMessage(), e);
      }
      lost.forEach(what -> err.println("NIR cannot say " + what));
    }
    spec.commandLine().getOut().println("wrote " + to);
    return 0;
  }

  private static boolean isHdf5(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false; // reading it says what is wrong
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(HDF5.length), HDF5);
    }
  }
}
