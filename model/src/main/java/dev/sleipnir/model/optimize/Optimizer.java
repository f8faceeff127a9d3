package dev.sleipnir.model.optimize;

import dev.sleipnir.model.tensor.Parameter;
import java.util.List;
import java.util.Map;

/** Updates parameters from their gradients. */
public interface Optimizer {
  /**
   * Name in reports and checkpoints.
   *
   * @return such as {@code adam}
   */
  String name();

  /**
   * What it updates.
   *
   * @return the parameters, each once, in a fixed order
   */
  List<Parameter> parameters();

  /** Updates every parameter and sets the gradients to 0 for the next step. */
  void step();

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

  /**
   * Number of steps taken.
   *
   * @return 0 at first
   */
  long steps();

  /**
   * Sets the number of steps taken, when a checkpoint is resumed.
   *
   * @param steps as {@link #steps()} gave it
   */
  void setSteps(long steps);
}
