package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.model.data.IdxFile;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.optimize.Sgd;
import dev.sleipnir.model.train.Checkpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Output, messages and what is parsed do not depend on the user's language. */
class LocaleTest {
  private static final List<String> LANGUAGES =
      List.of("ar-EG", "fa-IR", "tr-TR", "de-DE", "fr-FR", "hi-IN-u-nu-deva");

  private final Locale before = Locale.getDefault();

  @TempDir Path folder;

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  private static String run(String command) {
    var out = new StringWriter();
    int status =
        Main.run(command.split(" ", -1), new PrintWriter(out, true), new PrintWriter(out, true));
    return status + "\n" + out;
  }

  /** Everything that is said on the way, of what comes out and of what is refused. */
  private List<String> all() throws IOException {
    List<String> all = new ArrayList<>();
    all.add(run("models"));
    all.add(run("models --list"));
    all.add(run("lab --list"));
    all.add(run("mnist --epochs 0"));
    all.add(run("mnist --LEARNING-RATE 1"));
    all.add(run("mnist --encoder SINE"));
    all.add(run("verify " + folder.resolve("none")));
    all.add(run("bench lif-layer --threads 0"));
    Path file = folder.resolve("a.ckpt");
    Sgd optimizer = new Sgd(new Linear(300, 2).parameters(), 0.125);
    new Checkpoint("net", 12345, 67).save(file, optimizer);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1]++;
    Files.write(file, bytes);
    all.add(message(() -> Checkpoint.resume(file, "net", optimizer)));
    Path idx = folder.resolve("idx");
    Files.write(idx, ByteBuffer.allocate(16).putInt(2051).putInt(1234).array());
    all.add(message(() -> IdxFile.images(idx)));
    all.add(message(() -> IdxFile.labels(idx)));
    var model =
        NeuronModel.parse(
            """
            model titi
            parameters tau_INI = 12.5 (1/s), iLi = 0
            require tau_INI > 0
            state v = iLi
            input x
            v = v + dt * tau_INI * ((iLi - v) + x)
            output v
            """);
    all.add(ModelReference.of(model));
    all.add(
        assertThrows(
                RuntimeException.class,
                () -> NeuronModel.parse("model x\n" + "\n".repeat(12) + "@"))
            .getMessage());
    return all;
  }

  private interface Reading {
    void run() throws IOException;
  }

  private static String message(Reading reading) {
    return String.valueOf(assertThrows(IOException.class, reading::run).getMessage());
  }

  @Test
  void everythingReadsAlikeInEveryLanguage() throws IOException {
    Locale.setDefault(Locale.ROOT);
    List<String> expected = all();
    for (String language : LANGUAGES) {
      Locale.setDefault(Locale.forLanguageTag(language));
      List<String> got = all();
      for (int i = 0; i < expected.size(); i++) {
        assertEquals(expected.get(i), got.get(i), language);
      }
    }
  }

  /** What the libraries below us sort and format is alike, too, in a process of its own. */
  @Test
  void helpReadsAlikeInEveryLanguage() throws Exception {
    List<String> help = new ArrayList<>();
    for (String language : List.of("en", "tr", "ar")) {
      Child child = new Child(folder.resolve("help")).java("-Duser.language=" + language);
      assertEquals(0, child.run(List.of("mnist", "--help")), child::text);
      help.add(child.output());
    }
    assertEquals(help.get(0), help.get(1));
    assertEquals(help.get(0), help.get(2));
  }

  /** The languages above do write numbers or letters otherwise: else they would show nothing. */
  @Test
  void theLanguagesDiffer() {
    for (String language : LANGUAGES) {
      Locale locale = Locale.forLanguageTag(language);
      assertNotEquals(
          String.format(Locale.ROOT, "%d %.1f %s", 12, 1.5, "TITI".toLowerCase(Locale.ROOT)),
          String.format(locale, "%d %.1f %s", 12, 1.5, "TITI".toLowerCase(locale)),
          language);
    }
  }
}
