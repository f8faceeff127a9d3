package dev.sleipnir.model.exchange;

import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that PyTorch, NumPy and safetensors wrote ({@code src/test/exchange/make_files.py}), and
 * ours, which that script reads.
 */
class ExchangeFilesTest {
  private static final Path FILES = Path.of("src", "test", "exchange");

  @TempDir private Path folder;

  private static StateDict read(String name) throws IOException {
    return StateDict.read(FILES.resolve(name));
  }

  private static String refusedFile(Path file) {
    return String.valueOf(assertThrows(IOException.class, () -> StateDict.read(file)).getMessage());
  }

  /** What the script has in an array of a type. */
  private static NDArray expected(DType type) {
    double[] values = new double[6];
    for (int e = 0; e < values.length; e++) {
      values[e] = type.isFloating() ? e / 2.0 : type == DType.BOOL ? e % 2 : e;
    }
    return NDArray.of(values, 2, 3).as(type);
  }

  private static Map<String, NDArray> everything() {
    Map<String, NDArray> all = new LinkedHashMap<>();
    for (DType type : DType.values()) {
      all.put(type.name().toLowerCase(Locale.ROOT), expected(type));
    }
    return all;
  }

  @Test
  void everyTypeIsReadFromEveryFormat() throws IOException {
    for (String file : List.of("types.pt", "types.safetensors", "types.npz")) {
      Map<String, NDArray> all = everything();
      if (file.endsWith("npz")) {
        all.remove("bfloat16");
      }
      assertEquals(all, read(file).arrays(), file);
    }
  }

  @Test
  void everyTypeIsWrittenInEveryFormat() throws IOException {
    Map<String, NDArray> all = everything();
    Map<String, NDArray> ofNumpy = everything();
    ofNumpy.remove("bfloat16");
    Map<String, NDArray> ofTorch = everything();
    ofTorch.keySet().removeAll(Set.of("uint16", "uint32", "uint64"));
    Map<String, Map<String, NDArray>> files =
        Map.of("a.safetensors", all, "b.npz", ofNumpy, "c.pt", ofTorch, "d.pth", ofTorch);
    for (var file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      StateDict dictionary = StateDict.of(file.getValue());
      dictionary.write(path);
      assertEquals(dictionary, StateDict.read(path), file.getKey());
      byte[] first = Files.readAllBytes(path);
      dictionary.write(path);
      assertArrayEquals(first, Files.readAllBytes(path), "the same content, the same file");
    }
    for (String file : List.of("a.npz", "a.pt")) {
      String message =
          String.valueOf(
              assertThrows(IOException.class, () -> StateDict.of(all).write(folder.resolve(file)))
                  .getMessage());
      assertTrue(message.contains("convert it"), message);
      assertTrue(message.contains(file), message);
    }
    assertTrue(
        refused(() -> StateDict.of(all).write(folder.resolve("a.txt"))).contains(".safetensors"));
  }

  @Test
  void tensorsMayBeViewsOfOneStorage() throws IOException {
    for (String file : List.of("views.pt", "protocol5.pt")) {
      StateDict views = read(file);
      assertArrayEquals(
          new float[] {6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17}, views.get("rows").toFloats());
      assertArrayEquals(new float[] {2, 3, 8, 9, 14, 15, 20, 21}, views.get("columns").toFloats());
      NDArray transposed = views.get("transposed");
      assertArrayEquals(new int[] {6, 4}, transposed.shape());
      assertArrayEquals(new float[] {0, 6, 12, 18, 1, 7}, Arrays.copyOf(transposed.toFloats(), 6));
      assertArrayEquals(new float[] {0, 3, 12, 15}, views.get("every_other").toFloats());
      assertArrayEquals(
          new float[] {1.5f, 1.5f, 1.5f, 2.5f, 2.5f, 2.5f}, views.get("repeated").toFloats());
      assertEquals(NDArray.of(new float[] {3}), views.get("scalar"));
      assertArrayEquals(new int[] {0, 3}, views.get("empty").shape());
      assertEquals(expected(DType.FLOAT32), views.get("learned"));
    }
  }

  @Test
  void tensorsInDictionariesAreCalledByTheWayToThem() throws IOException {
    StateDict network = read("checkpoint.pt").only("network\\..*").replacePrefix("network", "");
    assertEquals(
        Set.of(
            "0.weight",
            "0.bias",
            "2.weight",
            "2.bias",
            "2.running_mean",
            "2.running_var",
            "2.num_batches_tracked"),
        network.arrays().keySet());
    assertArrayEquals(new long[] {1}, network.get("2.num_batches_tracked").toLongs());
    assertTrue(read("checkpoint.pt").arrays().containsKey("optimizer.state.0.exp_avg"));
  }

  @Test
  void whatIsNoStateDictionaryIsRefusedByName() {
    Map<String, String> reasons =
        Map.of(
            "foreign.pt", "system",
            "module.pt", "torch.nn.modules.container.Sequential",
            "legacy.pt", "before its version 1.6",
            "columns.npy", "Npy.read",
            "make_files.py", "something else");
    reasons.forEach(
        (file, reason) -> {
          String message = refusedFile(FILES.resolve(file));
          assertTrue(message.contains(reason), message);
          assertTrue(message.contains(file), message);
        });
  }

  @Test
  void singleArraysOfNumpy() throws IOException {
    assertEquals(expected(DType.FLOAT32), Npy.read(FILES.resolve("columns.npy")));
    assertEquals(expected(DType.FLOAT64), Npy.read(FILES.resolve("big_endian.npy")));
    assertEquals(NDArray.of(new long[] {3}).as(DType.INT32), Npy.read(FILES.resolve("scalar.npy")));
    Path own = folder.resolve("own.npy");
    Npy.write(own, expected(DType.FLOAT32));
    assertEquals(expected(DType.FLOAT32), Npy.read(own));
    Map<String, String> reasons =
        Map.of("objects.npy", "'|O'", "structure.npy", "structure", "complex.npy", "'<c8'");
    reasons.forEach(
        (file, reason) -> {
          String message =
              String.valueOf(
                  assertThrows(IOException.class, () -> Npy.read(FILES.resolve(file)))
                      .getMessage());
          assertTrue(message.contains(reason), message);
        });
  }

  /** So that the script can read what is written: {@code SLEIPNIR_EXCHANGE} names a folder. */
  @Test
  void filesForTheScript() throws IOException {
    String keep = System.getenv("SLEIPNIR_EXCHANGE");
    Path to = keep == null ? folder : Path.of(keep);
    Map<String, NDArray> all = everything();
    all.keySet().removeAll(Set.of("uint16", "uint32", "uint64", "bfloat16"));
    for (String file : List.of("all.pt", "all.safetensors", "all.npz")) {
      StateDict.of(all).write(to.resolve(file));
      assertEquals(all, StateDict.read(to.resolve(file)).arrays());
    }
    Npy.write(to.resolve("single.npy"), expected(DType.FLOAT32));
  }
}
