package dev.sleipnir.tasks.sequence;

import dev.sleipnir.model.data.DataFolder;
import dev.sleipnir.model.data.TensorDataset;
import dev.sleipnir.model.exchange.MatFile;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Electrocardiograms of the QT database, encoded by level crossings, with the wave that each step
 * belongs to (Yin et al. 2021).
 *
 * @param train [steps, channels] of rises and falls of two leads, with [steps, classes]: 1 for the
 *     wave of the step
 * @param test the same of other recordings
 * @param steps of each
 */
record EcgRecordings(TensorDataset train, TensorDataset test, int steps) {
  static final int CHANNELS = 4;

  /** The classes: waves, and what is between them. */
  static final List<String> WAVES = List.of("P", "PQ", "QR", "RS", "ST", "TP");

  private static final DataFolder FOLDER =
      new DataFolder(
          "Electrocardiograms",
          "ecg-qtdb",
          List.of("QTDB_train.mat", "QTDB_test.mat"),
          "https://github.com/byin-cwi/Efficient-spiking-networks");

  /**
   * Reads them.
   *
   * @param markedOnly whether steps that nobody marked have no class; else they have the first
   */
  static EcgRecordings load(@Nullable Path dataDir, boolean markedOnly) throws IOException {
    Path folder = FOLDER.find(dataDir);
    TensorDataset train = read(folder.resolve(FOLDER.files().get(0)), markedOnly);
    Path testFile = folder.resolve(FOLDER.files().get(1));
    TensorDataset test = read(testFile, markedOnly);
    int steps = train.inputShape()[0];
    if (test.inputShape()[0] != steps) {
      throw new IOException(
          testFile + ": expected " + steps + " steps as in training, got " + test.inputShape()[0]);
    }
    return new EcgRecordings(train, test, steps);
  }

  private static TensorDataset read(Path file, boolean markedOnly) throws IOException {
    Map<String, NDArray> arrays = MatFile.read(file);
    NDArray x = array(file, arrays, "x", CHANNELS);
    NDArray y = array(file, arrays, "y", WAVES.size());
    int[] shape = x.shape();
    if (shape[0] != y.shape()[0] || shape[1] != y.shape()[1] || shape[0] == 0 || shape[1] == 0) {
      throw new IOException(
          file
              + ": expected as many recordings and steps of x and y, at least one, got "
              + Shape.text(shape)
              + " and "
              + Shape.text(y.shape()));
    }
    return new TensorDataset(x.toTensor(), waves(file, y, markedOnly));
  }

  private static NDArray array(Path file, Map<String, NDArray> arrays, String name, int last)
      throws IOException {
    NDArray array = arrays.get(name);
    if (array == null || array.shape().length != 3 || array.shape()[2] != last) {
      throw new IOException(
          file
              + ": expected "
              + name
              + ", [recordings, steps, "
              + last
              + "], got "
              + (array == null ? "arrays " + arrays.keySet() : array));
    }
    return array;
  }

  private static Tensor waves(Path file, NDArray y, boolean markedOnly) throws IOException {
    Tensor waves = y.toTensor();
    float[] marks = waves.data();
    for (int row = 0; row < marks.length; row += WAVES.size()) {
      float[] step = Arrays.copyOfRange(marks, row, row + WAVES.size());
      int marked = 0;
      for (float mark : step) {
        marked += mark == 1 ? 1 : mark == 0 ? 0 : 2;
      }
      if (marked > 1) {
        throw new IOException(
            file
                + ": expected at most one 1 of a step in y, else 0, got "
                + Arrays.toString(step)
                + " at "
                + Shape.place(row, y.shape()));
      }
      if (marked == 0 && !markedOnly) {
        marks[row] = 1;
      }
    }
    return waves;
  }
}
