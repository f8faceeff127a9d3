package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Statement.Assignment;
import dev.sleipnir.kernels.equation.Statement.Derivative;
import dev.sleipnir.kernels.equation.Statement.Refractory;
import dev.sleipnir.kernels.equation.Statement.Reset;
import dev.sleipnir.kernels.equation.Statement.Threshold;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds equations in Java, statement by statement in the order of a step; the same rules hold as
 * in text, see {@link Parser}. {@link #output} comes last and checks the whole.
 *
 * <pre>{@code
 * Equations.model("decay")
 *     .parameter("rate", 100, "1/s")
 *     .state("v", 0)
 *     .input("x")
 *     .derivative("v", name("x").minus(name("v")).times(name("rate")), Integrator.RK4)
 *     .output("v");
 * }</pre>
 */
public final class EquationsBuilder {
  private final String model;
  private final List<Definition> parameters = new ArrayList<>();
  private final List<Definition> states = new ArrayList<>();
  private final List<String> inputs = new ArrayList<>();
  private final List<Expression> requirements = new ArrayList<>();
  private final List<Statement> step = new ArrayList<>();
  private final List<Assignment> adjoint = new ArrayList<>();

  EquationsBuilder(String model) {
    this.model = model;
  }

  /**
   * Defines a parameter.
   *
   * @param name its name
   * @param value its default
   * @return this
   */
  public EquationsBuilder parameter(String name, double value) {
    return parameter(name, Expression.number(value), "");
  }

  /**
   * Defines a parameter.
   *
   * @param name its name
   * @param value its default
   * @param unit its unit, free text
   * @return this
   */
  public EquationsBuilder parameter(String name, double value, String unit) {
    return parameter(name, Expression.number(value), unit);
  }

  /**
   * Defines a parameter.
   *
   * @param name its name
   * @param value its default, from numbers and parameters
   * @return this
   */
  public EquationsBuilder parameter(String name, Expression value) {
    return parameter(name, value, "");
  }

  /**
   * Defines a parameter.
   *
   * @param name its name
   * @param value its default, from numbers and parameters
   * @param unit its unit, free text
   * @return this
   */
  public EquationsBuilder parameter(String name, Expression value, String unit) {
    parameters.add(new Definition(name, value, unit, Position.NONE));
    return this;
  }

  /**
   * Defines a state variable.
   *
   * @param name its name
   * @param value its initial value
   * @return this
   */
  public EquationsBuilder state(String name, double value) {
    return state(name, Expression.number(value), "");
  }

  /**
   * Defines a state variable.
   *
   * @param name its name
   * @param value its initial value
   * @param unit its unit, free text
   * @return this
   */
  public EquationsBuilder state(String name, double value, String unit) {
    return state(name, Expression.number(value), unit);
  }

  /**
   * Defines a state variable.
   *
   * @param name its name
   * @param value its initial value, from numbers and parameters
   * @return this
   */
  public EquationsBuilder state(String name, Expression value) {
    return state(name, value, "");
  }

  /**
   * Defines a state variable.
   *
   * @param name its name
   * @param value its initial value, from numbers and parameters
   * @param unit its unit, free text
   * @return this
   */
  public EquationsBuilder state(String name, Expression value, String unit) {
    states.add(new Definition(name, value, unit, Position.NONE));
    return this;
  }

  /**
   * Defines inputs.
   *
   * @param names their names
   * @return this
   */
  public EquationsBuilder input(String... names) {
    inputs.addAll(List.of(names));
    return this;
  }

  /**
   * Computes an intermediate value: {@code name = value}.
   *
   * @param name a new name
   * @param value its value
   * @return this
   * @throws EquationException if the name is a state variable's
   */
  public EquationsBuilder let(String name, Expression value) {
    if (isState(name)) {
      throw expected(name, value, "a new name", "the state variable '" + name + "'");
    }
    step.add(new Assignment(name, value, Position.NONE));
    return this;
  }

  /**
   * Gives a state variable a new value: {@code name = value}.
   *
   * @param name a state variable defined before
   * @param value its new value
   * @return this
   * @throws EquationException if there is no such state variable
   */
  public EquationsBuilder set(String name, Expression value) {
    if (!isState(name)) {
      List<String> known = states.stream().map(Definition::name).toList();
      throw expected(name, value, "a state variable", "'" + name + "'" + Nearest.hint(name, known));
    }
    step.add(new Assignment(name, value, Position.NONE));
    return this;
  }

  private boolean isState(String name) {
    return states.stream().anyMatch(state -> state.name().equals(name));
  }

  private EquationException expected(String name, Expression value, String expected, String got) {
    var place = new Place(model);
    place.enter(Text.of(new Assignment(name, value, Position.NONE)));
    return place.expected(Position.NONE, expected, got);
  }

  /**
   * Lets a state variable follow a differential equation: {@code dname/dt = value : integrator}.
   *
   * @param name a state variable
   * @param value its derivative by time, per second
   * @param integrator how it is advanced by one time step
   * @return this
   */
  public EquationsBuilder derivative(String name, Expression value, Integrator integrator) {
    step.add(new Derivative(name, value, integrator, Position.NONE));
    return this;
  }

  /**
   * Defines the spike {@code z}: {@code threshold left > right}.
   *
   * @param left what crosses the threshold
   * @param right the threshold
   * @return this
   */
  public EquationsBuilder threshold(Expression left, Expression right) {
    step.add(new Threshold(left, right, Position.NONE));
    return this;
  }

  /**
   * Says what happens to a state variable at a spike: {@code reset name = value}. Resets right
   * after one another make one line.
   *
   * @param name a state variable
   * @param value its new value where {@code z} is 1
   * @return this
   */
  public EquationsBuilder reset(String name, Expression value) {
    var assignments = new ArrayList<Assignment>();
    if (!step.isEmpty() && step.getLast() instanceof Reset last) {
      step.removeLast();
      assignments.addAll(last.assignments());
    }
    assignments.add(new Assignment(name, value, Position.NONE));
    step.add(new Reset(assignments, Position.NONE));
    return this;
  }

  /**
   * Forbids spikes for a time after a spike: {@code refractory duration holds v}.
   *
   * @param duration the time in seconds, from numbers and parameters
   * @param held state variables that keep their value meanwhile; if none, those that {@link
   *     Equations#held} names
   * @return this
   */
  public EquationsBuilder refractory(Expression duration, String... held) {
    step.add(new Refractory(duration, List.of(held), Position.NONE));
    return this;
  }

  /**
   * Requires something of the parameters, checked before anything runs.
   *
   * @param condition a condition on parameters, such as {@code name("tau").greaterThan(0)}
   * @return this
   */
  public EquationsBuilder require(Expression condition) {
    requirements.add(condition);
    return this;
  }

  /**
   * Adds a line to the hand-written backward step: {@code name = value}.
   *
   * @param name a new name, {@code grad_v} for a state variable or {@code grad_x} for an input
   * @param value its value
   * @return this
   */
  public EquationsBuilder adjoint(String name, Expression value) {
    adjoint.add(new Assignment(name, value, Position.NONE));
    return this;
  }

  /**
   * Names what a step puts out, and ends the model.
   *
   * @param name an intermediate value, a state variable or the spike
   * @return the equations
   * @throws EquationException if the model is not valid: names the statement, what was expected and
   *     what came
   */
  public Equations output(String name) {
    return new Equations(model, parameters, requirements, states, inputs, step, name, adjoint);
  }
}
