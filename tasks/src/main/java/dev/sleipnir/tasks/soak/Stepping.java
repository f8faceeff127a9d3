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

  /** Its beginning; not before the command runs, since help makes commands, too. */
  abstract Steps begin();

  @Override
  public Integer call() throws IOException {
    if (steps < 1 || every < 1 || out == null) {
      throw Usage.error(spec, "expected --steps and --every of at least 1, and --out");
    }
    Files.createDirectories(out);
    Steps work = begin();
    long reached = StepFile.last(out);
    if (reached > 0) {
      work.load(out.resolve(StepFile.name(reached)));
    }
    while (reached < steps) {
      work.step(reached++);
      if (reached % every == 0 || reached == steps) {
        work.save(out.resolve(StepFile.name(reached)));
        StepFile.keep(out, reached);
      }
    }
    return 0;
  }
}
