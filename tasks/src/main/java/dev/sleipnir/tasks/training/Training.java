package dev.sleipnir.tasks.training;

import dev.sleipnir.model.train.TrainingTask;
import java.util.Map;

/**
 * What a command trains, and how it is told of.
 *
 * @param title what learns, such as {@code Digit classifier}
 * @param data what it learns from, such as {@code MNIST}
 * @param samples what samples are called, such as {@code images}
 * @param example what the first of the test is, such as {@code one image of the digit 7}
 * @param steps time steps of a sample
 * @param training what is trained
 * @param test what is tested
 * @param settings all that decides the result and is no option of every training
 * @param findings what else the report says of it
 */
public record Training(
    String title,
    String data,
    String samples,
    String example,
    int steps,
    TrainingTask training,
    TrainingTask test,
    Map<String, String> settings,
    Findings findings) {
  /**
   * A training of which the report says what it says of all.
   *
   * @param title what learns, such as {@code Digit classifier}
   * @param data what it learns from, such as {@code MNIST}
   * @param samples what samples are called, such as {@code images}
   * @param example what the first of the test is, such as {@code one image of the digit 7}
   * @param steps time steps of a sample
   * @param training what is trained
   * @param test what is tested
   * @param settings all that decides the result and is no option of every training
   */
  public Training(
      String title,
      String data,
      String samples,
      String example,
      int steps,
      TrainingTask training,
      TrainingTask test,
      Map<String, String> settings) {
    this(title, data, samples, example, steps, training, test, settings, Findings.NONE);
  }
}
