package dev.sleipnir.tasks.sequence;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.Dataset;
import dev.sleipnir.model.data.Example;
import dev.sleipnir.model.data.WavFile;
import dev.sleipnir.model.data.Waveform;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.zip.CRC32;

/**
 * Sounds in files, which are read when they are asked for: a second of each, cut or filled up with
 * silence at its end.
 *
 * @param files the files
 * @param label of what a file is
 * @param sampleRate samples per second, of all
 */
record Recordings(List<Path> files, ToIntFunction<Path> label, int sampleRate) implements Dataset {
  Recordings {
    files = List.copyOf(files);
  }

  /** The label of one. */
  int label(int index) {
    return label.applyAsInt(files.get(index));
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public Example item(int index, RandomStream random) {
    Path file = files.get(index);
    Waveform sound;
    try {
      sound = WavFile.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    if (sound.sampleRate() != sampleRate) {
      throw new IllegalArgumentException(
          file + ": expected " + sampleRate + " samples per second, got " + sound.sampleRate());
    }
    float[] samples = sound.mono().toArray();
    Tensor second = Tensor.zeros(sampleRate);
    System.arraycopy(samples, 0, second.data(), 0, Math.min(samples.length, sampleRate));
    return new Example(second, Tensor.full(label(index)));
  }

  /** How many there are, and a checksum of their names and lengths. */
  @Override
  public String text() {
    CRC32 checksum = new CRC32();
    for (Path file : files) {
      try {
        int names = file.getNameCount();
        String line = file.subpath(Math.max(0, names - 2), names) + " " + Files.size(file);
        checksum.update(line.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }
    return files.size() + " sounds, names and lengths of CRC " + checksum.getValue();
  }
}
