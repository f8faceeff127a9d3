package dev.sleipnir.network;

import dev.sleipnir.kernels.state.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A parameter or variable of some synapses, their weight for instance, at the beginning of every so
 * many steps: as it is stored, so that what decays between events is that of the last one.
 */
public final class WeightMonitor implements Monitor {
  private final Projection projection;
  private final String variable;
  private final int[] chosen;
  private final long every;
  private final double dt;
  private @Nullable Samples samples;

  WeightMonitor(Projection projection, String variable, int[] chosen, long every, double dt) {
    this.projection = projection;
    this.variable = variable;
    this.chosen = chosen;
    this.every = every;
    this.dt = dt;
  }

  @Override
  public void ready() {
    SynapseRecording.require(projection, variable, chosen);
    samples();
  }

  /** How many synapses there are is known when the network runs. */
  private Samples samples() {
    Samples made = samples;
    if (made == null) {
      made = new Samples(toString(), synapses().length);
      samples = made;
    }
    return made;
  }

  @Override
  public void before(long step) {
    if (step % every != 0) {
      return;
    }
    Samples into = samples();
    int row = into.begin(step);
    SynapseRecording.copy(projection, variable, chosen, into.array(), row);
  }

  @Override
  public void state(State state) {
    state.require("recorded synapses", Arrays.toString(chosen));
    samples().state(state);
  }

  @Override
  public String toString() {
    return variable
        + " of "
        + projection
        + (chosen.length == 0 ? "" : " at " + chosen.length + " synapses")
        + " every "
        + every
        + " steps";
  }

  /**
   * The synapses that are recorded.
   *
   * @return their numbers in the order of the connectivity
   * @throws IllegalStateException before the network has run, if all are recorded
   */
  public int[] synapses() {
    if (chosen.length > 0) {
      return chosen.clone();
    }
    int[] all = new int[projection.size()];
    Arrays.setAll(all, s -> s);
    return all;
  }

  /**
   * When the samples were taken.
   *
   * @return for each sample the step at whose beginning it was
   */
  public long[] steps() {
    return samples().steps();
  }

  /**
   * When the samples were taken.
   *
   * @return for each sample the time
   */
  public double[] times() {
    return Steps.times(steps(), dt);
  }

  /**
   * The samples of a synapse.
   *
   * @param which its place among those that are recorded
   * @return for each sample the value
   * @throws IllegalArgumentException if there is no such place
   */
  public float[] values(int which) {
    return samples().ofPlace(which);
  }

  /**
   * All values of a sample.
   *
   * @param which its place among the samples
   * @return for each recorded synapse the value
   * @throws IllegalArgumentException if there is no such sample
   */
  public float[] sample(int which) {
    return samples().ofSample(which);
  }

  /**
   * Writes the samples: {@code step}, {@code time}, and the variable at each synapse.
   *
   * @param file where: a name that ends in {@code .csv}, {@code .npz} or {@code .h5}
   * @throws IOException if it cannot be written; the message names the file
   */
  public void write(Path file) throws IOException {
    samples().columns(variable, "synapses", synapses(), dt).write(file);
  }
}
