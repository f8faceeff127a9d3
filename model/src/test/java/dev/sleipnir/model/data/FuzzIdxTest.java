package dev.sleipnir.model.data;

import dev.sleipnir.model.Fuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of images and labels, packed and not, damaged in a few places. */
class FuzzIdxTest {
  @TempDir private Path folder;

  private static byte[] damaged(Random random, byte[] good) throws IOException {
    byte[] bytes = random.nextInt(3) > 0 ? Fuzz.mutated(random, good) : good;
    byte[] packed = random.nextBoolean() ? Idx.gzip(bytes) : bytes;
    return random.nextInt(4) == 0 ? Fuzz.mutated(random, packed) : packed;
  }

  @Test
  void idxFiles() {
    Path images = folder.resolve("images");
    Path labels = folder.resolve("labels");
    Fuzz.run(
        "idx files",
        Set.of(IOException.class, IllegalArgumentException.class),
        (random, input) -> {
          int count = random.nextInt(5);
          byte[] bytes =
              damaged(random, Idx.images(count, 1 + random.nextInt(4), 1 + random.nextInt(4)));
          input.accept(bytes);
          Files.write(images, bytes);
          Files.write(labels, damaged(random, Idx.labels(new int[count])));
          LabeledImages set = IdxFile.labeledImages("set", images, labels);
          float[] pixels = new float[set.pixelsPerImage()];
          for (int i = 0; i < set.size(); i++) {
            set.copyTo(i, pixels, 0, 1, 0);
            set.label(i);
          }
        });
  }
}
