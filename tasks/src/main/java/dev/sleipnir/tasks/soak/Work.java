package dev.sleipnir.tasks.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Something that takes a while, keeps what it has reached, goes on from there, and whose result is
 * a file.
 *
 * @param name in a word
 * @param command of sleipnir; {@code FOLDER} stands for where its files are
 * @param resume what is added where it left files; nothing if it looks itself
 * @param result the file's name
 */
record Work(String name, String command, List<String> resume, String result) {
  private static final String FOLDER = "FOLDER";

  /** All there are, each some seconds long. */
  static List<Work> all(double length) {
    return List.of(
        new Work(
            "training",
            "mnist --dataset strokes --train-samples 24 --test-samples 8 --steps 12 --batch-size 4"
                + " --epochs "
                + Math.max(2, Math.round(24 * length))
                + " --optimizer adamw --encoder poisson --input-scale 8 --threads 1 --quiet"
                + " --checkpoint FOLDER/run.ckpt",
            List.of("--resume"),
            "run.ckpt"),
        new Work(
            "simulation",
            "simulate brunel_ai --neurons 500 --seed 3 --threads 1 --quiet --snapshot-every 0.2"
                + " --seconds "
                + 10 * length
                + " --snapshot FOLDER/run.snapshot",
            List.of("--resume"),
            "run.snapshot"),
        steps("session", 40_000, length),
        steps("plasticity", 20_000, length));
  }

  private static Work steps(String name, int most, double length) {
    long steps = Math.max(20, Math.round(most * length));
    return new Work(
        name,
        "soak " + name + " --steps " + steps + " --every " + steps / 20 + " --out FOLDER",
        List.of(),
        StepFile.name(steps));
  }

  /** The arguments that begin it, or go on with it. */
  List<String> arguments(Path folder) throws IOException {
    List<String> all = new ArrayList<>();
    for (String word : command.split(" ", -1)) {
      all.add(word.replace(FOLDER, folder.toString()));
    }
    if (hasBegun(folder)) {
      all.addAll(resume);
    }
    return all;
  }

  /** Whether it left files that are whole: the others' names begin with a dot. */
  static boolean hasBegun(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> !String.valueOf(file.getFileName()).startsWith("."));
    }
  }

  /** Whether two runs left the same bytes. */
  boolean isSame(Path one, Path other) throws IOException {
    return Files.mismatch(one.resolve(result), other.resolve(result)) < 0;
  }
}
