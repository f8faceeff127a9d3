package dev.sleipnir.kernels.rule;

/**
 * What a rule's equations leave open.
 *
 * @param jump how traces decay and jump
 * @param pairing which spikes traces remember
 * @param order whether a weight sees the spikes of its own time step
 * @param coincidence what becomes of a weight whose two neurons spike at once
 * @param reduction how the samples of a batch act together
 * @param hardBounds whether weights are kept within the rule's bounds
 */
public record RuleSettings(
    TraceJump jump,
    Pairing pairing,
    TraceOrder order,
    Coincidence coincidence,
    BatchReduction reduction,
    boolean hardBounds) {

  /** As Norse computes: the first constant of each choice, within hard bounds. */
  public static final RuleSettings DEFAULT =
      new RuleSettings(
          TraceJump.EULER,
          Pairing.ALL_TO_ALL,
          TraceOrder.SPIKES_FIRST,
          Coincidence.ADDED,
          BatchReduction.SUM,
          true);
}
