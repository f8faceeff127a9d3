package dev.sleipnir.kernels.rule;

/** Dense plasticity as one would write it on paper: synapse by synapse, in double precision. */
final class PlainDense {
  private final Rules.Case rule;
  private final RuleSettings settings;
  private final int pre;
  private final int post;
  private final int batch;
  final PlainTraces x;
  final PlainTraces y;
  final double[] w;

  PlainDense(
      Rules.Case rule, RuleSettings settings, int pre, int post, int batch, double dt, float[] w) {
    this.rule = rule;
    this.settings = settings;
    this.pre = pre;
    this.post = post;
    this.batch = batch;
    x = new PlainTraces(Rules.PRE_RATES, Rules.PRE_JUMPS, settings, dt, batch * pre);
    y = new PlainTraces(Rules.POST_RATES, Rules.POST_JUMPS, settings, dt, batch * post);
    this.w = new double[w.length];
    for (int s = 0; s < w.length; s++) {
      this.w[s] = w[s];
    }
  }

  void step(float[] zPre, float[] zPost) {
    x.decay();
    y.decay();
    if (settings.order() == TraceOrder.SPIKES_FIRST) {
      x.jump(zPre);
      y.jump(zPost);
    }
    for (int i = 0; i < post; i++) {
      for (int j = 0; j < pre; j++) {
        synapse(i, j, zPre, zPost);
      }
    }
    if (settings.order() == TraceOrder.WEIGHTS_FIRST) {
      x.jump(zPre);
      y.jump(zPost);
    }
  }

  private void synapse(int i, int j, float[] zPre, float[] zPost) {
    int s = i * pre + j;
    double sum = 0;
    boolean spiked = false;
    for (int b = 0; b < batch; b++) {
      boolean onPre = zPre[b * pre + j] == 1;
      boolean onPost = zPost[b * post + i] == 1;
      double change =
          change(
              rule, settings, w[s], x.values[b * pre + j], y.values[b * post + i], onPre, onPost);
      spiked |= onPre || onPost;
      if (settings.reduction() == BatchReduction.SEQUENTIAL) {
        w[s] = onPre || onPost ? bounded(settings, w[s] + change) : w[s];
      } else {
        sum += change;
      }
    }
    if (settings.reduction() != BatchReduction.SEQUENTIAL && spiked) {
      boolean mean = settings.reduction() == BatchReduction.MEAN;
      w[s] = bounded(settings, w[s] + (mean ? sum / batch : sum));
    }
  }

  /** What one pair of neurons adds to a weight. */
  static double change(
      Rules.Case rule,
      RuleSettings settings,
      double w,
      double[] x,
      double[] y,
      boolean onPre,
      boolean onPost) {
    double byPre = onPre && rule.onPre() != null ? rule.onPre().of(w, x, y) : 0;
    if (!onPost || rule.onPost() == null) {
      return byPre;
    }
    if (settings.coincidence() == Coincidence.ADDED) {
      return byPre + rule.onPost().of(w, x, y);
    }
    double between = onPre ? bounded(settings, w + byPre) : w;
    return between - w + rule.onPost().of(between, x, y);
  }

  static double bounded(RuleSettings settings, double w) {
    return settings.hardBounds() ? Math.min(Math.max(w, 0), 1) : w;
  }
}
