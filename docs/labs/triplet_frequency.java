// Pairs of spikes at several rates under the triplet rule (Pfister & Gerstner 2006, all-to-all).
import dev.sleipnir.kernels.rule.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.plasticity.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;

/** The parameters that were fitted to the visual cortex; 60 pairs are one experiment. */
static final LearningRule TRIPLET =
    LearningRule.parse(
            """
            rule triplet
            parameters a2_plus = 5e-10, a3_plus = 6.2e-3, a2_minus = 7e-3, a3_minus = 2.3e-4
            parameters tau_plus = 16.8 (ms), tau_minus = 33.7 (ms), tau_x = 101 (ms), tau_y = 125 (ms)
            trace r1 of pre decay 1 / tau_plus jump 1
            trace r2 of pre decay 1 / tau_x jump 1
            trace o1 of post decay 1 / tau_minus jump 1
            trace o2 of post decay 1 / tau_y jump 1
            on pre w = w - o1 * (a2_minus + a3_minus * r2)
            on post w = w + r1 * (a2_plus + a3_plus * o2)
            """)
        .dt(1) // [ms]
        .jump(TraceJump.UNIT)
        .order(
            TraceOrder.WEIGHTS_FIRST); // the factors of a triplet are those before its last spike

static final double[] RATES = {0.1, 10, 20, 40, 50}; // [Hz]

void main(String[] args) throws Exception {
  var lab = Lab.start("triplet_frequency", args);
  lab.note(
      "expected changes: the rule's sums over all pairs and triplets, given to three decimals");
  var plot = new Plot("60 pairs, triplet rule", "rate [Hz]", "change of weight");
  double[][] expected = {{0, 0.132, 0.247, 0.534, 0.741}, {-0.312, -0.334, -0.352, 0.155, 0.727}};
  for (int lag : new int[] {10, -10}) { // [ms]
    var found = DoubleStream.of(RATES).map(rate -> change(lag, (int) (1000 / rate))).toArray();
    for (int r = 0; r < RATES.length; r++) {
      var what = "weight change, %+d ms, %.1f Hz".formatted(lag, RATES[r]);
      lab.checkAbsolute(what, found[r], expected[lag > 0 ? 0 : 1][r], 5.5e-4);
    }
    plot.line("%+d ms".formatted(lag), RATES, found);
    plot.points("%+d ms, expected".formatted(lag), RATES, expected[lag > 0 ? 0 : 1]);
  }
  lab.plot(plot);
  System.exit(lab.finish());
}

/** Of one synapse after 60 pairs, post-synaptic spikes at a lag behind pre-synaptic ones. */
double change(int lag, int period) {
  var synapse = TRIPLET.dense(new Parameter("w", Tensor.zeros(1, 1)));
  var traces = synapse.initialState(1);
  for (int t = 0; t < 61 * period; t++) {
    var pre = isSpike(t - 20, period);
    var post = isSpike(t - 20 - lag, period);
    synapse.step(new float[] {pre ? 1 : 0}, new float[] {post ? 1 : 0}, traces);
  }
  return synapse.weights().data()[0];
}

boolean isSpike(int t, int period) {
  return t >= 0 && t % period == 0 && t < 60 * period;
}
