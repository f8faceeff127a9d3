package dev.sleipnir.model.optimize;

/** The texts of optimisers that need no class of their own. */
final class OptimizerTexts {
  static final String ADAMAX =
      """
      optimizer adamax
      parameters beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0
      require beta1 >= 0, beta1 < 1, beta2 >= 0, beta2 < 1, epsilon > 0, weight_decay >= 0
      state m = 0, largest = 0
      g = fma(weight_decay, w, gradient)
      m = fma(1 - beta1, g - m, m)
      largest = max(beta2 * largest, abs(g) + epsilon)
      w = fma(-(learning_rate / (1 - beta1 ^ step)), m / largest, w)
      """;

  static final String RMSPROP =
      """
      optimizer rmsprop
      parameters alpha = 0.99, epsilon = 1e-8, weight_decay = 0, momentum = 0, centered = 0
      require alpha >= 0, alpha < 1, epsilon > 0, weight_decay >= 0, momentum >= 0
      require centered >= 0, centered <= 1
      state v = 0, mean = 0, velocity = 0
      g = fma(weight_decay, w, gradient)
      v = fma(alpha, v, g * g * (1 - alpha))
      mean = fma(1 - alpha, g - mean, mean)
      deviation = sqrt(max(v - centered * mean * mean, 0))
      velocity = fma(momentum, velocity, g / (deviation + epsilon))
      w = fma(-learning_rate, velocity, w)
      """;

  static final String LION =
      """
      optimizer lion
      parameters beta1 = 0.9, beta2 = 0.99, weight_decay = 0
      require beta1 >= 0, beta1 < 1, beta2 >= 0, beta2 < 1, weight_decay >= 0
      state m = 0
      c = fma(beta1, m, (1 - beta1) * gradient)
      direction = where(c > 0, 1, 0) - where(c < 0, 1, 0)
      w = fma(-learning_rate, fma(weight_decay, w, direction), w)
      m = fma(beta2, m, (1 - beta2) * gradient)
      """;

  private OptimizerTexts() {}
}
