package dev.sleipnir.plasticity;

import java.util.List;

/** The rules that are built in, in the order to list them. */
public final class LearningRules {
  private static final List<Entry> ALL =
      List.of(
          new Entry(
              "Stdp.additive()",
              "Pairs of spikes, changes that do not depend on the weight",
              Stdp.additive()),
          new Entry(
              "Stdp.additiveStep()",
              "Pairs of spikes, changes that end at the bounds",
              Stdp.additiveStep()),
          new Entry(
              "Stdp.multiplicativePow(1)",
              "Pairs of spikes, changes by a power of the distance to the bound",
              Stdp.multiplicativePow(1)),
          new Entry(
              "Stdp.multiplicativeRelu()",
              "Pairs of spikes, changes in proportion to the distance to the bound",
              Stdp.multiplicativeRelu()),
          new Entry(
              "Stdp.preCentred()",
              "Pairs of a pre-synaptic spike with its neighbours (Morrison et al. 2008)",
              Stdp.preCentred()),
          new Entry(
              "TripletStdp.visualCortex()",
              "Triplets of spikes (Pfister & Gerstner 2006)",
              TripletStdp.visualCortex()),
          new Entry(
              "ClopathStdp.rule()",
              "Pre-synaptic spikes and post-synaptic potential (Clopath et al. 2010)",
              ClopathStdp.rule()),
          new Entry(
              "InhibitoryStdp.rule()",
              "Inhibition that balances excitation (Vogels et al. 2011)",
              InhibitoryStdp.rule()),
          new Entry(
              "RewardStdp.modulated()",
              "Pairs of spikes, modulated by reward (Florian 2007)",
              RewardStdp.modulated()),
          new Entry(
              "RewardStdp.withEligibility()",
              "Pairs of spikes, remembered until a reward (Florian 2007)",
              RewardStdp.withEligibility()),
          new Entry(
              "RewardStdp.dopamine()",
              "Pairs of spikes, remembered until dopamine rises (Izhikevich 2007)",
              RewardStdp.dopamine()),
          new Entry(
              "Bcm.rates()",
              "Rates against a sliding threshold (Bienenstock et al. 1982)",
              Bcm.rates()),
          new Entry(
              "Bcm.spikes()",
              "Spikes against a sliding threshold (Bienenstock et al. 1982)",
              Bcm.spikes()),
          new Entry(
              "ShortTermPlasticity.rule(ShortTermPreset.FACILITATING)",
              "Sparse synapses that tire and facilitate (Tsodyks et al. 1998)",
              ShortTermPlasticity.rule(ShortTermPreset.FACILITATING)),
          new Entry(
              "ShortTermPlasticity.rule(0.5, 0, 0.8)",
              "Sparse synapses that tire (Tsodyks et al. 1998)",
              ShortTermPlasticity.rule(0.5, 0, 0.8)));

  private LearningRules() {}

  /**
   * One of the rules.
   *
   * @param java how it is made
   * @param description one line, without a full stop
   * @param rule the rule
   */
  public record Entry(String java, String description, LearningRule rule) {
    /**
     * The rule's name.
     *
     * @return as in its equations, each once
     */
    public String name() {
      return rule.model().name();
    }
  }

  /**
   * All rules.
   *
   * @return in the order to list them
   */
  public static List<Entry> all() {
    return ALL;
  }
}
