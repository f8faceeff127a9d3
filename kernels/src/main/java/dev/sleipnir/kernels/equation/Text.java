package dev.sleipnir.kernels.equation;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Statement.Assignment;
import dev.sleipnir.kernels.equation.Statement.Derivative;
import dev.sleipnir.kernels.equation.Statement.Event;
import dev.sleipnir.kernels.equation.Statement.Refractory;
import dev.sleipnir.kernels.equation.Statement.Reset;
import dev.sleipnir.kernels.equation.Statement.Threshold;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Equations as text that their parser reads back as the same equations. */
public final class Text {
  private static final int WIDTH = 100;
  private static final Writing WRITING = new Writing(Text::pieces);

  private Text() {}

  /**
   * The text of a model, each thing in its usual place.
   *
   * @param equations the model
   * @return lines that parse to equal equations, positions aside
   */
  public static String of(Equations equations) {
    List<String> lines = new ArrayList<>();
    lines.add("model " + equations.name());
    addList(lines, "parameters ", equations.parameters());
    equations.requirements().forEach(condition -> lines.add("require " + of(condition)));
    addList(lines, "state ", equations.states());
    addNames(lines, "input ", equations.inputs());
    equations.step().forEach(line -> lines.add(of(line)));
    lines.add("output " + equations.output());
    if (!equations.adjoint().isEmpty()) {
      lines.add("adjoint");
      equations.adjoint().forEach(line -> lines.add(of(line)));
    }
    return String.join("\n", lines) + "\n";
  }

  /**
   * The text of a plasticity rule, each thing in its usual place.
   *
   * @param rule the rule
   * @return lines that {@link RuleParser} reads back as an equal rule, positions aside
   */
  public static String of(RuleEquations rule) {
    return RuleText.of(rule);
  }

  /**
   * The text of an elementwise update, each thing in its usual place.
   *
   * @param update the update
   * @return lines that {@link UpdateParser} reads back as an equal update, positions aside: as an
   *     optimiser if it is one
   */
  public static String of(Update update) {
    return UpdateText.of(update);
  }

  /**
   * The text of an elementwise function, each thing in its usual place.
   *
   * @param formula the function
   * @return lines that {@link FormulaParser} reads back as an equal function, positions aside
   */
  public static String of(Formula formula) {
    List<String> lines = new ArrayList<>();
    lines.add("function " + formula.name());
    addList(lines, "parameters ", formula.parameters());
    formula.requirements().forEach(condition -> lines.add("require " + of(condition)));
    addNames(lines, "input ", formula.inputs());
    formula.lines().forEach(line -> lines.add(of(line)));
    addNames(lines, "output ", formula.outputs());
    if (!formula.adjoint().isEmpty()) {
      lines.add("adjoint");
      formula.adjoint().forEach(line -> lines.add(of(line)));
    }
    return String.join("\n", lines) + "\n";
  }

  static void addNames(List<String> lines, String word, List<String> names) {
    if (!names.isEmpty()) {
      lines.add(word + String.join(", ", names));
    }
  }

  /** Adds a list of definitions, if there are any: on one line, if it is not too long. */
  static void addList(List<String> lines, String word, List<Definition> definitions) {
    if (!definitions.isEmpty()) {
      String line = word + joined(definitions, Text::of, ", ");
      lines.add(line.length() <= WIDTH ? line : word + joined(definitions, Text::of, ",\n    "));
    }
  }

  private static <T> String joined(List<T> things, Function<T, String> text, String between) {
    return things.stream().map(text).collect(Collectors.joining(between));
  }

  static String of(Definition definition) {
    return definition.name() + " = " + of(definition.value()) + unit(definition.unit());
  }

  private static String unit(String unit) {
    return unit.isEmpty() ? "" : " (" + unit + ")";
  }

  /**
   * The text of a line.
   *
   * @param statement a line of a step
   * @return the line, without a line break
   */
  public static String of(Statement statement) {
    return switch (statement) {
      case Assignment line -> line.name() + " = " + of(line.value());
      case Derivative line ->
          String.format(
              Locale.ROOT,
              "d%s/dt = %s : %s",
              line.name(),
              of(line.value()),
              line.integrator().spelling());
      case Threshold line ->
          "threshold "
              + comparand(line.left())
              + (line.orEqual() ? " >= " : " > ")
              + comparand(line.right());
      case Event line -> "event " + line.name() + " when " + of(line.condition());
      case Reset line ->
          (line.isOfSpike() ? "reset " : "on " + line.event() + " ")
              + joined(line.assignments(), Text::of, ", ");
      case Refractory line ->
          "refractory "
              + (line.isConditional() ? "while " : "")
              + of(line.duration())
              + unit(line.unit())
              + (line.held().isEmpty() ? "" : " holds " + String.join(", ", line.held()));
    };
  }

  private static String comparand(Expression expression) {
    boolean tighter = operand(expression, Operator.GREATER.precedence()) instanceof Expression;
    return tighter ? of(expression) : "(" + of(expression) + ")";
  }

  /**
   * The text of an expression, with no more parentheses than its tree needs.
   *
   * @param expression an expression
   * @return its text
   */
  public static String of(Expression expression) {
    return WRITING.of(expression);
  }

  /**
   * The start of an expression's text, for a message.
   *
   * @param expression an expression
   * @return its text, cut off where it is longer than a reader wants
   */
  public static String excerpt(Expression expression) {
    return Excerpt.start(of(expression));
  }

  private static List<Object> pieces(Expression expression) {
    return switch (expression) {
      case Expression.Literal literal -> List.of(Numerals.of(literal.value()));
      case Expression.Name name -> List.of(name.name());
      case Expression.Operation operation -> pieces(operation.operator(), operation.operands());
    };
  }

  private static List<Object> pieces(Operator operator, List<Expression> operands) {
    String spelling = operator.spelling();
    int own = operator.precedence();
    if (operator.isFunction()) {
      return Writing.call(spelling + "(", operands, ")");
    }
    return switch (operator) {
      case NOT -> List.of("not ", operand(operands.getFirst(), own - 1));
      case NEGATE -> List.of("-", operand(operands.getFirst(), own));
      case POWER ->
          List.of(
              operand(operands.getFirst(), own),
              "^",
              operand(operands.getLast(), Operator.NEGATE.precedence() - 1));
      default ->
          List.of(
              operand(operands.getFirst(), own - 1),
              " " + spelling + " ",
              operand(operands.getLast(), own));
    };
  }

  /** In parentheses, unless it binds tighter than the given precedence. */
  private static Object operand(Expression expression, int precedence) {
    boolean tighter =
        !(expression instanceof Expression.Operation operation)
            || operation.operator().precedence() > precedence;
    return tighter ? expression : List.of("(", expression, ")");
  }
}
