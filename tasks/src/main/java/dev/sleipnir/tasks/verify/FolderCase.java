package dev.sleipnir.tasks.verify;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.exchange.Npy;
import dev.sleipnir.model.exchange.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * A case that is a folder: {@code case.json} beside weights and arrays as PyTorch and NumPy write
 * them. With batches it is a training, else a network, its input and its output.
 *
 * @param folder where it is
 * @param json what {@code case.json} says
 */
record FolderCase(Path folder, JsonNode json) {
  private static final String FILE = "case.json";
  private static final String TRAINING = "interop.training";
  private static final String NETWORK = "interop";

  static boolean isOne(Path file) {
    return FILE.equals(String.valueOf(file.getFileName()));
  }

  private static Path folderOf(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().normalize().getParent(), "a folder");
  }

  private static String target(Path folder) {
    return Files.exists(folder.resolve("batches.npy")) ? TRAINING : NETWORK;
  }

  /** Such as {@code interop/conv_lif_li}. */
  static String name(Path file) {
    Path folder = folderOf(file);
    return target(folder) + "/" + folder.getFileName();
  }

  static CaseResult run(Path file, List<Integer> threads) {
    Path folder = folderOf(file);
    FolderCase c = new FolderCase(folder, CaseFile.json(file));
    Differences out = new Differences();
    String target = target(folder);
    return CaseResult.of(
        target,
        name(file),
        out,
        () -> {
          if (!c.json.isObject()) {
            throw new MalformedCase("expected a JSON object");
          }
          for (int number : threads) {
            try (Parallel parallel = Parallel.of(number)) {
              if (target.equals(TRAINING)) {
                TrainingCase.run(c, out, parallel);
              } else {
                InteropCase.run(c, out, parallel);
              }
            }
          }
        });
  }

  /** Reads an array beside the case. */
  NDArray array(String name) {
    try {
      return Npy.read(folder.resolve(name));
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /** Reads arrays beside the case. */
  StateDict arrays(String name) {
    try {
      return StateDict.read(folder.resolve(name));
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  static MalformedCase malformed(IOException e) {
    return new MalformedCase(String.valueOf(e.getMessage()));
  }
}
