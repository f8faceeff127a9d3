package dev.sleipnir.model.data;

import static dev.sleipnir.model.Refusals.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.Fuzz;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavFileTest {
  @TempDir private Path folder;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A file of one format, with a chunk of odd length that nobody knows before the samples. */
  private static byte[] wav(int kind, int channels, int bits, byte... samples) {
    boolean extensible = kind == 0xFFFE;
    ByteBuffer bytes =
        ByteBuffer.allocate(12 + 8 + (extensible ? 40 : 16) + 8 + 4 + 8 + samples.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(ascii("RIFF")).putInt(bytes.capacity() - 8).put(ascii("WAVE"));
    bytes.put(ascii("fmt ")).putInt(extensible ? 40 : 16).putShort((short) kind);
    bytes.putShort((short) channels).putInt(8000).putInt(8000 * channels * bits / 8);
    bytes.putShort((short) (channels * bits / 8)).putShort((short) bits);
    if (extensible) {
      bytes.putShort((short) 22).putShort((short) bits).putInt(3).putShort((short) 1);
      bytes.put(new byte[14]);
    }
    bytes.put(ascii("LIST")).putInt(3).put(new byte[4]);
    bytes.put(ascii("data")).putInt(samples.length).put(samples);
    return bytes.array();
  }

  private Waveform read(byte[] bytes) throws IOException {
    Path file = folder.resolve("a.wav");
    Files.write(file, bytes);
    return WavFile.read(file);
  }

  @Test
  void everyWidth() throws IOException {
    assertArrayEquals(
        new float[] {-1, 0, 127 / 128f},
        read(wav(1, 1, 8, (byte) 0, (byte) 128, (byte) 255)).samples().toArray());
    assertArrayEquals(
        new float[] {-1, 0.5f},
        read(wav(1, 1, 16, (byte) 0, (byte) 0x80, (byte) 0, (byte) 0x40)).samples().toArray());
    byte[] wide = {1, 0, (byte) 0x80, (byte) 0xFF, (byte) 0xFF, (byte) 0x7F};
    assertArrayEquals(
        new float[] {-8_388_607 / 8_388_608f, 8_388_607 / 8_388_608f},
        read(wav(0xFFFE, 1, 24, wide)).samples().toArray());
    assertArrayEquals(
        new float[] {-0.25f},
        read(wav(1, 1, 32, (byte) 0, (byte) 0, (byte) 0, (byte) 0xE0)).samples().toArray());
    byte[] number = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(0.1f).array();
    assertArrayEquals(new float[] {0.1f}, read(wav(3, 1, 32, number)).samples().toArray());
  }

  @Test
  void channelsAndTheirMean() throws IOException {
    Waveform sound =
        read(wav(1, 2, 8, (byte) 128, (byte) 192, (byte) 64, (byte) 64, (byte) 0, (byte) 128));
    assertEquals(8000, sound.sampleRate());
    assertArrayEquals(new int[] {2, 3}, sound.samples().shape());
    assertArrayEquals(new float[] {0, -0.5f, -1, 0.5f, -0.5f, 0}, sound.samples().toArray());
    assertArrayEquals(new float[] {0.25f, -0.5f, -0.5f}, sound.mono().toArray());
    assertArrayEquals(new int[] {1, 0}, read(wav(1, 1, 16)).samples().shape());
    assertEquals(
        "samples: expected [channels, time], got shape [3]",
        refused(() -> new Waveform(Tensor.zeros(3), 8000)));
    assertEquals(
        "sampleRate: expected at least 1, got 0",
        refused(() -> new Waveform(Tensor.zeros(1, 3), 0)));
  }

  private String wrong(byte[] bytes) {
    String message =
        String.valueOf(assertThrows(IOException.class, () -> read(bytes)).getMessage());
    String prefix = "WAV " + folder.resolve("a.wav") + ": ";
    assertTrue(message.startsWith(prefix), message);
    return message.substring(prefix.length());
  }

  private static byte[] cut(byte[] bytes, int length) {
    return Arrays.copyOf(bytes, length);
  }

  @Test
  void whatIsWrongIsNamedWithItsByte() {
    byte[] good = wav(1, 2, 16, new byte[8]);
    assertEquals("at byte 0: expected RIFF and WAVE, got something else", wrong(new byte[40]));
    assertEquals(
        "at byte 48: expected a chunk of at most 7 bytes, which are left, got one of 8",
        wrong(cut(good, good.length - 1)));
    assertEquals("at byte 48: expected samples, got the end", wrong(cut(good, 48)));
    assertEquals(
        "at byte 56: expected whole frames of 4 bytes, got 6 bytes",
        wrong(wav(1, 2, 16, new byte[6])));
    assertEquals(
        "at byte 20: expected PCM (1) of 8, 16, 24 or 32 bits or numbers (3) of 32, got kind 2 of"
            + " 4",
        wrong(wav(2, 1, 4, new byte[6])));
    assertEquals(
        "at byte 20: expected channels, a rate, and the bytes of a frame, got 0, 8000 and 0",
        wrong(wav(1, 0, 16)));
    byte[] nan = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(Float.NaN).array();
    assertEquals("at byte 56: expected a finite number, got NaN", wrong(wav(3, 1, 32, nan)));
    byte[] early = good.clone();
    System.arraycopy(ascii("data"), 0, early, 12, 4);
    assertEquals("at byte 12: expected the format before the samples", wrong(early));
    byte[] brief = good.clone();
    brief[16] = 10;
    assertEquals("at byte 20: expected a format of at least 16 bytes, got 10", wrong(brief));
  }

  @Test
  void damagedFiles() throws IOException {
    byte[] good = wav(0xFFFE, 2, 16, new byte[40]);
    Path file = folder.resolve("damaged.wav");
    Fuzz.run(
        "wav",
        Set.of(IOException.class),
        (random, input) -> {
          byte[] changed = Fuzz.mutated(random, good);
          input.accept(changed);
          Files.write(file, changed);
          WavFile.read(file).mono();
        });
  }
}
