package dev.sleipnir.tasks.nir;

import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.nir.Convention;
import dev.sleipnir.nir.Nir;
import dev.sleipnir.nir.NirTime;
import dev.sleipnir.nir.graph.NirCheck;
import dev.sleipnir.nir.graph.NirException;
import dev.sleipnir.nir.graph.NirFile;
import dev.sleipnir.tasks.Fuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random changes of NIR files are read or refused, and what is read is checked or run. */
class FuzzNirTest {
  @TempDir private Path folder;

  @Test
  void changedFiles() throws IOException {
    List<byte[]> originals = new ArrayList<>();
    Path file = folder.resolve("changed.nir");
    Nir.save(new SequentialState(new Linear(3, 2), new Lif().recurrentCell(2, 2)), file, 3);
    originals.add(Files.readAllBytes(file));
    Path other = Path.of("..", "nir", "src", "test", "resources", "dev", "sleipnir", "nir");
    for (String name : List.of("gzip.nir", "latest.nir", "bytes.nir")) {
      originals.add(Files.readAllBytes(other.resolve(name)));
    }
    Fuzz.run(
        "nir",
        Set.of(IOException.class, NirException.class),
        (random, input) -> {
          byte[] original = originals.get(random.nextInt(originals.size()));
          byte[] changed =
              random.nextInt(8) == 0
                  ? Arrays.copyOf(original, random.nextInt(original.length))
                  : Fuzz.mutated(random, original);
          input.accept(changed);
          Files.write(file, changed);
          NirFile read = Nir.read(file);
          NirCheck.check(read.graph());
          if (random.nextInt(20) == 0) { // neurons are compiled, which takes its time
            Nir.load(read.graph(), Convention.EULER, 1e-3, NirTime.SECONDS);
          }
        });
  }
}
