package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.neuron.Families;
import dev.sleipnir.network.Neurons;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(args, new PrintWriter(out), new PrintWriter(err));
  }

  @Test
  void theReferenceIsWhatTheEquationsSay() throws IOException {
    assertEquals(
        new Models().all(),
        Files.readString(Path.of("../docs/guide/neuron-models.md")),
        "written anew by: ./sleipnir models --out docs/guide/neuron-models.md");
  }

  @Test
  void listsEveryFamily() {
    assertEquals(0, run("models", "--list"));
    assertEquals(
        Stream.concat(
                Families.all().stream().map(Families.Family::name),
                Neurons.all().stream().map(Neurons.Kind::name))
            .toList(),
        out.toString().lines().map(line -> line.replaceFirst(" .*", "")).toList());
  }

  @Test
  void printsWhatIsNamedInItsOrder() {
    assertEquals(0, run("models", "lsnn", "lif"));
    assertEquals("## lsnn", out.toString().lines().findFirst().orElseThrow());
    assertTrue(out.toString().contains("\n## lif\n"), out.toString());
    assertFalse(out.toString().contains("## iaf"), out.toString());
  }

  @Test
  void recurrentFormsShowWhatDiffers() {
    assertEquals(0, run("models", "lif", "iaf"));
    assertTrue(out.toString().contains("```diff\n- r = z\n+ r = detach(z)\n```"), out.toString());
    assertEquals(2, out.toString().split("```diff", -1).length, "only lif differs");
  }

  @Test
  void documentsAModelOfOnesOwn(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.txt");
    Path result = folder.resolve("mine.md");
    Files.writeString(file, "model mine\nstate v = 0\ninput x\nv = v + x\noutput v\n");
    assertEquals(0, run("models", "--file", file.toString(), "--out", result.toString()));
    String markdown = Files.readString(result);
    assertTrue(markdown.startsWith("## mine\n"), markdown);
    assertTrue(markdown.contains("\nSaved: 0.\n"), markdown);
    assertEquals("", out.toString());
  }

  @Test
  void pointsAtWhatIsWrong(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.txt");
    Files.writeString(file, "model mine\nstate v = 0\ninput x\nv = v + w\noutput v\n");
    assertEquals(1, run("models", "--file", file.toString()));
    assertEquals(
        """
        sleipnir models: %s: mine, line 4, column 9: expected a defined name, got 'w'
        v = v + w
                ^
        """
            .formatted(file),
        err.toString().replace("\r\n", "\n"));
  }

  @Test
  void wrongUsage() {
    assertEquals(2, run("models", "lof"));
    assertTrue(
        err.toString().startsWith("sleipnir models: unknown model 'lof'; expected one of lif, "),
        err.toString());
    assertEquals(2, run("models", "lif", "--file", "mine.txt"));
    assertTrue(err.toString().contains("expected NAME or --file, got both"), err.toString());
    assertEquals(1, run("models", "--file", "no-such-file.txt"));
    assertTrue(
        err.toString().contains("--file: expected a file, found none at no-such-file.txt"),
        err.toString());
  }
}
