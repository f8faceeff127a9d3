package dev.sleipnir.tasks.verify;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.tasks.Fuzz;
import dev.sleipnir.tasks.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reference cases changed in a few places: a verdict for each, and no words of the JDK. */
class FuzzCasesTest {
  private static final String[] WORDS = {
    "null",
    "true",
    "[]",
    "{}",
    "\"\"",
    "\"NaN\"",
    "\"-Infinity\"",
    "0",
    "-1",
    "1e999",
    "1e-999",
    "2147483648",
    "99999999999999999999",
    "[[[]]]",
    "\"shape\"",
    "\"data\"",
    "\"parameters\"",
    "\"target\"",
    "\"inputs\"",
    "\"expected\"",
    "\"rtol\"",
    "\"\\u0000\"",
    "\"\u001b[31m\"",
    ",",
    ":"
  };

  /** What a verdict never contains: exceptions of the JDK and escapes. */
  private static final Pattern WRONG =
      Pattern.compile(
          "\\w*(NullPointer|IndexOutOfBounds|ClassCast|NegativeArraySize|NumberFormat)Exception"
              + "|(StackOverflow|OutOfMemory|Internal|Assertion)Error|Cannot invoke|Index -?\\d+ out"
              + "|\\u001b");

  @TempDir private Path folder;

  @Test
  void referenceCases() throws IOException, URISyntaxException {
    Path cases = Path.of(Objects.requireNonNull(getClass().getResource("/cases")).toURI());
    List<Path> all;
    try (Stream<Path> files = Files.walk(cases)) {
      all = files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
    }
    Fuzz.run(
        "reference cases",
        Set.of(),
        (random, input) -> {
          Path original = all.get(random.nextInt(all.size()));
          String json = Fuzz.mutated(random, Files.readString(original), WORDS);
          input.accept(json);
          Path copy = folder.resolve(Objects.requireNonNull(cases.relativize(original)));
          Files.createDirectories(Objects.requireNonNull(copy.getParent()));
          Files.writeString(copy, json);
          StringWriter said = new StringWriter();
          int status =
              Main.run(
                  new String[] {"verify", copy.toString()},
                  new PrintWriter(said),
                  new PrintWriter(said));
          assertTrue(status == 0 || status == 1 || status == 2, () -> status + ": " + said);
          assertTrue(!WRONG.matcher(said.toString()).find(), said::toString);
          assertTrue(!said.toString().isBlank(), "something is said");
          Files.delete(copy);
        });
  }
}
