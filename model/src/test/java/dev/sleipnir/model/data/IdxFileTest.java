package dev.sleipnir.model.data;

import static dev.sleipnir.model.data.Messages.assertMentions;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxFileTest {
  @TempDir Path folder;

  @Test
  void readsPlainAndPackedFilesWhateverTheirName() throws IOException {
    byte[] content = Idx.images(3, 4, 5);
    for (Path file : new Path[] {write("plain.gz", content), write("packed", Idx.gzip(content))}) {
      var images = IdxFile.images(file);
      assertEquals(3, images.size(0));
      assertEquals(4, images.size(1));
      assertEquals(5, images.size(2));
      assertArrayEquals(Arrays.copyOfRange(content, 16, content.length), images.bytes());
    }
    assertArrayEquals(
        new byte[] {3, 1, 4}, IdxFile.labels(write("l", Idx.labels(3, 1, 4))).bytes());
  }

  @Test
  void readsImagesWithTheirLabels() throws IOException {
    Path images = write("images", Idx.images(2, 2, 3));
    var both = IdxFile.labeledImages("both", images, write("labels", Idx.labels(9, 8)));
    assertEquals("both", both.name());
    assertEquals(2, both.size());
    assertEquals(1, both.channels());
    assertEquals(2, both.height());
    assertEquals(3, both.width());
    assertEquals(8, both.label(1));
    Path three = write("three", Idx.labels(9, 8, 7));
    var e = fails(() -> IdxFile.labeledImages("x", images, three));
    assertMentions(e, images.toString(), "2 images", three.toString(), "3 labels");
  }

  @Test
  void rejectsTheWrongMagicNumber() throws IOException {
    Path labels = write("labels", Idx.labels(1, 2));
    assertMentions(fails(() -> IdxFile.images(labels)), labels.toString(), "2051", "2049");
    Path text = write("text", "<html>not found</html>".getBytes(StandardCharsets.UTF_8));
    assertMentions(fails(() -> IdxFile.labels(text)), text.toString(), "2049");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 8, 15, 16, 17, 75})
  void rejectsTruncatedFiles(int length) throws IOException {
    byte[] content = Idx.images(3, 4, 5);
    Path plain = write("plain", Arrays.copyOf(content, length));
    assertMentions(fails(() -> IdxFile.images(plain)), plain.toString());
    Path packed = write("packed", Idx.gzip(Arrays.copyOf(content, length)));
    assertMentions(fails(() -> IdxFile.images(packed)), packed.toString(), "truncated");
  }

  @Test
  void rejectsTrailingBytes() throws IOException {
    byte[] content = Idx.labels(1, 2, 3);
    byte[] longer = Arrays.copyOf(content, content.length + 1);
    Path plain = write("plain", longer);
    assertMentions(fails(() -> IdxFile.labels(plain)), plain.toString(), "11 bytes", "12");
    Path packed = write("packed", Idx.gzip(longer));
    assertMentions(fails(() -> IdxFile.labels(packed)), packed.toString(), "3 bytes", "more");
  }

  @Test
  void rejectsCorruptAndTruncatedGzip() throws IOException {
    byte[] packed = Idx.gzip(Idx.images(30, 4, 5));
    byte[] cut = Arrays.copyOf(packed, packed.length / 2);
    Path truncated = write("truncated", cut);
    assertMentions(fails(() -> IdxFile.images(truncated)), truncated.toString(), "truncated");
    byte[] broken = packed.clone();
    broken[broken.length - 6] ^= 1; // the checksum at the end
    Path corrupt = write("corrupt", broken);
    assertMentions(fails(() -> IdxFile.images(corrupt)), corrupt.toString(), "corrupt gzip");
    byte[] badHeader = packed.clone();
    badHeader[2] = 99;
    Path header = write("header", badHeader);
    assertMentions(fails(() -> IdxFile.images(header)), header.toString(), "corrupt gzip");
  }

  @Test
  void rejectsImpossibleSizesWithoutReservingMemory() throws IOException {
    int huge = 0x7FFF_FFFF;
    int[][] impossible = {
      {huge, huge, huge},
      {-1, 28, 28},
      {10, 0, 28},
      {10, 28, -28},
      {1, 65536, 65536},
      {0, 65536, 65536}
    };
    for (int[] sizes : impossible) {
      Path file = write("file", Idx.of(2051, sizes, new byte[100]));
      assertMentions(fails(() -> IdxFile.images(file)), file.toString(), "impossible size");
    }
    // No images, but of a size of which not one would fit into memory.
    Path none = write("none", Idx.of(2051, new int[] {0, 32768, 65535}, new byte[0]));
    assertMentions(fails(() -> IdxFile.images(none)), "half the heap");
    // Possible sizes that the file does not have: 2 GB would not fit into a test's heap.
    byte[] lie = Idx.of(2051, new int[] {2_000_000_000, 1, 1}, new byte[100]);
    Path plain = write("plain", lie);
    assertMentions(fails(() -> IdxFile.images(plain)), "2000000016", "116");
    Path packed = write("packed", Idx.gzip(lie));
    assertMentions(fails(() -> IdxFile.images(packed)), "2000000000", "cannot hold");
  }

  @Test
  void whatNoCompressionCouldHoldIsRefused() throws IOException {
    byte[] lie = Idx.of(2051, new int[] {65_000, 180, 180}, new byte[10]);
    Path packed = write("packed", Idx.gzip(lie));
    assertMentions(
        fails(() -> IdxFile.images(packed)), packed.toString(), "compressed ones cannot hold");
  }

  @Test
  @Timeout(60)
  void whatIsNoFileIsRefusedAtOnce() throws Exception {
    for (Path path : List.of(Path.of("/dev/zero"), folder)) {
      assertMentions(fails(() -> IdxFile.labels(path)), path.toString(), "expected an idx file");
    }
    Path sparse = folder.resolve("sparse");
    try (var out = new RandomAccessFile(sparse.toFile(), "rw")) {
      out.setLength(3L << 30);
    }
    assertMentions(fails(() -> IdxFile.images(sparse)), sparse.toString(), "magic number 2051");
  }

  @Test
  void namesAMissingFile() {
    Path missing = folder.resolve("missing");
    assertMentions(fails(() -> IdxFile.images(missing)), missing.toString(), "images");
    assertMentions(fails(() -> IdxFile.labels(folder)), folder.toString());
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static IOException fails(Executable read) {
    return assertThrows(IOException.class, read);
  }
}
