package dev.sleipnir.network.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.model.exchange.DType;
import dev.sleipnir.model.exchange.Hdf5Group;
import dev.sleipnir.model.exchange.NDArray;
import io.jhdf.HdfFile;
import io.jhdf.api.Group;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What {@link Hdf5Group} writes, as jHDF reads it. */
class Hdf5GroupTest {
  @TempDir private Path folder;

  private static NDArray number(double value) {
    return NDArray.of(new double[] {value});
  }

  @Test
  void everythingComesBack() throws IOException {
    Path file = folder.resolve("all.h5");
    var root = new Hdf5Group();
    root.attribute("größe", number(0.5)).attribute("words", List.of("", "zwei", "drei"));
    root.attribute("none", List.of()).attribute("later", root.group("group"));
    for (DType type : DType.values()) {
      if (type != DType.BFLOAT16) {
        root.put(type.name(), NDArray.of(new long[] {0, 1, 1}, 3, 1).as(type));
      }
    }
    root.put("text", "a string").attribute("unit", "ms");
    root.put("texts", List.of("a", "b", "c", "d", "e", "f"), 2, 3);
    root.put("empty", NDArray.of(new float[0], 0, 7));
    root.put("no texts", List.of(), 0);
    root.write(file);
    try (var hdf = new HdfFile(file)) {
      assertEquals(0.5, hdf.getAttribute("größe").getData());
      assertArrayEquals(
          new String[] {"", "zwei", "drei"}, (Object[]) hdf.getAttribute("words").getData());
      assertEquals(hdf.getChild("group").getAddress(), hdf.getAttribute("later").getData());
      assertArrayEquals(
          new float[][] {{0}, {1}, {1}}, (float[][]) hdf.getDatasetByPath("/FLOAT32").getData());
      assertArrayEquals(
          new byte[][] {{0}, {1}, {1}}, (byte[][]) hdf.getDatasetByPath("/INT8").getData());
      assertEquals("a string", hdf.getDatasetByPath("/text").getData());
      assertEquals("ms", hdf.getDatasetByPath("/text").getAttribute("unit").getData());
      assertEquals(
          "[[a, b, c], [d, e, f]]",
          Arrays.deepToString((Object[]) hdf.getDatasetByPath("/texts").getData()));
      assertArrayEquals(new int[] {0, 7}, hdf.getDatasetByPath("/empty").getDimensions());
      assertArrayEquals(new int[] {0}, hdf.getDatasetByPath("/no texts").getDimensions());
    }
  }

  @Test
  void groupsHaveManyMembers() throws IOException {
    Path file = folder.resolve("many.h5");
    var root = new Hdf5Group();
    for (int k = 0; k < 1000; k++) {
      root.group("g" + k).put("x", NDArray.of(new long[] {k}, 1)).attribute("k", number(k));
    }
    root.write(file);
    try (var hdf = new HdfFile(file)) {
      assertEquals(1000, hdf.getChildren().size());
      for (int k = 0; k < 1000; k += 37) {
        var x = ((Group) hdf.getChild("g" + k)).getDatasetByPath("x");
        assertArrayEquals(new long[] {k}, (long[]) x.getData());
        assertEquals((double) k, x.getAttribute("k").getData());
      }
    }
  }

  private static void refused(String message, Executable wrong) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, wrong).getMessage());
  }

  @Test
  void badInputIsRefused() {
    Path file = folder.resolve("none.h5");
    var root = new Hdf5Group();
    root.put("x", number(1)).attribute("a", "b");
    refused("name: expected a new one, got 'x' a second time", () -> root.group("x"));
    refused("name: expected one without slashes, got 'a/b'", () -> root.put("a/b", "c"));
    refused("name: expected one without slashes, got ''", () -> root.group(""));
    refused("strings: expected 4 of shape [2, 2], got 1", () -> root.put("y", List.of("a"), 2, 2));
    refused(
        "z: expected a type that is one of HDF5's, got BFLOAT16",
        () -> root.put("z", number(1).as(DType.BFLOAT16)));
    refused("attribute: expected a name, got ''", () -> root.attribute("", "b"));
    root.attribute("a", "b");
    refused(
        "attribute: expected a new name, got 'a' a second time", () -> root.attribute("a", "b"));
    var large = new Hdf5Group();
    large.attribute("large", NDArray.of(IntStream.range(0, 9000).asLongStream().toArray(), 9000));
    refused("attribute large: expected at most 64 KiB, got 72043 bytes", () -> large.write(file));
    var other = new Hdf5Group();
    other.attribute("target", root);
    refused("target: expected an object of the same file, got another", () -> other.write(file));
    assertFalse(Files.exists(file));
  }
}
