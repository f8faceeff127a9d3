package dev.sleipnir.model.data;

import dev.sleipnir.model.file.InputFile;
import dev.sleipnir.model.file.ReadLimit;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Files of sound, {@code .wav}: PCM of 8, 16, 24 or 32 bits, or floating-point numbers of 32, of
 * any number of channels.
 */
public final class WavFile {
  private static final int TAG = 8;
  private static final int PCM = 1;
  private static final int FLOATS = 3;
  private static final int EXTENSIBLE = 0xFFFE;

  private final ByteBuffer bytes;

  private WavFile(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads a file. It may take half of the heap.
   *
   * @param file the file
   * @return its sound, whole
   * @throws IOException if it is not a whole file of such sound; the message names the file, the
   *     byte, what was expected and what came
   */
  public static Waveform read(Path file) throws IOException {
    return InputFile.read(
        "WAV",
        file,
        () -> {
          // A byte of 8 bits becomes a number of 32.
          long most = ReadLimit.ofHeap(2) / (1 + Float.BYTES);
          if (Files.size(file) > most) {
            throw new IOException(
                "expected at most " + most + " bytes for this heap, got " + Files.size(file));
          }
          return new WavFile(Files.readAllBytes(file)).waveform();
        });
  }

  /** What a file says of its samples. */
  private record Format(int kind, int channels, int rate, int bits) {}

  private Waveform waveform() throws IOException {
    if (bytes.limit() < 12 || !text(0).equals("RIFF") || !text(8).equals("WAVE")) {
      throw new IOException("at byte 0: expected RIFF and WAVE, got something else");
    }
    @Nullable Format format = null;
    int at = 12;
    while (at + TAG <= bytes.limit()) {
      String chunk = text(at);
      int length = bytes.getInt(at + 4);
      int from = at + TAG;
      if (length < 0 || length > bytes.limit() - from) {
        throw new IOException(
            "at byte "
                + at
                + ": expected a chunk of at most "
                + (bytes.limit() - from)
                + " bytes, which are left, got one of "
                + Integer.toUnsignedString(length));
      }
      if (chunk.equals("fmt ")) {
        format = format(from, length);
      } else if (chunk.equals("data")) {
        if (format == null) {
          throw new IOException("at byte " + at + ": expected the format before the samples");
        }
        return samples(format, from, length);
      }
      at = from + length + (length & 1);
    }
    throw new IOException("at byte " + bytes.limit() + ": expected samples, got the end");
  }

  private String text(int at) {
    return new String(bytes.array(), at, 4, StandardCharsets.ISO_8859_1);
  }

  private Format format(int from, int length) throws IOException {
    if (length < 16) {
      throw new IOException(
          "at byte " + from + ": expected a format of at least 16 bytes, got " + length);
    }
    int kind = Short.toUnsignedInt(bytes.getShort(from));
    if (kind == EXTENSIBLE && length >= 26) {
      kind = Short.toUnsignedInt(bytes.getShort(from + 24));
    }
    int bits = Short.toUnsignedInt(bytes.getShort(from + 14));
    boolean known = kind == PCM ? bits % 8 == 0 && bits >= 8 && bits <= 32 : bits == 32;
    if (!known || (kind != PCM && kind != FLOATS)) {
      throw new IOException(
          "at byte "
              + from
              + ": expected PCM (1) of 8, 16, 24 or 32 bits or numbers (3) of 32, got kind "
              + kind
              + " of "
              + bits);
    }
    int channels = Short.toUnsignedInt(bytes.getShort(from + 2));
    int rate = bytes.getInt(from + 4);
    int frame = Short.toUnsignedInt(bytes.getShort(from + 12));
    if (channels == 0 || rate < 1 || frame != channels * (bits / 8)) {
      throw new IOException(
          "at byte "
              + from
              + ": expected channels, a rate, and the bytes of a frame, got "
              + channels
              + ", "
              + Integer.toUnsignedString(rate)
              + " and "
              + frame);
    }
    return new Format(kind, channels, rate, bits);
  }

  private Waveform samples(Format format, int from, int length) throws IOException {
    int width = format.bits / 8;
    int channels = format.channels;
    if (length % (width * channels) != 0) {
      throw new IOException(
          "at byte "
              + from
              + ": expected whole frames of "
              + width * channels
              + " bytes, got "
              + length
              + " bytes");
    }
    int count = length / width / channels;
    Tensor all = Tensor.zeros(channels, count);
    float[] samples = all.data();
    for (int t = 0; t < count; t++) {
      for (int c = 0; c < channels; c++) {
        int at = from + (t * channels + c) * width;
        float value = sample(format, at);
        if (!Float.isFinite(value)) {
          throw new IOException("at byte " + at + ": expected a finite number, got " + value);
        }
        samples[c * count + t] = value;
      }
    }
    return new Waveform(all, format.rate);
  }

  private float sample(Format format, int at) {
    if (format.kind == FLOATS) {
      return bytes.getFloat(at);
    }
    return switch (format.bits) {
      case 8 -> (Byte.toUnsignedInt(bytes.get(at)) - 128) / 0x1p7f; // alone without a sign
      case 16 -> bytes.getShort(at) / 0x1p15f;
      case 24 -> ((bytes.get(at + 2) << 16) | Short.toUnsignedInt(bytes.getShort(at))) / 0x1p23f;
      default -> bytes.getInt(at) / 0x1p31f;
    };
  }
}
