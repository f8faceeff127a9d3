package dev.sleipnir.tasks;

import dev.sleipnir.tasks.option.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sleipnir run}: runs a program of one file. */
@Command(
    name = "run",
    customSynopsis = "sleipnir run FILE.java [ARG...]",
    description =
        "Run a Java program of one file with the library on its class path; nothing is built. Exit"
            + " status and standard streams are the program's.",
    footer = {
      "",
      "A whole program:",
      "  import dev.sleipnir.model.neuron.*;",
      "  import dev.sleipnir.model.tensor.*;",
      "",
      "  void main() {",
      "    var spikes = new Lif().layer().forward(Tensor.full(2f, 100, 1, 1));",
      "    IO.println(spikes.sum().item() + \" spikes in 100 ms\");",
      "  }",
      "",
      "JVM options come from SLEIPNIR_JAVA_OPTS, as for every command."
    })
final class Run implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", arity = "0..1", paramLabel = "FILE.java", description = "The program.")
  private @Nullable Path file;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "ARG",
      description = "Handed to the program as they are.")
  private List<String> args = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (file == null) {
      throw Usage.error(spec, "missing FILE.java");
    }
    // Without the suffix the launcher would take it for the name of a class.
    if (!file.toString().endsWith(".java")) {
      throw Usage.error(spec, "expected a file that ends in .java, got " + file);
    }
    if (!Files.isRegularFile(file)) {
      throw Usage.error(spec, "expected a file, found none at " + file);
    }
    return Script.run(file, args);
  }
}
