package dev.sleipnir.model.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarFileTest {
  private static final int RECORD = 3073;

  @TempDir private Path folder;

  /** Records of these labels; pixel i of image n is n + i. */
  private static byte[] records(int... labels) {
    byte[] bytes = new byte[labels.length * RECORD];
    for (int n = 0; n < labels.length; n++) {
      bytes[n * RECORD] = (byte) labels[n];
      for (int i = 0; i < RECORD - 1; i++) {
        bytes[n * RECORD + 1 + i] = (byte) (n + i);
      }
    }
    return bytes;
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static byte[] packed(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void readsFilesOneAfterTheOtherPackedOrNot() throws IOException {
    Path plain = file("a.bin", records(3, 9));
    Path other = file("b.bin.gz", packed(records(0)));
    LabeledImages images = CifarFile.read("some", List.of(plain, other));
    assertEquals(3, images.size());
    assertEquals(3, images.channels());
    assertEquals(32, images.height());
    assertEquals(32, images.width());
    assertEquals(List.of(3, 9, 0), List.of(images.label(0), images.label(1), images.label(2)));
    float[] pixels = new float[3072];
    images.copyTo(1, pixels, 0, 255f, 0f);
    assertEquals(1, pixels[0], 1e-4);
    assertEquals((1024 + 1) % 256, pixels[1024], 1e-4);
  }

  private void refuses(Path file, String... parts) {
    var e = assertThrows(IOException.class, () -> CifarFile.read("some", List.of(file)));
    for (String part : parts) {
      assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
    }
    assertTrue(String.valueOf(e.getMessage()).contains(file.toString()), e.getMessage());
  }

  @Test
  void namesTheOffsetOfWhatIsWrong() throws IOException {
    refuses(file("label", records(1, 10)), "offset 3073", "a label from 0 to 9, got 10");
    refuses(file("packed", packed(records(1, 2, 255))), "offset 6146", "got 255");
    byte[] whole = records(1, 2);
    refuses(
        file("short", Arrays.copyOf(whole, RECORD + 7)),
        "offset 3073",
        "a record of 3073 bytes, got 7");
    refuses(file("empty", new byte[0]), "offset 0", "empty file");
    byte[] cut = packed(whole);
    refuses(file("cut", Arrays.copyOf(cut, cut.length - 12)), "truncated gzip data");
    cut[cut.length / 2] ^= 0x55;
    assertThrows(IOException.class, () -> CifarFile.read("some", List.of(file("bad", cut))));
    refuses(folder.resolve("none"), "expected a file of CIFAR-10, got none");
  }

  @Test
  void realImagesHaveTheMeanTheyAreKnownFor() throws IOException {
    String data = System.getenv("SLEIPNIR_DATA");
    Path mini = Path.of(data == null ? "none" : data, "cifar10-mini");
    Path file = mini.resolve("data_batch_1_first500.bin.gz");
    Assumptions.assumeTrue(Files.exists(file), "no cifar10-mini in $SLEIPNIR_DATA");
    LabeledImages images = CifarFile.read("mini", List.of(file));
    assertEquals(500, images.size());
    assertEquals(6, images.label(0)); // the first image of CIFAR-10 is a frog
  }
}
