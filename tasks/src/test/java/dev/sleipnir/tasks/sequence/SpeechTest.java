package dev.sleipnir.tasks.sequence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SpeechTest {
  @TempDir private Path folder;

  /** A tone in 16 bits. */
  private static void sound(Path file, int rate, int samples, double hertz) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(44 + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * samples);
    bytes.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    bytes.putShort((short) 1).putShort((short) 1).putInt(rate).putInt(2 * rate);
    bytes.putShort((short) 2).putShort((short) 16);
    bytes.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * samples);
    for (int t = 0; t < samples; t++) {
      bytes.putShort((short) (8000 * Math.sin(2 * Math.PI * hertz * t / rate)));
    }
    Files.write(file, bytes.array());
  }

  /** Two speakers with voices of their own, who say three words: tones. */
  private Path digits() throws IOException {
    Path recordings = Files.createDirectories(folder.resolve("fsdd/recordings"));
    for (String speaker : List.of("ann", "bob")) {
      for (int digit = 0; digit < 3; digit++) {
        for (int take = 0; take < 5; take++) {
          double voice = speaker.equals("ann") ? 1.05 : 1;
          Path file = recordings.resolve(digit + "_" + speaker + "_" + take + ".wav");
          sound(file, 8000, 4000 + 100 * take, voice * 300 * (1 + 2 * digit));
        }
      }
    }
    return recordings;
  }

  private String[] args(String command, String... more) {
    List<String> all = new ArrayList<>(List.of(command, "--data=" + folder, "--quiet"));
    all.addAll(List.of("--hidden=32", "--batch-size=5", "--mels=20"));
    all.addAll(List.of(more));
    return all.toArray(new String[0]);
  }

  @Test
  void leavesEachSpeakerOut() throws IOException {
    digits();
    Path report = folder.resolve("speakers.json");
    CommandRun run =
        CommandRun.done(
            args("speakers", "--epochs=10", "--learning-rate=0.02", "--report=" + report));
    assertEquals(3, run.out().lines().filter(line -> line.matches("\\w+: [0-9.]+ %")).count());
    JsonNode read = JsonMapper.builder().build().readTree(report.toFile());
    assertTrue(read.at("/accuracy").doubleValue() >= 0.6, read.toString());
    assertEquals(2, read.at("/speakers").size());
    int sum = 0;
    for (JsonNode row : read.at("/counts")) {
      for (JsonNode count : row) {
        sum += count.intValue();
      }
    }
    assertEquals(30, sum);
    assertTrue(Files.size(folder.resolve("speakers-confusion.png")) > 0);
  }

  @Test
  void everyModelListens() throws IOException {
    digits();
    for (String model : List.of("lif", "lsnn", "lstm")) {
      CommandRun run =
          CommandRun.done(args("speech", "--model=" + model, "--speaker=bob", "--epochs=1"));
      assertTrue(run.out().contains(" of 15 "), run.out());
    }
  }

  @Test
  void aResumedTrainingIsThatOfOneWithoutInterruption() throws IOException {
    digits();
    Path whole = folder.resolve("whole");
    Path parts = folder.resolve("parts");
    CommandRun.done(args("speech", "--schedule=constant", "--epochs=2", "--checkpoint=" + whole));
    CommandRun.done(
        args(
            "speech", "--schedule=constant", "--epochs=1", "--checkpoint=" + parts, "--threads=1"));
    CommandRun.done(
        args("speech", "--schedule=constant", "--epochs=2", "--checkpoint=" + parts, "--resume"));
    assertArrayEquals(Files.readAllBytes(whole), Files.readAllBytes(parts));
  }

  @Test
  void commandsHaveAListOfTests() throws IOException {
    Path commands = Files.createDirectories(folder.resolve("speech_commands"));
    for (String word : List.of("no", "yes", "_background_noise_")) {
      Files.createDirectories(commands.resolve(word));
      for (int take = 0; take < 4; take++) {
        sound(commands.resolve(word).resolve(take + ".wav"), 16_000, 9000, word.length() * 200);
      }
    }
    Files.writeString(commands.resolve("testing_list.txt"), "no/0.wav\nyes/3.wav\n");
    Files.writeString(commands.resolve("validation_list.txt"), "no/1.wav\n");
    SpokenWords words = SpokenWords.commands(folder);
    assertEquals(List.of("no", "yes"), words.words());
    assertEquals(5, words.train().size());
    assertEquals(2, words.test().size());
    assertEquals(1, words.test().item(1, new RandomStream(0)).target().item());
    assertEquals(16_000, words.test().item(1, new RandomStream(0)).input().size());
    CommandRun run = CommandRun.done(args("speech", "--dataset=speech-commands", "--epochs=1"));
    assertTrue(run.out().contains(" of 2 "), run.out());
  }

  @Test
  void whatIsWrongIsNamed() throws IOException {
    Path recordings = digits();
    assertEquals(
        "sleipnir: "
            + recordings
            + ": expected two speakers or more, and eve among them, got [ann, bob]",
        CommandRun.refused(1, args("speech", "--speaker=eve")));
    assertEquals(
        "sleipnir speech: --speaker: expected --dataset fsdd beside it, got --dataset"
            + " speech-commands",
        CommandRun.refused(2, args("speech", "--speaker=ann", "--dataset=speech-commands")));
    assertTrue(
        CommandRun.refused(2, args("speech", "--dataset=tape"))
            .contains("expected fsdd or speech-commands, got 'tape'"));
    Path damaged = recordings.resolve("1_bob_2.wav");
    Files.write(damaged, Arrays.copyOf(Files.readAllBytes(damaged), 1000));
    assertEquals(
        "sleipnir: WAV "
            + damaged
            + ": at byte 36: expected a chunk of at most 956 bytes, which are left, got one of"
            + " 8400",
        CommandRun.refused(1, args("speech", "--speaker=ann", "--epochs=1")));
    sound(damaged, 16_000, 100, 300);
    assertEquals(
        "sleipnir: " + damaged + ": expected 8000 samples per second, got 16000",
        CommandRun.refused(1, args("speech", "--speaker=ann", "--epochs=1")));
    Files.createFile(recordings.resolve("noise.wav"));
    assertTrue(
        CommandRun.refused(1, args("speech")).endsWith("expected a name such as 7_jackson_32.wav"));
    assertTrue(
        CommandRun.refused(1, args("speech", "--dataset=speech-commands"))
            .startsWith("sleipnir: Speech Commands: expected testing_list.txt and"));
  }

  @Test
  void theRecordings() throws IOException {
    SpokenWords words = SpokenWords.digits(CommandRun.realData("fsdd"), "theo");
    assertEquals(
        List.of("george", "jackson", "lucas", "nicolas", "theo", "yweweler"), words.speakers());
    assertEquals(250, words.train().size());
    assertEquals(50, words.test().size());
    int[] counts = new int[10];
    for (int n = 0; n < 50; n++) {
      counts[words.test().label(n)]++;
      assertEquals(8000, words.test().item(n, new RandomStream(0)).input().size());
    }
    assertArrayEquals(new int[] {5, 5, 5, 5, 5, 5, 5, 5, 5, 5}, counts);
    Recordings gone = new Recordings(List.of(folder.resolve("gone.wav")), file -> 0, 8000);
    assertThrows(UncheckedIOException.class, gone::text);
  }
}
