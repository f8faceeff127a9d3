package dev.sleipnir.kernels.equation;

/**
 * Equations as a section of documentation: tables of names, and what happens in a step as LaTeX
 * mathematics. A section is Markdown under a heading of the second level, its formulas in {@code
 * math} blocks and between dollar signs.
 */
public final class Markdown {
  private Markdown() {}

  /**
   * A neuron model's documentation.
   *
   * @param equations the model
   * @return a section
   */
  public static String of(Equations equations) {
    return NeuronMarkdown.of(equations);
  }

  /**
   * A plasticity rule's documentation.
   *
   * @param rule the rule
   * @return a section
   */
  public static String of(RuleEquations rule) {
    return RuleMarkdown.of(rule);
  }

  /**
   * An elementwise update's documentation, such as an optimiser's.
   *
   * @param update the update
   * @return a section
   */
  public static String of(Update update) {
    return UpdateMarkdown.of(update);
  }

  /**
   * An elementwise function's documentation.
   *
   * @param formula the function
   * @return a section
   */
  public static String of(Formula formula) {
    return FormulaMarkdown.of(formula);
  }
}
