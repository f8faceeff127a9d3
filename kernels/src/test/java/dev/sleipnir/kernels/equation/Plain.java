package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Statement.Assignment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Trees as if they had not come from text, so that those that differ only in layout are equal. */
public final class Plain {
  private Plain() {}

  /** The same equations, without positions. */
  public static Equations of(Equations e) {
    return new Equations(
        e.name(),
        e.parameters().stream().map(Plain::of).toList(),
        e.requirements().stream().map(Plain::of).toList(),
        e.states().stream().map(Plain::of).toList(),
        e.inputs(),
        e.step().stream().map(Plain::of).toList(),
        e.output(),
        e.adjoint().stream().map(Plain::of).toList());
  }

  /** The same expression, without positions. */
  public static Expression of(Expression expression) {
    return new Fold<Expression>() {
      @Override
      protected Expression leaf(Expression leaf) {
        return leaf instanceof Expression.Name name
            ? new Expression.Name(name.name(), Position.NONE)
            : new Expression.Literal(((Expression.Literal) leaf).value(), Position.NONE);
      }

      @Override
      protected Expression operation(Expression.Operation operation, List<Expression> operands) {
        return new Expression.Operation(operation.operator(), operands, Position.NONE);
      }
    }.of(expression);
  }

  /** The same rule, without positions. */
  public static RuleEquations of(RuleEquations r) {
    return new RuleEquations(
        r.name(),
        r.parameters().stream().map(Plain::of).toList(),
        r.requirements().stream().map(Plain::of).toList(),
        r.signals().stream()
            .map(s -> new RuleEquations.Signal(s.name(), s.side(), Position.NONE))
            .toList(),
        r.traces().stream()
            .map(
                t ->
                    new RuleEquations.Trace(
                        t.name(), t.side(), of(t.decay()), t.kind(), of(t.value()), Position.NONE))
            .toList(),
        r.variables().stream()
            .map(
                v ->
                    new RuleEquations.Variable(
                        v.name(),
                        of(v.initial()),
                        orNull(v.decay()),
                        orNull(v.rest()),
                        Position.NONE))
            .toList(),
        r.onPre().stream().map(Plain::of).toList(),
        r.onPost().stream().map(Plain::of).toList(),
        r.onStep().stream().map(Plain::of).toList(),
        r.deliveries().stream()
            .map(d -> new RuleEquations.Delivery(of(d.value()), d.port(), d.after(), Position.NONE))
            .toList(),
        r.bounds() == null
            ? null
            : new RuleEquations.Bounds(of(r.bounds().low()), of(r.bounds().high())));
  }

  private static RuleEquations.Change of(RuleEquations.Change a) {
    return new RuleEquations.Change(a.name(), of(a.value()), orNull(a.when()), Position.NONE);
  }

  private static @Nullable Expression orNull(@Nullable Expression expression) {
    return expression == null ? null : of(expression);
  }

  /** The same update, without positions. */
  public static Update of(Update u) {
    return new Update(
        u.name(),
        u.parameters().stream().map(Plain::of).toList(),
        u.requirements().stream().map(Plain::of).toList(),
        u.scalars(),
        u.inputs(),
        u.states().stream().map(Plain::of).toList(),
        u.lines().stream().map(Plain::of).toList());
  }

  private static Definition of(Definition d) {
    return new Definition(d.name(), of(d.value()), d.unit(), Position.NONE);
  }

  private static Assignment of(Assignment a) {
    return new Assignment(a.name(), of(a.value()), Position.NONE);
  }

  private static Statement of(Statement statement) {
    return switch (statement) {
      case Assignment a -> of(a);
      case Statement.Derivative d ->
          new Statement.Derivative(d.name(), of(d.value()), d.integrator(), Position.NONE);
      case Statement.Threshold t ->
          new Statement.Threshold(of(t.left()), of(t.right()), Position.NONE);
      case Statement.Event e -> new Statement.Event(e.name(), of(e.condition()), Position.NONE);
      case Statement.Reset r ->
          new Statement.Reset(
              r.event(), r.assignments().stream().map(Plain::of).toList(), Position.NONE);
      case Statement.Refractory r ->
          new Statement.Refractory(of(r.duration()), r.unit(), r.held(), Position.NONE);
    };
  }
}
