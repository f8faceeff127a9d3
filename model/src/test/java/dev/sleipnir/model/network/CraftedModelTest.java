package dev.sleipnir.model.network;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.Fuzz;
import dev.sleipnir.model.encode.PopulationEncoder;
import dev.sleipnir.model.layer.Activation;
import dev.sleipnir.model.layer.BatchNorm1d;
import dev.sleipnir.model.layer.Branches;
import dev.sleipnir.model.layer.Conv1d;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Description;
import dev.sleipnir.model.layer.Embedding;
import dev.sleipnir.model.layer.GroupNorm;
import dev.sleipnir.model.layer.LConv2d;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.LayerNorm;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.Lstm;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.SpikingSelfAttention;
import dev.sleipnir.model.layer.Unflatten;
import dev.sleipnir.model.layer.Window;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.receptivefield.TemporalReceptiveField;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of models that somebody made with another purpose; their checksums are right. */
class CraftedModelTest {
  private static final int HUGE = 1 << 30;

  /** What reading a small file may take: classes, buffers, compiled texts. */
  private static final long MOST_BYTES = 64L << 20;

  @TempDir private Path folder;

  /** Says what another kind of layer says. */
  private record Crafted(Description description) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
      return x;
    }
  }

  private interface Reading {
    void run() throws IOException;
  }

  private static void assertSmall(Reading reading) throws IOException {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      reading.run();
    } finally {
      long bytes = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(bytes < MOST_BYTES, () -> "allocated " + bytes);
    }
  }

  private Path saved(Description description) throws IOException {
    Path file = folder.resolve("crafted.model");
    Model.save(new Crafted(description), file);
    return file;
  }

  /** What says a size alone takes memory when an input of that size comes. */
  @Test
  void sizesWithoutValuesTakeNoMemory() throws IOException {
    for (Description huge :
        new Description[] {
          new Description("LayerNorm").wholes("shape", HUGE).number("epsilon", 1e-5),
          new Description("GroupNorm")
              .number("groups", 1)
              .number("channels", HUGE)
              .number("epsilon", 1e-5),
          new Description("PopulationEncoder")
              .number("outFeatures", HUGE)
              .number("scale", 1)
              .function("kernel", TensorFunction.parse("y = exp(-d)"))
              .function("distance", TensorFunction.parse("y = x - c")),
          new Description("Unflatten").wholes("shape", 1 << 15, 1 << 15)
        }) {
      Path file = saved(huge);
      assertSmall(() -> Model.load(file));
    }
  }

  @Test
  void valuesThatAreNotThereAreMissed() throws IOException {
    Tensor one = Tensor.zeros(1);
    for (Description huge :
        new Description[] {
          new Description("LayerNorm")
              .wholes("shape", HUGE)
              .number("epsilon", 1e-5)
              .tensor("weight", one)
              .tensor("bias", one),
          new Description("GroupNorm")
              .number("groups", 1)
              .number("channels", HUGE)
              .number("epsilon", 1e-5)
              .tensor("weight", one)
              .tensor("bias", one),
          new Description("Lstm")
              .tensor("weight_ih_l0", Tensor.zeros(1, 1))
              .tensor("weight_hh_l0", Tensor.zeros(1, 100_000))
              .tensor("bias_ih_l0", one)
              .tensor("bias_hh_l0", one),
          new Description("TemporalReceptiveField")
              .wholes("sample", 2)
              .number("scales", HUGE)
              .tensor("timeConstants", Tensor.full(1f, 1, 2))
              .part("cell", new Lif().cell()),
          new Description("SpikingSelfAttention")
              .number("features", HUGE)
              .number("heads", 1)
              .parts("projections", List.of())
              .parts("neurons", List.of())
        }) {
      Path file = saved(huge);
      assertThrows(IOException.class, () -> assertSmall(() -> Model.load(file)), () -> huge.kind());
    }
  }

  /** Each is two of the one before: 2^60 modules in a small file. */
  @Test
  void partsInsideEachOtherAreCounted() throws IOException {
    NetworkModule twice = new Linear(1, 1);
    for (int level = 0; level < 60; level++) {
      twice =
          new Crafted(
              new Description("Branches")
                  .flag("concatenates", false)
                  .parts("branches", List.of(twice, twice)));
    }
    Path file = folder.resolve("doubled.model");
    Model.save(twice, file);
    String message =
        String.valueOf(assertThrows(IOException.class, () -> Model.load(file)).getMessage());
    assertTrue(message.contains("expected at most 1000000 modules"), message);
  }

  @Test
  void changedFilesWithRightChecksums() throws IOException {
    RandomStream random = new RandomStream(1);
    NetworkModule[] networks = {
      new SequentialState(
          new Conv2d(random, 2, 3, Window.of(2), 1, true),
          new LConv2d(random, 3, 2, Window.of(2), 1),
          new GroupNorm(1, 2),
          new Lif().with("v_th", Tensor.full(0.5f, 2)).learn("tau_mem_inv").cell()),
      new SequentialState(
          new Linear(4, 3), new LayerNorm(0.1, false, 3), new BatchNorm1d(3), new Lstm(3, 2)),
      Branches.sum(
          new Embedding(3, 2), new Activation(TensorFunction.parse("y = where(x > 0, x, 0)"))),
      new SequentialState(new Conv1d(2, 3, 2), new Unflatten(3, 2), new PopulationEncoder(3)),
      new TemporalReceptiveField(2, 3),
      new SpikingSelfAttention(random, 4, 2, () -> new Lif().cell(), new Lif().cell())
    };
    byte[][] originals = new byte[networks.length][];
    Path file = folder.resolve("changed.model");
    for (int n = 0; n < networks.length; n++) {
      Model.save(networks[n], file);
      originals[n] = Files.readAllBytes(file);
    }
    Fuzz.run(
        "crafted models",
        Set.of(IOException.class),
        (numbers, input) -> {
          byte[] changed = Fuzz.mutated(numbers, originals[numbers.nextInt(originals.length)]);
          if (changed.length > Integer.BYTES) {
            CRC32C crc = new CRC32C();
            crc.update(changed, 0, changed.length - Integer.BYTES);
            ByteBuffer.wrap(changed).putInt(changed.length - Integer.BYTES, (int) crc.getValue());
          }
          input.accept(changed);
          Files.write(file, changed);
          assertSmall(() -> Model.load(file).network().parameters());
        });
  }
}
