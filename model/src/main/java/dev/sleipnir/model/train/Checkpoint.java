package dev.sleipnir.model.train;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.file.OutputFile;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A training's state in one file: parameters, optimiser, epoch, seed, what decides its result, and
 * the figures of its epochs. All that is random in training is a function of the seed and the
 * counts of epochs and steps kept here, so a training that is resumed gives the same bits as one
 * that was not interrupted, and the same file.
 *
 * <p>A checkpoint resumes only the training it is of: one with the same description, the same
 * settings, the same names and shapes of parameters, and an optimiser with the same constants.
 *
 * <p>It is written by {@link OutputFile}, so that there is always a whole one; its two parts have
 * CRC-32C checksums. Files of any length are read and written in blocks.
 *
 * @param description what was trained, in a line
 * @param seed the training's seed
 * @param epoch epochs done, at least 0
 * @param settings all else that decides the result, by name: data set, counts, rates
 * @param history figures of the epochs done, in their order; empty if nobody kept them
 */
public record Checkpoint(
    String description,
    long seed,
    int epoch,
    Map<String, String> settings,
    List<EpochResult> history) {

  /** Copies the collections; the settings are in the order of their names. */
  public Checkpoint {
    Objects.requireNonNull(description, "description");
    Require.atLeast("epoch", 0, epoch);
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    history = List.copyOf(history);
  }

  /**
   * A checkpoint without settings or history.
   *
   * @param description what was trained, in a line
   * @param seed the training's seed
   * @param epoch epochs done, at least 0
   */
  public Checkpoint(String description, long seed, int epoch) {
    this(description, seed, epoch, Map.of(), List.of());
  }

  /**
   * Writes a checkpoint.
   *
   * @param file where; replaced if it exists, untouched if writing fails
   * @param optimizer the optimiser and, through it, the parameters
   * @throws IOException if it cannot be written; the message names the file
   */
  public void save(Path file, Optimizer optimizer) throws IOException {
    try {
      OutputFile.write(
          file,
          out ->
              CheckpointFile.write(
                  out,
                  CheckpointHead.of(this, optimizer).encode(),
                  CheckpointHead.arrays(optimizer)));
    } catch (IOException e) {
      throw new IOException(
          "checkpoint: " + e.getMessage() + "; the previous one, if any, is untouched", e);
    }
  }

  /**
   * Reads what a checkpoint says of its training, and nothing else.
   *
   * @param file the file
   * @return description, seed, epoch, settings and history
   * @throws IOException if the file is not a checkpoint, or its beginning is damaged; the message
   *     says what was expected and what came
   */
  public static Checkpoint read(Path file) throws IOException {
    return read(file, (in, contents, head) -> {});
  }

  /**
   * Reads a checkpoint into an optimiser and its parameters. If anything does not fit, nothing
   * changes. Settings in the file are not compared: there is nothing to compare them with.
   *
   * @param file the file
   * @param description what is being trained now
   * @param optimizer an optimiser of the same kind with the same constants, over parameters of the
   *     same names and shapes
   * @return what the checkpoint says of the training
   * @throws IOException if the file is not a whole checkpoint of such a training; the message says
   *     what was expected and what came
   */
  public static Checkpoint resume(Path file, String description, Optimizer optimizer)
      throws IOException {
    return resumed(file, description, null, optimizer);
  }

  /**
   * Reads a checkpoint of the same training into an optimiser and its parameters. If anything does
   * not fit, nothing changes.
   *
   * @param file the file
   * @param description what is being trained now
   * @param settings what decides its result now
   * @param optimizer an optimiser of the same kind with the same constants, over parameters of the
   *     same names and shapes
   * @return what the checkpoint says of the training
   * @throws IOException if the file is not a whole checkpoint of such a training; the message names
   *     every setting that differs, with both values
   */
  public static Checkpoint resume(
      Path file, String description, Map<String, String> settings, Optimizer optimizer)
      throws IOException {
    return resumed(file, description, settings, optimizer);
  }

  private static Checkpoint resumed(
      Path file, String description, @Nullable Map<String, String> settings, Optimizer optimizer)
      throws IOException {
    return read(
        file,
        (in, contents, head) -> {
          requireSame("network", description, head.checkpoint().description());
          if (settings != null) {
            requireNone(head.checkpoint().differences(settings));
          }
          requireFits(head, optimizer);
          requireNone(differences("optimizer's ", head.constants(), optimizer.settings()));
          load(in, contents, head, optimizer);
        });
  }

  /**
   * Reads a checkpoint into an optimiser and its parameters for a training that goes on otherwise:
   * other data, another learning rate. Kind of optimiser, names and shapes have to fit all the
   * same. If anything does not, nothing changes.
   *
   * @param file the file
   * @param optimizer an optimiser of the same kind, over parameters of the same names and shapes
   * @return what the checkpoint says of the training it is of
   * @throws IOException if the file is not a whole checkpoint, or does not fit; the message says
   *     what was expected and what came
   */
  public static Checkpoint resumeOtherwise(Path file, Optimizer optimizer) throws IOException {
    return read(
        file,
        (in, contents, head) -> {
          requireFits(head, optimizer);
          load(in, contents, head, optimizer);
        });
  }

  /**
   * How a training differs from the one of this checkpoint.
   *
   * @param now its settings
   * @return for each setting that differs a text with its name and both values; empty if none does
   */
  public List<String> differences(Map<String, String> now) {
    return differences("", settings, now);
  }

  private static List<String> differences(
      String prefix, Map<String, String> saved, Map<String, String> now) {
    var names = new TreeSet<>(saved.keySet());
    names.addAll(now.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      String before = saved.getOrDefault(name, "none");
      String after = now.getOrDefault(name, "none");
      if (!before.equals(after)) {
        differences.add(
            prefix + name + ": expected " + before + " as in the checkpoint, got " + after);
      }
    }
    return differences;
  }

  /** What is done with a file once its head has been read. */
  private interface Reader {
    void read(FileChannel in, CheckpointFile contents, CheckpointHead head) throws IOException;
  }

  private static Checkpoint read(Path file, Reader reader) throws IOException {
    try {
      if (!Files.exists(file)) {
        throw new NoSuchFileException(file.toString());
      }
      // Looked at before it is opened: opening a pipe waits for a writer.
      if (!Files.isRegularFile(file)) {
        throw new IOException(
            "expected a file, got "
                + (Files.isDirectory(file) ? "a folder" : "a pipe or a device"));
      }
      try (FileChannel in = FileChannel.open(file)) {
        CheckpointFile contents = CheckpointFile.open(in, in.size());
        CheckpointHead head = CheckpointHead.decode(contents.head());
        if (Float.BYTES * head.floats() != contents.numbers()) {
          throw new IOException(
              "expected "
                  + head.floats()
                  + " numbers, got "
                  + contents.numbers()
                  + " bytes of them");
        }
        reader.read(in, contents, head);
        return head.checkpoint();
      }
    } catch (NoSuchFileException e) {
      throw new IOException(
          "checkpoint " + file + ": expected a checkpoint, found no such file", e);
    } catch (FileSystemException e) {
      throw new IOException("checkpoint " + file + ": could not be read (" + reason(e) + ")", e);
    } catch (IOException e) {
      throw new IOException("checkpoint " + file + ": " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Reads the parameters and nothing else; if they do not fit, nothing changes. */
  static void readParameters(Path file, List<Parameter> parameters) throws IOException {
    read(
        file,
        (in, contents, head) -> {
          requireFits(head, parameters);
          loadParameters(contents, parameters);
        });
  }

  private static void requireFits(CheckpointHead head, Optimizer optimizer) throws IOException {
    requireFits(head, optimizer.parameters());
    requireSame("optimizer", optimizer.name(), head.optimizer());
    List<float[]> memory = optimizer.memory();
    requireSame("optimizer arrays", memory.size(), head.memory().size());
    for (int m = 0; m < memory.size(); m++) {
      requireSame("optimizer array length", memory.get(m).length, head.memory().get(m));
    }
  }

  private static void requireFits(CheckpointHead head, List<Parameter> parameters)
      throws IOException {
    requireSame("parameters", parameters.size(), head.parameters().size());
    for (int p = 0; p < parameters.size(); p++) {
      CheckpointHead.Shaped saved = head.parameters().get(p);
      requireSame("parameter", parameters.get(p).name(), saved.name());
      int[] shape = saved.shape().stream().mapToInt(Integer::intValue).toArray();
      if (!Arrays.equals(parameters.get(p).shape(), shape)) {
        throw new IOException(
            "expected parameter " + parameters.get(p) + ", got shape " + Shape.text(shape));
      }
    }
  }

  private static void load(
      FileChannel in, CheckpointFile contents, CheckpointHead head, Optimizer optimizer)
      throws IOException {
    long numbers = in.position();
    List<Parameter> parameters = optimizer.parameters();
    loadParameters(contents, parameters);
    for (Parameter parameter : parameters) {
      numbers += (long) Float.BYTES * parameter.size();
    }
    in.position(numbers);
    contents.readMore(optimizer.memory());
    optimizer.setSteps(head.steps());
  }

  private static void loadParameters(CheckpointFile contents, List<Parameter> parameters)
      throws IOException {
    List<float[]> values = parameters.stream().map(p -> new float[p.size()]).toList();
    contents.readNumbers(values); // all of it is good before anything changes
    try {
      Parameter.setAll(parameters, values, "a checkpoint");
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static void requireNone(List<String> differences) throws IOException {
    if (!differences.isEmpty()) {
      throw new IOException(String.join("; ", differences));
    }
  }

  private static void requireSame(String what, Object expected, Object actual) throws IOException {
    if (!expected.equals(actual)) {
      throw new IOException(what + ": expected " + expected + ", got " + actual);
    }
  }
}
