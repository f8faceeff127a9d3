package dev.sleipnir.kernels.equation;

import java.util.List;

/** Models as text, to test with. */
final class Models {
  static final String LIF =
      """
      model lif
      parameters tau_syn_inv = 200 (1/s), tau_mem_inv = 100 (1/s), v_leak = 0, v_th = 1, v_reset = 0
      state v = v_leak, i = 0
      input x
      j = i + x
      u = v + dt * tau_mem_inv * ((v_leak - v) + j)
      z = spike(u - v_th)
      v = (1 - z) * u + z * v_reset
      i = j - dt * tau_syn_inv * j
      output z
      """;

  static final String ADEX =
      """
      model adex
      parameters tau = 0.01 (s), rate = 1 / tau (1/s), v_th = 1, delta_t = 0.5 (mV), a = 4,
          b = 0.02, v_leak = -0.5 (mV), tau_w = 50 * tau (s)
      state v = v_leak (mV), w = 0
      input x, y
      drive = where(x > y and not (y >= 0.5 or x == 0), x, -y)  # a comment
      dv/dt = rate * (v_leak - v + delta_t * exp((v - v_th) / delta_t) + drive - w) : rk4
      dw/dt = (a * (v - v_leak) - w) / tau_w : exponential_euler
      threshold v - 2e-4 > v_th
      reset v = v_leak, w = w + b
      refractory 5 * tau / 10 (s) holds v
      output z
      """;

  static final String ADJOINT =
      """
      model leaky
      parameters rate = 100 (1/s), alpha = 100
      state v = 0
      input x
      u = v + dt * rate * (x - v)
      z = heaviside(u - 1)
      v = u - z
      output z
      adjoint
      s = 1 / (alpha * abs(u - 1) + 1)^2
      g = grad_v
      g2 = g + s * (grad_z - g) + 0 * v' * v
      grad_x = g2 * dt * rate
      grad_v = g2 - dt * rate * g2
      """;

  static final List<String> ALL = List.of(LIF, ADEX, ADJOINT);

  private Models() {}
}
