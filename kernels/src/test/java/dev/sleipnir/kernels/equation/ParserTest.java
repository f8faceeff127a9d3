package dev.sleipnir.kernels.equation;

import static dev.sleipnir.kernels.equation.Trees.name;
import static dev.sleipnir.kernels.equation.Trees.number;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.equation.Equations.Definition;
import dev.sleipnir.kernels.equation.Statement.Assignment;
import dev.sleipnir.kernels.equation.Statement.Derivative;
import dev.sleipnir.kernels.equation.Statement.Refractory;
import dev.sleipnir.kernels.equation.Statement.Reset;
import dev.sleipnir.kernels.equation.Statement.Threshold;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParserTest {
  private static final Position NONE = Position.NONE;

  private static Equations of(String statements) {
    return Parser.parse(
        "model m\nparameters p = 1, q = 2\nstate v = 0, w = 0\ninput x, y\n"
            + statements
            + "\noutput v\n");
  }

  private static Expression expression(String text) {
    return ((Assignment) of("v = " + text).step().getFirst()).value();
  }

  /** Every operation in parentheses, by name. */
  private static String shape(Expression expression) {
    return switch (expression) {
      case Expression.Literal literal -> Numerals.of(literal.value());
      case Expression.Name name -> name.name();
      case Expression.Operation operation -> {
        List<String> operands = operation.operands().stream().map(ParserTest::shape).toList();
        yield "(" + operation.operator() + " " + String.join(" ", operands) + ")";
      }
    };
  }

  @Test
  void readsDeclarations() {
    Equations equations = Parser.parse(Models.LIF);
    assertEquals("lif", equations.name());
    assertEquals(
        new Definition("tau_mem_inv", new Expression.Literal(100, pos(2, 51)), "1/s", pos(2, 37)),
        equations.parameters().get(1));
    assertEquals(5, equations.parameters().size());
    assertEquals(
        new Definition("v", new Expression.Name("v_leak", pos(3, 11)), "", pos(3, 7)),
        equations.states().getFirst());
    assertEquals(List.of("x"), equations.inputs());
    assertEquals("z", equations.output());
    assertEquals(List.of(), equations.adjoint());
  }

  @Test
  void readsStepInOrderWithPositions() {
    Equations equations = Parser.parse(Models.LIF);
    assertEquals(
        List.of("j", "u", "z", "v", "i"),
        equations.step().stream().map(line -> ((Assignment) line).name()).toList());
    assertEquals(
        new Assignment(
            "j",
            new Expression.Operation(
                Operator.ADD,
                List.of(new Expression.Name("i", pos(5, 5)), new Expression.Name("x", pos(5, 9))),
                pos(5, 7)),
            pos(5, 1)),
        equations.step().getFirst());
  }

  private static Position pos(int line, int column) {
    return new Position(line, column);
  }

  @Test
  void readsDifferentialForm() {
    List<Statement> step =
        Plain.of(
                of(
                    "dv/dt = x : rk2\ndw/dt = y\nthreshold v + w > p\nreset v = q, w = w + 1\n"
                        + "refractory 0.005 (s) holds v, w"))
            .step();
    assertEquals(
        List.of(
            new Derivative("v", name("x"), Integrator.RK2, NONE),
            new Derivative("w", name("y"), Integrator.EULER, NONE),
            new Threshold(Trees.of(Operator.ADD, name("v"), name("w")), name("p"), NONE),
            new Reset(
                List.of(
                    new Assignment("v", name("q"), NONE),
                    new Assignment("w", Trees.of(Operator.ADD, name("w"), number(1)), NONE)),
                NONE),
            new Refractory(number(0.005), "s", List.of("v", "w"), NONE)),
        step);
  }

  @Test
  void readsEvents() {
    String lines = "event high when v > p\ndv/dt = x\non high w = w + 1, v = q\non high w = 0";
    List<Statement> step = Plain.of(of(lines)).step();
    assertEquals(
        List.of(
            new Statement.Event("high", Trees.of(Operator.GREATER, name("v"), name("p")), NONE),
            new Derivative("v", name("x"), Integrator.EULER, NONE),
            new Reset(
                "high",
                List.of(
                    new Assignment("w", Trees.of(Operator.ADD, name("w"), number(1)), NONE),
                    new Assignment("v", name("q"), NONE)),
                NONE),
            new Reset("high", List.of(new Assignment("w", number(0), NONE)), NONE)),
        step);
    assertEquals(step, Plain.of(Parser.parse(Text.of(of(lines)))).step());
  }

  @Test
  void holdsWhatCrossesTheThresholdUnlessToldOtherwise() {
    String lines = "dv/dt = x\nw = w + y\nthreshold v + w + p > 1\nrefractory 0.005";
    Equations equations = of(lines);
    assertEquals(List.of("v"), equations.held((Refractory) equations.step().getLast()));
    equations = of(lines + " holds w");
    assertEquals(List.of("w"), equations.held((Refractory) equations.step().getLast()));
  }

  @Test
  void readsAdjoint() {
    Equations equations = Parser.parse(Models.ADJOINT);
    assertEquals(
        List.of("s", "g", "g2", "grad_x", "grad_v"),
        equations.adjoint().stream().map(Assignment::name).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "p * q * v; (MULTIPLY (MULTIPLY p q) v)",
        "p - q - v; (SUBTRACT (SUBTRACT p q) v)",
        "p / q / v; (DIVIDE (DIVIDE p q) v)",
        "p + q * v; (ADD p (MULTIPLY q v))",
        "(p + q) * v; (MULTIPLY (ADD p q) v)",
        "-p * q; (MULTIPLY (NEGATE p) q)",
        "-p + q; (ADD (NEGATE p) q)",
        "p * -q; (MULTIPLY p (NEGATE q))",
        "p - -q; (SUBTRACT p (NEGATE q))",
        "--p; (NEGATE (NEGATE p))",
        "-70; (NEGATE 70)",
        "-p^2; (NEGATE (POWER p 2))",
        "(-p)^2; (POWER (NEGATE p) 2)",
        "p^-2; (POWER p (NEGATE 2))",
        "p^2^3; (POWER p (POWER 2 3))",
        "2 * p^(1 / 2); (MULTIPLY 2 (POWER p (DIVIDE 1 2)))",
        "pow(p, 2); (POWER p 2)",
        "exp(p)^2; (POWER (EXP p) 2)",
        "min(p, max(q, v)); (MIN p (MAX q v))",
        "where(v > p, p, q); (WHERE (GREATER v p) p q)",
        "where(v + 1 > p or v < q and not w == 1, p, q);"
            + " (WHERE (OR (GREATER (ADD v 1) p) (AND (LESS v q) (NOT (EQUAL w 1)))) p q)",
        "where(not v <= 1 and w >= 1, p, q);"
            + " (WHERE (AND (NOT (LESS_EQUAL v 1)) (GREATER_EQUAL w 1)) p q)",
        "where((v != 1), p, q); (WHERE (NOT_EQUAL v 1) p q)",
        "relu(abs(log(tanh(sqrt(p))))); (RELU (ABS (LOG (TANH (SQRT p)))))",
        "spike(detach(heaviside(bernoulli(p)))); (SPIKE (DETACH (HEAVISIDE (BERNOULLI p))))",
        "1e-3 + 0.5 + .5 + 2. + 1E2 + 1.5e+1;"
            + " (ADD (ADD (ADD (ADD (ADD 0.001 0.5) 0.5) 2) 100) 15)",
      })
  void readsExpressions(String text, String shape) {
    assertEquals(shape, shape(expression(text)));
  }

  @Test
  void conditionsMayHaveNames() {
    List<Statement> step = of("c = v > p and w > q\nv = where(c, v, w)").step();
    assertEquals("(WHERE c v w)", shape(((Assignment) step.getLast()).value()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "2 * (1 + 3); (MULTIPLY 2 (ADD 1 3)); ''",
        "2 * (1 + 3) (mV); (MULTIPLY 2 (ADD 1 3)); mV",
        "(1 + 3) (mV); (ADD 1 3); mV",
        "1 (1/(m s)); 1; 1/(m s)",
        "1 ( % µA/cm² ); 1; % µA/cm²",
        "q (s); q; s",
        "exp(q) (s); (EXP q); s",
      })
  void parenthesisAfterAnOperandIsAUnit(String text, String shape, String unit) {
    Equations equations =
        Parser.parse("model m\nparameters p = " + text + ", q = 1\ninput x\nv = x\noutput v");
    Definition definition = equations.parameters().getFirst();
    assertEquals(shape, shape(definition.value()));
    assertEquals(unit.equals("''") ? "" : unit, definition.unit());
    assertEquals("q", equations.parameters().get(1).name());
  }

  @Test
  void linesGoOnAfterCommasOperatorsAndInParentheses() {
    Equations broken =
        Parser.parse(
            """
            # before the model

            model m  # its name
            parameters p = 1 (s),
              # its comment
              q =
                2
            parameters r = 3
            state v = 0,
              w = 0
            input x,
              y
            u = (p
              + q
            )
            v = u +

              x *
              y
            dw/dt = where(x > 0 and
              y > 0,
              x, y) : rk4
            output v
            """);
    Equations whole =
        Parser.parse(
            """
            model m
            parameters p = 1 (s), q = 2, r = 3
            state v = 0, w = 0
            input x, y
            u = (p + q)
            v = u + x * y
            dw/dt = where(x > 0 and y > 0, x, y) : rk4
            output v
            """);
    assertEquals(Plain.of(whole), Plain.of(broken));
  }

  @Test
  void lineEndsOfOtherSystemsChangeNothing() {
    assertEquals(Parser.parse(Models.LIF), Parser.parse(Models.LIF.replace("\n", "\r\n")));
  }

  @Test
  void declarationsMayStandAnywhere() {
    Equations equations =
        Parser.parse("model m\noutput v\nv = p * x\nstate v = p\ninput x\nparameters p = 1\n");
    assertEquals("v", equations.output());
  }

  @Test
  void stateMayBeAssignedAgain() {
    assertEquals(3, of("v = v + x\nv = v + y\nw = v").step().size());
  }

  @Test
  void defaultsMayReferToLaterParameters() {
    Equations equations =
        Parser.parse("model m\nparameters a = b, b = 2 * c, c = 1\ninput x\nu = a * x\noutput u");
    assertEquals(3, equations.parameters().size());
  }
}
