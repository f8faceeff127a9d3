package dev.sleipnir.model.train;

import static dev.sleipnir.model.SameBits.assertSame;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.Fuzz;
import dev.sleipnir.model.SameBits;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.RecurrentSequential;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that we write ourselves, damaged in a few places, half of them with a checksum that fits: a
 * refusal changes nothing.
 */
class FuzzFilesTest {
  private static final Set<Class<?>> REFUSALS = Set.of(IOException.class);

  /** A state that reads well may be of another shape. */
  private static final Set<Class<?>> WITH_SHAPES =
      Set.of(IOException.class, IllegalArgumentException.class);

  private static final Tensor X = Tensor.randn(new RandomStream(5, 0), 2, 3).scale(3f);

  @TempDir private Path folder;
  private Path file = Path.of("unset");

  private final SequentialState network =
      new SequentialState(
          new Linear(new RandomStream(1, 0), 3, 4, true),
          new Lif().surrogate(Surrogate.LOGISTIC).cell(),
          new RecurrentSequential(
              new Linear(new RandomStream(2, 0), 4, 4, false), new Lif().cell()),
          new Li().cell());

  private final SequentialState plain =
      new SequentialState(
          new Linear(new RandomStream(1, 0), 3, 4, true), new Lif().recurrentCell(4, 2));

  @BeforeEach
  void file() {
    file = folder.resolve("file");
  }

  /** Damaged; sealed again where the format has its checksum at the end. */
  private byte[] damage(Random random, byte[] good) throws IOException {
    byte[] bytes = Fuzz.mutated(random, good);
    if (random.nextBoolean() && bytes.length >= Integer.BYTES) {
      CRC32C crc = new CRC32C();
      crc.update(bytes, 0, bytes.length - Integer.BYTES);
      ByteBuffer.wrap(bytes).putInt(bytes.length - Integer.BYTES, (int) crc.getValue());
    }
    Files.write(file, bytes);
    return bytes;
  }

  @Test
  void weights() throws IOException {
    Weights.save(file, network);
    byte[] good = Files.readAllBytes(file);
    Fuzz.run(
        "weights",
        REFUSALS,
        (random, input) -> {
          input.accept(damage(random, good));
          List<float[]> before = SameBits.values(network.parameters());
          try {
            Weights.load(file, network);
          } catch (IOException e) {
            assertSame("unchanged", before, SameBits.values(network.parameters()));
            throw e;
          }
        });
  }

  @Test
  void states() throws IOException {
    State state = network.step(X, network.step(X, null).state()).state();
    state.save(file);
    byte[] good = Files.readAllBytes(file);
    Fuzz.run(
        "states",
        WITH_SHAPES,
        (random, input) -> {
          input.accept(damage(random, good));
          network.step(X, network.loadState(file));
        });
  }

  @Test
  void sessions() throws IOException {
    Session session = Session.of(plain, 2, 3);
    session.step(X.toArray());
    session.save(file);
    byte[] good = Files.readAllBytes(file);
    Fuzz.run(
        "sessions",
        REFUSALS,
        (random, input) -> {
          input.accept(damage(random, good));
          session.load(file);
          session.step(X.toArray());
        });
  }

  @Test
  void optimizers() throws IOException {
    Optimizer optimizer = new Adam(network.parameters(), 0.1);
    optimizer.step();
    optimizer.save(file);
    byte[] good = Files.readAllBytes(file);
    Fuzz.run(
        "optimizers",
        REFUSALS,
        (random, input) -> {
          input.accept(damage(random, good));
          optimizer.load(file);
        });
  }

  @Test
  void checkpoints() throws IOException {
    Optimizer optimizer = new Adam(network.parameters(), 0.1);
    optimizer.step();
    new Checkpoint("a network", 1, 2).save(file, optimizer);
    byte[] good = Files.readAllBytes(file);
    Fuzz.run(
        "checkpoints",
        REFUSALS,
        (random, input) -> {
          input.accept(damage(random, good));
          List<float[]> before = SameBits.values(network.parameters());
          try {
            Checkpoint.resume(file, "a network", optimizer);
          } catch (IOException e) {
            assertSame("unchanged", before, SameBits.values(network.parameters()));
            throw e;
          }
        });
  }
}
