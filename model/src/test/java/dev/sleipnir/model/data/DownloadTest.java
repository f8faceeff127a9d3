package dev.sleipnir.model.data;

import static dev.sleipnir.model.data.Messages.assertMentions;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DownloadTest {
  private static final byte[] CONTENT = new byte[300_000];

  static {
    new Random(5).nextBytes(CONTENT);
  }

  @TempDir Path folder;
  private Path target = Path.of("");
  private Path part = Path.of("");
  private String sha256 = "";
  private final List<Long> progress = new ArrayList<>();
  private final Download download = new Download(true, Duration.ofSeconds(10));

  @BeforeEach
  void names() throws IOException {
    target = folder.resolve("new").resolve("file.gz");
    part = folder.resolve("new").resolve("file.gz.part");
    sha256 = Sha256.of(new ByteArrayInputStream(CONTENT));
  }

  @Test
  void fetchesAFileAndTellsItsProgress() throws IOException {
    try (var server = good()) {
      fetch(server.uri("/file.gz"));
      assertComplete();
      assertEquals(List.of("/file.gz -1"), server.requests);
      assertEquals(CONTENT.length, progress.getLast());
      assertEquals(progress.stream().sorted().toList(), progress);
    }
  }

  @Test
  void followsRedirects() throws IOException {
    try (var server =
        new TestServer(
            (exchange, from) -> {
              if (exchange.getRequestURI().getPath().equals("/old")) {
                exchange.getResponseHeaders().set("Location", "/new");
                exchange.sendResponseHeaders(302, -1);
              } else {
                TestServer.serve(exchange, from, CONTENT);
              }
            })) {
      fetch(server.uri("/old"));
      assertComplete();
    }
  }

  @Test
  void goesOnFromAnEarlierPart() throws IOException {
    leavePart(Arrays.copyOf(CONTENT, 1000));
    try (var server = good()) {
      fetch(server.uri("/file.gz"));
      assertComplete();
      assertEquals(List.of("/file.gz 1000"), server.requests);
      assertTrue(progress.getFirst() > 1000);
    }
  }

  @Test
  void aCompletePartIsOnlyVerified() throws IOException {
    leavePart(CONTENT);
    try (var server = good()) {
      fetch(server.uri("/file.gz"));
      assertComplete();
      assertEquals(List.of(), server.requests);
    }
  }

  @Test
  void startsAgainWhereTheServerKnowsNoRanges() throws IOException {
    leavePart(Arrays.copyOf(CONTENT, 1000));
    try (var server = new TestServer((exchange, from) -> TestServer.serve(exchange, -1, CONTENT))) {
      fetch(server.uri("/file.gz"));
      assertComplete();
    }
  }

  @Test
  void startsAgainWhereTheServerRefusesTheRange() throws IOException {
    leavePart(Arrays.copyOf(CONTENT, 1000));
    try (var server =
        new TestServer(
            (exchange, from) -> {
              if (from >= 0) {
                exchange.sendResponseHeaders(416, -1);
              } else {
                TestServer.serve(exchange, from, CONTENT);
              }
            })) {
      fetch(server.uri("/file.gz"));
      assertComplete();
      assertEquals(List.of("/file.gz 1000", "/file.gz -1"), server.requests);
    }
  }

  @Test
  void startsAgainWhereThePartIsOfAnotherFile() throws IOException {
    leavePart(new byte[1000]);
    try (var server = good()) {
      fetch(server.uri("/file.gz"));
      assertComplete();
      assertEquals(List.of("/file.gz 1000", "/file.gz -1"), server.requests);
    }
  }

  @Test
  void aPartThatIsTooLongIsDropped() throws IOException {
    leavePart(new byte[CONTENT.length + 1]);
    try (var server = good()) {
      fetch(server.uri("/file.gz"));
      assertComplete();
    }
  }

  @Test
  void goesOnAfterTheServerCutsTheConnection() throws IOException {
    var cuts = new AtomicInteger();
    try (var server =
        new TestServer(
            (exchange, from) -> {
              if (cuts.getAndIncrement() == 0) {
                exchange.sendResponseHeaders(200, CONTENT.length);
                exchange.getResponseBody().write(CONTENT, 0, 150_000);
                exchange.getResponseBody().flush();
              } else {
                TestServer.serve(exchange, from, CONTENT);
              }
            })) {
      fetch(server.uri("/file.gz"));
      assertComplete();
      assertEquals(2, server.requests.size());
      assertFalse(server.requests.get(1).endsWith(" -1"), server.requests.get(1));
    }
  }

  @Test
  void aLaterFetchGoesOnWhereAllServersCutTheConnection() throws IOException {
    try (var server =
        new TestServer(
            (exchange, from) -> {
              if (from >= 0) {
                exchange.sendResponseHeaders(503, -1);
                return;
              }
              exchange.sendResponseHeaders(200, CONTENT.length);
              exchange.getResponseBody().write(CONTENT, 0, 150_000);
              exchange.getResponseBody().flush();
            })) {
      var e = fails(server.uri("/file.gz"));
      assertMentions(e, "503");
      assertTrue(Files.size(part) > 0);
      assertFalse(Files.exists(target));
    }
    try (var server = good()) {
      fetch(server.uri("/file.gz"));
      assertComplete();
      assertFalse(server.requests.getFirst().endsWith(" -1"), server.requests.getFirst());
    }
  }

  @Test
  void givesUpASilentServer() throws IOException {
    try (var silent =
            new TestServer(
                (exchange, from) -> {
                  exchange.sendResponseHeaders(200, CONTENT.length);
                  exchange.getResponseBody().write(CONTENT, 0, 150_000);
                  exchange.getResponseBody().flush();
                  try {
                    Thread.sleep(20_000);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
        var server = good()) {
      var impatient = new Download(true, Duration.ofMillis(300));
      var e =
          assertThrows(
              IOException.class,
              () ->
                  impatient.fetch(
                      List.of(silent.uri("/file.gz")),
                      target,
                      CONTENT.length,
                      sha256,
                      (f, d, t) -> {}));
      assertMentions(e, "silence for 300 ms");
      fetch(server.uri("/file.gz"));
      assertComplete();
    }
  }

  @Test
  void givesUpAServerThatTrickles() throws IOException {
    try (var trickling =
            new TestServer(
                (exchange, from) -> {
                  exchange.sendResponseHeaders(from < 0 ? 200 : 500, CONTENT.length);
                  try {
                    for (int i = 0; i < 1000; i++) {
                      exchange.getResponseBody().write(CONTENT, i, 1);
                      exchange.getResponseBody().flush();
                      Thread.sleep(20);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
        var server = good()) {
      var impatient = new Download(true, Duration.ofMillis(500));
      long start = System.nanoTime();
      var e =
          assertThrows(
              IOException.class,
              () ->
                  impatient.fetch(
                      List.of(trickling.uri("/file.gz")),
                      target,
                      CONTENT.length,
                      sha256,
                      (f, d, t) -> {}));
      assertMentions(e, "too slow: expected at least 2048 bytes in 500 ms, got ");
      assertTrue(System.nanoTime() - start < 10_000_000_000L);
      // What did arrive is not lost.
      fetch(server.uri("/file.gz"));
      assertComplete();
    }
  }

  @Test
  void aWrongChecksumKeepsNothing() throws IOException {
    byte[] other = CONTENT.clone();
    other[17]++;
    try (var server = new TestServer((exchange, from) -> TestServer.serve(exchange, from, other))) {
      var e = fails(server.uri("/file.gz"));
      assertMentions(e, "checksum mismatch");
      assertMentions(e, sha256);
      assertFalse(Files.exists(target));
      assertFalse(Files.exists(part));
      assertEquals(1, server.requests.size());
    }
  }

  @Test
  void aFileOfAnotherLengthIsNotEvenRead() throws IOException {
    try (var server =
        new TestServer((exchange, from) -> TestServer.serve(exchange, from, new byte[99]))) {
      var e = fails(server.uri("/file.gz"));
      assertMentions(e, "the server has 99");
      assertFalse(Files.exists(part));
    }
    try (var endless =
        new TestServer(
            (exchange, from) -> {
              exchange.sendResponseHeaders(200, 0); // length unknown
              exchange.getResponseBody().write(new byte[2 * CONTENT.length]);
            })) {
      var e = fails(endless.uri("/file.gz"));
      assertMentions(e, "sends more");
      assertFalse(Files.exists(part));
    }
  }

  @Test
  void triesTheNextMirrorAndKeepsAnOldTargetUntilThen() throws IOException {
    Files.createDirectories(folder.resolve("new"));
    Files.write(target, new byte[] {1, 2, 3});
    try (var missing = new TestServer((exchange, from) -> exchange.sendResponseHeaders(404, -1))) {
      fails(missing.uri("/file.gz"));
      assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(target));
      try (var server = good()) {
        fetch(missing.uri("/file.gz"), server.uri("/elsewhere"));
        assertComplete();
        assertEquals(List.of("/elsewhere -1"), server.requests);
      }
    }
  }

  @Test
  void namesAllMirrorsAndTheWayOutWhenNoneAnswers() throws IOException {
    int freePort;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      freePort = socket.getLocalPort();
    }
    var first = URI.create("http://127.0.0.1:" + freePort + "/first");
    var second = URI.create("https://no-such-host.invalid/second");
    var e = fails(first, second);
    assertMentions(e, first.toString(), second.toString(), "Connect", "unknown host", "--data DIR");
    assertFalse(Files.exists(part));
  }

  @Test
  void acceptsHttpsOnly() {
    var illegal = IllegalArgumentException.class;
    var strict = new Download();
    for (String url : List.of("http://127.0.0.1/x", "ftp://example.org/x", "file:///etc/passwd")) {
      assertThrows(
          illegal,
          () -> strict.fetch(List.of(URI.create(url)), target, 1, sha256, (f, d, t) -> {}));
    }
    assertThrows(illegal, () -> fetch(URI.create("http://example.org/x")));
    assertThrows(illegal, this::fetch);
    assertFalse(Files.exists(target.getParent()));
  }

  @Test
  void twoDownloadsOfOneFileDoNotMix() throws IOException {
    Files.createDirectories(folder.resolve("new"));
    try (var server = good();
        var other = PartFile.of(target)) {
      assertEquals(0, other.size());
      var e = assertThrows(IOException.class, () -> fetch(server.uri("/file.gz")));
      assertMentions(e, "expected no other writer");
    }
  }

  private static TestServer good() throws IOException {
    return new TestServer((exchange, from) -> TestServer.serve(exchange, from, CONTENT));
  }

  private void fetch(URI... urls) throws IOException {
    download.fetch(
        List.of(urls),
        target,
        CONTENT.length,
        sha256,
        (file, done, total) -> {
          assertEquals("file.gz", file);
          assertEquals(CONTENT.length, total);
          progress.add(done);
        });
  }

  private IOException fails(URI... urls) {
    return assertThrows(IOException.class, () -> fetch(urls));
  }

  private void leavePart(byte[] content) throws IOException {
    Files.createDirectories(folder.resolve("new"));
    Files.write(part, content);
  }

  private void assertComplete() throws IOException {
    assertArrayEquals(CONTENT, Files.readAllBytes(target));
    assertFalse(Files.exists(part));
  }
}
