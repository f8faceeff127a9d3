package dev.sleipnir.spark;

import dev.sleipnir.model.train.Communicator;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a barrier stage, each with a connection to the one of rank 0, which adds up what
 * they send. Where it listens they learn by the stage's {@code allGather}, which takes a second and
 * so is nothing for each step.
 */
final class BarrierCommunicator implements Communicator, AutoCloseable {
  /** How often a task that waits looks whether Spark wants it to end, in ms. */
  private static final int LOOK = 1000;

  private final BarrierTaskContext context;
  private final int size;

  /** Of rank 0, to the others by rank, itself null; of the others, the one to rank 0. */
  private final @Nullable Socket[] sockets;

  private byte[] bytes = new byte[0];

  BarrierCommunicator(BarrierTaskContext context) throws IOException {
    this.context = context;
    size = context.getTaskInfos().length;
    sockets = new Socket[rank() == 0 ? size : 1];
    if (size > 1) {
      try {
        connect();
      } catch (IOException | RuntimeException e) {
        close();
        throw e;
      }
    }
  }

  private void connect() throws IOException {
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    if (rank() == 0) {
      byte[] secret = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
      try (var server = new ServerSocket(0, size, InetAddress.getByName(host))) {
        server.setSoTimeout(LOOK);
        context.allGather(
            host
                + " "
                + server.getLocalPort()
                + " "
                + new String(secret, StandardCharsets.US_ASCII));
        for (int missing = size - 1; missing > 0; ) {
          if (accept(server, secret)) {
            missing--;
          }
        }
      }
    } else {
      String[] where = context.allGather("")[0].split(" ", -1);
      Socket socket = new Socket();
      sockets[0] = socket;
      socket.connect(new InetSocketAddress(where[0], Integer.parseInt(where[1])), 60_000);
      prepare(socket);
      socket.getOutputStream().write(where[2].getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(ByteBuffer.allocate(Integer.BYTES).putInt(rank()).array());
    }
  }

  /** Takes a connection of a replica; one that does not know the secret is none. */
  private boolean accept(ServerSocket server, byte[] secret) throws IOException {
    Socket socket;
    try {
      socket = server.accept();
    } catch (SocketTimeoutException e) {
      look();
      return false;
    }
    prepare(socket);
    byte[] hello = new byte[secret.length + Integer.BYTES];
    int rank;
    try {
      read(socket, hello, hello.length);
      boolean known = Arrays.equals(secret, 0, secret.length, hello, 0, secret.length);
      rank = known ? ByteBuffer.wrap(hello, secret.length, Integer.BYTES).getInt() : -1;
    } catch (IOException e) {
      rank = -1;
    }
    if (rank < 1 || rank >= size || sockets[rank] != null) {
      socket.close();
      return false;
    }
    sockets[rank] = socket;
    return true;
  }

  private static void prepare(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(LOOK);
  }

  @Override
  public int rank() {
    return context.partitionId();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void allReduce(float[] values) {
    if (size == 1) {
      return;
    }
    int length = Math.multiplyExact(Float.BYTES, values.length);
    if (bytes.length < length) {
      bytes = new byte[length];
    }
    var numbers = ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    try {
      if (rank() == 0) {
        for (int other = 1; other < size; other++) {
          read(socket(other), bytes, length);
          for (int i = 0; i < values.length; i++) {
            values[i] += numbers.get(i);
          }
        }
        numbers.put(0, values);
        for (int other = 1; other < size; other++) {
          socket(other).getOutputStream().write(bytes, 0, length);
        }
      } else {
        numbers.put(0, values);
        socket(0).getOutputStream().write(bytes, 0, length);
        read(socket(0), bytes, length);
        numbers.get(0, values);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("replica " + rank() + ": another replica is gone", e);
    }
  }

  private void read(Socket socket, byte[] to, int length) throws IOException {
    for (int done = 0; done < length; ) {
      try {
        int got = socket.getInputStream().read(to, done, length - done);
        if (got < 0) {
          throw new EOFException("expected " + length + " bytes, got " + done);
        }
        done += got;
      } catch (SocketTimeoutException e) {
        look();
      }
    }
  }

  private Socket socket(int place) {
    return Objects.requireNonNull(sockets[place]);
  }

  private void look() {
    if (context.isInterrupted()) {
      throw new CancellationException("replica " + rank() + ": Spark ended its stage");
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      if (socket != null) {
        socket.close();
      }
    }
  }
}
