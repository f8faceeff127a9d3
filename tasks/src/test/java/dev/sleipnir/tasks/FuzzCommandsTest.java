package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Command lines with options in any order and values of any kind: done, or refused in a line. */
class FuzzCommandsTest {
  private static final Pattern WRONG =
      Pattern.compile(
          "java\\.lang\\.\\w*(NullPointer|IndexOutOfBounds|ClassCast|NegativeArraySize|NumberFormat"
              + "|Arithmetic)Exception|java\\.lang\\.(StackOverflow|OutOfMemory|Internal|Assertion)Error"
              + "|picocli\\.CommandLine\\$\\w+Exception");

  private static final String[] NUMBERS = {
    "1",
    "2",
    "3",
    "0",
    "-1",
    "1.5",
    "1e-3",
    "NaN",
    "-Infinity",
    "99999999999",
    "-2147483648",
    "abc",
    "",
    " ",
    "0x10",
    "１",
    "1,2",
    "=",
    "--",
    "1e400"
  };

  private static final String[] WORDS = {
    "cpu",
    "cuda:-1",
    "cuda:99999999999",
    "gpu",
    "auto",
    "none",
    "cosine",
    "adam",
    "sgd",
    "poisson",
    "strokes",
    "mnist",
    "float32",
    "tf32",
    "lif",
    "LIF",
    "@none",
    "@",
    "*",
    "..",
    "%s",
    "\u001b[1m"
  };

  /**
   * Commands that are done in no time if all is well, and their options: with values, without (!),
   * with files (@).
   */
  private static final String[][] COMMANDS = {
    {"doctor", "--device", "--gpu-precision"},
    {"models", "--list!", "--file@", "--out@", "lif!", "lsnn!", "nothing!"},
    {"rules", "--list!", "--file@", "--out@", "bcm_rates!", "mstdp!", "nothing!"},
    {"verify", "--only", "--report@", "nowhere!"},
    {"nir", "check", "--dt", "--time-unit", "nowhere.nir!"},
    {"run", "nowhere.java!"},
    {"lab", "--list!", "--fast!", "--out@", "nothing!"},
    {"bench", "--list!", "nothing!"},
    {"bench", "bptt", "--neurons", "--batch", "--steps", "--threads", "--warm-up", "--runs"},
    {"bench", "lif-layer", "--features", "--batch", "--steps", "--rate", "--threads", "--runs"},
    {"bench", "recurrent-step", "--inputs", "--hidden", "--outputs", "--density", "--steps"},
    {"mnist", "--nothing", "--epochs", "--steps", "--batch-size", "--learning-rate", "--threads"},
    {"nothing", "--list!"}
  };

  /** Small sizes, so that what is not asked for takes no time. */
  private static final String[][] SMALL = {
    {"bptt", "--neurons=2", "--batch=1", "--steps=2", "--warm-up=0", "--runs=1"},
    {"lif-layer", "--features=2", "--batch=1", "--steps=2", "--warm-up=0", "--runs=1"},
    {"recurrent-step", "--inputs=2", "--hidden=2", "--outputs=1", "--steps=2", "--warm-up=0"}
  };

  @TempDir private Path folder;

  @Test
  void commandLines() {
    Fuzz.run(
        "command lines",
        Set.of(),
        (random, input) -> {
          List<String> line = line(random);
          input.accept(line);
          StringWriter out = new StringWriter();
          StringWriter err = new StringWriter();
          int status =
              Main.run(line.toArray(String[]::new), new PrintWriter(out), new PrintWriter(err));
          String said = out + "\n" + err;
          assertTrue(status >= 0 && status <= 2, () -> line + ": " + status + said);
          assertTrue(!WRONG.matcher(said).find(), () -> line + ": " + said);
          assertTrue(status == 0 || !err.toString().isBlank(), () -> line + ": nothing is said");
        });
  }

  private List<String> line(Random random) {
    String[] command = COMMANDS[random.nextInt(COMMANDS.length)];
    List<String> line = new ArrayList<>();
    line.add("--verbose");
    line.add(command[0]);
    int first = 1;
    if (command[0].equals("bench") && !command[1].startsWith("--")) {
      line.add(command[1]);
      first = 2;
      List<String> small = new ArrayList<>();
      for (String[] sizes : SMALL) {
        if (sizes[0].equals(command[1])) {
          small.addAll(List.of(sizes).subList(1, sizes.length));
        }
      }
      // What is asked for comes instead of these.
      for (int o = random.nextInt(3); o >= 0; o--) {
        String option = command[first + random.nextInt(command.length - first)];
        small.removeIf(s -> s.startsWith(option + "="));
        small.add(option + "=" + value(random));
      }
      line.addAll(small);
    } else {
      for (int o = random.nextInt(4); o >= 0; o--) {
        String option = command[first + random.nextInt(command.length - first)];
        if (option.endsWith("!")) {
          line.add(option.substring(0, option.length() - 1));
        } else if (option.endsWith("@")) {
          line.add(option.substring(0, option.length() - 1));
          line.add(file(random));
        } else {
          line.add(option);
          line.add(value(random));
        }
      }
    }
    if (command[0].equals("mnist")) {
      line.add("--nothing"); // refused, whatever else is right
    }
    int stray = 1 + random.nextInt(line.size());
    // Not as the name of a file that is written.
    if (random.nextInt(5) == 0 && !line.get(stray - 1).matches("--out|--file|--report")) {
      line.add(stray, NUMBERS[random.nextInt(NUMBERS.length)]);
    }
    return line;
  }

  /** Of the test's own folder, lest something be written anywhere else. */
  private String file(Random random) {
    String[] names = {"f0", "f1", "f2", "no/such/folder/f", "", ".", "f0/under-a-file"};
    return folder.resolve(names[random.nextInt(names.length)]).toString();
  }

  private String value(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> WORDS[random.nextInt(WORDS.length)];
      case 1 -> file(random);
      default -> NUMBERS[random.nextInt(NUMBERS.length)];
    };
  }
}
