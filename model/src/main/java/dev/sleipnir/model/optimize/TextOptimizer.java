package dev.sleipnir.model.optimize;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Markdown;
import dev.sleipnir.kernels.equation.Text;
import dev.sleipnir.kernels.equation.Update;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.update.UpdateModel;
import dev.sleipnir.model.tensor.Parameter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An optimiser written as a text, compiled to vector code:
 *
 * <pre>{@code
 * var lion = TextOptimizer.parse("""
 *     optimizer lion                                # Chen et al. 2023
 *     parameters beta1 = 0.9, beta2 = 0.99, weight_decay = 0
 *     require beta1 < 1, beta2 < 1
 *     state m = 0                                   # remembered of each weight
 *     c = beta1 * m + (1 - beta1) * gradient
 *     direction = where(c > 0, 1, 0) - where(c < 0, 1, 0)
 *     w = w - learning_rate * (direction + weight_decay * w)
 *     m = beta2 * m + (1 - beta2) * gradient
 *     """, network.parameters(), 1e-4).with("weight_decay", 0.01);
 * }</pre>
 *
 * <p>Each line says what becomes of every weight {@code w} and of the states, from its {@code
 * gradient}, the {@code learning_rate} (by the schedule) and the number of the {@code step}, 1 at
 * first. {@link dev.sleipnir.kernels.equation.UpdateParser} describes the language. {@link Sgd},
 * {@link Adam} and {@link AdamW} are such texts too.
 *
 * <p>The text cannot say that finite numbers stay finite, so each step is rehearsed on copies
 * first: it takes about twice as long as one of the library's own optimisers.
 */
public final class TextOptimizer extends ParameterUpdate {
  private final UpdateModel model;
  private final Map<String, Double> values;
  private final TextStep step;

  private TextOptimizer(
      UpdateModel model,
      Map<String, Double> values,
      List<Parameter> parameters,
      double learningRate,
      Parallel parallel) {
    super(parameters, learningRate, TextStep.remembered(model), parallel);
    this.model = model;
    this.values = Map.copyOf(values);
    step = new TextStep(model, values);
  }

  /**
   * Reads an optimiser; its parameters have their defaults.
   *
   * @param text the lines, the first {@code optimizer} and a name
   * @param parameters what to update; each is updated once, however often it is listed
   * @param learningRate step size, at least 0
   * @return the optimiser, at its beginning
   * @throws dev.sleipnir.kernels.equation.EquationException if the text is not a valid optimiser:
   *     names line and column of the first error, what was expected and what came
   * @throws IllegalArgumentException if there is no parameter to update, the learning rate is
   *     negative or not finite, or the defaults are not what the text requires
   */
  public static TextOptimizer parse(String text, List<Parameter> parameters, double learningRate) {
    UpdateModel model = UpdateModel.parseOptimizer(text);
    return new TextOptimizer(model, Map.of(), parameters, learningRate, Parallel.common());
  }

  /**
   * Adamax (Kingma &amp; Ba 2015): Adam with the largest gradient of late, decaying, instead of the
   * root of the mean of squares. Its text's parameters: {@code beta1} 0.9, {@code beta2} 0.999,
   * {@code epsilon} 1e-8, {@code weight_decay} 0, added to the gradient.
   *
   * @param parameters what to update; each is updated once, however often it is listed
   * @param learningRate step size, at least 0
   * @return the optimiser, at its beginning
   */
  public static TextOptimizer adamax(List<Parameter> parameters, double learningRate) {
    return parse(OptimizerTexts.ADAMAX, parameters, learningRate);
  }

  /**
   * RMSprop (Hinton 2012): gradients divided by the root of the mean of their squares. Its text's
   * parameters: {@code alpha} 0.99, the decay of the mean; {@code epsilon} 1e-8; {@code
   * weight_decay} 0, added to the gradient; {@code momentum} 0; {@code centered} 0, or 1 to divide
   * by the deviation from the mean gradient (Graves 2013).
   *
   * @param parameters what to update; each is updated once, however often it is listed
   * @param learningRate step size, at least 0
   * @return the optimiser, at its beginning
   */
  public static TextOptimizer rmsprop(List<Parameter> parameters, double learningRate) {
    return parse(OptimizerTexts.RMSPROP, parameters, learningRate);
  }

  /**
   * Lion (Chen et al. 2023): steps of one size, in the direction of the sign of an average of
   * gradients. Its text's parameters: {@code beta1} 0.9, {@code beta2} 0.99, {@code weight_decay}
   * 0, taken, times the learning rate, from the weights.
   *
   * @param parameters what to update; each is updated once, however often it is listed
   * @param learningRate step size, at least 0; a tenth of Adam's or less
   * @return the optimiser, at its beginning
   */
  public static TextOptimizer lion(List<Parameter> parameters, double learningRate) {
    return parse(OptimizerTexts.LION, parameters, learningRate);
  }

  /**
   * The same with another value of one of the text's parameters.
   *
   * @param parameter its name
   * @param value its value
   * @return another optimiser, at its beginning
   * @throws IllegalArgumentException if there is none of that name, or the value is not finite or
   *     not what the text requires
   */
  public TextOptimizer with(String parameter, double value) {
    Map<String, Double> changed = new HashMap<>(values);
    changed.put(parameter, value);
    return with(changed, threads());
  }

  /**
   * The same on other threads.
   *
   * @param others the threads; those of the {@linkplain Parallel#common() process} unless set
   * @return another optimiser, at its beginning
   */
  public TextOptimizer parallel(Parallel others) {
    return with(values, others);
  }

  private TextOptimizer with(Map<String, Double> changed, Parallel threads) {
    return scheduled(new TextOptimizer(model, changed, parameters(), baseLearningRate(), threads));
  }

  @Override
  public String name() {
    return model.update().name();
  }

  /**
   * The text as a section of documentation: parameters with their defaults, what is kept of each
   * weight, and the lines.
   *
   * @return Markdown under a heading of the second level, its formulas in {@code math} blocks and
   *     between dollar signs
   */
  public String markdown() {
    return Markdown.of(model.update());
  }

  /** The values of the text's parameters, under their names. */
  @Override
  protected Map<String, Double> constants() {
    Map<String, Double> constants = new TreeMap<>();
    double[] numbers = model.numbers(values);
    List<Definition> definitions = model.update().parameters();
    for (int p = 0; p < definitions.size(); p++) {
      constants.put(definitions.get(p).name(), numbers[p]);
    }
    return constants;
  }

  /** Also the text's lines: another optimiser of the same name goes on with no checkpoint. */
  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = super.settings();
    Update update = model.update();
    settings.put("text", update.lines().stream().map(Text::of).collect(Collectors.joining("; ")));
    return settings;
  }

  @Override
  protected ParameterUpdate like(
      List<Parameter> others, double sameLearningRate, Parallel sameThreads) {
    return new TextOptimizer(model, values, others, sameLearningRate, sameThreads);
  }

  @Override
  protected float initialMemory(int remembered) {
    return step.initial(remembered);
  }

  @Override
  protected void beforeStep(long number) {
    step.prepare(learningRate(), number);
  }

  @Override
  protected void update(float[] data, float[] gradient, float[][] memory, int from, int to) {
    step.update(data, gradient, memory, from, to);
  }
}
