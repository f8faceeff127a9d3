package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.pool.PoolShape;
import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.kernels.spikes.SpikePacking;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The event-driven output of a connection for some steps of spikes, not yet computed: neurons
 * behind it compute it block by block. What is here serves one call and its way back.
 */
public final class Drive {
  private final Connection connection;
  private final SpikeDrive kernel;
  private final Tensor x;

  /** Which inputs are not 0. */
  private final SpikeRows spikes;

  private final int steps;
  private final int[] shape;
  private final float factor;
  private final @Nullable PoolShape pool;

  private Drive(
      Connection connection,
      SpikeDrive kernel,
      Tensor x,
      SpikeRows spikes,
      int steps,
      int[] shape,
      float factor,
      @Nullable PoolShape pool) {
    this.connection = connection;
    this.kernel = kernel;
    this.x = x;
    this.spikes = spikes;
    this.steps = steps;
    this.shape = shape;
    this.factor = factor;
    this.pool = pool;
  }

  /** What a connection computes; its kernel is made on first use for a shape. */
  static Drive of(Connection connection, Tensor x, int steps, int[] shape, Scope scope) {
    List<Integer> step = step(x, steps);
    SpikeDrive kernel =
        scope
            .workspace()
            .drive(connection, step, () -> connection.kernel(sizes(step), scope.parallel()));
    return new Drive(connection, kernel, x, x.bits(), steps, shape, 1, null);
  }

  /** Sizes of the kernel that visits events of a connection. */
  private record Events(List<Integer> step) {}

  /**
   * As {@link #of}, of events that are signed or counted.
   *
   * @return null if the connection multiplies them densely
   */
  static @Nullable Drive ofEvents(
      Connection connection, Tensor x, int steps, int[] shape, Scope scope) {
    int rows = x.dim(0);
    if (rows == 0) {
      return null;
    }
    int features = x.size() / rows;
    SpikeRows events = scope.spikes(new int[] {rows, features}, false, features).bits();
    float[] in = x.source();
    for (int r = 0; r < rows; r++) {
      int from = x.sourceFrom() + r * features;
      SpikePacking.pack(in, from, features, events.bits(), r * events.words());
    }
    if (!connection.visitsEvents(events, scope)) {
      return null;
    }
    List<Integer> step = step(x, steps);
    SpikeDrive kernel =
        scope
            .workspace()
            .drive(connection, new Events(step), () -> connection.eventKernel(sizes(step)));
    return new Drive(connection, kernel, x, events, steps, shape, 1, null);
  }

  /** Shape of a time step. */
  private static List<Integer> step(Tensor x, int steps) {
    List<Integer> step = new ArrayList<>();
    for (int size : x.shape()) {
      step.add(step.isEmpty() ? size / steps : size);
    }
    return step;
  }

  private static int[] sizes(List<Integer> shape) {
    return shape.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The same, multiplied by a number. */
  Drive scaled(float by) {
    return new Drive(connection, kernel, x, spikes, steps, shape, by, pool);
  }

  /** The same, the spikes of the neurons behind it to be pooled. */
  Drive pooled(PoolShape by) {
    return new Drive(connection, kernel, x, spikes, steps, shape, factor, by);
  }

  /** Whether the spikes of the neurons behind it can be pooled as they come. */
  boolean canPool() {
    return kernel.isSample();
  }

  /**
   * Whether neurons with an input for each of several drives can take them block by block together.
   *
   * @param drives the drives
   * @return whether all have the same steps, shape and units, each with a kernel of its own
   */
  public static boolean haveSameUnits(List<Drive> drives) {
    Drive first = drives.getFirst();
    for (int d = 1; d < drives.size(); d++) {
      Drive other = drives.get(d);
      boolean same =
          first.steps == other.steps
              && Arrays.equals(first.shape, other.shape)
              && first.kernel.hasUnitsOf(other.kernel);
      for (Drive before : drives.subList(0, d)) {
        same &= before.kernel != other.kernel;
      }
      if (!same) {
        return false;
      }
    }
    return true;
  }

  /**
   * Hands spikes and parameters to the kernel.
   *
   * @return the kernel, ready
   */
  public SpikeDrive begin() {
    List<Parameter> parameters = parameters();
    float[][] values = new float[parameters.size()][];
    long version = 0;
    for (int p = 0; p < values.length; p++) {
      values[p] = parameters.get(p).data();
      version += parameters.get(p).version();
    }
    kernel.begin(spikes, steps, values, version);
    if (x.spikes() == null) {
      kernel.weigh(x.source(), x.sourceFrom());
    }
    return kernel;
  }

  /** Adds the gradients that the kernel collected to the parameters'. */
  public void endGradients() {
    List<Parameter> parameters = parameters();
    float[][] gradients = new float[parameters.size()][];
    for (int p = 0; p < gradients.length; p++) {
      gradients[p] = parameters.get(p).gradient();
    }
    kernel.endGradients(gradients);
  }

  /**
   * Adds the gradient at the connection's input.
   *
   * @param gradient gradient at the output, unscaled, in its storage order; only read
   * @param tape where it goes
   */
  public void addInputGradient(float[] gradient, Tape tape) {
    float[] forX = tape.take(x.size());
    connection.backward(x, gradient, forX, tape);
    tape.addGradient(x, forX);
  }

  /** {@return the spikes that come in: the connection's input} */
  public Tensor input() {
    return x;
  }

  /** {@return which inputs are not 0: all that are visited} */
  public SpikeRows spikes() {
    return spikes;
  }

  /** {@return number of time steps: at least 1} */
  public int steps() {
    return steps;
  }

  /** {@return shape of the output: [steps * batch, ...]; shared, not to be written to} */
  public int[] shape() {
    return shape;
  }

  /** {@return whether the output is stored channels-last: true of images} */
  public boolean isChannelsLast() {
    return shape.length == 4;
  }

  /** {@return what the kernel's sums are to be multiplied by: 1 unless scaled} */
  public float factor() {
    return factor;
  }

  /** {@return the pooling behind the neurons: its sizes, or null for none} */
  public @Nullable PoolShape pool() {
    return pool;
  }

  /** {@return what the connection learns: its parameters, in their order} */
  public List<Parameter> parameters() {
    return connection.parameters();
  }

  /** The whole output at once. */
  Tensor compute() {
    Scope scope = Scope.of(x);
    Tensor y = scope.tensor(shape, isChannelsLast());
    DrivenOutput node = new DrivenOutput(this, y);
    node.forward(scope);
    Tape tape = scope.tape();
    if (tape != null) {
      tape.keep(x);
      tape.record(node);
    }
    return y;
  }
}
