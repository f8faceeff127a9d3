package dev.sleipnir.kernels.rule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules as text, each with its plain restatement: what a spike adds to a weight. */
final class Rules {
  /** What a spike adds to a weight, given the two traces of each side. */
  interface Change {
    double of(double w, double[] x, double[] y);
  }

  record Case(String text, @Nullable Change onPre, @Nullable Change onPost) {
    RuleModel model() {
      return RuleModel.parse(text);
    }
  }

  static final double[] PRE_RATES = {1 / 0.017, 1 / 0.101};
  static final double[] POST_RATES = {1 / 0.034, 1 / 0.125};
  static final double[] PRE_JUMPS = {1.25, 0.5};
  static final double[] POST_JUMPS = {0.75, 1.5};

  private static final String TRACES =
      """
      parameters p = 0.0625, m = 0.03125, low = 0, high = 1
      trace x of pre decay 1 / 0.017 jump 1.25
      trace x2 of pre decay 1 / 0.101 jump 0.5
      trace y of post decay 1 / 0.034 jump 0.75
      trace y2 of post decay 1 / 0.125 jump 1.5
      bounds low, high
      """;

  static final Case ADDITIVE =
      new Case(
          "rule additive\n" + TRACES + "on pre w = w - m * y\non post w = w + p * x\n",
          (w, x, y) -> -0.03125 * y[0],
          (w, x, y) -> 0.0625 * x[0]);

  static final Case SOFT =
      new Case(
          "rule soft\n"
              + TRACES
              + "on pre w = w - m * relu(w - low)^0.5 * y\n"
              + "on post w = w + p * (high - w) * x\n",
          (w, x, y) -> -0.03125 * Math.sqrt(Math.max(w, 0)) * y[0],
          (w, x, y) -> 0.0625 * (1 - w) * x[0]);

  static final Case TRIPLET =
      new Case(
          "rule triplet\n"
              + TRACES
              + "on pre w = w - y * (m + 0.01 * x2)\n"
              + "on post w = w + x * (p + 0.02 * y2)\n",
          (w, x, y) -> -y[0] * (0.03125 + 0.01 * x[1]),
          (w, x, y) -> x[0] * (0.0625 + 0.02 * y[1]));

  /** A change even where no spike came before, and a weight that is not a term of a sum. */
  static final Case TARGET =
      new Case(
          "rule target\n"
              + TRACES
              + "on pre w = max(0.998046875 * w, w - 0.25)\n"
              + "on post w = w + p * (x - 0.25)\n",
          (w, x, y) -> Math.max(0.998046875 * w, w - 0.25) - w,
          (w, x, y) -> 0.0625 * (x[0] - 0.25));

  static final Case ONLY_PRE =
      new Case(
          "rule only_pre\n" + TRACES + "on pre w = w + m * (y - 0.5)\n",
          (w, x, y) -> 0.03125 * (y[0] - 0.5),
          null);

  static final Case ONLY_POST =
      new Case(
          "rule only_post\n" + TRACES + "on post w = w + p * (x - 0.25)\n",
          null,
          (w, x, y) -> 0.0625 * (x[0] - 0.25));

  static final List<Case> ALL = List.of(ADDITIVE, SOFT, TRIPLET, TARGET, ONLY_PRE, ONLY_POST);

  private Rules() {}

  /** Every combination of what equations leave open. */
  static List<RuleSettings> settings() {
    List<RuleSettings> all = new ArrayList<>();
    for (TraceJump jump : TraceJump.values()) {
      for (Pairing pairing : Pairing.values()) {
        for (TraceOrder order : TraceOrder.values()) {
          for (Coincidence coincidence : Coincidence.values()) {
            for (BatchReduction reduction : BatchReduction.values()) {
              for (boolean bounds : new boolean[] {true, false}) {
                all.add(new RuleSettings(jump, pairing, order, coincidence, reduction, bounds));
              }
            }
          }
        }
      }
    }
    return all;
  }
}
