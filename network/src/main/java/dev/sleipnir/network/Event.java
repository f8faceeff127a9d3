package dev.sleipnir.network;

/**
 * Something other than a spike that happens at the neurons of a population, as their text says:
 * {@code event high when v > -55}. Like spikes it can be what a projection sends, {@code
 * net.project(e.event("high"), i)}, and be recorded, {@code net.record(e).events("high")}.
 *
 * @param population whose
 * @param name what the text calls it
 */
public record Event(Population population, String name) {
  /**
   * An event of a population.
   *
   * @throws IllegalArgumentException if its text has none of that name
   */
  public Event {
    Spikes _ = population.events(name);
  }

  /** Where it happens. */
  Spikes spikes() {
    return population.events(name);
  }

  @Override
  public String toString() {
    return population.name() + "." + name;
  }
}
