package dev.sleipnir.model.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  private static final DataFolder WORDS =
      new DataFolder("Words", "words", List.of("a.wav", "b.wav"), "https://words.example");

  @TempDir private Path folder;

  private DataPlaces places() {
    return new DataPlaces(
        Map.of("SLEIPNIR_DATA", folder.resolve("data").toString()), folder, "Linux");
  }

  private Path filled(Path at) throws IOException {
    Files.createDirectories(at);
    Files.createFile(at.resolve("a.wav"));
    Files.createFile(at.resolve("b.wav"));
    return at;
  }

  @Test
  void theUsualPlacesInTurn() throws IOException {
    Path cached = filled(folder.resolve(".cache/sleipnir/words"));
    assertEquals(cached, WORDS.find(null, places()));
    Path data = filled(folder.resolve("data/words"));
    assertEquals(data, WORDS.find(null, places()));
  }

  @Test
  void theFolderGivenOrTheOneItIsIn() throws IOException {
    filled(folder.resolve("data/words"));
    Path own = filled(folder.resolve("own"));
    assertEquals(own, WORDS.find(own, places()));
    Path within = filled(folder.resolve("own/words"));
    assertEquals(within, WORDS.find(own, places()));
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    Path data = folder.resolve("data/words");
    Path cached = folder.resolve(".cache/sleipnir/words");
    assertEquals(
        "Words: expected a.wav and b.wav in "
            + data
            + " or in "
            + cached
            + " (--data or $SLEIPNIR_DATA says where else); found none; they come from"
            + " https://words.example",
        assertThrows(IOException.class, () -> WORDS.find(null, places())).getMessage());
    Path given = filled(folder.resolve("given"));
    Files.delete(given.resolve("a.wav"));
    assertEquals(
        "Words: expected a.wav and b.wav in "
            + given.resolve("words")
            + " or in "
            + given
            + "; found only "
            + given.resolve("b.wav")
            + "; they come from https://words.example",
        assertThrows(IOException.class, () -> WORDS.find(given, places())).getMessage());
  }
}
