package dev.sleipnir.tasks.soak;

import dev.sleipnir.tasks.option.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Steps of something that is kept every so often, and goes on from where it was kept last. */
abstract class Stepping implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--steps", required = true, description = "How many.")
  private long steps;

  @Option(names = "--every", required = true, description = "Steps between files.")
  private long every;

  @Option(names = "--out", required = true, description = "A folder for the files.")
  private @Nullable Path out;

  /** Goes on from a file. */
  abstract void load(Path file) throws IOException;

  abstract void save(Path file) throws IOException;

  /** What it does at a step, which the number alone decides. */
  abstract void step(long number);

  @Override
  public Integer call() throws IOException {
    if (steps < 1 || every < 1 || out == null) {
      throw Usage.error(spec, "expected --steps and --every of at least 1, and --out");
    }
    Files.createDirectories(out);
    long reached = StepFile.last(out);
    if (reached > 0) {
      load(out.resolve(StepFile.name(reached)));
    }
    while (reached < steps) {
      step(reached++);
      if (reached % every == 0 || reached == steps) {
        save(out.resolve(StepFile.name(reached)));
        StepFile.keep(out, reached);
      }
    }
    return 0;
  }
}
