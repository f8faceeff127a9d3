package dev.sleipnir.model.golden;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds reference cases, runs them and counts them. */
final class GoldenCases {
  private static final System.Logger LOG = System.getLogger(GoldenCases.class.getName());

  private GoldenCases() {}

  /**
   * Runs the cases of a target that the predicate takes. Where the folder of reference cases is
   * there, fewer than {@code atLeast} are a failure: no case drops out unseen.
   */
  static void run(
      String target, int atLeast, Predicate<GoldenCase> taken, Consumer<GoldenCase> test)
      throws IOException {
    List<GoldenCase> cases;
    try (Stream<Path> files = Files.list(folder().resolve(target))) {
      cases =
          files
              .filter(file -> file.toString().endsWith(".json"))
              .sorted()
              .map(GoldenCase::read)
              .filter(taken)
              .toList();
    }
    cases.forEach(test);
    LOG.log(System.Logger.Level.INFO, "{0}: {1} reference cases", target, cases.size());
    assertTrue(
        cases.size() >= atLeast,
        () -> target + ": expected at least " + atLeast + " cases, got " + cases);
  }

  private static Path folder() {
    String data = System.getenv("SLEIPNIR_DATA");
    assumeTrue(data != null, "SLEIPNIR_DATA is not set: reference cases skipped");
    Path folder = Path.of(data).toAbsolutePath().resolveSibling("golden");
    assumeTrue(Files.isDirectory(folder), () -> folder + " is missing: reference cases skipped");
    return folder;
  }
}
