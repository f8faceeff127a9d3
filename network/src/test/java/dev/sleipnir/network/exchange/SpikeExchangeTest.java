package dev.sleipnir.network.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.exchange.StateDict;
import dev.sleipnir.network.analysis.SpikeTrains;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpikeExchangeTest {
  private static final SpikeTrains TRAINS =
      new SpikeTrains(0.5, 4, 1, 9, new long[] {1, 3, 3, 8}, new int[] {3, 0, 2, 3});
  private static final SpikeTrains NONE = new SpikeTrains(0.5, 4, 1, 9, new long[0], new int[0]);

  @TempDir private Path folder;

  @Test
  void csv() throws IOException {
    Path file = folder.resolve("spikes.csv");
    SpikeTables.write(file, TRAINS);
    assertEquals("step,time,neuron\n1,0.5,3\n3,1.5,0\n3,1.5,2\n8,4.0,3\n", Files.readString(file));
    SpikeTables.write(file, NONE);
    assertEquals("step,time,neuron\n", Files.readString(file));
    new Columns(2)
        .with("a,b", new double[] {1, 2})
        .with("v", new float[] {1, 2, 3, 4.5f}, "neurons", new int[] {7, 9})
        .with("z", new float[] {0, 1})
        .write(file);
    assertEquals("\"a,b\",v[7],v[9],z\n1.0,1.0,2.0,0.0\n2.0,3.0,4.5,1.0\n", Files.readString(file));
  }

  @Test
  void npz() throws IOException {
    Path file = folder.resolve("spikes.NPZ");
    SpikeTables.write(file, TRAINS);
    StateDict arrays = StateDict.read(file);
    assertArrayEquals(TRAINS.steps(), arrays.get("step").toLongs());
    assertArrayEquals(new double[] {0.5, 1.5, 1.5, 4}, arrays.get("time").toDoubles());
    assertArrayEquals(new double[] {0.5}, arrays.get("dt").toDoubles());
    assertEquals(0, arrays.get("dt").shape().length);
    assertArrayEquals(new long[] {9}, arrays.get("to").toLongs());
    SpikeTables.write(file, NONE);
    assertArrayEquals(new int[] {0}, StateDict.read(file).get("neuron").shape());
    new Columns(2).with("v", new float[] {1, 2, 3, 4}, "neurons", new int[] {7, 9}).write(file);
    assertArrayEquals(new int[] {2, 2}, StateDict.read(file).get("v").shape());
    assertArrayEquals(new long[] {7, 9}, StateDict.read(file).get("neurons").toLongs());
  }

  @Test
  void hdf5() throws IOException {
    Path file = folder.resolve("new/spikes.h5");
    SpikeTables.write(file, TRAINS);
    try (var hdf = new HdfFile(file)) {
      assertArrayEquals(TRAINS.steps(), (long[]) hdf.getDatasetByPath("/step").getData());
      assertEquals(0.5, hdf.getAttribute("dt").getData());
    }
    new Columns(3)
        .with("v", new float[] {1, 2, 3, 4, 5, 6}, "neurons", new int[] {7, 9})
        .write(file);
    try (var hdf = new HdfFile(file)) {
      assertArrayEquals(
          new float[][] {{1, 2}, {3, 4}, {5, 6}}, (float[][]) hdf.getDatasetByPath("/v").getData());
      assertArrayEquals(new long[] {7, 9}, (long[]) hdf.getDatasetByPath("/neurons").getData());
    }
    SpikeTables.write(file, NONE);
    try (var hdf = new HdfFile(file)) {
      assertEquals(Set.of("step", "time", "neuron"), hdf.getChildren().keySet());
      assertArrayEquals(new int[] {0}, hdf.getDatasetByPath("/time").getDimensions());
      assertEquals(4L, hdf.getAttribute("size").getData());
    }
  }

  private static void same(SpikeTrains expected, SpikeTrains got) {
    assertArrayEquals(expected.steps(), got.steps());
    assertArrayEquals(expected.neurons(), got.neurons());
    assertEquals(expected.size(), got.size());
  }

  @Test
  void sonata() throws IOException {
    Path file = folder.resolve("spikes.h5");
    Map<String, SpikeTrains> populations = new LinkedHashMap<>();
    populations.put("i", NONE);
    populations.put("e", TRAINS);
    Sonata.write(file, 1, populations);
    try (var hdf = new HdfFile(file)) {
      var times = hdf.getDatasetByPath("/spikes/e/timestamps");
      assertArrayEquals(new double[] {0.5, 1.5, 1.5, 4}, (double[]) times.getData());
      assertEquals("milliseconds", times.getAttribute("units").getData());
    }
    same(TRAINS, Sonata.read(file, "e", 0.5, 1, 4));
    same(NONE, Sonata.read(file, "i", 0.5, 1, 4));
    Sonata.write(file, 1, Map.of());
    var missing = assertThrows(IOException.class, () -> Sonata.read(file, "i", 0.5, 1, 4));
    assertTrue(
        String.valueOf(missing.getMessage()).endsWith("expected a group /spikes/i, got []"),
        missing.getMessage());
    // A network in seconds, whose file is in milliseconds.
    var inSeconds = new SpikeTrains(5e-4, 4, 1, 9, TRAINS.steps(), TRAINS.neurons());
    Sonata.write(file, 1000, Map.of("e", inSeconds));
    same(TRAINS, Sonata.read(file, "e", 5e-4, 1000, 4));
    same(TRAINS, Sonata.read(file, "e", 0.5, 1, 4));
  }

  /** Other programs': in seconds, not in order, of other types. */
  @Test
  void sonataOfOthers() throws IOException {
    Path file = folder.resolve("other.h5");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      var group = hdf.putGroup("spikes").putGroup("all");
      group.putDataset("node_ids", new int[] {2, 3, 0});
      group
          .putDataset("timestamps", new float[] {0.0015f, 0.0005f, 0.004f})
          .putAttribute("units", "s");
    }
    SpikeTrains read = Sonata.read(file, "all", 0.5, 1, 4);
    assertArrayEquals(new long[] {1, 3, 8}, read.steps());
    assertArrayEquals(new int[] {3, 2, 0}, read.neurons());
    assertEquals(9, read.to());
    var error = assertThrows(IOException.class, () -> Sonata.read(file, "all", 0.5, 1, 3));
    assertTrue(
        String.valueOf(error.getMessage())
            .endsWith(
                "expected times from 0 on and neurons from 0 to 2, got neuron 3 at 5.000000237487257E-4"),
        error.getMessage());
    var missing = assertThrows(IOException.class, () -> Sonata.read(file, "e", 0.5, 1, 4));
    assertTrue(
        String.valueOf(missing.getMessage()).endsWith("expected a group /spikes/e, got [all]"),
        missing.getMessage());
  }

  @Test
  void badInputIsRefused() throws IOException {
    Path text = folder.resolve("text.h5");
    Files.writeString(text, "no HDF5".repeat(100));
    var error = assertThrows(IOException.class, () -> Sonata.read(text, "e", 1, 1, 1));
    assertTrue(
        String.valueOf(error.getMessage()).contains(text + ": expected HDF5"), error.getMessage());
    assertThrows(IOException.class, () -> Sonata.read(folder.resolve("none"), "e", 1, 1, 1));
    assertThrows(
        IllegalArgumentException.class, () -> Sonata.write(text, 1, Map.of("a/b", TRAINS)));
    assertThrows(
        IllegalArgumentException.class, () -> SpikeTables.write(folder.resolve("x"), NONE));
    assertThrows(IOException.class, () -> SpikeTables.write(text.resolve("below.h5"), TRAINS));
    assertEquals("no HDF5".repeat(100), Files.readString(text), "untouched");
    var columns = new Columns(1).with("a", new double[1]);
    assertThrows(IllegalArgumentException.class, () -> columns.with("a", new long[1]));
    assertThrows(IllegalArgumentException.class, () -> columns.say("a", 1));
    assertThrows(IllegalArgumentException.class, () -> columns.with("b", new float[2]));
    assertThrows(
        IllegalArgumentException.class,
        () -> columns.with("c", new float[3], "neurons", new int[2]));
    assertThrows(IllegalArgumentException.class, () -> new Columns(-1));
  }
}
