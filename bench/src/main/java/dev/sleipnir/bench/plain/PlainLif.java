package dev.sleipnir.bench.plain;

/**
 * Leaky integrate-and-fire neurons with Norse's constants: membrane 10 ms, synapse 5 ms, steps of 1
 * ms, rest and reset at 0; SuperSpike's surrogate gradient, also through the reset.
 */
public final class PlainLif implements PlainLayer {
  private static final double MEMBRANE = 0.1;
  private static final double SYNAPSE = 0.2;

  private final double threshold;
  private final double alpha;
  private final double window;
  private double[][] over = {};
  private double[][] z = {};

  /**
   * Neurons.
   *
   * @param threshold where they spike
   * @param alpha steepness of the surrogate gradient
   */
  public PlainLif(double threshold, double alpha) {
    this(threshold, alpha, Double.POSITIVE_INFINITY);
  }

  /**
   * Neurons with the sparse spiking gradient.
   *
   * @param threshold where they spike
   * @param alpha steepness of the surrogate gradient
   * @param window distance from the threshold beyond which there is none
   */
  public PlainLif(double threshold, double alpha, double window) {
    this.window = window;
    this.threshold = threshold;
    this.alpha = alpha;
  }

  /** Every spike has to be where the potential is above the threshold; resets are the library's. */
  @Override
  public void requireOutputs(double[][] x, double[][] got) {
    int n = x[0].length;
    double[] v = new double[n];
    double[] i = new double[n];
    double[][] above = new double[x.length][n];
    for (int t = 0; t < x.length; t++) {
      for (int e = 0; e < n; e++) {
        double j = i[e] + x[t][e];
        double u = v[e] + MEMBRANE * (j - v[e]);
        above[t][e] = u - threshold;
        boolean fired = got[t][e] == 1;
        boolean decided = Math.abs(above[t][e]) > Difference.TOLERANCE * (1 + Math.abs(u));
        if (got[t][e] != 0 && !fired || decided && fired != (above[t][e] > 0)) {
          throw new IllegalStateException(
              this
                  + ": step "
                  + t
                  + ", neuron "
                  + e
                  + ": the plain potential is "
                  + u
                  + " at a threshold of "
                  + threshold
                  + ", got output "
                  + got[t][e]);
        }
        v[e] = fired ? 0 : u;
        i[e] = j - SYNAPSE * j;
      }
    }
    over = above;
    z = got;
  }

  @Override
  public double[][] backward(double[][] gradient) {
    int n = over[0].length;
    double[] forV = new double[n];
    double[] forI = new double[n];
    double[][] forX = new double[over.length][n];
    for (int t = over.length - 1; t >= 0; t--) {
      for (int e = 0; e < n; e++) {
        double slope = alpha * Math.abs(over[t][e]) + 1;
        double forZ = gradient[t][e] - forV[e] * (over[t][e] + threshold);
        double through = Math.abs(over[t][e]) < window ? forZ / (slope * slope) : 0;
        double forU = (1 - z[t][e]) * forV[e] + through;
        double forJ = forI[e] * (1 - SYNAPSE) + forU * MEMBRANE;
        forV[e] = forU * (1 - MEMBRANE);
        forI[e] = forJ;
        forX[t][e] = forJ;
      }
    }
    return forX;
  }

  @Override
  public String toString() {
    return "lif";
  }
}
