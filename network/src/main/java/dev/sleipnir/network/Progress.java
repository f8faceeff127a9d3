package dev.sleipnir.network;

/**
 * How far a run is.
 *
 * @param time the time that has passed in the network
 * @param from the time at which the run began
 * @param to the time at which it will end
 * @param spikes how many spikes there have been in this run, of all populations
 * @param seconds how long the run has taken so far, in s of wall clock
 */
public record Progress(double time, double from, double to, long spikes, double seconds) {
  /**
   * How much is done.
   *
   * @return from 0 to 1
   */
  public double fraction() {
    return to > from ? (time - from) / (to - from) : 1;
  }

  /**
   * How long a unit of time takes.
   *
   * @return s of wall clock; NaN before the first step
   */
  public double secondsPerTime() {
    return time > from ? seconds / (time - from) : Double.NaN;
  }

  /**
   * How long the rest will take.
   *
   * @return s of wall clock; NaN before the first step
   */
  public double secondsLeft() {
    return (to - time) * secondsPerTime();
  }
}
