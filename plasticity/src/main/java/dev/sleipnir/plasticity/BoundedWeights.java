package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.rule.RuleConstants;
import dev.sleipnir.model.tensor.Parameter;

/**
 * Weights that a rule edits beside others: whenever something else has edited them, they are looked
 * at once before the rule goes on. Refuses or moves what lies outside the bounds, as the rule says;
 * refuses what is not finite.
 */
final class BoundedWeights {
  private final Parameter weights;
  private final String rule;
  private final WeightBounds bounds;
  private final boolean clips;
  private int version;

  BoundedWeights(Parameter weights, LearningRule rule, RuleConstants constants) {
    this.weights = weights;
    this.rule = rule.model().name();
    bounds = new WeightBounds(constants.low(), constants.high());
    clips = rule.clips();
    admit("");
  }

  /** What may be done about weights outside. */
  static String options(String rule) {
    return "the bounds are those of "
        + rule
        + ": give others by its parameters, none with hardBounds(false), or have weights moved to"
        + " them with clipWeights(true)";
  }

  /** Looks at the weights if something else has edited them; nothing has changed if it throws. */
  void beforeStep(long step) {
    if (weights.version() != version) {
      admit(" after " + weights.editor() + ", before step " + step);
    }
  }

  private void admit(String since) {
    if (clips) {
      Checks.finite(weights);
      bounds.clip(weights.data());
    } else {
      bounds.require(weights.name(), weights.data(), since, options(rule));
    }
  }

  /** The rule's own edits are to be looked at before the next step, too. */
  void distrust() {
    version--;
  }

  /** The rule has edited the weights. */
  void edited(String by) {
    weights.edited(by);
    version = weights.version();
  }
}
