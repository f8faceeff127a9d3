package dev.sleipnir.tasks.training;

/**
 * What a command trains with where its options are not given.
 *
 * @param epochs passes over the training data
 * @param batchSize samples of a step
 * @param learningRate step size
 * @param schedule of the learning rate, as {@code --schedule} has it
 * @param cycle to how many times the learning rate rises in every epoch before it falls to 0; 0 for
 *     not at all
 * @param clipNorm bound on the norm of the gradients; 0 for none
 * @param truncate steps after which no gradient goes back; 0 for none
 */
public record Defaults(
    int epochs,
    int batchSize,
    double learningRate,
    String schedule,
    double cycle,
    double clipNorm,
    int truncate) {
  /**
   * A constant learning rate, and no bounds.
   *
   * @param epochs passes over the training data
   * @param batchSize samples of a step
   * @param learningRate step size
   */
  public Defaults(int epochs, int batchSize, double learningRate) {
    this(epochs, batchSize, learningRate, ScheduleOptions.CONSTANT, 0, 0, 0);
  }

  /**
   * The same with another schedule.
   *
   * @param name of it
   * @return these
   */
  public Defaults schedule(String name) {
    return new Defaults(epochs, batchSize, learningRate, name, cycle, clipNorm, truncate);
  }

  /**
   * The same with a learning rate that rises and falls in every epoch.
   *
   * @param times to how many times that it rises
   * @return these
   */
  public Defaults cycle(double times) {
    return new Defaults(epochs, batchSize, learningRate, schedule, times, clipNorm, truncate);
  }

  /**
   * The same with a bound on the norm of the gradients.
   *
   * @param bound which
   * @return these
   */
  public Defaults clipNorm(double bound) {
    return new Defaults(epochs, batchSize, learningRate, schedule, cycle, bound, truncate);
  }

  /**
   * The same with gradients that go back for some steps only.
   *
   * @param every after how many they end
   * @return these
   */
  public Defaults truncate(int every) {
    return new Defaults(epochs, batchSize, learningRate, schedule, cycle, clipNorm, every);
  }
}
