package dev.sleipnir.network.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.network.analysis.SpikeTrains;
import io.jhdf.HdfFile;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NwbTest {
  private static final SpikeTrains E =
      new SpikeTrains(0.5, 3, 0, 10, new long[] {1, 3, 3, 8}, new int[] {2, 0, 2, 2});
  private static final SpikeTrains SILENT = new SpikeTrains(0.5, 2, 4, 10, new long[0], new int[0]);
  private static final Nwb.Session SESSION =
      new Nwb.Session("run 7", "spikes of a test", Instant.parse("2026-12-01T10:00:00Z"));

  @TempDir private Path folder;

  private static Map<String, SpikeTrains> both() {
    Map<String, SpikeTrains> populations = new LinkedHashMap<>();
    populations.put("e", E);
    populations.put("i", SILENT);
    return populations;
  }

  @Test
  void unitsAreNeurons() throws IOException {
    Path file = folder.resolve("spikes.nwb");
    Nwb.write(file, 1, both(), SESSION);
    try (var hdf = new HdfFile(file)) {
      assertEquals("NWBFile", hdf.getAttribute("neurodata_type").getData());
      assertEquals("run 7", hdf.getDatasetByPath("/identifier").getData());
      assertEquals("2026-12-01T10:00:00Z", hdf.getDatasetByPath("/session_start_time").getData());
      assertEquals(Set.of(), ((Group) hdf.getChild("acquisition")).getChildren().keySet());
      assertArrayEquals(
          new String[] {"spike_times", "obs_intervals", "population", "neuron"},
          (Object[]) hdf.getByPath("/units").getAttribute("colnames").getData());
      assertArrayEquals(
          new double[] {0.0015, 0.0005, 0.0015, 0.004},
          (double[]) hdf.getDatasetByPath("/units/spike_times").getData(),
          1e-15);
      assertEquals(
          0.0005, hdf.getByPath("/units/spike_times").getAttribute("resolution").getData());
      assertEquals("[1, 1, 4, 4, 4]", numbers(hdf, "spike_times_index"));
      assertEquals("[1, 2, 3, 4, 5]", numbers(hdf, "obs_intervals_index"));
      assertArrayEquals(
          new double[][] {{0, 0.005}, {0, 0.005}, {0, 0.005}, {0.002, 0.005}, {0.002, 0.005}},
          (double[][]) hdf.getDatasetByPath("/units/obs_intervals").getData());
      assertArrayEquals(
          new String[] {"e", "e", "e", "i", "i"},
          (Object[]) hdf.getDatasetByPath("/units/population").getData());
      assertArrayEquals(
          new long[] {0, 1, 2, 0, 1}, (long[]) hdf.getDatasetByPath("/units/neuron").getData());
    }
  }

  private static String numbers(HdfFile hdf, String name) {
    return Arrays.toString((Object[]) hdf.getDatasetByPath("/units/" + name).getData());
  }

  /** The reference is the address of the column's header. */
  @Test
  void indexesReferToTheirColumns() throws IOException {
    Path file = folder.resolve("spikes.nwb");
    Nwb.write(file, 1, both(), SESSION);
    try (var hdf = new HdfFile(file)) {
      for (String name : List.of("spike_times", "obs_intervals")) {
        Node column = hdf.getByPath("/units/" + name);
        Object target = hdf.getByPath("/units/" + name + "_index").getAttribute("target").getData();
        assertEquals(column.getAddress(), target);
      }
    }
  }

  @Test
  void everyObjectHasATypeAndAnIdentifierOfItsOwn() throws IOException {
    Path file = folder.resolve("spikes.nwb");
    Nwb.write(file, 1, both(), SESSION);
    Set<Object> ids = new HashSet<>();
    try (var hdf = new HdfFile(file)) {
      for (Node node : ((Group) hdf.getChild("units")).getChildren().values()) {
        assertEquals("hdmf-common", node.getAttribute("namespace").getData(), node.getName());
        ids.add(node.getAttribute("object_id").getData());
      }
    }
    assertEquals(7, ids.size());
  }

  @Test
  void withoutNeuronsTheTableIsEmpty() throws IOException {
    Path file = folder.resolve("empty.nwb");
    Nwb.write(file, 1, Map.of());
    try (var hdf = new HdfFile(file)) {
      assertArrayEquals(new int[] {0}, hdf.getDatasetByPath("/units/id").getDimensions());
      assertArrayEquals(
          new int[] {0, 2}, hdf.getDatasetByPath("/units/obs_intervals").getDimensions());
    }
  }

  @Test
  void timesAreSeconds() throws IOException {
    Path file = folder.resolve("seconds.nwb");
    var inSeconds = new SpikeTrains(5e-4, 3, 0, 10, E.steps(), E.neurons());
    Nwb.write(file, 1000, Map.of("e", inSeconds), SESSION);
    try (var hdf = new HdfFile(file)) {
      assertArrayEquals(
          new double[] {0.0015, 0.0005, 0.0015, 0.004},
          (double[]) hdf.getDatasetByPath("/units/spike_times").getData(),
          1e-15);
    }
    byte[] before = Files.readAllBytes(file);
    assertThrows(IllegalArgumentException.class, () -> Nwb.write(file, 0, Map.of(), SESSION));
    assertArrayEquals(before, Files.readAllBytes(file));
  }
}
