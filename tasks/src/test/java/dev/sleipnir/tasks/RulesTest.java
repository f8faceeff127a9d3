package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.plasticity.LearningRule;
import dev.sleipnir.plasticity.LearningRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(args, new PrintWriter(out), new PrintWriter(err));
  }

  @Test
  void theReferenceIsWhatTheEquationsSay() throws IOException {
    assertEquals(
        new Rules().all(),
        Files.readString(Path.of("../docs/guide/learning-rules.md")),
        "written anew by: ./sleipnir rules --out docs/guide/learning-rules.md");
  }

  @Test
  void listsEveryRuleOnce() {
    assertEquals(0, run("rules", "--list"));
    List<String> names = out.toString().lines().map(line -> line.replaceFirst(" .*", "")).toList();
    assertEquals(LearningRules.all().stream().map(LearningRules.Entry::name).toList(), names);
    assertEquals(names.size(), names.stream().distinct().count());
  }

  @Test
  void printsWhatIsNamedInItsOrder() {
    assertEquals(0, run("rules", "stdp_triplet", "stdp_additive"));
    String markdown = out.toString();
    assertTrue(markdown.startsWith("## stdp_triplet\n\n`TripletStdp.visualCortex()`: "), markdown);
    assertTrue(markdown.contains("\n## stdp_additive\n"), markdown);
    assertFalse(markdown.contains("## bcm"), markdown);
    assertTrue(markdown.contains("With `dt` 0.001, `jump` UNIT, `order` WEIGHTS_FIRST, `hardB"));
  }

  /** What is printed under "As text" is the rule. */
  @Test
  void itsTextReadsBack() {
    for (LearningRules.Entry entry : LearningRules.all()) {
      String section = RuleReference.section(entry);
      String text = section.split("```text\n", 2)[1].split("```", 2)[0];
      LearningRule again = LearningRule.parse(text);
      assertEquals(entry.rule().model().parameters(), again.model().parameters());
      assertTrue(
          section.endsWith(RuleReference.section(again(entry, again)).split("</summary>", 2)[1]));
    }
  }

  private static LearningRules.Entry again(LearningRules.Entry entry, LearningRule rule) {
    return new LearningRules.Entry(entry.java(), entry.description(), rule);
  }

  @Test
  void documentsAnyTextOfOnesOwn(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.txt");
    for (String text :
        List.of(
            "# a rule\n\nrule mine\non pre w = w + 1\n",
            "optimizer mine\nw = w - learning_rate * gradient\n",
            "update mine\nstate y = 0\ny = 2 * y\n",
            "model mine # a neuron\nstate v = 0\ninput x\nv = v + x\noutput v\n")) {
      for (String command : List.of("rules", "models")) {
        Files.writeString(file, text);
        out.getBuffer().setLength(0);
        assertEquals(0, run(command, "--file", file.toString()), err.toString());
        assertTrue(out.toString().startsWith("## mine\n"), out.toString());
        String kind = text.replaceFirst("^#.*\n\n", "").split(" ", 2)[0];
        assertTrue(out.toString().contains("```text\n" + kind + " mine\n"), out.toString());
      }
    }
  }

  @Test
  void pointsAtWhatIsWrong(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("mine.txt");
    Files.writeString(file, "rule mine\non pre w = w + y\n");
    assertEquals(1, run("rules", "--file", file.toString()));
    assertTrue(
        err.toString().startsWith("sleipnir rules: " + file + ": mine, line 2, column 16: "),
        err.toString());
    assertEquals(2, run("rules", "stdp"));
    assertTrue(err.toString().contains("unknown rule 'stdp'; expected one of stdp_additive, "));
  }
}
