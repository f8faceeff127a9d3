package dev.sleipnir.tasks.sequence;

import dev.sleipnir.model.data.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Recordings of single words.
 *
 * @param train what is trained on
 * @param test what is tested: other speakers
 * @param words their names, in the order of their numbers
 * @param speakers who has spoken; empty where that is not known
 */
record SpokenWords(Recordings train, Recordings test, List<String> words, List<String> speakers) {
  private static final DataFolder DIGITS =
      new DataFolder(
          "Free spoken digits",
          "fsdd",
          List.of("recordings"),
          "https://github.com/Jakobovski/free-spoken-digit-dataset");

  private static final String TESTING = "testing_list.txt";
  private static final String VALIDATION = "validation_list.txt";

  private static final DataFolder COMMANDS =
      new DataFolder(
          "Speech Commands",
          "speech_commands",
          List.of(TESTING, VALIDATION),
          "https://storage.googleapis.com/download.tensorflow.org/data/speech_commands_v0.02.tar.gz");

  /**
   * Digits, called {@code 7_jackson_32.wav}.
   *
   * @param speaker who is left out of training and tested; null for the first
   */
  static SpokenWords digits(@Nullable Path dataDir, @Nullable String speaker) throws IOException {
    Path folder = DIGITS.find(dataDir).resolve("recordings");
    List<Path> files = sounds(folder);
    Set<String> speakers = new TreeSet<>();
    for (Path file : files) {
      String[] parts = name(file).split("_", -1);
      if (parts.length != 3 || !parts[0].matches("[0-9]")) {
        throw new IOException(file + ": expected a name such as 7_jackson_32.wav");
      }
      speakers.add(parts[1]);
    }
    String left = speaker == null && !speakers.isEmpty() ? speakers.iterator().next() : speaker;
    if (left == null || !speakers.contains(left) || speakers.size() < 2) {
      throw new IOException(
          folder + ": expected two speakers or more, and " + left + " among them, got " + speakers);
    }
    List<String> words =
        Stream.iterate(0, digit -> digit < 10, digit -> digit + 1).map(String::valueOf).toList();
    List<Path> train = new ArrayList<>();
    List<Path> test = new ArrayList<>();
    for (Path file : files) {
      (name(file).split("_", -1)[1].equals(left) ? test : train).add(file);
    }
    return new SpokenWords(
        new Recordings(train, file -> name(file).charAt(0) - '0', 8_000),
        new Recordings(test, file -> name(file).charAt(0) - '0', 8_000),
        words,
        List.copyOf(speakers));
  }

  /** Commands, in a folder for each word; the lists say who is for tests and for validation. */
  static SpokenWords commands(@Nullable Path dataDir) throws IOException {
    Path folder = COMMANDS.find(dataDir);
    Set<String> testing = new HashSet<>(Files.readAllLines(folder.resolve(TESTING)));
    Set<String> validation = new HashSet<>(Files.readAllLines(folder.resolve(VALIDATION)));
    List<String> words = new ArrayList<>();
    List<Path> train = new ArrayList<>();
    List<Path> test = new ArrayList<>();
    for (Path word : children(folder)) {
      if (Files.isDirectory(word) && !name(word).startsWith("_")) {
        words.add(name(word));
        for (Path file : sounds(word)) {
          String listed = name(word) + "/" + name(file);
          if (testing.contains(listed)) {
            test.add(file);
          } else if (!validation.contains(listed)) {
            train.add(file);
          }
        }
      }
    }
    if (train.isEmpty() || test.isEmpty()) {
      throw new IOException(
          folder
              + ": expected folders of words with sounds, some of them in "
              + TESTING
              + ", got "
              + train.size()
              + " others and "
              + test.size()
              + " of the list");
    }
    return new SpokenWords(
        new Recordings(train, file -> words.indexOf(name(file.getParent())), 16_000),
        new Recordings(test, file -> words.indexOf(name(file.getParent())), 16_000),
        words,
        List.of());
  }

  private static List<Path> sounds(Path folder) throws IOException {
    return children(folder).stream().filter(file -> name(file).endsWith(".wav")).toList();
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  private static String name(@Nullable Path file) {
    return file == null ? "" : String.valueOf(file.getFileName());
  }
}
