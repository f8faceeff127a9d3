package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.sparse.SparseRows;
import java.util.ArrayList;
import java.util.List;

/**
 * Sparse plasticity as one would write it on paper: every synapse is an object with traces of its
 * own, looks at both its neurons at every step, and everything is in double precision.
 */
final class PlainSparse {
  private final Rules.Case rule;
  private final RuleSettings settings;
  private final List<Synapse> synapses = new ArrayList<>();
  private final List<float[]> past = new ArrayList<>();
  private final PlainTraces y;
  final double[] currents;

  private static final class Synapse {
    final int pre;
    final int post;
    final int delay;
    final PlainTraces x;
    double w;

    Synapse(int pre, int post, int delay, PlainTraces x, double w) {
      this.pre = pre;
      this.post = post;
      this.delay = delay;
      this.x = x;
      this.w = w;
    }
  }

  PlainSparse(Rules.Case rule, RuleSettings settings, SparseRows rows, double dt, float[] w) {
    this.rule = rule;
    this.settings = settings;
    y = new PlainTraces(Rules.POST_RATES, Rules.POST_JUMPS, settings, dt, rows.post());
    currents = new double[rows.post()];
    for (int i = 0; i < rows.pre(); i++) {
      for (int s = rows.rowStart(i); s < rows.rowStart(i + 1); s++) {
        var x = new PlainTraces(Rules.PRE_RATES, Rules.PRE_JUMPS, settings, dt, 1);
        synapses.add(new Synapse(i, rows.target(s), rows.delay(s), x, w[s]));
      }
    }
  }

  void step(float[] zPre, float[] zPost) {
    past.add(zPre.clone());
    y.decay();
    boolean spikesFirst = settings.order() == TraceOrder.SPIKES_FIRST;
    if (spikesFirst) {
      y.jump(zPost);
    }
    for (Synapse synapse : synapses) {
      int sent = past.size() - 1 - synapse.delay;
      float[] arrived = {sent < 0 ? 0 : past.get(sent)[synapse.pre]};
      synapse.x.decay();
      if (spikesFirst) {
        synapse.x.jump(arrived);
      }
      boolean onPre = arrived[0] == 1;
      boolean onPost = zPost[synapse.post] == 1;
      if (onPre || onPost) {
        double change =
            PlainDense.change(
                rule,
                settings,
                synapse.w,
                synapse.x.values[0],
                y.values[synapse.post],
                onPre,
                onPost);
        synapse.w = PlainDense.bounded(settings, synapse.w + change);
      }
      if (onPre) {
        currents[synapse.post] += synapse.w;
      }
      if (!spikesFirst) {
        synapse.x.jump(arrived);
      }
    }
    if (!spikesFirst) {
      y.jump(zPost);
    }
  }

  double weight(int synapse) {
    return synapses.get(synapse).w;
  }
}
