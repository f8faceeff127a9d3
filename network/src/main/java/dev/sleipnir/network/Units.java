package dev.sleipnir.network;

/**
 * Units as factors of SI units: {@code 0.1 * MS} is a tenth of a millisecond in seconds. Nothing
 * depends on them: a network whose texts are in ms and mV is given its time step in ms.
 */
public final class Units {
  /** A millisecond, in seconds. */
  public static final double MS = 1e-3;

  /** A microsecond, in seconds. */
  public static final double US = 1e-6;

  /** A hertz, in 1/s. */
  public static final double HZ = 1;

  /** A millivolt, in volts. */
  public static final double MV = 1e-3;

  /** A nanosiemens, in siemens. */
  public static final double NS = 1e-9;

  /** A nanoampere, in amperes. */
  public static final double NA = 1e-9;

  /** A picoampere, in amperes. */
  public static final double PA = 1e-12;

  /** A picofarad, in farads. */
  public static final double PF = 1e-12;

  private Units() {}
}
