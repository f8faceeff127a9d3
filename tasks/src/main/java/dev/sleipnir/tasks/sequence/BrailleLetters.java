package dev.sleipnir.tasks.sequence;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.data.DataFolder;
import dev.sleipnir.model.data.TensorDataset;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.exchange.Npy;
import dev.sleipnir.model.math.Shapes;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Braille letters as the twelve pressure sensors of a robot's fingertip felt them (Müller-Cleve et
 * al. 2022). The last ten of fifty repetitions of each letter are for tests.
 *
 * @param train [steps, taxels] of levels 0 to 255, with the letter's number: space, A, ... Z
 * @param test the same of other repetitions
 * @param steps of the shortest recording, which all are cut to
 */
record BrailleLetters(TensorDataset train, TensorDataset test, int steps) {
  static final int TAXELS = 12;

  /** What the letters' numbers stand for. */
  static final List<String> NAMES =
      List.of("space A B C D E F G H I J K L M N O P Q R S T U V W X Y Z".split(" "));

  private static final int TRAINING_REPETITIONS = 40;

  private static final DataFolder FOLDER =
      new DataFolder(
          "Braille letters",
          "braille",
          List.of(
              "braille_taxel_u8.npy",
              "braille_labels_u8.npy",
              "braille_lengths_u8.npy",
              "braille_repetition_u8.npy"),
          "the recordings at https://zenodo.org/records/7050094, as arrays [N, steps, 12] and [N]");

  static BrailleLetters load(@Nullable Path dataDir) throws IOException {
    Path folder = FOLDER.find(dataDir);
    Path taxels = folder.resolve(FOLDER.files().getFirst());
    NDArray levels = Npy.read(taxels);
    int[] shape = levels.shape();
    if (shape.length != 3 || shape[0] == 0 || shape[2] != TAXELS) {
      throw new IOException(taxels + ": expected [N, steps, " + TAXELS + "], got " + levels);
    }
    int count = shape[0];
    long[] labels = numbers(folder.resolve(FOLDER.files().get(1)), count, 0, NAMES.size() - 1);
    long[] lengths = numbers(folder.resolve(FOLDER.files().get(2)), count, 1, shape[1]);
    long[] repetitions = numbers(folder.resolve(FOLDER.files().get(3)), count, 0, 255);
    int steps = (int) Arrays.stream(lengths).min().orElseThrow();
    TensorDataset all =
        new TensorDataset(Shapes.slice(levels.toTensor(), 1, 0, steps), floats(labels));
    BrailleLetters letters =
        new BrailleLetters(
            all.select(those(repetitions, 0, TRAINING_REPETITIONS)),
            all.select(those(repetitions, TRAINING_REPETITIONS, 256)),
            steps);
    if (letters.train.size() == 0 || letters.test.size() == 0) {
      throw new IOException(
          folder.resolve(FOLDER.files().get(3))
              + ": expected repetitions before and after number "
              + TRAINING_REPETITIONS
              + ", got "
              + letters.train.size()
              + " and "
              + letters.test.size());
    }
    return letters;
  }

  /** The letter of the first test. */
  String firstTested() {
    return NAMES.get((int) test.item(0, new RandomStream(0)).target().item());
  }

  private static Tensor floats(long[] values) {
    Tensor all = Tensor.zeros(values.length);
    for (int n = 0; n < values.length; n++) {
      all.data()[n] = values[n];
    }
    return all;
  }

  private static long[] numbers(Path file, int count, int least, int most) throws IOException {
    NDArray array = Npy.read(file);
    if (array.dtype().isFloating() || !Arrays.equals(array.shape(), new int[] {count})) {
      throw new IOException(file + ": expected [" + count + "] whole numbers, got " + array);
    }
    long[] values = array.toLongs();
    for (int n = 0; n < count; n++) {
      if (values[n] < least || values[n] > most) {
        throw new IOException(
            file + ": expected " + least + " to " + most + ", got " + values[n] + " at " + n);
      }
    }
    return values;
  }

  private static int[] those(long[] repetitions, int from, int end) {
    return IntStream.range(0, repetitions.length)
        .filter(n -> repetitions[n] >= from && repetitions[n] < end)
        .toArray();
  }
}
