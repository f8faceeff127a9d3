package dev.sleipnir.model.data;

import static dev.sleipnir.model.data.Messages.assertMentions;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ImageDatasetsTest {
  private static final byte[] IMAGES = Idx.images(3, 2, 2);
  private static final byte[] LABELS = Idx.labels(4, 5, 6);

  @TempDir Path temp;
  private final Map<String, String> environment = new HashMap<>();
  private final List<URI> mirrors = new ArrayList<>();
  private final List<String> downloaded = new ArrayList<>();
  private Path home = Path.of("");

  @BeforeEach
  void home() {
    home = temp.resolve("home");
  }

  @Test
  void findsFilesInTheGivenFolderOrItsSubfolder() throws IOException {
    Path direct = put(temp.resolve("direct"), true);
    Path parent = temp.resolve("parent");
    put(parent.resolve("tiny"), false);
    for (Path dataDir : List.of(direct, parent)) {
      var images = datasets("Linux").load(ImageDataset.MNIST, Split.TRAIN, dataDir);
      assertEquals(3, images.size());
      assertEquals(6, images.label(2));
      assertEquals("Tiny (train)", images.name());
    }
    assertEquals(Optional.of(parent.resolve("tiny")), where("Linux", parent));
    assertEquals(Optional.of(direct), where("Linux", direct));
  }

  @Test
  void doesNotLookElsewhereThanInTheGivenFolder() throws IOException {
    environment.put("SLEIPNIR_DATA", temp.resolve("env").toString());
    put(temp.resolve("env").resolve("tiny"), true);
    Path empty = Files.createDirectories(temp.resolve("empty"));
    Files.write(empty.resolve("images"), IMAGES);
    var e =
        assertThrows(
            IOException.class,
            () -> datasets("Linux").load(ImageDataset.MNIST, Split.TRAIN, empty));
    assertMentions(e, "Tiny (train)", "images.gz", "labels.gz", empty.resolve("tiny").toString());
    assertMentions(e, "only " + empty.resolve("images"));
    assertEquals(Optional.empty(), where("Linux", empty));
  }

  @Test
  void looksInTheEnvironmentFolderThenInTheCache() throws IOException {
    environment.put("SLEIPNIR_DATA", temp.resolve("env").toString());
    assertEquals(Optional.empty(), where("Linux", null));
    Path cached = put(home.resolve(".cache").resolve("sleipnir").resolve("tiny"), true);
    assertEquals(Optional.of(cached), where("Linux", null));
    Path named = put(temp.resolve("env").resolve("tiny"), true);
    assertEquals(Optional.of(named), where("Linux", null));
    assertEquals(3, datasets("Linux").load(ImageDataset.MNIST, Split.TRAIN, null).size());
  }

  @Test
  void usesTheCacheFolderOfTheOperatingSystem() {
    assertEquals(home.resolve(".cache/sleipnir/tiny"), downloadFolder("Linux"));
    assertEquals(home.resolve("Library/Caches/sleipnir/tiny"), downloadFolder("Mac OS X"));
    assertEquals(home.resolve("AppData/Local/sleipnir/tiny"), downloadFolder("Windows 11"));
    environment.put("XDG_CACHE_HOME", "relative");
    assertEquals(home.resolve(".cache/sleipnir/tiny"), downloadFolder("Linux"));
    environment.put("XDG_CACHE_HOME", temp.resolve("xdg").toString());
    environment.put("LOCALAPPDATA", temp.resolve("local").toString());
    assertEquals(temp.resolve("xdg/sleipnir/tiny"), downloadFolder("Linux"));
    assertEquals(temp.resolve("local/sleipnir/tiny"), downloadFolder("Windows 11"));
  }

  @Test
  void downloadsWhatIsMissing() throws IOException {
    byte[] images = Idx.gzip(IMAGES);
    byte[] labels = Idx.gzip(LABELS);
    try (var server =
        new TestServer(
            (exchange, from) ->
                TestServer.serve(
                    exchange,
                    from,
                    exchange.getRequestURI().getPath().endsWith("images.gz") ? images : labels))) {
      mirrors.add(server.uri("/a/folder/"));
      assertEquals(6, datasets("Linux").load(ImageDataset.MNIST, Split.TEST, null).label(2));
      assertEquals(List.of("/a/folder/images.gz -1", "/a/folder/labels.gz -1"), server.requests);
      assertEquals(List.of("images.gz", "labels.gz"), downloaded);
      Path folder = home.resolve(".cache").resolve("sleipnir").resolve("tiny");
      assertEquals(Optional.of(folder), where("Linux", null));

      assertEquals(3, datasets("Linux").load(ImageDataset.MNIST, Split.TEST, null).size());
      assertEquals(2, server.requests.size());
      Files.delete(folder.resolve("labels.gz"));
      assertEquals(3, datasets("Linux").load(ImageDataset.MNIST, Split.TEST, null).size());
      assertEquals(3, server.requests.size());
    }
  }

  @Test
  void namesFileAndDigestsWhereTheContentIsNotThePublishedOne() throws IOException {
    for (boolean packed : new boolean[] {true, false}) {
      Path folder = put(temp.resolve("broken" + packed), packed);
      byte[] other = Idx.labels(4, 5, 7);
      byte[] content = packed ? Idx.gzip(other) : other;
      Path labels = folder.resolve(packed ? "labels.gz" : "labels");
      Files.write(labels, content);
      var e =
          assertThrows(
              IOException.class,
              () -> datasets("Linux").load(ImageDataset.MNIST, Split.TRAIN, folder));
      String published = digest(packed ? Idx.gzip(LABELS) : LABELS);
      assertMentions(e, labels.toString(), published, digest(content));
      assertTrue(Files.exists(labels));
    }
  }

  @Test
  void unpackedContentUnderThePackedNameIsFine() throws IOException {
    Path folder = put(temp.resolve("unpacked"), false);
    Files.move(folder.resolve("images"), folder.resolve("images.gz"));
    assertEquals(3, datasets("Linux").load(ImageDataset.MNIST, Split.TRAIN, folder).size());
  }

  @Test
  void publishedSourcesAreComplete() {
    for (var dataset : ImageDataset.values()) {
      assertFalse(dataset.source().mirrors().isEmpty());
      for (var mirror : dataset.source().mirrors()) {
        assertEquals("https", mirror.getScheme());
        assertTrue(mirror.toString().endsWith("/"), mirror.toString());
      }
      for (var split : Split.values()) {
        for (var file : List.of(dataset.source().images(split), dataset.source().labels(split))) {
          assertTrue(file.sha256().matches("[0-9a-f]{64}"));
          assertTrue(file.unpackedSha256().matches("[0-9a-f]{64}"));
          assertTrue(file.name().startsWith(split == Split.TRAIN ? "train-" : "t10k-"));
        }
      }
    }
  }

  private ImageDatasets datasets(String operatingSystem) {
    return new ImageDatasets(
        new DataPlaces(environment, home, operatingSystem),
        dataset -> tiny(),
        new Download(true, Duration.ofSeconds(5)),
        (file, done, total) -> downloaded.add(file));
  }

  private DatasetSource tiny() {
    try {
      byte[] packedImages = Idx.gzip(IMAGES);
      byte[] packedLabels = Idx.gzip(LABELS);
      var images =
          new DatasetFile("images", packedImages.length, digest(packedImages), digest(IMAGES));
      var labels =
          new DatasetFile("labels", packedLabels.length, digest(packedLabels), digest(LABELS));
      return new DatasetSource("Tiny", "tiny", mirrors, images, labels, images, labels);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Optional<Path> where(String operatingSystem, @Nullable Path dir) {
    return datasets(operatingSystem).where(ImageDataset.MNIST, Split.TRAIN, dir);
  }

  private Path downloadFolder(String operatingSystem) {
    return datasets(operatingSystem).downloadFolder(ImageDataset.MNIST);
  }

  private static Path put(Path folder, boolean packed) throws IOException {
    Files.createDirectories(folder);
    String end = packed ? ".gz" : "";
    Files.write(folder.resolve("images" + end), packed ? Idx.gzip(IMAGES) : IMAGES);
    Files.write(folder.resolve("labels" + end), packed ? Idx.gzip(LABELS) : LABELS);
    return folder;
  }

  private static String digest(byte[] content) throws IOException {
    return Sha256.of(new ByteArrayInputStream(content));
  }
}
