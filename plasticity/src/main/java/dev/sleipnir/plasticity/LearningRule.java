package dev.sleipnir.plasticity;

import dev.sleipnir.kernels.equation.Markdown;
import dev.sleipnir.kernels.equation.Text;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.rule.BatchReduction;
import dev.sleipnir.kernels.rule.Coincidence;
import dev.sleipnir.kernels.rule.Pairing;
import dev.sleipnir.kernels.rule.RuleConstants;
import dev.sleipnir.kernels.rule.RuleModel;
import dev.sleipnir.kernels.rule.RuleSettings;
import dev.sleipnir.kernels.rule.TraceJump;
import dev.sleipnir.kernels.rule.TraceOrder;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.Parameter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * A plasticity rule: equations, values of their parameters, the time step, and what the equations
 * leave open. It is immutable; what changes something returns another. Synapses are made from it:
 *
 * <pre>{@code
 * var rule = Stdp.additive().with("eta_plus", 0.01).jump(TraceJump.UNIT);
 * var synapses = rule.dense(linear.weight());
 * state = synapses.step(preSpikes, postSpikes, state);
 * }</pre>
 *
 * <p>The defaults of the options are Norse's, with a time step of 1 ms.
 */
public final class LearningRule {
  private static final double DEFAULT_DT = 0.001;

  private final RuleModel model;
  private final Map<String, Double> values;
  private final double dt;
  private final RuleSettings settings;
  private final boolean clips;
  private final boolean deliversFirst;

  private LearningRule(
      RuleModel model,
      Map<String, Double> values,
      double dt,
      RuleSettings settings,
      boolean clips,
      boolean deliversFirst) {
    this.model = model;
    this.values = Map.copyOf(values);
    this.dt = dt;
    this.settings = settings;
    this.clips = clips;
    this.deliversFirst = deliversFirst;
  }

  /**
   * A rule of one's own.
   *
   * @param model its equations
   * @return the rule with the equations' defaults
   */
  public static LearningRule of(RuleModel model) {
    return new LearningRule(model, Map.of(), DEFAULT_DT, RuleSettings.DEFAULT, false, false);
  }

  /**
   * A rule of one's own, from text.
   *
   * @param text its equations
   * @return the rule with the equations' defaults
   * @throws dev.sleipnir.kernels.equation.EquationException if the text is wrong; the message names
   *     line, column, what was expected and what came
   */
  public static LearningRule parse(String text) {
    return of(RuleModel.parse(text));
  }

  /**
   * This rule with another value of a parameter.
   *
   * @param parameter its name in the equations
   * @param value its value
   * @return the changed rule
   * @throws IllegalArgumentException if there is no such parameter or the value is not finite
   */
  public LearningRule with(String parameter, double value) {
    model.requireParameter(parameter);
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          model.name() + ": expected a finite " + parameter + ", got " + value);
    }
    Map<String, Double> changed = new HashMap<>(values);
    changed.put(parameter, value);
    return new LearningRule(model, changed, dt, settings, clips, deliversFirst);
  }

  /**
   * This rule with another time step.
   *
   * @param seconds the time step [s], or in the unit of the time constants
   * @return the changed rule
   * @throws IllegalArgumentException if it is not positive
   */
  public LearningRule dt(double seconds) {
    if (!(seconds > 0 && Double.isFinite(seconds))) {
      throw new IllegalArgumentException(model.name() + ": expected a positive dt, got " + seconds);
    }
    return new LearningRule(model, values, seconds, settings, clips, deliversFirst);
  }

  private LearningRule settings(
      TraceJump jump,
      Pairing pairing,
      TraceOrder order,
      Coincidence coincidence,
      BatchReduction reduction,
      boolean hardBounds) {
    var changed = new RuleSettings(jump, pairing, order, coincidence, reduction, hardBounds);
    return new LearningRule(model, values, dt, changed, clips, deliversFirst);
  }

  /**
   * This rule with another convention for traces.
   *
   * @param kind the convention; default {@link TraceJump#EULER}
   * @return the changed rule
   */
  public LearningRule jump(TraceJump kind) {
    return settings(
        kind,
        settings.pairing(),
        settings.order(),
        settings.coincidence(),
        settings.reduction(),
        settings.hardBounds());
  }

  /**
   * This rule with traces of other spikes.
   *
   * @param kind which spikes; default {@link Pairing#ALL_TO_ALL}
   * @return the changed rule
   */
  public LearningRule pairing(Pairing kind) {
    return settings(
        settings.jump(),
        kind,
        settings.order(),
        settings.coincidence(),
        settings.reduction(),
        settings.hardBounds());
  }

  /**
   * This rule with another order of traces and weights in a time step.
   *
   * @param kind the order; default {@link TraceOrder#SPIKES_FIRST}
   * @return the changed rule
   */
  public LearningRule order(TraceOrder kind) {
    return settings(
        settings.jump(),
        settings.pairing(),
        kind,
        settings.coincidence(),
        settings.reduction(),
        settings.hardBounds());
  }

  /**
   * This rule with another answer to two spikes at once.
   *
   * @param kind the answer; default {@link Coincidence#ADDED}
   * @return the changed rule
   */
  public LearningRule coincidence(Coincidence kind) {
    return settings(
        settings.jump(),
        settings.pairing(),
        settings.order(),
        kind,
        settings.reduction(),
        settings.hardBounds());
  }

  /**
   * This rule with another reduction of the batch.
   *
   * @param kind the reduction; default {@link BatchReduction#SUM}
   * @return the changed rule
   */
  public LearningRule reduction(BatchReduction kind) {
    return settings(
        settings.jump(),
        settings.pairing(),
        settings.order(),
        settings.coincidence(),
        kind,
        settings.hardBounds());
  }

  /**
   * This rule with the time step of neurons whose spikes it is to see.
   *
   * @param neurons the neurons, whose time constants are in the unit of the rule's
   * @return the changed rule
   */
  public LearningRule dtOf(Neuron neurons) {
    return dt(neurons.dt());
  }

  /**
   * Checks that neurons have this rule's time step. Synapses see spikes, not neurons, and cannot
   * know: whoever puts both together asks here.
   *
   * @param neurons the neurons on either side, whose time constants are in the unit of the rule's
   * @return this rule
   * @throws IllegalArgumentException if one has another time step; the message names both
   */
  public LearningRule requireDtOf(Neuron... neurons) {
    for (Neuron kind : neurons) {
      if (kind.dt() != dt) {
        throw new IllegalArgumentException(
            model.name()
                + ": expected the time step of the neurons, dt = "
                + kind.dt()
                + " of "
                + kind
                + ", got dt = "
                + dt);
      }
    }
    return this;
  }

  /**
   * The time step.
   *
   * @return in seconds, or in the unit of the time constants
   */
  public double dt() {
    return dt;
  }

  /**
   * This rule with another answer to weights outside its bounds, that are found when synapses are
   * made, or in a step after something else changed the weights (an optimiser, {@link
   * Parameter#set}). What the rule itself does to a weight always stays within the bounds.
   *
   * @param moved whether such weights are moved to the nearest bound; default false: they are
   *     refused with the range found, and nothing changes
   * @return the changed rule
   */
  public LearningRule clipWeights(boolean moved) {
    return new LearningRule(model, values, dt, settings, moved, deliversFirst);
  }

  /**
   * This rule with another answer to what a spike delivers at a sparse synapse whose weight it
   * changes.
   *
   * @param first whether the neuron receives the weight as it was before the step's spikes changed
   *     it; default false: as just changed
   * @return the changed rule
   */
  public LearningRule deliverFirst(boolean first) {
    return new LearningRule(model, values, dt, settings, clips, first);
  }

  boolean deliversFirst() {
    return deliversFirst;
  }

  boolean clips() {
    return clips;
  }

  /**
   * This rule with or without its bounds on weights.
   *
   * @param kept whether weights are kept within the bounds of the equations; default true
   * @return the changed rule
   */
  public LearningRule hardBounds(boolean kept) {
    return settings(
        settings.jump(),
        settings.pairing(),
        settings.order(),
        settings.coincidence(),
        settings.reduction(),
        kept);
  }

  /**
   * Dense synapses that learn by this rule, on the {@linkplain Parallel#common() common} threads.
   *
   * @param weights [post, pre], such as {@code linear.weight()}; changed in place from now on
   * @return the synapses
   * @throws IllegalArgumentException if the weights are not a matrix of finite numbers within the
   *     rule's bounds (see {@link #clipWeights}), or the rule's parameters are not what it
   *     requires; no weight has changed then
   */
  public DenseSynapses dense(Parameter weights) {
    return dense(weights, Parallel.common());
  }

  /**
   * Dense synapses that learn by this rule.
   *
   * @param weights [post, pre], such as {@code linear.weight()}; changed in place from now on
   * @param parallel the threads; weights are the same bits for any number
   * @return the synapses
   * @throws IllegalArgumentException as {@link #dense(Parameter)}
   */
  public DenseSynapses dense(Parameter weights, Parallel parallel) {
    model.requireNoDelivery("dense synapses");
    return new DenseSynapses(this, weights, parallel);
  }

  /**
   * Synapses of a convolution that learn by this rule, on the {@linkplain Parallel#common() common}
   * threads.
   *
   * @param layer the convolution, whose {@code weight()} is changed in place from now on
   * @param height rows of the input
   * @param width columns of the input
   * @return the synapses
   * @throws IllegalArgumentException if the weights are not finite or not within the rule's bounds
   *     (see {@link #clipWeights}), the sizes do not fit together, the rule is not one of spikes
   *     and their traces, or its parameters are not what it requires; no weight has changed then
   */
  public ConvSynapses conv(Conv2d layer, int height, int width) {
    return conv(layer, height, width, Parallel.common());
  }

  /**
   * Synapses of a convolution that learn by this rule.
   *
   * @param layer the convolution, whose {@code weight()} is changed in place from now on
   * @param height rows of the input
   * @param width columns of the input
   * @param parallel the threads; weights are the same bits for any number
   * @return the synapses
   * @throws IllegalArgumentException as {@link #conv(Conv2d, int, int)}
   */
  public ConvSynapses conv(Conv2d layer, int height, int width, Parallel parallel) {
    model.requireNoDelivery("convolutions");
    return new ConvSynapses(this, layer.weight(), layer.shape(height, width), parallel);
  }

  /**
   * Sparse synapses that learn by this rule, on one thread.
   *
   * @param connectivity the synapses and their first weights, which are copied
   * @return the synapses
   * @throws IllegalArgumentException if the rule's parameters are not what it requires, or weights
   *     are not within its bounds (see {@link #clipWeights})
   */
  public SparseSynapses sparse(SparseConnectivity connectivity) {
    return sparse(connectivity, Parallel.of(1));
  }

  /**
   * Sparse synapses that learn by this rule, on several threads.
   *
   * @param connectivity the synapses and their first weights, which are copied
   * @param parallel the threads, such as {@link Parallel#common()}; weights are the same bits for
   *     any number
   * @return the synapses
   * @throws IllegalArgumentException if the rule's parameters are not what it requires, or weights
   *     are not within its bounds (see {@link #clipWeights})
   */
  public SparseSynapses sparse(SparseConnectivity connectivity, Parallel parallel) {
    return new SparseSynapses(this, connectivity, parallel);
  }

  /**
   * The equations.
   *
   * @return the model
   */
  public RuleModel model() {
    return model;
  }

  /**
   * The rule as a section of documentation: its equations with their defaults, then what this rule
   * has otherwise.
   *
   * @return Markdown under a heading of the second level, its formulas in {@code math} blocks and
   *     between dollar signs
   */
  public String markdown() {
    Map<String, Object> options = new LinkedHashMap<>(new TreeMap<>(values));
    options.put("dt", dt);
    RuleSettings usual = RuleSettings.DEFAULT;
    putOther(options, "jump", settings.jump(), usual.jump());
    putOther(options, "pairing", settings.pairing(), usual.pairing());
    putOther(options, "order", settings.order(), usual.order());
    putOther(options, "coincidence", settings.coincidence(), usual.coincidence());
    putOther(options, "reduction", settings.reduction(), usual.reduction());
    putOther(options, "hardBounds", settings.hardBounds(), usual.hardBounds());
    putOther(options, "clipWeights", clips, false);
    putOther(options, "deliverFirst", deliversFirst, false);
    return Markdown.of(model.equations())
        + options.entrySet().stream()
            .map(option -> "`" + option.getKey() + "` " + option.getValue())
            .collect(Collectors.joining(", ", "\nWith ", ".\n"));
  }

  private static void putOther(
      Map<String, Object> options, String name, Object value, Object usual) {
    if (!value.equals(usual)) {
      options.put(name, value);
    }
  }

  /** The numbers for the kernels. */
  RuleConstants constants() {
    return model.constants(values, dt, settings);
  }

  /**
   * All that decides what the rule does, for saved states, which go on under the same rule only:
   * its text with numbers for parameters, and a line for each option. Layout, comments and units
   * are not in it.
   */
  String identity() {
    String delivery = deliversFirst ? "before weights change" : "after weights change";
    return Text.of(model.equations().withValues(model.values(values)))
        + ("dt = " + dt + "\n")
        + ("jump = " + settings.jump() + "\n")
        + ("pairing = " + settings.pairing() + "\n")
        + ("order = " + settings.order() + "\n")
        + ("coincidence = " + settings.coincidence() + "\n")
        + ("reduction = " + settings.reduction() + "\n")
        + ("hardBounds = " + settings.hardBounds() + "\n")
        + ("delivery = " + delivery + "\n");
  }

  /** Reads the rule of a saved state. */
  void require(ArchiveReader in) throws IOException {
    in.require("rule", identity(), formerIdentity());
  }

  /** What earlier versions wrote in its place, which depends on the text's layout. */
  private String formerIdentity() {
    CRC32C crc = new CRC32C();
    String written = model.equations().toString().replace("Change[", "Assignment["); // as it was
    crc.update(written.getBytes(StandardCharsets.UTF_8));
    String delivers = deliversFirst ? ", weights delivered before they change" : "";
    return String.format(
        Locale.ROOT, "%s, %s%s, equations %08x", this, settings, delivers, crc.getValue());
  }

  /** The rule's name, what differs from its defaults, and the time step. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(model.name()).append('(');
    new TreeMap<>(values)
        .forEach((name, value) -> text.append(name).append(" = ").append(value).append(", "));
    return text.append("dt = ").append(dt).append(')').toString();
  }
}
