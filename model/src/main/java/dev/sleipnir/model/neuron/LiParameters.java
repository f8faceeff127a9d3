package dev.sleipnir.model.neuron;

/**
 * Parameters of leaky integrators. Time is in seconds.
 *
 * @param tauSynInv inverse synaptic time constant [1/s], default 200
 * @param tauMemInv inverse membrane time constant [1/s], default 100
 * @param vLeak leak potential, default 0
 */
public record LiParameters(float tauSynInv, float tauMemInv, float vLeak) {

  /** Checks the time constants. */
  public LiParameters {
    Positive.require("tauSynInv", tauSynInv);
    Positive.require("tauMemInv", tauMemInv);
  }

  /**
   * The defaults.
   *
   * @return tau_syn 5 ms, tau_mem 10 ms, leak 0
   */
  public static LiParameters defaults() {
    return new LiParameters(200f, 100f, 0f);
  }
}
