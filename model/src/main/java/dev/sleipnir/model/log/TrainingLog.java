package dev.sleipnir.model.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Where figures of a training go while it is running:
 *
 * <pre>{@code
 * try (TrainingLog log = TrainingLog.open(Path.of("runs/sine"))) {
 *   new TrainingRun(trainer, training, test).epochs(30).each(EpochListener.to(log, "accuracy")).run();
 * }
 * }</pre>
 *
 * <p>What was logged is in the file when a method returns, so that it can be looked at meanwhile
 * and is not lost with the program. A log that is there is continued. Not for use by several
 * threads at once; for others than those here, implement {@link #scalars} and {@link #close}.
 */
public interface TrainingLog extends Closeable {
  /**
   * Writes numbers of one step.
   *
   * @param step number of the step or epoch
   * @param values by their names, which may be grouped as in {@code test/loss}; NaN for what was
   *     not measured
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if the log is a table and these are not its columns
   */
  void scalars(long step, Map<String, Double> values) throws IOException;

  /**
   * Whether histograms and pictures are kept: whoever asks need not make them for nothing.
   *
   * @return false, of logs of numbers only, unless overridden
   */
  default boolean keepsPictures() {
    return false;
  }

  /**
   * Writes how values are distributed, such as weights. Logs of numbers only leave it out.
   *
   * @param name of the values
   * @param step number of the step or epoch
   * @param values any number; what is not finite is not counted
   * @throws IOException if it cannot be written
   */
  default void histogram(String name, long step, float[] values) throws IOException {}

  /**
   * Writes a picture. Logs of numbers only leave it out.
   *
   * @param name of the picture
   * @param step number of the step or epoch
   * @param png the bytes of a PNG file
   * @throws IOException if it cannot be written
   * @throws IllegalArgumentException if it is no PNG file
   */
  default void image(String name, long step, byte[] png) throws IOException {}

  /**
   * Closes the file.
   *
   * @throws IOException if that fails
   */
  @Override
  void close() throws IOException;

  /**
   * Opens the log that a path asks for: {@code .csv} a table, {@code .jsonl} JSON lines, all else a
   * folder for TensorBoard.
   *
   * @param path the file or folder
   * @return the log
   * @throws IOException if it cannot be written to
   */
  static TrainingLog open(Path path) throws IOException {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".csv")) {
      return csv(path);
    }
    return name.endsWith(".jsonl") ? jsonLines(path) : tensorBoard(path);
  }

  /**
   * A table: the columns are {@code step} and the names of the first numbers written, which have to
   * be the names of all; those of a file that is continued are in it. NaN is an empty cell.
   *
   * @param file where
   * @return the log
   * @throws IOException if the file cannot be read or written to
   */
  static TrainingLog csv(Path file) throws IOException {
    return CsvLog.open(file);
  }

  /**
   * An object on each line, {@code {"step":1,"test/loss":0.5}}. What is not finite is null.
   *
   * @param file where
   * @return the log
   * @throws IOException if the file cannot be written to
   */
  static TrainingLog jsonLines(Path file) throws IOException {
    return JsonLinesLog.open(file);
  }

  /**
   * TensorBoard's event files: {@code tensorboard --logdir FOLDER} shows numbers, histograms and
   * pictures. Each log adds a file to the folder.
   *
   * @param folder where; made if it is missing
   * @return the log
   * @throws IOException if no file can be made there
   */
  static TrainingLog tensorBoard(Path folder) throws IOException {
    return TensorBoardLog.open(folder);
  }
}
