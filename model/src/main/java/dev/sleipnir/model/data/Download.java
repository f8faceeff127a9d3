package dev.sleipnir.model.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Fetches a file of known size and digest over https, from the first of several mirrors that has
 * it. What has arrived is kept in {@code name.part} next to the target: a later fetch goes on where
 * an interrupted one stopped. The target appears complete and verified, or not at all.
 */
public final class Download {
  private static final System.Logger LOG = System.getLogger(Download.class.getName());
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final int ATTEMPTS_PER_MIRROR = 3;

  /** Told about bytes as they arrive. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Called from the fetching thread after each piece.
     *
     * @param file name of the file
     * @param done bytes there so far, those of an earlier fetch included
     * @param total bytes in all
     */
    void update(String file, long done, long total);
  }

  /** Slower than any connection in use, and faster than a server that only keeps one open. */
  private static final long LEAST_BYTES_PER_SECOND = 4096;

  /** In place of the bytes that were too few. */
  private static final long FAST = -1;

  private final boolean httpOnLoopback;
  private final Duration patience;
  private final long leastBytes;

  /**
   * A download over https only, which gives a server up where less than 120 KiB arrive in 30
   * seconds, 4 KiB a second: silent, stalled and trickling ones alike.
   */
  public Download() {
    this(false, Duration.ofSeconds(30));
  }

  Download(boolean httpOnLoopback, Duration patience) {
    this.httpOnLoopback = httpOnLoopback;
    this.patience = patience;
    leastBytes = Math.max(1, LEAST_BYTES_PER_SECOND * patience.toMillis() / 1000);
  }

  /**
   * Fetches a file. An existing target is replaced.
   *
   * @param urls https addresses of the same file, tried in this order
   * @param target where the file goes; missing folders are made
   * @param size bytes of the file
   * @param sha256 digest of the file, 64 lower-case hex digits
   * @param progress told about bytes as they arrive
   * @throws IOException if no address gave the file; the message has the reason for each
   * @throws IllegalArgumentException if there is no address, or one is not https
   */
  public void fetch(List<URI> urls, Path target, long size, String sha256, Progress progress)
      throws IOException {
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("urls: expected 1 or more, got none");
    }
    urls.forEach(this::checkScheme);
    Path absolute = target.toAbsolutePath();
    String name = String.valueOf(absolute.getFileName());
    var failures = new ArrayList<String>();
    try (var part = PartFile.of(absolute);
        var client =
            HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL) // never from https to http
                .connectTimeout(patience)
                .build()) {
      try {
        for (var url : urls) {
          for (int attempt = 1; attempt <= ATTEMPTS_PER_MIRROR; attempt++) {
            long before = part.size();
            try {
              request(client, url, part, size, (done) -> progress.update(name, done, size));
              verify(part, sha256);
              part.moveTo(absolute);
              return;
            } catch (IOException e) {
              failures.add(url + ": " + reason(e));
              // Another try is worth it after some progress, or if what was there was of no use.
              boolean again = part.size() > before || (before > 0 && part.size() == 0);
              if (!again) {
                break;
              }
            }
          }
        }
      } finally {
        client.shutdownNow(); // else close waits for requests that were given up
      }
    }
    throw new IOException(
        String.format(
            Locale.ROOT,
            """
        could not download %s (%d bytes, sha256 %s); tried
          %s
        Without a connection, put the file into a folder by hand and name that folder with --data DIR""",
            name,
            size,
            sha256,
            String.join("\n  ", failures)));
  }

  private void checkScheme(URI url) {
    boolean https = "https".equalsIgnoreCase(url.getScheme());
    boolean loopback =
        httpOnLoopback
            && "http".equalsIgnoreCase(url.getScheme())
            && LOOPBACK.contains(String.valueOf(url.getHost()));
    if (!https && !loopback) {
      throw new IllegalArgumentException("urls: expected https addresses, got " + url);
    }
  }

  /** Appends to the part until it has all bytes, or throws and leaves what arrived. */
  private void request(HttpClient client, URI url, PartFile part, long size, LongConsumer received)
      throws IOException {
    if (part.size() > size) {
      part.clear();
    }
    long have = part.size();
    if (have == size) {
      return;
    }
    var request = HttpRequest.newBuilder(url).timeout(patience);
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    LOG.log(System.Logger.Level.DEBUG, "downloading {0}", url);
    HttpResponse<InputStream> response;
    try {
      response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    try (var body = response.body()) {
      int status = response.statusCode();
      long expected =
          switch (status) {
            case 200 -> size; // from the start, whatever was asked for
            case 206 -> size - have;
            default -> {
              if (status == 416) {
                part.clear(); // the server's file ends before ours: one of them is another file
              }
              throw new IOException("HTTP status " + status);
            }
          };
      String range = response.headers().firstValue("Content-Range").orElse("none");
      if (status == 206 && !range.startsWith("bytes " + have + "-")) {
        part.clear();
        throw new IOException("asked for bytes from " + have + " on, got range " + range);
      }
      long length = response.headers().firstValueAsLong("Content-Length").orElse(expected);
      if (length != expected) {
        throw new IOException("expected " + expected + " bytes, the server has " + length);
      }
      if (status == 200) {
        part.clear();
      }
      copy(body, part, size, received);
    }
  }

  private void copy(InputStream body, PartFile part, long size, LongConsumer received)
      throws IOException {
    var arrived = new AtomicLong(part.size());
    var slow = new AtomicLong(FAST);
    // The client has a timeout for the head of a response but none for its body.
    var watch = Thread.ofVirtual().start(() -> closeWhenSlow(body, arrived, slow));
    byte[] buffer = new byte[1 << 16];
    try {
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        if (arrived.get() + n > size) {
          part.clear();
          throw new IOException("expected " + size + " bytes, the server sends more");
        }
        part.append(buffer, n);
        received.accept(arrived.addAndGet(n));
      }
    } catch (IOException e) {
      if (slow.get() == FAST) {
        throw e;
      }
    } finally {
      watch.interrupt();
    }
    if (arrived.get() < size) {
      throw new IOException(
          String.format(
              Locale.ROOT, "%s after %d of %d bytes", end(slow.get()), arrived.get(), size));
    }
  }

  /** Why no more than some of the bytes came. */
  private String end(long arrivedLast) {
    if (arrivedLast == FAST) {
      return "end";
    }
    if (arrivedLast == 0) {
      return "silence for " + patience.toMillis() + " ms";
    }
    return String.format(
        Locale.ROOT,
        "too slow: expected at least %d bytes in %d ms, got %d",
        leastBytes,
        patience.toMillis(),
        arrivedLast);
  }

  private void closeWhenSlow(InputStream body, AtomicLong arrived, AtomicLong slow) {
    try {
      long came;
      do {
        long before = arrived.get();
        Thread.sleep(patience);
        came = arrived.get() - before;
      } while (came >= leastBytes);
      slow.set(came);
      body.close();
    } catch (InterruptedException e) {
      // All has been read, or reading failed: nothing left to watch.
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "closing a slow connection failed", e);
    }
  }

  private static void verify(PartFile part, String sha256) throws IOException {
    String found = part.sha256();
    if (!found.equals(sha256)) {
      part.clear();
      throw new IOException("checksum mismatch: expected sha256 " + sha256 + ", got " + found);
    }
  }

  /** Why a request failed, in words: the client leaves the message of some exceptions empty. */
  private static String reason(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "unknown host (no connection?)";
      }
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
