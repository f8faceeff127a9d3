package dev.sleipnir.tasks.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.tasks.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events through files and sockets of this machine arrive as they were. */
@Timeout(60)
class EventsStreamTest {
  @TempDir private Path folder;

  private record Answer(int status, String err) {}

  private static Answer run(String... args) {
    StringWriter err = new StringWriter();
    int status = Main.run(args, new PrintWriter(new StringWriter()), new PrintWriter(err));
    return new Answer(status, err.toString().strip());
  }

  private Path recording() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      lines.add(100 * i + "," + i % 64 + "," + i % 48 + "," + i % 2);
    }
    return Files.write(folder.resolve("in.csv"), lines);
  }

  @Test
  void udpBringsTimesAndAll() throws Exception {
    Path in = recording();
    Path got = folder.resolve("out.csv");
    int port;
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Answer[] answer = new Answer[1];
    Thread receiver =
        Thread.ofPlatform()
            .start(
                () ->
                    answer[0] =
                        run(
                            "events",
                            "stream",
                            "udp://localhost:" + port,
                            got.toString(),
                            "--to",
                            "csv",
                            "--sensor",
                            "64x48",
                            "--idle",
                            "2"));
    Thread.sleep(700);
    Answer sent = run("events", "stream", in.toString(), "udp://localhost:" + port, "--pace", "1");
    receiver.join();
    assertEquals("sleipnir: 500 events, 0 dropped", sent.err());
    assertEquals("sleipnir: 500 events, 0 dropped", answer[0].err());
    assertEquals(rows(in), rows(got));
  }

  @Test
  void tcpBringsARecording() throws Exception {
    Path in = recording();
    Path got = folder.resolve("out.csv");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Answer[] answer = new Answer[1];
    Thread receiver =
        Thread.ofPlatform()
            .start(
                () ->
                    answer[0] =
                        run("events", "stream", "tcp://:" + port, got.toString(), "--to", "csv"));
    Answer sent = new Answer(1, "");
    for (int attempt = 0; attempt < 100 && sent.status() != 0; attempt++) { // until it listens
      Thread.sleep(50);
      sent = run("events", "stream", in.toString(), "tcp://localhost:" + port, "--to", "csv");
    }
    receiver.join();
    assertEquals(0, sent.status(), sent.err());
    assertEquals("sleipnir: 500 events, 0 dropped", answer[0].err());
    assertEquals(rows(in), rows(got));
  }

  private static List<String> rows(Path file) throws IOException {
    return Files.readAllLines(file).stream().filter(line -> line.matches("[0-9,]+")).toList();
  }

  @Test
  void refusesWhatIsNoEnd() throws IOException {
    String in = recording().toString();
    for (String[] wrong :
        new String[][] {
          {in, "udp://localhost"},
          {"tcp://:99999", "-"},
          {in, "-", "--pace", "0"},
          {in, "-", "--ring", "0"},
          {in, "-", "--idle", "-1"},
          {in, "-", "--to", "shd"},
        }) {
      List<String> args = new ArrayList<>(List.of("events", "stream"));
      args.addAll(List.of(wrong));
      Answer answer = run(args.toArray(String[]::new));
      assertEquals(2, answer.status(), answer.err());
      assertTrue(answer.err().contains("expected"), answer.err());
    }
    Answer unknown = run("events", "stream", "udp://:0", folder.resolve("x").toString());
    assertEquals(1, unknown.status());
    assertTrue(unknown.err().contains("--sensor"), unknown.err());
  }
}
