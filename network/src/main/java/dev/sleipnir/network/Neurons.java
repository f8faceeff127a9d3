package dev.sleipnir.network;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Neurons of the literature, as texts: {@code net.population("e", Neurons.lifExp(), 3200)}.
 *
 * <p>Times are in ms, potentials in mV, currents in pA, conductances in nS, capacities in pF, so
 * the time step of the network is to be in ms. Spikes are delivered to the state variables that
 * each method names, by their weight in the variable's unit; excitation and inhibition are told
 * apart by their time constants ({@code ...e}, {@code ...i}). The input {@code I} is a current that
 * is given as values, 0 if none is. Parameters are set by {@link Population#set}. The texts stand
 * in the guide, with all that is in them.
 */
public final class Neurons {
  private static final Map<String, Neuron> PARSED = new ConcurrentHashMap<>();

  private static final String DELTA =
      """
      model lif_delta
      parameters C = 250 (pF), tau_m = 10 (ms), E_L = -70 (mV), v_th = -55 (mV), v_r = -70 (mV),
          t_ref = 2 (ms)
      require C > 0, tau_m > 0, v_r < v_th, t_ref >= 0
      state v = E_L (mV)
      input I
      dv/dt = (E_L - v) / tau_m + I / C : exact
      threshold v >= v_th
      reset v = v_r
      refractory t_ref (ms) holds v
      """;

  private static final String EXP =
      """
      model lif_exp
      parameters C = 250 (pF), tau_m = 10 (ms), tau_e = 2 (ms), tau_i = 2 (ms), E_L = -70 (mV),
          v_th = -55 (mV), v_r = -70 (mV), t_ref = 2 (ms)
      require C > 0, tau_m > 0, tau_e > 0, tau_i > 0, v_r < v_th, t_ref >= 0
      state v = E_L (mV), Ie = 0 (pA), Ii = 0 (pA)
      input I
      dv/dt = (E_L - v) / tau_m + (Ie + Ii + I) / C : exact
      dIe/dt = -Ie / tau_e : exact
      dIi/dt = -Ii / tau_i : exact
      threshold v >= v_th
      reset v = v_r
      refractory t_ref (ms) holds v
      """;

  private static final String ALPHA =
      """
      model lif_alpha
      parameters C = 250 (pF), tau_m = 10 (ms), tau_e = 2 (ms), tau_i = 2 (ms), E_L = -70 (mV),
          v_th = -55 (mV), v_r = -70 (mV), t_ref = 2 (ms)
      require C > 0, tau_m > 0, tau_e > 0, tau_i > 0, v_r < v_th, t_ref >= 0
      state v = E_L (mV), Ie = 0 (pA), se = 0 (pA), Ii = 0 (pA), si = 0 (pA)
      input I
      dv/dt = (E_L - v) / tau_m + (Ie + Ii + I) / C : exact
      dIe/dt = (exp(1) * se - Ie) / tau_e : exact
      dse/dt = -se / tau_e : exact
      dIi/dt = (exp(1) * si - Ii) / tau_i : exact
      dsi/dt = -si / tau_i : exact
      threshold v >= v_th
      reset v = v_r
      refractory t_ref (ms) holds v
      """;

  private static final String DOUBLE_EXP =
      """
      model lif_double_exp
      parameters C = 250 (pF), tau_m = 10 (ms), tau_rise_e = 0.5 (ms), tau_decay_e = 2 (ms),
          tau_rise_i = 0.5 (ms), tau_decay_i = 5 (ms), E_L = -70 (mV), v_th = -55 (mV),
          v_r = -70 (mV), t_ref = 2 (ms)
      parameters peak_e = tau_rise_e * tau_decay_e / (tau_decay_e - tau_rise_e) *
              log(tau_decay_e / tau_rise_e) (ms),
          norm_e = 1 / (exp(-peak_e / tau_decay_e) - exp(-peak_e / tau_rise_e)),
          peak_i = tau_rise_i * tau_decay_i / (tau_decay_i - tau_rise_i) *
              log(tau_decay_i / tau_rise_i) (ms),
          norm_i = 1 / (exp(-peak_i / tau_decay_i) - exp(-peak_i / tau_rise_i))
      require C > 0, tau_m > 0, tau_rise_e > 0, tau_rise_i > 0, tau_decay_e > tau_rise_e,
          tau_decay_i > tau_rise_i, v_r < v_th, t_ref >= 0
      state v = E_L (mV), Ie = 0 (pA), se = 0 (pA), Ii = 0 (pA), si = 0 (pA)
      input I
      dv/dt = (E_L - v) / tau_m + (Ie + Ii + I) / C : exact
      dIe/dt = norm_e * (1 / tau_rise_e - 1 / tau_decay_e) * se - Ie / tau_decay_e : exact
      dse/dt = -se / tau_rise_e : exact
      dIi/dt = norm_i * (1 / tau_rise_i - 1 / tau_decay_i) * si - Ii / tau_decay_i : exact
      dsi/dt = -si / tau_rise_i : exact
      threshold v >= v_th
      reset v = v_r
      refractory t_ref (ms) holds v
      """;

  private static final String COND_EXP =
      """
      model lif_cond_exp
      parameters C = 200 (pF), g_L = 10 (nS), E_L = -60 (mV), E_e = 0 (mV), E_i = -80 (mV),
          tau_e = 5 (ms), tau_i = 10 (ms), v_th = -50 (mV), v_r = -60 (mV), t_ref = 5 (ms)
      require C > 0, g_L >= 0, tau_e > 0, tau_i > 0, v_r < v_th, t_ref >= 0
      state v = E_L (mV), ge = 0 (nS), gi = 0 (nS)
      input I
      dv/dt = (g_L * (E_L - v) + ge * (E_e - v) + gi * (E_i - v) + I) / C : exponential_euler
      dge/dt = -ge / tau_e : exact
      dgi/dt = -gi / tau_i : exact
      threshold v >= v_th
      reset v = v_r
      refractory t_ref (ms) holds v
      """;

  private static final String COND_ALPHA =
      """
      model lif_cond_alpha
      parameters C = 250 (pF), g_L = 16.6667 (nS), E_L = -70 (mV), E_e = 0 (mV), E_i = -85 (mV),
          tau_e = 0.2 (ms), tau_i = 2 (ms), v_th = -55 (mV), v_r = -60 (mV), t_ref = 2 (ms)
      require C > 0, g_L >= 0, tau_e > 0, tau_i > 0, v_r < v_th, t_ref >= 0
      state v = E_L (mV), ge = 0 (nS), se = 0 (nS), gi = 0 (nS), si = 0 (nS)
      input I
      dv/dt = (g_L * (E_L - v) + ge * (E_e - v) + gi * (E_i - v) + I) / C : exponential_euler
      dge/dt = (exp(1) * se - ge) / tau_e : exact
      dse/dt = -se / tau_e : exact
      dgi/dt = (exp(1) * si - gi) / tau_i : exact
      dsi/dt = -si / tau_i : exact
      threshold v >= v_th
      reset v = v_r
      refractory t_ref (ms) holds v
      """;

  private static final String ADAPTIVE =
      """
      model lif_adaptive_threshold
      parameters C = 250 (pF), tau_m = 10 (ms), tau_e = 2 (ms), tau_i = 2 (ms),
          tau_theta = 100 (ms), E_L = -70 (mV), v_th = -55 (mV), v_r = -70 (mV),
          theta_jump = 1 (mV), t_ref = 2 (ms)
      require C > 0, tau_m > 0, tau_e > 0, tau_i > 0, tau_theta > 0, v_r < v_th, t_ref >= 0
      state v = E_L (mV), theta = 0 (mV), Ie = 0 (pA), Ii = 0 (pA)
      input I
      dv/dt = (E_L - v) / tau_m + (Ie + Ii + I) / C : exact
      dtheta/dt = -theta / tau_theta : exact
      dIe/dt = -Ie / tau_e : exact
      dIi/dt = -Ii / tau_i : exact
      threshold v >= v_th + theta
      reset v = v_r, theta = theta + theta_jump
      refractory t_ref (ms) holds v
      """;

  private static final String EIF =
      """
      model eif
      parameters C = 100 (pF), g_L = 10 (nS), E_L = -65 (mV), V_T = -59.9 (mV),
          Delta_T = 3.48 (mV), tau_e = 2 (ms), tau_i = 2 (ms), v_r = -68 (mV), t_ref = 1.7 (ms),
          v_cut = V_T + 10 * Delta_T (mV)
      require C > 0, g_L > 0, Delta_T > 0, tau_e > 0, tau_i > 0, v_r < v_cut, t_ref >= 0
      state v = E_L (mV), Ie = 0 (pA), Ii = 0 (pA)
      input I
      u = min(v, v_cut)
      dv/dt = (g_L * (E_L - u + Delta_T * exp((u - V_T) / Delta_T)) + Ie + Ii + I) / C : rk2
      dIe/dt = -Ie / tau_e : exact
      dIi/dt = -Ii / tau_i : exact
      threshold v >= v_cut
      reset v = v_r
      refractory t_ref (ms) holds v
      """;

  private static final String ADEX =
      """
      model adex
      parameters C = 281 (pF), g_L = 30 (nS), E_L = -70.6 (mV), V_T = -50.4 (mV),
          Delta_T = 2 (mV), tau_w = 144 (ms), a = 4 (nS), b = 80.5 (pA), v_r = -70.6 (mV),
          E_e = 0 (mV), E_i = -80 (mV), tau_e = 5 (ms), tau_i = 10 (ms),
          v_cut = V_T + 10 * Delta_T (mV)
      require C > 0, g_L > 0, Delta_T > 0, tau_w > 0, tau_e > 0, tau_i > 0, v_r < v_cut
      state v = E_L (mV), w = 0 (pA), ge = 0 (nS), gi = 0 (nS)
      input I
      u = min(v, v_cut)
      dv/dt = (g_L * (E_L - u + Delta_T * exp((u - V_T) / Delta_T)) - w
          + ge * (E_e - u) + gi * (E_i - u) + I) / C : rk2
      dw/dt = (a * (u - E_L) - w) / tau_w : rk2
      dge/dt = -ge / tau_e : exact
      dgi/dt = -gi / tau_i : exact
      threshold v >= v_cut
      reset v = v_r, w = w + b
      """;

  private static final String IZHIKEVICH =
      """
      model izhikevich_2003
      parameters a = 0.02 (1/ms), b = 0.2 (1/ms), c = -65 (mV), d = 8 (mV/ms), v_th = 30 (mV)
      require c < v_th
      state v = -65 (mV), u = b * -65 (mV/ms)
      input I
      dv/dt = 0.04 * v^2 + 5 * v + 140 - u + I : euler
      du/dt = a * (b * v - u) : euler
      threshold v >= v_th
      reset v = c, u = u + d
      """;

  private static final String TRAUB_MILES =
      """
      model hodgkin_huxley
      parameters C = 200 (pF), g_L = 10 (nS), E_L = -60 (mV), g_Na = 20000 (nS), E_Na = 50 (mV),
          g_K = 6000 (nS), E_K = -90 (mV), V_T = -63 (mV), E_e = 0 (mV), E_i = -80 (mV),
          tau_e = 5 (ms), tau_i = 10 (ms), v_th = -20 (mV), t_ref = 3 (ms)
      require C > 0, tau_e > 0, tau_i > 0, t_ref >= 0
      state v = E_L (mV), m = 0, n = 0, h = 0, ge = 0 (nS), gi = 0 (nS)
      input I
      a_m = 1.28 / exprel((13 - v + V_T) / 4)
      b_m = 1.4 / exprel((v - V_T - 40) / 5)
      a_h = 0.128 * exp((17 - v + V_T) / 18)
      b_h = 4 / (1 + exp((40 - v + V_T) / 5))
      a_n = 0.16 / exprel((15 - v + V_T) / 5)
      b_n = 0.5 * exp((10 - v + V_T) / 40)
      dv/dt = (g_L * (E_L - v) - g_Na * m^3 * h * (v - E_Na) - g_K * n^4 * (v - E_K)
          + ge * (E_e - v) + gi * (E_i - v) + I) / C : exponential_euler
      dm/dt = a_m * (1 - m) - b_m * m : exponential_euler
      dn/dt = a_n * (1 - n) - b_n * n : exponential_euler
      dh/dt = a_h * (1 - h) - b_h * h : exponential_euler
      dge/dt = -ge / tau_e : exact
      dgi/dt = -gi / tau_i : exact
      threshold v > v_th
      refractory t_ref (ms) holds nothing
      """;

  private static final String GIF =
      """
      model gif
      parameters C = 83.1 (pF), g_L = 3.7 (nS), E_L = -67 (mV), V_T = -39.6 (mV),
          Delta_V = 1.4 (mV), lambda_0 = 0.001 (1/ms), v_r = -36.7 (mV), t_ref = 4 (ms),
          q_eta1 = 56.7 (pA), tau_eta1 = 57.8 (ms), q_eta2 = -6.9 (pA), tau_eta2 = 218.2 (ms),
          q_gamma1 = 11.7 (mV), tau_gamma1 = 53.8 (ms), q_gamma2 = 1.8 (mV),
          tau_gamma2 = 640 (ms), tau_e = 10 (ms), tau_i = 10 (ms)
      require C > 0, g_L > 0, Delta_V > 0, lambda_0 >= 0, tau_eta1 > 0, tau_eta2 > 0,
          tau_gamma1 > 0, tau_gamma2 > 0, tau_e > 0, tau_i > 0, t_ref >= 0
      state v = E_L (mV), eta1 = 0 (pA), eta2 = 0 (pA), gamma1 = 0 (mV), gamma2 = 0 (mV),
          Ie = 0 (pA), Ii = 0 (pA)
      input I
      dv/dt = (g_L * (E_L - v) - eta1 - eta2 + Ie + Ii + I) / C : exact
      deta1/dt = -eta1 / tau_eta1 : exact
      deta2/dt = -eta2 / tau_eta2 : exact
      dgamma1/dt = -gamma1 / tau_gamma1 : exact
      dgamma2/dt = -gamma2 / tau_gamma2 : exact
      dIe/dt = -Ie / tau_e : exact
      dIi/dt = -Ii / tau_i : exact
      rate = lambda_0 * exp((v - V_T - gamma1 - gamma2) / Delta_V)
      threshold bernoulli(1 - exp(-dt * rate)) > 0
      reset v = v_r, eta1 = eta1 + q_eta1, eta2 = eta2 + q_eta2,
          gamma1 = gamma1 + q_gamma1, gamma2 = gamma2 + q_gamma2
      refractory t_ref (ms) holds v
      """;

  private static final String POISSON =
      """
      model poisson
      parameters rate = 0.01 (1/ms)
      require rate >= 0
      threshold bernoulli(1 - exp(-dt * rate)) > 0
      """;

  /**
   * A kind of neuron.
   *
   * @param name the name of its text
   * @param java how it is made
   * @param description one line, without a full stop
   * @param neuron the neuron
   */
  public record Kind(String name, String java, String description, Neuron neuron) {}

  private Neurons() {}

  /** Neurons that were read once are compiled once. */
  private static Neuron of(String text) {
    return PARSED.computeIfAbsent(text, Neuron::parse);
  }

  /**
   * Leaky integrate-and-fire neurons whose potential jumps: NEST's {@code iaf_psc_delta}, of which
   * the defaults are. Spikes go to {@code v} [mV].
   *
   * @return the neuron
   */
  public static Neuron lifDelta() {
    return of(DELTA);
  }

  /**
   * Leaky integrate-and-fire neurons with currents that jump and decay: NEST's {@code iaf_psc_exp},
   * of which the defaults are. Spikes go to {@code Ie} and {@code Ii} [pA], negative for
   * inhibition.
   *
   * @return the neuron
   */
  public static Neuron lifExp() {
    return of(EXP);
  }

  /**
   * Leaky integrate-and-fire neurons with currents w t / tau exp(1 - t / tau), which are w at their
   * peak: NEST's {@code iaf_psc_alpha}, of which the defaults are. Spikes go to {@code se} and
   * {@code si} [pA], negative for inhibition.
   *
   * @return the neuron
   */
  public static Neuron lifAlpha() {
    return of(ALPHA);
  }

  /**
   * Leaky integrate-and-fire neurons with currents that rise and decay exponentially, which are w
   * at their peak. Spikes go to {@code se} and {@code si} [pA], negative for inhibition. Rising
   * takes less time than decaying.
   *
   * @return the neuron
   */
  public static Neuron lifDoubleExp() {
    return of(DOUBLE_EXP);
  }

  /**
   * Leaky integrate-and-fire neurons with conductances that jump and decay, NEST's {@code
   * iaf_cond_exp}; the defaults are those of Brette et al., "Simulation of networks of spiking
   * neurons" (2007). Spikes go to {@code ge} and {@code gi} [nS].
   *
   * @return the neuron
   */
  public static Neuron lifCondExp() {
    return of(COND_EXP);
  }

  /**
   * Leaky integrate-and-fire neurons with conductances w t / tau exp(1 - t / tau), which are w at
   * their peak: NEST's {@code iaf_cond_alpha}, of which the defaults are. Spikes go to {@code se}
   * and {@code si} [nS].
   *
   * @return the neuron
   */
  public static Neuron lifCondAlpha() {
    return of(COND_ALPHA);
  }

  /**
   * {@linkplain #lifExp Leaky integrate-and-fire neurons} whose threshold rises by {@code
   * theta_jump} with each spike and falls back. Spikes go to {@code Ie} and {@code Ii} [pA].
   *
   * @return the neuron
   */
  public static Neuron lifAdaptiveThreshold() {
    return of(ADAPTIVE);
  }

  /**
   * Exponential integrate-and-fire neurons (Fourcaud-Trocmé, Hansel, van Vreeswijk &amp; Brunel,
   * "How spike generation mechanisms determine the neuronal response to fluctuating inputs", 2003,
   * of which the defaults are), with currents that jump and decay. Spikes go to {@code Ie} and
   * {@code Ii} [pA].
   *
   * @return the neuron
   */
  public static Neuron eif() {
    return of(EIF);
  }

  /**
   * Adaptive exponential integrate-and-fire neurons (Brette &amp; Gerstner, "Adaptive exponential
   * integrate-and-fire model as an effective description of neuronal activity", 2005, of which the
   * defaults are), with conductances that jump and decay. Spikes go to {@code ge} and {@code gi}
   * [nS].
   *
   * @return the neuron
   */
  public static Neuron adex() {
    return of(ADEX);
  }

  /**
   * Izhikevich's neurons ("Simple model of spiking neurons", 2003), regular spiking by default; by
   * forward Euler, for which the paper takes steps of 0.5 ms. Other kinds have other {@code a},
   * {@code b}, {@code c}, {@code d}: fast spiking 0.1, 0.2, -65, 2; chattering 0.02, 0.2, -50, 2;
   * intrinsically bursting 0.02, 0.2, -55, 4; low threshold 0.02, 0.25, -65, 2. Spikes go to {@code
   * v} [mV]; {@code I} is in mV/ms.
   *
   * @return the neuron
   */
  public static Neuron izhikevich() {
    return of(IZHIKEVICH);
  }

  /**
   * Hodgkin and Huxley's neurons with the currents of Traub &amp; Miles, "Neuronal networks of the
   * hippocampus" (1991), as in the benchmark COBAHH of Brette et al. (2007), of which the defaults
   * are, with conductances that jump and decay. Spikes go to {@code ge} and {@code gi} [nS].
   *
   * @return the neuron
   */
  public static Neuron hodgkinHuxley() {
    return of(TRAUB_MILES);
  }

  /**
   * Generalised integrate-and-fire neurons, which spike by chance the more likely the higher their
   * potential is above a threshold; a spike leaves currents eta and raises the threshold by gamma,
   * both for a while (Mensi et al., "Parameter extraction and classification of three cortical
   * neuron types reveals two distinct adaptation mechanisms", 2012): NEST's {@code gif_psc_exp}.
   * Defaults are of an excitatory cell of layer 5. Spikes go to {@code Ie} and {@code Ii} [pA].
   *
   * @return the neuron
   */
  public static Neuron gif() {
    return of(GIF);
  }

  /**
   * Neurons that spike by chance at a {@code rate} of their own [1/ms]: a text to begin with where
   * the rate is to depend on time or on what arrives. {@link Network#poisson} is faster where rates
   * are numbers.
   *
   * @return the neuron
   */
  public static Neuron poisson() {
    return of(POISSON);
  }

  /**
   * All of them.
   *
   * @return in the order to list them, never empty
   */
  public static List<Kind> all() {
    return List.of(
        kind("lifDelta", "Leaky integrate-and-fire, spikes move the potential", lifDelta()),
        kind("lifExp", "Leaky integrate-and-fire with exponential currents", lifExp()),
        kind("lifAlpha", "Leaky integrate-and-fire with alpha-shaped currents", lifAlpha()),
        kind(
            "lifDoubleExp",
            "Leaky integrate-and-fire with currents that rise and decay",
            lifDoubleExp()),
        kind("lifCondExp", "Leaky integrate-and-fire with exponential conductances", lifCondExp()),
        kind(
            "lifCondAlpha",
            "Leaky integrate-and-fire with alpha-shaped conductances",
            lifCondAlpha()),
        kind(
            "lifAdaptiveThreshold",
            "Leaky integrate-and-fire with a threshold that rises with each spike",
            lifAdaptiveThreshold()),
        kind("eif", "Exponential integrate-and-fire (Fourcaud-Trocmé et al. 2003)", eif()),
        kind("adex", "Adaptive exponential integrate-and-fire (Brette & Gerstner 2005)", adex()),
        kind(
            "izhikevich",
            "Quadratic integrate-and-fire with recovery (Izhikevich 2003)",
            izhikevich()),
        kind(
            "hodgkinHuxley",
            "Sodium, potassium and synaptic conductances (Traub & Miles 1991)",
            hodgkinHuxley()),
        kind("gif", "Generalised integrate-and-fire with escape noise (Mensi et al. 2012)", gif()),
        kind("poisson", "Spikes by chance, at a rate of each neuron", poisson()));
  }

  private static Kind kind(String method, String description, Neuron neuron) {
    return new Kind(neuron.toString(), "Neurons." + method + "()", description, neuron);
  }
}
