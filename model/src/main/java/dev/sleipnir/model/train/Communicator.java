package dev.sleipnir.model.train;

/**
 * One of several replicas of a training, each in a process or on a thread of its own, as it reaches
 * the others. {@link Trainer#replicas} learns with it; engines such as Spark bring one.
 */
public interface Communicator {
  /** {@return which of the replicas this is, from 0} */
  int rank();

  /** {@return how many there are, at least 1} */
  int size();

  /**
   * Waits for all replicas and gives each the same sums, of the replicas' values in the order of
   * their ranks, so that the bits depend on their number alone.
   *
   * @param values this replica's values, as many as each has; replaced by the sums
   * @throws RuntimeException if another replica does not come any more
   */
  void allReduce(float[] values);
}
