package dev.sleipnir.kernels.neuron;

import dev.sleipnir.kernels.graph.RuleEvaluation;
import org.jspecify.annotations.Nullable;

/**
 * What a model asks of its parameters and the time step, from its text alone:
 *
 * <ul>
 *   <li>the conditions of its {@code require} lines;
 *   <li>a time step that its equations can take: with no input, no spike and every state variable
 *       at its initial value, no variable that decays in short steps overshoots in this one. For
 *       forward Euler that is a step of at most the time constant; exact and exponential steps may
 *       be of any length;
 *   <li>a refractory time of at most 2^24 steps, as many as its counter can count.
 * </ul>
 *
 * <p>Made by {@link NeuronModel#rules}; not for several threads at once.
 */
public final class ParameterRules {
  private final NeuronModel model;
  private final RuleEvaluation evaluation;

  ParameterRules(NeuronModel model) {
    this(model, RuleEvaluation.of(model.equations()));
  }

  private ParameterRules(NeuronModel model, RuleEvaluation evaluation) {
    this.model = model;
    this.evaluation = evaluation;
  }

  /**
   * The rules that some parameters have a part in: faster to check where only these change.
   *
   * @param which for each parameter in order, whether it is one of them
   * @return rules with the same margins
   */
  public ParameterRules about(boolean[] which) {
    return new ParameterRules(model, evaluation.about(which));
  }

  /**
   * Number of strict inequalities ({@code a < b}, {@code a > b}, {@code a != b}) among the
   * requirements.
   *
   * @return at least 0
   */
  public int margins() {
    return evaluation.margins();
  }

  /**
   * How far the sides of each strict inequality are apart.
   *
   * @param values values of the parameters in order, then the time step; more may follow
   * @param into receives {@link #margins} distances, 0 where an inequality does not hold
   */
  public void gaps(double[] values, double[] into) {
    evaluation.gaps(values, into);
  }

  /**
   * Whether all rules hold; nothing is allocated.
   *
   * @param values values of the parameters in order, then the time step; more may follow
   * @param margins what the sides of each strict inequality must at least be apart
   * @return false if one does not
   */
  public boolean hold(double[] values, double[] margins) {
    return evaluation.hold(values, margins);
  }

  /**
   * What is wrong with some values.
   *
   * @param values values of the parameters in order, then the time step; more may follow
   * @return what was expected and what came, or null if all rules hold
   */
  public @Nullable String violation(double[] values) {
    String violation = model.violation(values);
    return violation != null ? violation : evaluation.objection(values);
  }
}
