package dev.sleipnir.network;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.network.analysis.CountStatistics;
import dev.sleipnir.network.analysis.IntervalStatistics;
import dev.sleipnir.network.analysis.PowerSpectrum;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What of a population, or of some of its neurons, is recorded: {@code net.record(e).spikes()}.
 *
 * <p>Statistics are kept while the network runs, in constant memory; in them neurons are numbered
 * as they were given to {@link Network#record}: from 0 on.
 */
public final class Recording {
  private final Population population;
  private final String name;
  private final Spikes source;
  private final int[] neurons;
  private final double dt;
  private final List<Monitor> monitors;

  /** Its spikes are what the source says, which has a name. */
  Recording(
      Population population,
      String name,
      Spikes source,
      int[] neurons,
      double dt,
      List<Monitor> monitors) {
    this.population = population;
    this.name = name;
    this.source = source;
    this.neurons = neurons;
    this.dt = dt;
    this.monitors = monitors;
    Watched _ = watched(); // refuses neurons that are not there
  }

  private Watched watched() {
    return new Watched(population, name, source, neurons);
  }

  /**
   * All spikes from now on, in memory.
   *
   * @return what records them
   */
  public SpikeMonitor spikes() {
    return added(new SpikeMonitor(watched(), dt));
  }

  /**
   * All events of a kind other than spikes from now on, in memory.
   *
   * @param event what the neurons' text calls it
   * @return what records them, as spikes are recorded
   * @throws IllegalArgumentException if there is none of that name
   */
  public SpikeMonitor events(String event) {
    Event of = population.event(event);
    return new Recording(population, of.toString(), of.spikes(), neurons, dt, monitors).spikes();
  }

  /**
   * The last spikes, in memory of a fixed size.
   *
   * @param most so many are kept, at least 1
   * @return what records them
   * @throws IllegalArgumentException if there would be none
   */
  public SpikeMonitor lastSpikes(int most) {
    Part.named(name, () -> Require.positive("spikes to keep", most));
    return added(new SpikeMonitor(watched(), dt, most));
  }

  /**
   * All spikes from now on, to a file.
   *
   * @param file where; replaced if it exists
   * @return what records them, to be closed
   * @throws IOException if it cannot be written; the message names it
   */
  public SpikeFile spikes(Path file) throws IOException {
    return added(new SpikeFile(watched(), dt, file));
  }

  /**
   * A state variable of the neurons, at the beginning of every step.
   *
   * @param variable its name
   * @return what records it
   */
  public StateMonitor state(String variable) {
    return state(variable, dt);
  }

  /**
   * A state variable of the neurons, from time to time.
   *
   * @param variable its name
   * @param every the time between samples, rounded to whole steps, at least one
   * @return what records it
   */
  public StateMonitor state(String variable, double every) {
    return added(new StateMonitor(variable, watched(), steps("every", every), dt));
  }

  /**
   * The rate of the neurons together.
   *
   * @param bin the length of a bin, rounded to whole steps, at least one
   * @return what records it
   */
  public RateMonitor rate(double bin) {
    return added(new RateMonitor(watched(), steps("bin", bin), dt));
  }

  /**
   * Statistics of the intervals between spikes of each neuron: CV, CV2, LV.
   *
   * @return what is kept up to date while the network runs
   */
  public IntervalStatistics intervals() {
    Watched watched = watched();
    var statistics = new IntervalStatistics(watched.size(), dt);
    added(
        new Kept(
            "intervals",
            watched,
            (look, step) -> {
              int[] spiking = look.spiking();
              for (int s = 0; s < look.count(); s++) {
                statistics.spike(look.place(spiking[s]), step);
              }
            },
            statistics::state));
    return statistics;
  }

  /**
   * Statistics of the number of spikes in windows of time: rates, Fano factors, synchrony, and
   * correlations of pairs.
   *
   * @param window how long a window is, rounded to whole steps, at least one
   * @param sample neurons whose pairs are correlated, numbered as they were given to {@link
   *     Network#record}; none, for no pairs
   * @return what is kept up to date while the network runs
   * @throws IllegalArgumentException if there is no such neuron, or one comes twice
   */
  public CountStatistics counts(double window, int... sample) {
    Watched watched = watched();
    long steps = steps("window", window);
    CountStatistics statistics =
        Part.named(name, () -> new CountStatistics(watched.size(), steps * dt, sample));
    var left = new long[] {steps};
    added(
        new Kept(
            "counts in " + steps + " steps",
            watched,
            (look, _) -> {
              int[] spiking = look.spiking();
              for (int s = 0; s < look.count(); s++) {
                statistics.spike(look.place(spiking[s]));
              }
              if (--left[0] == 0) {
                statistics.endWindow();
                left[0] = steps;
              }
            },
            state -> {
              statistics.state(state);
              state.carry("left", left);
            }));
    return statistics;
  }

  /**
   * The power spectrum of the number of spikes of all of the neurons.
   *
   * @param bin the length of a bin, rounded to whole steps, at least one
   * @param length the length of a window of Welch's method, in bins, at least 2
   * @return what is kept up to date while the network runs
   */
  public PowerSpectrum spectrum(double bin, int length) {
    long steps = steps("bin", bin);
    PowerSpectrum spectrum = Part.named(name, () -> new PowerSpectrum(steps * dt, length));
    // Spikes of this bin, and steps that are left of it.
    var binned = new long[] {0, steps};
    added(
        new Kept(
            "spectrum in " + steps + " steps",
            watched(),
            (look, _) -> {
              binned[0] += look.count();
              if (--binned[1] == 0) {
                spectrum.add((double) binned[0]);
                binned[0] = 0;
                binned[1] = steps;
              }
            },
            state -> {
              spectrum.state(state);
              state.carry("bin", binned);
            }));
    return spectrum;
  }

  private long steps(String what, double time) {
    return Part.named(name, () -> Steps.of(what, time, dt));
  }

  private <T extends Monitor> T added(T monitor) {
    monitors.add(monitor);
    return monitor;
  }
}
