package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell as a process of its own, given lines. */
class ShellTest {
  private static final String PROMPT = "jshell> ";

  @TempDir Path folder;

  /** What the shell answers to each line, and its exit status. */
  private record Session(List<String> answers, int status) {}

  private Session session(List<String> lines) throws Exception {
    Process process =
        Script.process(Start.class, List.of("shell"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
      in.write(String.join("\n", lines) + "\n");
    }
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String[] parts = printed.replace("\r", "").split("\n?" + PROMPT, -1);
    List<String> answers = new ArrayList<>();
    answers.add(parts[0].strip());
    for (int p = 1; p < parts.length; p++) {
      // Where the shell repeats what it reads, which depends on the terminal.
      String line = p <= lines.size() ? lines.get(p - 1) : "";
      answers.add(
          (parts[p].startsWith(line) ? parts[p].substring(line.length()) : parts[p]).strip());
    }
    return new Session(answers, process.waitFor());
  }

  @Test
  void answersAsTheGuideShows() throws Exception {
    String page = Files.readString(Path.of("../docs/guide/shell.md"));
    int from = page.indexOf("```text\n") + "```text\n".length();
    String[] shown = page.substring(from, page.indexOf("```\n", from)).split(PROMPT, -1);
    List<String> lines = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int s = 1; s < shown.length; s++) {
      int end = shown[s].indexOf('\n');
      lines.add(shown[s].substring(0, end));
      expected.add(shown[s].substring(end).strip());
    }
    Session session = session(lines);
    assertEquals(expected, session.answers().subList(1, 1 + expected.size()));
    assertEquals(0, session.status()); // the input's end is the shell's
    assertTrue(Files.size(folder.resolve("plot-1.png")) > 1000);
    String banner = session.answers().getFirst();
    assertTrue(banner.startsWith("Sleipnir ") && banner.contains("plot("), banner);
  }

  @Test
  void drawsWhatItIsGivenAndSaysWhatIsWrong() throws Exception {
    Files.writeString(folder.resolve("plot-1.png"), "kept");
    Session session =
        session(
            List.of(
                "plot(Tensor.rand(new RandomStream(1), 30))",
                "plot(new Plot(\"\", \"x\", \"y\").line(\"a\", new double[] {0, 1}, new double[] {0, 1}))",
                "plot(Tensor.zeros(0))",
                "plot(new Tensor[0])",
                "/exit 3"));
    List<String> answers = session.answers();
    assertEquals("$1 ==> plot-2.png", answers.get(1));
    assertEquals("$2 ==> plot-3.png", answers.get(2));
    assertTrue(answers.get(3).contains("expected an axis and values on it, got Tensor[0] []"));
    assertTrue(answers.get(4).contains("IllegalArgumentException"), answers.get(4));
    assertEquals(3, session.status());
    assertEquals("kept", Files.readString(folder.resolve("plot-1.png")));
    try (var files = Files.list(folder)) {
      assertEquals(3, files.count());
    }
  }

  @Test
  void importsEveryPackageAndNoNameTwice() throws IOException {
    List<String> imports =
        Files.readAllLines(Path.of("src/main/resources/dev/sleipnir/tasks/startup.jsh"));
    for (String module : List.of("events", "model", "network", "plasticity")) {
      Files.readAllLines(Path.of("..", module, "src/main/java/module-info.java")).stream()
          .filter(line -> line.matches("  exports [\\w.]+;"))
          .map(line -> line.replace("  exports ", "import ").replace(";", ".*;"))
          .forEach(line -> assertTrue(imports.contains(line), line));
    }
    Map<String, String> packages = new HashMap<>();
    for (String line : imports) {
      if (!line.endsWith(".*;")) {
        continue;
      }
      String name = line.substring("import ".length(), line.length() - ".*;".length());
      for (String type : publicTypes(name)) {
        String other = packages.put(type, name);
        assertTrue(
            other == null || imports.stream().anyMatch(i -> i.endsWith("." + type + ";")),
            type + " is in " + name + " and in " + other);
      }
    }
    assertTrue(packages.size() > 200, "found " + packages.size() + " types");
  }

  private static List<String> publicTypes(String name) throws IOException {
    List<String> types = new ArrayList<>();
    for (String module : List.of("events", "kernels", "model", "network", "plasticity", "tasks")) {
      Path folder = Path.of("..", module, "src/main/java", name.replace('.', '/'));
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.filter(Files::isRegularFile).toList()) {
            String type = String.valueOf(file.getFileName()).replace(".java", "");
            if (Files.readString(file).matches("(?s).*\npublic [^\n(]*\\b" + type + "\\b.*")) {
              types.add(type);
            }
          }
        }
      }
    }
    return types;
  }

  @Test
  void takesNoArguments() throws IOException {
    StringWriter err = new StringWriter();
    StringWriter out = new StringWriter();
    assertEquals(
        2, Main.run(new String[] {"shell", "x"}, new PrintWriter(out), new PrintWriter(err)));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertEquals(
        0, Main.run(new String[] {"shell", "--help"}, new PrintWriter(out), new PrintWriter(err)));
    assertTrue(out.toString().contains("JShell"), out.toString());
  }
}
