package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.exchange.StateDict;
import io.jhdf.HdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgesTest {
  private static final String SUM = "model sum\nstate v = 0\ninput x\nv = v + x\nthreshold v > 9\n";

  @TempDir Path folder;

  private Edges csv(String text) throws IOException {
    return Edges.csv(Files.writeString(folder.resolve("edges.csv"), text));
  }

  private static float[] potentials(Edges edges, String weight, String delay) {
    var net = new Network(1, 1, Parallel.of(1));
    var a = net.spikes("a", 3, new long[] {0, 0, 0}, new int[] {0, 1, 2});
    var b = net.population("b", SUM, 2);
    Projection p = net.project(a, b).connect(edges.connectivity()).synapse(Synapse.into("x"));
    p.weight(edges.values(weight)).delay(edges.values(delay));
    net.run(3);
    return b.state("v");
  }

  @Test
  void readsTablesArraysAndSonata() throws IOException {
    Edges table = csv("pre, post, weight, delay\n0,1,0.5,1\n2,0,1e-1,0\n2,1,0.25,9\n\n");
    assertEquals(3, table.size());
    assertEquals(List.of("pre", "post", "weight", "delay"), table.names());
    float[] expected = {0.1f, 0.5f}; // the last has not arrived
    assertArrayEquals(expected, potentials(table, "weight", "delay"));

    Path npz = folder.resolve("edges.npz");
    StateDict.of(
            Map.of(
                "pre", NDArray.of(new long[] {0, 2, 2}, 3),
                "post", NDArray.of(new long[] {1, 0, 1}, 3),
                "weight", NDArray.of(new double[] {0.5, 0.1, 0.25}, 3),
                "delay", NDArray.of(new float[] {1, 0, 9}, 3)))
        .write(npz);
    assertArrayEquals(expected, potentials(Edges.npz(npz), "weight", "delay"));

    Path sonata = folder.resolve("edges.h5");
    try (var hdf = HdfFile.write(sonata)) {
      var group = hdf.putGroup("edges").putGroup("a_to_b");
      group.putDataset("source_node_id", new long[] {0, 2, 2});
      group.putDataset("target_node_id", new long[] {1, 0, 1});
      group.putDataset("edge_type_id", new int[] {7, 7, 7});
      var numbers = group.putGroup("0");
      numbers.putDataset("syn_weight", new double[] {0.5, 0.1, 0.25});
      numbers.putDataset("delay", new float[] {1, 0, 9});
    }
    assertArrayEquals(expected, potentials(Edges.sonata(sonata, "a_to_b"), "syn_weight", "delay"));
    assertMessage(
        "expected a group /edges/b_to_a, got [a_to_b]", () -> Edges.sonata(sonata, "b_to_a"));
    assertMessage("edges.csv", () -> Edges.sonata(folder.resolve("edges.csv"), "a"));
  }

  @Test
  void noSynapsesAreSome() throws IOException {
    assertArrayEquals(new float[2], potentials(csv("pre,post,w,d\n"), "w", "d"));
  }

  @Test
  void saysWhereAFileIsWrong() throws IOException {
    assertMessage("line 3: expected 2 values, got 3", () -> csv("pre,post\n0,1\n1,1,1\n"));
    assertMessage("line 2: expected a number for post, got 'x'", () -> csv("pre,post\n0,x\n"));
    assertMessage("line 1: expected each name once, got pre again", () -> csv("pre,pre\n0,1\n"));
    assertMessage("expected columns pre and post, got [pre, to]", () -> csv("pre,to\n0,1\n"));
    assertMessage("edges.csv", () -> csv(""));
    Path npz = folder.resolve("edges.npz");
    StateDict.of(Map.of("pre", NDArray.of(new long[4], 2, 2), "post", NDArray.of(new long[4], 4)))
        .write(npz);
    assertMessage("pre: expected one axis, got [2, 2]", () -> Edges.npz(npz));
    StateDict.of(Map.of("pre", NDArray.of(new long[3], 3), "post", NDArray.of(new long[4], 4)))
        .write(npz);
    assertMessage("post: expected 3 values, as of pre, got 4", () -> Edges.npz(npz));
    Edges outside = csv("pre,post,w\n0,1,1\n3,1,1\n");
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> potentials(outside, "w", "w"));
    assertTrue(
        String.valueOf(e.getMessage())
            .endsWith("edges.csv: line 3: expected a neuron from 0 to 2 for pre, got 3.0"),
        e.getMessage());
    Edges between = csv("pre,post,w\n0,0.5,1\n");
    assertThrows(IllegalArgumentException.class, () -> potentials(between, "w", "w"));
    assertThrows(IllegalArgumentException.class, () -> outside.values("delay"));
  }

  private interface Reading {
    void read() throws IOException;
  }

  private static void assertMessage(String part, Reading reading) {
    IOException e = assertThrows(IOException.class, reading::read);
    assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
  }
}
