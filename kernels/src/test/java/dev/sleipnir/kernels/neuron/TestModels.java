package dev.sleipnir.kernels.neuron;

import java.util.List;
import java.util.stream.Stream;

/** Models that between them use all that equations can say. */
final class TestModels {
  static final String LIF =
      """
      model lif
      parameters tau_syn_inv = 200 (1/s), tau_mem_inv = 100 (1/s), v_leak = 0, v_th = 1, v_reset = 0
      require tau_syn_inv > 0, tau_mem_inv > 0, v_reset < v_th
      state v = v_leak, i = 0
      input x
      j = i + x
      u = v + dt * tau_mem_inv * ((v_leak - v) + j)
      z = spike(u - v_th)
      v = (1 - z) * u + z * v_reset
      i = j - dt * tau_syn_inv * j
      output z
      """;

  static final String LI =
      """
      model li
      parameters tau_syn_inv = 200 (1/s), tau_mem_inv = 100 (1/s), v_leak = 0
      state v = v_leak, i = 0
      input x
      j = i + x
      v = v + dt * tau_mem_inv * ((v_leak - v) + j)
      i = j - dt * tau_syn_inv * j
      output v
      """;

  static final String ADEX =
      """
      model adex
      parameters tau = 0.01 (s), tau_w = 0.05 (s), delta = 0.5, a = 0.3, b = 0.1, v_th = 1
      state v = 0, w = 0
      input x
      dv/dt = (delta * exp((v - v_th) / delta) - v + x - w) / tau
      dw/dt = (a * v - w) / tau_w
      threshold v > v_th
      reset v = 0, w = w + b
      output z
      """;

  static final String IZHIKEVICH =
      """
      model izhikevich
      parameters a = 0.02, b = 0.2, c = -65 (mV), d = 6, v_th = 30 (mV), tau_inv = 250 (ms/s)
      parameters v_rest = -70 (mV), u_rest = b * v_rest
      state v = v_rest (mV), u = u_rest
      input x
      p = v + tau_inv * dt * (0.04 * v^2 + 5 * v + 140 - u + x)
      q = u + tau_inv * dt * a * (b * v - u)
      z = spike(p - v_th)
      v = (1 - z) * p + z * c
      u = (1 - z) * q + z * (q + d)
      output z
      """;

  static final String LSNN =
      """
      model lsnn
      parameters tau_syn_inv = 200 (1/s), tau_mem_inv = 100 (1/s), tau_adapt_inv = 10 (1/s)
      parameters v_leak = 0, v_th = 1, v_reset = 0, beta = 1.8
      state v = v_leak, i = 0, b = v_th
      input x
      u = v + dt * tau_mem_inv * ((v_leak - v) + i)
      threshold_now = b + dt * tau_adapt_inv * (v_th - b)
      z = spike(u - threshold_now)
      v = (1 - z) * u + z * v_reset
      b = threshold_now + z * beta
      i = i - dt * tau_syn_inv * i + x
      output z
      """;

  /** Every function and operator with a derivative, two inputs, no spike. */
  static final String FUNCTIONS =
      """
      model functions
      parameters a = 0.7, b = -0.4, c = 1.3
      state v = 0.1, w = b
      input x, y
      p = tanh(a * v + x) + log(1 + w^2) - sqrt(abs(y) + c)
      q = min(p, max(v, b)) + where(x > y and not (v > 0.5 or w == 0), x * y, -a)
      r = relu(x - w) + abs(v) + (abs(y) + 0.1)^1.7 - (x^2 + 1)^-1.5 + w^3 / (1 + v^2 + w^4)
      v = 0.5 * v + 0.1 * q + heaviside(y) * 0.1
      w = 0.5 * w + 0.1 * r + dt * exp(-v)
      s = p + q * r
      output s
      """;

  /** Conductances: linear equations whose rates change. */
  static final String CONDUCTANCE =
      """
      model conductance
      parameters tau = 0.02 (s), tau_e = 0.005 (s), tau_i = 0.01 (s), e_e = 4, e_i = -1, v_th = 1
      parameters rest = 0.003 (s)
      state v = 0, e = 0, i = 0
      input x, y
      e = e + relu(x)
      i = i + relu(y)
      total = 1 + e + i
      dv/dt = (e * e_e + i * e_i - v * total) / tau : exponential_euler
      de/dt = -e / tau_e : exponential_euler
      di/dt = -i / tau_i : rk2
      threshold v > v_th
      reset v = 0.1 * v, i = i + 0.2 * v
      refractory rest holds v
      output z
      """;

  static final String RUNGE_KUTTA =
      """
      model resonator
      parameters omega = 60 (1/s), damping = 10 (1/s), v_th = 1
      state v = 0, w = 0
      input x
      coupled = v * w
      dv/dt = w * omega - damping * v + 3 * x : rk4
      dw/dt = -omega * v + coupled - w : rk4
      threshold v - 0.1 * w > v_th
      reset v = v - v_th
      output v
      """;

  /** Draws two numbers a step. */
  static final String RANDOM =
      """
      model noisy
      parameters p = 0.3, rate = 50 (1/s)
      state v = 0
      input x
      n = bernoulli(p) - bernoulli(0.5 + 0.1 * tanh(v))
      v = v + dt * rate * (x - v) + 0.1 * n
      z = spike(v - 0.5)
      v = v - z
      output z
      """;

  static final List<String> ALL =
      List.of(LIF, LI, ADEX, IZHIKEVICH, LSNN, FUNCTIONS, CONDUCTANCE, RUNGE_KUTTA, RANDOM);

  private TestModels() {}

  static Stream<NeuronModel> all() {
    return ALL.stream().map(NeuronModel::parse);
  }
}
