package dev.sleipnir.model.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
  private static final float[] VALUES = {
    1f, -0f, Float.NaN, Float.NEGATIVE_INFINITY, Float.MIN_VALUE
  };

  @TempDir private Path folder;
  private Path file = Path.of("unset");

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("some.archive");
    Archive.write(
        file,
        "thing",
        out -> {
          out.text("ä text");
          out.number(Long.MIN_VALUE);
          out.shape(5, 1);
          out.floats(VALUES);
        });
  }

  private static float[] read(Path from) throws IOException {
    return Archive.read(
        from,
        "thing",
        in -> {
          in.require("first", "ä text");
          assertEquals(Long.MIN_VALUE, in.number("second"));
          assertArrayEquals(new int[] {5, 1}, in.shape("third"));
          return in.floats("fourth", 5);
        });
  }

  private static String refused(Path from) {
    String message = String.valueOf(assertThrows(IOException.class, () -> read(from)).getMessage());
    assertTrue(message.startsWith("thing " + from + ": "), message);
    return message;
  }

  private void refused(String words, byte[] bytes) throws IOException {
    Files.write(file, bytes);
    String message = refused(file);
    assertTrue(message.contains(words), message);
  }

  /** The bytes with a checksum that fits them. */
  private static byte[] sealed(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - 4);
    ByteBuffer.wrap(bytes).putInt(bytes.length - 4, (int) crc.getValue());
    return bytes;
  }

  @Test
  void everyBitComesBack() throws IOException {
    float[] read = read(file);
    for (int i = 0; i < VALUES.length; i++) {
      assertEquals(Float.floatToRawIntBits(VALUES[i]), Float.floatToRawIntBits(read[i]));
    }
  }

  @Test
  void arraysOfWholeNumbersAndOfFiniteOnes() throws IOException {
    int[] many = new int[ArchiveWriter.BLOCK + 3];
    Arrays.setAll(many, i -> i - 1);
    Path numbers = folder.resolve("numbers");
    Archive.write(
        numbers,
        "numbers",
        out -> {
          out.ints(many);
          out.ints();
          out.floats(VALUES);
        });
    Archive.Reading<float[]> reading =
        in -> {
          assertArrayEquals(many, in.ints("many", many.length, -1, many.length));
          assertEquals(0, in.ints("none", 0, 0).length);
          return in.floats("values", 5);
        };
    assertEquals(5, Archive.read(numbers, "numbers", reading).length);
    wrong(numbers, "many: expected numbers from 0 to 9, got -1 at 0", in -> in.ints("many", 0, 9));
    wrong(
        numbers,
        "many: expected 3 whole numbers, got " + many.length,
        in -> in.ints("many", 3, -1, many.length));
    wrong(numbers, "many: expected an array, got whole numbers", in -> in.floats("many"));
    wrong(
        numbers,
        "values: expected finite numbers, got NaN at 2",
        in -> {
          assertEquals(many.length, in.ints("many", -1, many.length).length);
          assertEquals(0, in.ints("none", 0, 0).length);
          return in.finite("values", 5);
        });
  }

  private static void wrong(Path from, String words, Archive.Reading<?> reading) {
    String message =
        String.valueOf(
            assertThrows(IOException.class, () -> Archive.read(from, "numbers", reading))
                .getMessage());
    assertTrue(message.endsWith(words), message);
  }

  @Test
  void everyDamagedByteAndEveryCutIsSaid() throws IOException {
    byte[] good = Files.readAllBytes(file);
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= 0x10;
      Files.write(file, bad);
      refused(file);
      Files.write(file, Arrays.copyOf(good, at));
      refused(file);
      // Right checksums around wrong bodies: an error, or another number or float.
      Files.write(file, sealed(bad.clone()));
      try {
        read(file);
      } catch (IOException e) {
        assertTrue(String.valueOf(e.getMessage()).contains("expected"), e.toString());
      } catch (AssertionError e) {
        // A number that reads well and is another one.
      }
    }
    refused("checksum", Arrays.copyOf(good, good.length + 1));
  }

  @Test
  void fieldsAreNotBelieved() throws IOException {
    byte[] good = Files.readAllBytes(file);
    int text = 12; // after magic and version: a tag, a length
    byte[] version = good.clone();
    version[11] = 9;
    refused("expected version 1, got version 9", sealed(version));
    byte[] longer = good.clone();
    ByteBuffer.wrap(longer).putInt(text + 1, Integer.MAX_VALUE);
    refused("kind of file: expected a text within the file, got a length of", sealed(longer));
    byte[] negative = good.clone();
    ByteBuffer.wrap(negative).putInt(text + 1, -1);
    refused("kind of file: expected a text within the file, got a length of -1", sealed(negative));
    byte[] utf8 = good.clone();
    utf8[text + 5] = (byte) 0xff;
    refused("UTF-8", sealed(utf8));
    byte[] other = good.clone();
    other[text + 5] = 'b';
    refused("expected a file of kind 'thing', got 'bhing'", sealed(other));
    byte[] more = Arrays.copyOf(good, good.length + 1);
    refused("expected nothing more, got 1 bytes", sealed(more));
  }

  @Test
  void whatIsNoFileIsRefusedAtOnce() {
    assertTrue(refused(folder.resolve("none")).contains("expected a file, found none"));
    assertTrue(refused(folder).contains("expected a file, got a folder"));
    if (Files.exists(Path.of("/dev/zero"))) {
      assertTrue(refused(Path.of("/dev/zero")).contains("got a pipe or a device"));
    }
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    refused("expected a file that starts with SLEIPARC", new byte[0]);
    refused("expected a whole file", "SLEIPARC".getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
