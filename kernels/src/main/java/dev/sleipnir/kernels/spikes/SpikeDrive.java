package dev.sleipnir.kernels.spikes;

/**
 * The weighted sum of spikes that neurons receive, computed block by block so that what is computed
 * is used while it is in the cache.
 *
 * <p>The neurons of a time step, [batch][outputs], are cut into <em>units</em>, whose drive is
 * computed together in an order of their own, [steps][{@link #neurons}], and the units into
 * <em>tasks</em>, which may run in parallel: the units of a task run one after the other. The cut
 * depends on sizes alone, and every sum has one order, so results depend on neither the number of
 * threads nor the vector width.
 *
 * <p>An instance holds the arguments of the call in progress and belongs to one caller at a time.
 */
public abstract class SpikeDrive {
  /** For subclasses. */
  protected SpikeDrive() {}

  /**
   * Takes the spikes and the parameters of a call and prepares them.
   *
   * @param in spikes, [steps * batch] rows of the inputs
   * @param steps number of time steps
   * @param parameters values of the connection's parameters in their order, laid out as it has
   *     them: weights, then a bias if there is one; only read
   * @param version changes when any of them does: what was prepared for the same arrays and version
   *     may be used again
   */
  public abstract void begin(SpikeRows in, int steps, float[][] parameters, long version);

  /**
   * Says, after {@link #begin}, that what came in are events of different weight: signed ones, or
   * counts. Each bit that is set then counts as often as the number at its place says.
   *
   * @param events numbers, in rows as those of the spikes; not 0 where a bit is set; only read, up
   *     to {@link #end}
   * @param from where they begin
   * @throws UnsupportedOperationException unless overridden
   */
  public void weigh(float[] events, int from) {
    throw new UnsupportedOperationException(
        "weigh: expected a drive that takes events, got " + this);
  }

  /**
   * Number of tasks.
   *
   * @return at least 1
   */
  public abstract int tasks();

  /**
   * Units of the tasks before this one; of all tasks for {@link #tasks}.
   *
   * @param task which task
   * @return the first unit of the task
   */
  public abstract int firstUnit(int task);

  /**
   * Neurons of every unit, those that only fill it up included.
   *
   * @return length of a time step of a unit
   */
  public abstract int neurons();

  /**
   * Whether a unit is a sample, its neurons in stored order.
   *
   * @return true of convolutions that fill whole vectors
   */
  public abstract boolean isSample();

  /**
   * Time steps to compute at a time, so that they stay in the second-level cache.
   *
   * @return at least 1
   */
  public abstract int blockSteps();

  /**
   * Whether another drive, of outputs of the same shape, has the same units: the same neurons in
   * the same order, in the same tasks and blocks of steps. Neurons with several inputs then take
   * one from each drive, unit by unit; else they take all steps of each at once.
   *
   * @param other the other drive
   * @return whether both have samples for units and the same sizes, unless overridden
   */
  public boolean hasUnitsOf(SpikeDrive other) {
    return isSample() && other.isSample() && hasSizesOf(other);
  }

  /**
   * Whether another drive has as many tasks, units, neurons and steps of a block.
   *
   * @param other the other drive
   * @return whether the numbers are the same
   */
  protected final boolean hasSizesOf(SpikeDrive other) {
    boolean same =
        tasks() == other.tasks()
            && neurons() == other.neurons()
            && blockSteps() == other.blockSteps();
    for (int task = 0; same && task <= tasks(); task++) {
      same = firstUnit(task) == other.firstUnit(task);
    }
    return same;
  }

  /**
   * Computes the drive of some steps of a unit.
   *
   * @param unit which unit
   * @param first first time step
   * @param steps number of time steps, at most {@link #blockSteps}
   * @param out receives it, [steps][neurons]
   * @param worker who asks: an index for scratch memory
   */
  public abstract void drive(int unit, int first, int steps, float[] out, int worker);

  /**
   * Copies values of the unit's neurons from an array of all neurons of a time step.
   *
   * @param unit which unit
   * @param all [batch][outputs]
   * @param allAt where they begin
   * @param own receives them, [neurons]; 0 for those that fill the unit up
   * @param ownAt where they begin
   */
  public abstract void toUnit(int unit, float[] all, int allAt, float[] own, int ownAt);

  /**
   * Copies values of the unit's neurons back.
   *
   * @param unit which unit
   * @param own [neurons]
   * @param ownAt where they begin
   * @param all receives them, [batch][outputs]
   * @param allAt where they begin
   */
  public abstract void fromUnit(int unit, float[] own, int ownAt, float[] all, int allAt);

  /**
   * Copies spikes of the unit's neurons to where they belong.
   *
   * @param unit which unit
   * @param own [steps] rows of the unit's neurons
   * @param first first time step
   * @param steps number of time steps
   * @param out receives them: [steps * batch] rows of the outputs, all steps of the call
   */
  public abstract void pack(int unit, SpikeRows own, int first, int steps, SpikeRows out);

  /**
   * Prepares for {@link #addGradients}.
   *
   * @param workers number of threads
   */
  public abstract void beginGradients(int workers);

  /**
   * Adds what some steps of a unit contribute to the gradients of the parameters.
   *
   * @param unit which unit
   * @param first first time step
   * @param steps number of time steps, at most {@link #blockSteps}
   * @param gradient gradient at the drive, [steps][neurons]; 0 for neurons that fill the unit up
   * @param worker who asks: an index for scratch memory
   */
  public abstract void addGradients(int unit, int first, int steps, float[] gradient, int worker);

  /**
   * Adds up the contributions.
   *
   * @param gradients gradient of each parameter in {@link #begin}'s order, to which they are added
   */
  public abstract void endGradients(float[][] gradients);

  /** Gives buffers back and forgets the caller's arrays. */
  public abstract void end();

  /**
   * Memory held from call to call for parameters and their gradients, on and off the heap. Lists of
   * spikes, which are as long as there are spikes, are not counted.
   *
   * @return bytes
   */
  public abstract long allocatedBytes();
}
