package dev.sleipnir.model.neuron;

/**
 * Parameters of leaky integrate-and-fire neurons. Potentials have the unit of the threshold, time
 * is in seconds.
 *
 * @param tauSynInv inverse synaptic time constant [1/s], default 200
 * @param tauMemInv inverse membrane time constant [1/s], default 100
 * @param vLeak leak potential, default 0
 * @param vTh firing threshold, default 1
 * @param vReset reset potential, default 0
 * @param alpha steepness of the SuperSpike surrogate gradient, default 100
 */
public record LifParameters(
    float tauSynInv, float tauMemInv, float vLeak, float vTh, float vReset, float alpha) {

  /** Checks the time constants and the surrogate's steepness. */
  public LifParameters {
    Positive.require("tauSynInv", tauSynInv);
    Positive.require("tauMemInv", tauMemInv);
    Positive.require("alpha", alpha);
  }

  /**
   * The defaults.
   *
   * @return tau_syn 5 ms, tau_mem 10 ms, threshold 1, leak and reset 0, alpha 100
   */
  public static LifParameters defaults() {
    return new LifParameters(200f, 100f, 0f, 1f, 0f, 100f);
  }

  /**
   * These parameters with another threshold.
   *
   * @param threshold firing threshold
   * @return changed parameters
   */
  public LifParameters withVTh(float threshold) {
    return new LifParameters(tauSynInv, tauMemInv, vLeak, threshold, vReset, alpha);
  }

  /**
   * These parameters with another surrogate steepness.
   *
   * @param steepness SuperSpike's alpha
   * @return changed parameters
   */
  public LifParameters withAlpha(float steepness) {
    return new LifParameters(tauSynInv, tauMemInv, vLeak, vTh, vReset, steepness);
  }
}
