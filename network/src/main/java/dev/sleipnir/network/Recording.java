package dev.sleipnir.network;

import dev.sleipnir.kernels.require.Require;
import java.util.List;
import java.util.stream.IntStream;

/** What of a population is recorded: {@code net.record(e).spikes()}. */
public final class Recording {
  private final Population population;
  private final int[] neurons;
  private final double dt;
  private final List<Monitor> monitors;

  Recording(Population population, int[] neurons, double dt, List<Monitor> monitors) {
    this.population = population;
    this.neurons = neurons.length == 0 ? IntStream.range(0, population.size()).toArray() : neurons;
    this.dt = dt;
    this.monitors = monitors;
    for (int neuron : neurons) {
      if (neuron < 0 || neuron >= population.size()) {
        throw new IllegalArgumentException(
            population.name()
                + ": expected neurons from 0 to "
                + (population.size() - 1)
                + ", got "
                + neuron);
      }
    }
  }

  /**
   * All spikes of the population from now on.
   *
   * @return what records them
   */
  public SpikeMonitor spikes() {
    return added(new SpikeMonitor(population));
  }

  /**
   * A state variable of the neurons, at the beginning of every step.
   *
   * @param variable its name
   * @return what records it
   */
  public StateMonitor state(String variable) {
    return added(sampled(variable, 1));
  }

  /**
   * A state variable of the neurons, from time to time.
   *
   * @param variable its name
   * @param every the time between samples, rounded to whole steps, at least one
   * @return what records it
   */
  public StateMonitor state(String variable, double every) {
    return added(sampled(variable, steps("every", every)));
  }

  private StateMonitor sampled(String variable, long every) {
    String what = variable + " of " + population.name();
    return new StateMonitor(what, population.array(variable), neurons, every);
  }

  /**
   * The rate of the population.
   *
   * @param bin the length of a bin, rounded to whole steps, at least one
   * @return what records it
   */
  public RateMonitor rate(double bin) {
    return added(new RateMonitor(population, steps("bin", bin), dt));
  }

  private long steps(String name, double time) {
    Require.positive(name, time);
    long steps = Math.round(time / dt);
    if (steps < 1) {
      throw new IllegalArgumentException(
          name + ": expected at least a time step of " + dt + ", got " + time);
    }
    return steps;
  }

  private <T extends Monitor> T added(T monitor) {
    monitors.add(monitor);
    return monitor;
  }
}
