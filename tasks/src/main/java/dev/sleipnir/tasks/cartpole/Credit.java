package dev.sleipnir.tasks.cartpole;

/** How much better what followed an action was than what was expected. */
final class Credit {
  /** Added to deviations, so that equal returns do not divide by 0. */
  private static final double SMALL = 1e-8;

  private Credit() {}

  /**
   * Discounted returns: r + gamma r' + gamma² r'' ..., of rewards of 1, in each episode.
   *
   * @return those of all steps, one episode after the other
   */
  static float[] returns(Episodes played, double gamma) {
    float[] all = new float[played.steps()];
    int end = 0;
    for (int n = 0; n < played.count(); n++) {
      int from = end;
      end += played.reward(n);
      double sum = 0;
      for (int t = end - 1; t >= from; t--) {
        sum = 1 + gamma * sum;
        all[t] = (float) sum;
      }
    }
    return all;
  }

  /**
   * Returns less what all episodes had from that step on in the mean, where one that is over has 0:
   * how much better an episode did than those beside it. Where all do alike there is nothing to
   * learn. Of an episode alone nothing is taken.
   *
   * @param returns of all steps, one episode after the other
   */
  static float[] lessMean(Episodes played, float[] returns) {
    if (played.count() == 1) {
      return returns;
    }
    double[] mean = new double[CartPole.LONGEST];
    int at = 0;
    for (int n = 0; n < played.count(); n++) {
      for (int t = 0; t < played.reward(n); t++) {
        mean[t] += returns[at++] / played.count();
      }
    }
    float[] all = new float[returns.length];
    at = 0;
    for (int n = 0; n < played.count(); n++) {
      for (int t = 0; t < played.reward(n); t++) {
        all[at] = (float) (returns[at] - mean[t]);
        at++;
      }
    }
    return all;
  }

  /**
   * Generalised advantages (Schulman et al. 2016): the discounted sum of how much better each step
   * was than its value said. Where an episode ended for time alone, its last state's value stands
   * for what would have followed.
   *
   * @param values of the states, in units of {@code 1 / unit} rewards
   * @param lambda 0 for one step of reward only, 1 for all of them
   * @param unit what a step is worth
   */
  static float[] advantages(
      Episodes played, float[] values, double gamma, double lambda, double unit) {
    float[] all = new float[values.length];
    int end = 0;
    for (int n = 0; n < played.count(); n++) {
      int from = end;
      end += played.reward(n);
      double next = played.fallen()[n] ? 0 : values[end - 1];
      double sum = 0;
      for (int t = end - 1; t >= from; t--) {
        double better = unit + gamma * next - values[t];
        sum = better + gamma * lambda * sum;
        all[t] = (float) sum;
        next = values[t];
      }
    }
    return all;
  }

  /** Less their mean, over their deviation. */
  static float[] standardized(float[] values) {
    double mean = 0;
    for (float value : values) {
      mean += value;
    }
    mean /= values.length;
    double variance = 0;
    for (float value : values) {
      variance += (value - mean) * (value - mean);
    }
    double deviation = Math.sqrt(variance / values.length) + SMALL;
    float[] standard = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      standard[i] = (float) ((values[i] - mean) / deviation);
    }
    return standard;
  }
}
