package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.equation.Statement.Derivative;
import dev.sleipnir.kernels.equation.SynapseEquations.Action;
import dev.sleipnir.kernels.equation.SynapseEquations.Change;
import dev.sleipnir.kernels.equation.SynapseEquations.Delivery;
import dev.sleipnir.kernels.equation.SynapseEquations.Neurons;
import dev.sleipnir.kernels.equation.SynapseEquations.Pathway;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what spikes do at the synapses of a projection.
 *
 * <pre>{@code
 * synapse stdp                                   # comments like this one
 * parameters tau = 20 (ms), a = 0.01, w_max = 1  # one for all, or one for each synapse
 * require tau > 0                                # checked before anything runs
 * state w = 0.5, x = 0, y = 0                    # what each synapse has, and its initial value
 * dx/dt = -x / tau                               # from one event of the synapse to the next
 * dy/dt = -y / tau
 * on pre deliver w into ge                       # what a spike that arrives does, in order
 * on pre x = x + a
 * on pre w = clip(w - y, 0, w_max)
 * on post y = y + a                              # what a spike of the neuron that receives does
 * on post w = clip(w + x, 0, w_max)
 * }</pre>
 *
 * <p>{@code deliver E into y} adds to a state variable or an input y of the neuron that receives;
 * other lines of the spike do not see what it adds. {@code v_post} and {@code v_pre} are variables
 * and parameters of the two neurons; {@code on pre v_post = v_post * 2} changes one. {@code on pre
 * after slow ...} is a pathway with a delay of its own, called slow. {@code on step ds/dt = -s /
 * tau + x * (1 - s) : rk2} moves on in every step. {@code sum w * (v_pre - v_post) into gap} is
 * what the input or variable {@code gap} of each neuron is in a step: the sum over the synapses
 * that end there. {@code t} is the time, {@code dt} the time step.
 */
public final class SynapseParser extends TextParser {
  private final List<Definition> states = new ArrayList<>();
  private final List<Derivative> between = new ArrayList<>();
  private final List<Derivative> always = new ArrayList<>();
  private final Map<Key, List<Action>> pathways = new LinkedHashMap<>();
  private final List<Delivery> sums = new ArrayList<>();

  private record Key(Side side, String delay) {}

  private SynapseParser(String text) {
    super(text);
  }

  /**
   * Reads a synapse.
   *
   * @param text its lines
   * @return its equations
   * @throws EquationException if the text is not a valid synapse: names line and column of the
   *     first error, what was expected and what came
   */
  public static SynapseEquations parse(String text) {
    return OwnStack.call("parser", () -> new SynapseParser(text).equations());
  }

  private SynapseEquations equations() {
    Token name = lines("synapse", this::line);
    List<Pathway> all = new ArrayList<>();
    pathways.forEach((key, actions) -> all.add(new Pathway(key.side, key.delay, actions)));
    return made(
        name,
        () ->
            new SynapseEquations(
                name.text(), parameters, requirements, states, between, always, all, sums));
  }

  private void line() {
    Token first = tokens.expectName("a statement");
    switch (first.text()) {
      case "parameters" -> parameters();
      case "require" -> requirements();
      case "state" -> states.addAll(list(this::definition));
      case "on" -> event();
      case "sum" -> sums.add(delivery());
      default -> between.add(derivative(first, Integrator.EXACT));
    }
    endOfExpression();
  }

  private void event() {
    if (tokens.skip("step")) {
      always.add(derivative(tokens.expectName("an equation"), Integrator.EULER));
      return;
    }
    Side side;
    if (tokens.skip("pre")) {
      side = Side.PRE;
    } else {
      tokens.expect("post", "'pre', 'post' or 'step'");
      side = Side.POST;
    }
    String delay = tokens.skip("after") ? tokens.expectName("the delay's name").text() : "";
    List<Action> actions = pathways.computeIfAbsent(new Key(side, delay), _ -> new ArrayList<>());
    if (tokens.skip("deliver")) {
      actions.add(delivery());
      return;
    }
    Token name = tokens.expectName("'deliver' or a variable");
    tokens.expect("=", "'=' after '" + name.text() + "'");
    Expression value = expressions.expression();
    Neurons of = Neurons.of(name.text());
    actions.add(
        of == null
            ? new Change(name.text(), null, value, name.at())
            : new Change(of.name(), of.side(), value, name.at()));
  }

  private Delivery delivery() {
    Expression value = expressions.expression();
    tokens.expect("into", "'into' and an input or variable of the neuron");
    Token port = tokens.expectName("an input or variable of the neuron");
    return new Delivery(value, port.text(), port.at());
  }

  private Derivative derivative(Token first, Integrator usual) {
    if (!first.text().startsWith("d") || !tokens.peek().is("/")) {
      throw tokens.expected(
          "'parameters', 'require', 'state', 'on', 'sum' or an equation such as dx/dt = -x / tau",
          first,
          Nearest.hint(first.text(), SynapseValidation.WORDS));
    }
    tokens.take();
    tokens.expect("dt", "'dt' (as in dx/dt)");
    tokens.expect("=");
    Expression value = expressions.expression();
    Integrator integrator = tokens.skip(":") ? Parser.integrator(tokens) : usual;
    return new Derivative(first.text().substring(1), value, integrator, first.at());
  }
}
