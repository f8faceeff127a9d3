package dev.sleipnir.network;

import dev.sleipnir.kernels.state.State;
import java.io.IOException;
import java.nio.file.Path;

/** Values of a state variable at some neurons, at the beginning of every so many steps. */
public final class StateMonitor implements Monitor {
  private final String variable;
  private final Watched watched;
  private final float[] state;
  private final int[] neurons;
  private final long every;
  private final double dt;
  private final Samples samples;

  StateMonitor(String variable, Watched watched, long every, double dt) {
    this.variable = variable;
    this.watched = watched;
    state = watched.population().array(variable);
    neurons = watched.neurons();
    this.every = every;
    this.dt = dt;
    samples = new Samples(toString(), neurons.length);
  }

  @Override
  public void before(long step) {
    if (step % every != 0) {
      return;
    }
    int row = samples.begin(step);
    float[] into = samples.array();
    for (int k = 0; k < neurons.length; k++) {
      into[row + k] = state[neurons[k]];
    }
  }

  @Override
  public void state(State told) {
    watched.state(told);
    samples.state(told);
  }

  @Override
  public String toString() {
    return variable + " of " + watched + " every " + every + " steps";
  }

  /**
   * The variable that is recorded.
   *
   * @return its name
   */
  public String variable() {
    return variable;
  }

  /**
   * The neurons that are recorded.
   *
   * @return their numbers in the population, in the order of their places here; a copy
   */
  public int[] neurons() {
    return neurons.clone();
  }

  /**
   * When the samples were taken.
   *
   * @return for each sample the step at whose beginning it was; a copy
   */
  public long[] steps() {
    return samples.steps();
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
   * The samples of a neuron.
   *
   * @param which its place among those that are recorded
   * @return for each sample the value
   * @throws IllegalArgumentException if there is no such place
   */
  public float[] values(int which) {
    return samples.ofPlace(which);
  }

  /**
   * Writes the samples: {@code step}, {@code time}, and the variable at each neuron.
   *
   * @param file where: a name that ends in {@code .csv}, {@code .npz} or {@code .h5}
   * @throws IOException if it cannot be written; the message names the file
   */
  public void write(Path file) throws IOException {
    samples.columns(variable, "neurons", neurons, dt).write(file);
  }

  /** Forgets the samples so far. */
  public void clear() {
    samples.clear();
  }
}
