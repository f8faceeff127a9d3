package dev.sleipnir.model.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.data.WavFile;
import dev.sleipnir.model.exchange.MatFile;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.exchange.StateDict;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.network.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A limit is kept by readers, and is less than the heap. */
class ReadLimitTest {
  @TempDir private Path folder;

  @AfterEach
  void clear() {
    System.clearProperty(ReadLimit.PROPERTY);
  }

  @Test
  void theLimitIsAShareOfTheHeapOrLess() {
    long heap = Runtime.getRuntime().maxMemory();
    assertEquals(heap / 2, ReadLimit.ofHeap(2));
    System.setProperty(ReadLimit.PROPERTY, "1000");
    assertEquals(1000, ReadLimit.ofHeap(2));
    System.setProperty(ReadLimit.PROPERTY, Long.toString(Long.MAX_VALUE));
    assertEquals(heap / 10, ReadLimit.ofHeap(10));
    for (String wrong : new String[] {"0", "-1", "1 GB", "", "99999999999999999999"}) {
      System.setProperty(ReadLimit.PROPERTY, wrong);
      var e = assertThrows(IllegalArgumentException.class, () -> ReadLimit.ofHeap(2));
      assertTrue(String.valueOf(e.getMessage()).contains("'" + wrong + "'"), e::getMessage);
    }
  }

  @Test
  void readersKeepIt() throws IOException {
    Path arrays = folder.resolve("arrays.npz");
    StateDict.of(Map.of("a", NDArray.of(new float[100], 100))).write(arrays);
    Path model = folder.resolve("linear.model");
    Model.save(new Linear(20, 10), model, 20);
    Path sound = folder.resolve("sound.wav");
    Files.write(sound, new byte[500]);
    Path matrix = folder.resolve("matrix.mat");
    Files.write(matrix, new byte[500]);
    StateDict.read(arrays);
    Model.load(model);
    System.setProperty(ReadLimit.PROPERTY, "300");
    refused(() -> StateDict.read(arrays));
    refused(() -> Model.load(model));
    refused(() -> WavFile.read(sound));
    refused(() -> MatFile.read(matrix));
    System.setProperty(ReadLimit.PROPERTY, "3000");
    StateDict.read(arrays);
    Model.load(model);
  }

  private static void refused(Executable reading) {
    var e = assertThrows(IOException.class, reading);
    assertTrue(String.valueOf(e.getMessage()).contains("at most"), e::getMessage);
  }
}
