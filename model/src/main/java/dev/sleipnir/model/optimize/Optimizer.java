package dev.sleipnir.model.optimize;

import dev.sleipnir.model.file.Archive;
import dev.sleipnir.model.tensor.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Updates parameters from their gradients. */
public interface Optimizer {
  /** {@return name in reports and checkpoints, such as {@code adam}} */
  String name();

  /** {@return what it updates: the parameters, each once, in a fixed order} */
  List<Parameter> parameters();

  /**
   * Updates every parameter and sets the gradients to 0 for the next step.
   *
   * <p>The library's optimisers look at all gradients before they change anything: a NaN or an
   * infinity among them, or a value that the update would make of them, changes neither parameters
   * nor {@link #memory} nor {@link #steps}. The gradients are set to 0 all the same, so that a
   * caller who catches the exception goes on with the next batch.
   *
   * @throws ArithmeticException if a gradient, or a value after the step, is not finite; the
   *     message names the step, the parameter and the index
   */
  void step();

  /**
   * Sets the gradients of all its parameters to 0: before the next batch, where what was
   * accumulated is not to be used.
   */
  default void clearGradients() {
    for (Parameter parameter : parameters()) {
      parameter.clearGradient();
    }
  }

  /**
   * Changes the learning rate during training; it is constant otherwise.
   *
   * @param schedule factor of the learning rate at each step
   */
  void setSchedule(Schedule schedule);

  /**
   * The constants it was made with, and its schedule: a checkpoint is resumed only by an optimiser
   * with the same.
   *
   * @return values by name; none unless overridden
   */
  default Map<String, String> settings() {
    return Map.of();
  }

  /**
   * What it remembers between steps, for checkpoints: live storage, in a fixed order.
   *
   * @return arrays such as moments
   */
  List<float[]> memory();

  /** {@return number of steps taken: 0 at first} */
  long steps();

  /** Back to the beginning: forgets its memory and the number of steps; parameters stay. */
  default void reset() {
    memory().forEach(array -> Arrays.fill(array, 0f));
    setSteps(0);
  }

  /**
   * An optimiser of the same kind with the same constants, schedule, memory and number of steps for
   * other parameters: those of a copy of the network.
   *
   * @param parameters as many parameters, of the same shapes
   * @return the copy
   * @throws IllegalArgumentException if number or shapes differ
   * @throws UnsupportedOperationException if an optimiser of one's own does not override this
   */
  default Optimizer copy(List<Parameter> parameters) {
    throw new UnsupportedOperationException(
        "copy: expected an optimizer that overrides copy, got " + name());
  }

  /**
   * Writes memory and number of steps to a file, not the parameters: {@code Checkpoint} has both.
   *
   * @param file where; replaced if it exists, untouched if writing fails
   * @throws IOException if it cannot be written; the message names the file
   */
  default void save(Path file) throws IOException {
    Archive.write(file, "optimizer", out -> OptimizerMemory.write(this, out));
  }

  /**
   * Reads what {@link #save} wrote. If anything does not fit, nothing changes.
   *
   * @param file the file
   * @throws IOException if it is not the whole and undamaged memory of such an optimiser; the
   *     message names the file, what was expected and what came
   */
  default void load(Path file) throws IOException {
    OptimizerMemory read = Archive.read(file, "optimizer", in -> OptimizerMemory.read(this, in));
    read.restore(this);
  }

  /**
   * Sets the number of steps taken, when a checkpoint is resumed.
   *
   * @param steps as {@link #steps()} gave it
   */
  void setSteps(long steps);
}
