package dev.sleipnir.tasks.nir;

import dev.sleipnir.tasks.option.Usage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sleipnir nir}: what can be done with NIR files. */
@Command(
    name = "nir",
    sortOptions = false,
    description =
        "NIR files, networks of other frameworks: what is wrong with them, what is in them, what"
            + " they do.",
    subcommands = {NirCheckCommand.class, NirShow.class, NirRun.class, NirConvert.class},
    footer = {
      "",
      "Examples:",
      "  sleipnir nir check braille.nir",
      "  sleipnir nir run braille.nir --convention snntorch --dt 1e-4 --input x.npy"
    })
public final class NirCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  /** For picocli. */
  public NirCommand() {}

  @Override
  public Integer call() {
    throw Usage.error(
        spec,
        "missing what to do; expected one of " + String.join(", ", spec.subcommands().keySet()));
  }
}
