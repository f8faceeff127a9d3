package dev.sleipnir.kernels.neuron;

import dev.sleipnir.kernels.equation.EquationException;
import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.equation.Expression;
import dev.sleipnir.kernels.equation.Parser;
import dev.sleipnir.kernels.equation.Statement;
import dev.sleipnir.kernels.equation.Text;
import dev.sleipnir.kernels.graph.NeuronForm;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A neuron as equations, and the kernels compiled from them. A model is immutable and meant to be
 * shared: it compiles each {@link NeuronForm} once.
 *
 * <pre>{@code
 * var resonator = NeuronModel.parse("""
 *     model resonator
 *     parameters omega = 60 (1/s), damping = 10 (1/s), v_th = 1
 *     state v = 0, w = 0
 *     input x
 *     u = v + dt * (w - damping * v)
 *     w = w - dt * omega * omega * v + x
 *     z = spike(u - v_th)
 *     v = u - z * v_th
 *     output z
 *     """);
 * }</pre>
 */
public final class NeuronModel {
  /** Forms to keep: each is a few classes once it has run. */
  private static final int MOST_FORMS = 32;

  private final Equations equations;
  private final List<String> states;

  /** The forms used last: cells hold what they use, so what falls out is only compiled again. */
  private final Map<NeuronForm, CompiledNeuron> compiled =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<NeuronForm, CompiledNeuron> eldest) {
          return size() > MOST_FORMS;
        }
      };

  private NeuronModel(Equations equations) {
    if (equations.inputs().isEmpty()) {
      throw new IllegalArgumentException(
          equations.name() + ": expected at least one input, as layers have, got none");
    }
    Statement.Refractory refractory = equations.refractory();
    if (refractory != null && refractory.isConditional()) {
      throw EquationException.of(
          equations, refractory, "expected a time, as layers have, got a condition");
    }
    if (!equations.events().isEmpty()) {
      throw EquationException.of(
          equations,
          equations.events().getFirst(),
          "expected spikes alone, as layers have, got another event");
    }
    this.equations = equations;
    states = equations.stateNames();
  }

  /**
   * A model from its text.
   *
   * @param text the equations; the grammar stands in the guide to neuron models
   * @return the model
   * @throws dev.sleipnir.kernels.equation.EquationException if the text is wrong; the message names
   *     line, column, what was expected and what came
   */
  public static NeuronModel parse(String text) {
    return of(Parser.parse(text));
  }

  /**
   * A model from equations built in Java.
   *
   * @param equations the equations
   * @return the model
   * @throws IllegalArgumentException if it has no input, a refractory time that ends by a
   *     condition, or events other than spikes: only populations of networks may
   */
  public static NeuronModel of(Equations equations) {
    return new NeuronModel(equations);
  }

  /**
   * The model as written.
   *
   * @return its equations
   */
  public Equations equations() {
    return equations;
  }

  /**
   * The model's name.
   *
   * @return as in its first line
   */
  public String name() {
    return equations.name();
  }

  /**
   * Names of the parameters.
   *
   * @return in order
   */
  public List<String> parameters() {
    return equations.parameters().stream().map(Equations.Definition::name).toList();
  }

  /**
   * Position of a parameter.
   *
   * @param name its name
   * @return its position
   * @throws IllegalArgumentException if there is none of that name
   */
  public int parameter(String name) {
    int p = parameters().indexOf(name);
    if (p < 0) {
      throw new IllegalArgumentException(
          name() + ": expected one of the parameters " + parameters() + ", got '" + name + "'");
    }
    return p;
  }

  /**
   * Names of the state variables; the last is {@code rho} if there is a refractory clause.
   *
   * @return in order
   */
  public List<String> states() {
    return states;
  }

  /**
   * Names of the inputs.
   *
   * @return in order
   */
  public List<String> inputs() {
    return equations.inputs();
  }

  /**
   * Whether the model has a hand-written backward step.
   *
   * @return true if its text has an {@code adjoint} section
   */
  public boolean hasAdjoint() {
    return !equations.adjoint().isEmpty();
  }

  /**
   * Values of the parameters where some are given: the others take their defaults, which may be
   * expressions in the given ones.
   *
   * @param given values by name
   * @return values in order
   */
  public double[] parameterValues(Map<String, Double> given) {
    given.keySet().forEach(this::parameter);
    Map<String, Double> values = new HashMap<>(given);
    Map<String, Expression> defaults = new HashMap<>();
    equations.parameters().forEach(p -> defaults.put(p.name(), p.value()));
    double[] all = new double[equations.parameters().size()];
    for (int p = 0; p < all.length; p++) {
      all[p] = parameterValue(equations.parameters().get(p).name(), defaults, values);
    }
    return all;
  }

  /** Defaults may depend on one another in a chain of any length, but not in a circle. */
  private static double parameterValue(
      String wanted, Map<String, Expression> defaults, Map<String, Double> values) {
    Deque<String> open = new ArrayDeque<>();
    open.push(wanted);
    while (!open.isEmpty()) {
      String name = open.getFirst();
      Expression value = Objects.requireNonNull(defaults.get(name), name);
      List<String> missing =
          values.containsKey(name)
              ? List.of()
              : value.names().stream().filter(n -> !values.containsKey(n)).toList();
      if (missing.isEmpty()) {
        open.pop();
        values.computeIfAbsent(
            name, n -> Evaluation.of(value, m -> value(values, m), NeuronModel::none));
      } else {
        missing.forEach(open::push);
      }
    }
    return value(values, wanted);
  }

  /**
   * The value a state variable starts from.
   *
   * @param state which
   * @param parameters values of the parameters, in order; more may follow
   * @return its initial value
   */
  public double initialValue(int state, double[] parameters) {
    if (state == equations.states().size()) {
      return 0; // the refractory counter
    }
    Map<String, Double> values = new HashMap<>();
    for (int p = 0; p < equations.parameters().size(); p++) {
      values.put(equations.parameters().get(p).name(), parameters[p]);
    }
    return Evaluation.of(
        equations.states().get(state).value(), name -> value(values, name), NeuronModel::none);
  }

  /**
   * Checks parameters against what the model requires of them and of the time step.
   *
   * @param parameters values in order, then the time step; more may follow. Without the time step
   *     what is required of it is not checked
   * @throws IllegalArgumentException if a value is not a number or a requirement does not hold; the
   *     message names both
   */
  public void check(double[] parameters) {
    String violation = violation(parameters);
    if (violation != null) {
      throw new IllegalArgumentException(violation);
    }
  }

  /** What {@link #check} objects to, or null. */
  @Nullable String violation(double[] parameters) {
    Map<String, Double> values = new TreeMap<>();
    for (int p = 0; p < equations.parameters().size(); p++) {
      String name = equations.parameters().get(p).name();
      if (!Double.isFinite(parameters[p])) {
        return name() + ": expected a finite " + name + ", got " + parameters[p];
      }
      values.put(name, parameters[p]);
    }
    boolean timed = parameters.length > equations.parameters().size();
    if (timed) {
      values.put(Equations.TIME_STEP, parameters[equations.parameters().size()]);
    }
    for (Expression requirement : equations.requirements()) {
      if (!timed && requirement.names().contains(Equations.TIME_STEP)) {
        continue;
      }
      if (Evaluation.of(requirement, n -> value(values, n), NeuronModel::none) == 0) {
        values.keySet().retainAll(requirement.names());
        return name() + ": expected " + Text.excerpt(requirement) + ", got " + values;
      }
    }
    return null;
  }

  /**
   * What the model asks of its parameters and the time step, to be checked again and again.
   *
   * @return rules of its own for the caller: they are not for several threads at once
   * @throws dev.sleipnir.kernels.equation.EquationException if an equation cannot be advanced by
   *     its integrator
   */
  public ParameterRules rules() {
    return new ParameterRules(this);
  }

  private static Double value(Map<String, Double> values, String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  private static double none() {
    throw new IllegalStateException("expected no random number outside the step");
  }

  /**
   * The kernels of this model, compiled on first use of a form.
   *
   * @param form what is fixed of the model
   * @return its kernels
   * @throws IllegalArgumentException if the form does not fit the model: another number of
   *     parameters, or an adjoint where the model has none
   * @throws dev.sleipnir.kernels.equation.EquationException if an equation cannot be advanced by
   *     its integrator
   */
  public CompiledNeuron compile(NeuronForm form) {
    int parameters = equations.parameters().size();
    if (form.columns().size() != parameters) {
      throw new IllegalArgumentException(
          name() + ": expected a form of " + parameters + " parameters, got " + form.columns());
    }
    if (form.adjoint() && !hasAdjoint()) {
      throw new IllegalArgumentException(
          name() + ": expected a model with an adjoint section, got one without");
    }
    synchronized (compiled) {
      return compiled
          .computeIfAbsent(form.anyWindow(), f -> CompiledNeuron.of(equations, f))
          .withWindow(form.window());
    }
  }

  @Override
  public String toString() {
    return name();
  }
}
