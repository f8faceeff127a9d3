package dev.sleipnir.model.exchange;

import dev.sleipnir.model.Fuzz;
import dev.sleipnir.model.layer.Linear;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random changes of files in every format are read or refused. */
class FuzzExchangeTest {
  @TempDir private Path folder;

  @Test
  void changedFiles() throws IOException {
    List<byte[]> originals = new ArrayList<>();
    for (String name : List.of("types.pt", "views.pt", "checkpoint.pt", "types.npz")) {
      originals.add(Files.readAllBytes(Path.of("src", "test", "exchange", name)));
    }
    originals.add(Files.readAllBytes(Path.of("src", "test", "exchange", "types.safetensors")));
    for (String name : List.of("a.pt", "a.npz", "a.safetensors")) {
      StateDict.save(new Linear(3, 2), folder.resolve(name));
      originals.add(Files.readAllBytes(folder.resolve(name)));
    }
    Path file = folder.resolve("changed");
    Linear network = new Linear(3, 2);
    Fuzz.run(
        "exchange",
        Set.of(IOException.class),
        (random, input) -> {
          byte[] changed = Fuzz.mutated(random, originals.get(random.nextInt(originals.size())));
          input.accept(changed);
          Files.write(file, changed);
          StateDict.read(file);
          StateDict.load(network, file);
        });
  }

  @Test
  void changedPickles() throws IOException {
    List<byte[]> originals = new ArrayList<>();
    for (String name : List.of("types.pt", "views.pt", "checkpoint.pt", "protocol5.pt")) {
      try (ZipRecords zip = ZipRecords.open(Path.of("src", "test", "exchange", name))) {
        String record = name.replace(".pt", "") + "/data.pkl";
        originals.add(zip.read(record, 1 << 20));
      }
    }
    Fuzz.run(
        "pickle",
        Set.of(IOException.class),
        (random, input) -> {
          byte[] changed = Fuzz.mutated(random, originals.get(random.nextInt(originals.size())));
          input.accept(changed);
          Unpickler.read(changed);
        });
  }

  @Test
  void changedHeaders() throws IOException {
    byte[] original = NpyHeader.of(NDArray.of(new float[6], 2, 3));
    Fuzz.run(
        "npy header",
        Set.of(IOException.class),
        (random, input) -> {
          byte[] changed = Fuzz.mutated(random, original);
          input.accept(changed);
          NpyHeader.parse("a", changed);
        });
  }
}
