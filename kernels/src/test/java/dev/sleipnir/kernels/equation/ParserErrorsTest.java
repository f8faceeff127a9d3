package dev.sleipnir.kernels.equation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParserErrorsTest {
  private static EquationException error(String text) {
    return assertThrows(EquationException.class, () -> Parser.parse(text));
  }

  private static String firstLine(EquationException error) {
    return String.valueOf(error.getMessage()).lines().findFirst().orElseThrow();
  }

  @Test
  void pointsAtThePlace() {
    var error =
        error(
            """
            model lif
            state v = 0
            input x

            	u = (v +	x  # open
            z = spike(u)
            output z
            """);
    assertEquals(
        """
        lif, line 5, column 12: expected ')', got end of line
        \tu = (v +\tx  # open
        \t        \t ^\
        """,
        error.getMessage());
    assertEquals(5, error.line());
    assertEquals(12, error.column());
  }

  /** The text's lines are separated by |; the position is line:column. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "x; 1:1; expected 'model' and its name, got 'x'",
        "# nothing; 1:1; expected 'model' and its name, got end of text",
        "model; 1:6; expected the model's name, got end of line",
        "model 2; 1:7; expected the model's name, got '2'",
        "model m n; 1:9; expected end of line, got 'n'",
        "model m'|input x|u = x|output u; 1:7; expected a name (a letter, then letters, digits or _), got 'm''",
      })
  void withoutModel(String text, String position, String complaint) {
    var error = error(text.replace('|', '\n'));
    assertEquals(position, error.line() + ":" + error.column());
    assertTrue(firstLine(error).endsWith(complaint), error.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        // lines
        "model n; 2:1; expected one model, got 'model'",
        "parameter p = 1;"
            + " 2:11; expected '=' after 'parameter', got 'p' (did you mean 'parameters'?)",
        "+ 1; 2:1; expected a statement, got '+'",
        "input x|u = x; 3:6; expected a line 'output ...', got end of text",
        "input x|u = x|output u|output u; 5:1; expected one output, got a second",
        "input x|u = x|output u, x; 4:9; expected end of line (a model has one output), got ','",
        "input|output u; 2:6; expected an input's name, got end of line",
        "input x,|output u; 2:9; expected an input's name, got end of line",
        "input x y; 2:9; expected an operator or end of line, got 'y'",
        // expressions
        "input x|u = ; 3:4; expected a number, a name or '(', got end of line",
        "input x|u =|v = 1; 3:4; expected a number, a name or '(', got end of line",
        "input x|u = x +|v = 1; 3:8; expected a number, a name or '(', got end of line",
        "input x|u = x +; 3:8; expected a number, a name or '(', got end of line",
        "input x|u = * x; 3:5; expected a number, a name or '(', got '*'",
        "input x|u = and x; 3:5; expected a number, a name or '(', got 'and'",
        "input x|u = (x; 3:7; expected ')', got end of line",
        "input x|u = (x|output u; 3:7; expected ')', got end of line",
        "input x|u = (x|dv/dt = u; 3:7; expected ')', got end of line",
        "input x|u = x); 3:6; expected an operator or end of line, got ')'",
        "input x|u = 2 x; 3:7; expected an operator or end of line, got 'x'",
        "input x|u = 2x; 3:6; expected an operator or end of line, got 'x'",
        "input x|u = 2 (x); 3:7; expected an operator or end of line, got '('",
        "input x|u = x $ 2; 3:7; expected an operator or end of line, got '$'",
        "input x|u = x ** 2; 3:8; expected a number, a name or '(', got '*'",
        "input x|u = 1e39; 3:5; expected a number up to 3.4e38, got '1e39'",
        "input x|u = exp; 3:8; expected '(' after 'exp', got end of line",
        "input x|u = exp(x, x); 3:10; expected ')' (exp takes 1 value), got ','",
        "input x|u = min(x); 3:10; expected ',' (min takes 2 values), got ')'",
        "input x|u = where(x > 0, x);" + " 3:19; expected ',' (where takes 3 values), got ')'",
        "input x|u = spke(x); 3:5; expected a function, got 'spke' (did you mean 'spike'?)",
        "input x|u = foobar(x); 3:5; expected a function, got 'foobar'",
        "input x|x + 1; 3:3; expected '=' after 'x', got '+'",
        // declarations
        "parameters 1; 2:12; expected a name, got '1'",
        "parameters p; 2:13; expected '=', got end of line",
        "parameters p = 1 q = 2; 2:18; expected an operator or end of line, got 'q'",
        "parameters p = 1 (s; 2:20; expected ')' after the unit, got end of line",
        "parameters p = 1 (s,|q = 1); 2:21; expected ')' after the unit, got end of line",
        "parameters p = 1 (s|state v = 0; 2:20; expected ')' after the unit, got end of line",
        "parameters p = 1 ( ); 2:20; expected a unit, got ')'",
        "parameters p = 1 (s) (m); 2:22; expected an operator or end of line, got '('",
        "parameters p = (q (s)); 2:17; expected a function, got 'q'",
        // differential form
        "input x|state v = 0|dv/dx = 1; 4:4; expected 'dt' (as in dv/dt), got 'dx'",
        "input x|state v = 0|dv/dt + 1; 4:7; expected '=', got '+'",
        "input x|state v = 0|dv/dt = x : rk5;"
            + " 4:13; expected one of euler, exponential_euler, exact, rk2, rk4, got 'rk5'",
        "input x|state v = 0|threshold v; 4:12; expected '>', got end of line",
        "input x|state v = 0|threshold v < 1; 4:13; expected '>', got '<'",
        "input x|state v = 0|reset 1; 4:7; expected a state variable, got '1'",
        "input x|state v = 0|reset v + 1; 4:9; expected '=' after 'v', got '+'",
        "input x|state v = 0|refractory 1 holds; 4:19; expected a state variable, got end of line",
        "input x|state v = 0|refractory 1 hold v;"
            + " 4:14; expected an operator or end of line, got 'hold'",
        // adjoint
        "input x|u = x|output u|adjoint u; 5:9; expected end of line after 'adjoint', got 'u'",
        "input x|u = x|output u|adjoint; 5:8; expected an assignment, got end of text",
        "input x|u = x|adjoint|output u;"
            + " 5:1; expected an assignment (the adjoint comes last), got 'output'",
        "input x|u = x|output u|adjoint|dv/dt = 1; 6:3; expected '=' after 'dv', got '/'",
      })
  void syntax(String lines, String position, String complaint) {
    check("model m|" + lines, position, complaint);
  }

  private static void check(String text, String position, String complaint) {
    var error = error(text.replace('|', '\n'));
    String[] numbers = position.split(":", -1);
    assertEquals(
        "m, line %s, column %s: %s".formatted(numbers[0], numbers[1], complaint), firstLine(error));
    assertEquals(position, error.line() + ":" + error.column());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        // names
        "parameters p = 1, p = 2; 6:19; expected a new name, got the parameter 'p'",
        "parameters v = 1; 3:7; expected a new name, got the parameter 'v'",
        "input v; 6:7; expected a new name, got the state variable 'v'",
        "input x; 6:7; expected a new name, got the input 'x'",
        "parameters dt = 1; 6:12; expected a name, got 'dt', which is the time step",
        "parameters exp = 1; 6:12; expected a name, got 'exp', which is a function",
        "parameters pow = 1; 6:12; expected a name, got 'pow', which is a function",
        "parameters state = 1; 6:12; expected a name, got 'state', which is a keyword",
        "state or = 1; 6:7; expected a name, got 'or', which is a keyword",
        "input grad_q;"
            + " 6:7; expected a name, got 'grad_q' (grad_... names a gradient in the adjoint)",
        "state q' = 1; 6:7; expected a name, got 'q'' (a letter, then letters, digits or _)",
        "tanh = 1; 6:1; expected a name, got 'tanh', which is a function",
        "dt = 1; 6:1; expected a new name or a state variable, got the time step 'dt'",
        "x = 1; 6:1; expected a new name or a state variable, got the input 'x'",
        "tau_mem = 1; 6:1; expected a new name or a state variable, got the parameter 'tau_mem'",
        "u = 1|u = 2;"
            + " 7:1; expected a new name, got 'u', which is assigned twice"
            + " (only state variables may be)",
        // defaults and initial values
        "parameters a = b, b = 1 + c, c = a;"
            + " 6:12; expected defaults that do not depend on themselves,"
            + " got the cycle a -> b -> c -> a",
        "parameters a = 2 * a;"
            + " 6:12; expected defaults that do not depend on themselves, got the cycle a -> a",
        "parameters a = b, b = c, c = b;"
            + " 6:19; expected defaults that do not depend on themselves,"
            + " got the cycle b -> c -> b",
        "parameters a = v; 6:16; expected a parameter or a number, got the state variable 'v'",
        "parameters a = dt; 6:16; expected a parameter or a number, got the time step 'dt'",
        "parameters a = u|u = 1; 6:16; expected a parameter or a number, got 'u'",
        "parameters a = 1 > 2; 6:18; expected a number, got a condition",
        "parameters a = taumem;"
            + " 6:16; expected a defined name, got 'taumem' (did you mean 'tau_mem'?)",
        "parameters a = bernoulli(1); 6:16; expected a value without chance, got 'bernoulli'",
        "parameters a = spike(1); 6:16; expected a value without chance, got 'spike'",
        "state s = x; 6:11; expected a parameter or a number, got the input 'x'",
        "state s = v; 6:11; expected a parameter or a number, got the state variable 'v'",
        "state s = dt; 6:11; expected a parameter or a number, got the time step 'dt'",
        // order
        "u = r + 1|r = 2; 6:5; expected a name with a value, got 'r', which is not assigned yet",
        "u = u + 1; 6:5; expected a name with a value, got 'u', which is not assigned yet",
        "v = z|threshold v > 1;"
            + " 6:5; expected a name with a value, got 'z', which is not assigned yet",
        "u = tau_men; 6:5; expected a defined name, got 'tau_men' (did you mean 'tau_mem'?)",
        "u = q; 6:5; expected a defined name, got 'q'",
        "u = nothing; 6:5; expected a defined name, got 'nothing'",
        "u = v'; 6:5; expected a defined name, got 'v'' (did you mean 'v'?)",
        "u = grad_v; 6:5; expected a defined name, got 'grad_v'",
        // types
        "u = v + (x > 1); 6:12; expected a number, got a condition",
        "v = v > 1; 6:7; expected a number, got a condition",
        "u = where(v, 1, 2); 6:11; expected a condition, got a number",
        "u = where(v > 1, v > 2, 2); 6:20; expected a number, got a condition",
        "u = v > 1 > 2; 6:7; expected a number, got a condition",
        "u = (v > 1) == (x > 1); 6:8; expected a number, got a condition",
        "u = not v; 6:9; expected a condition, got a number",
        "u = -(v > 1); 6:9; expected a number, got a condition",
        "u = v > 1 or x; 6:14; expected a condition, got a number",
        "u = exp(v > 1); 6:11; expected a number, got a condition",
        "c = v > 1|u = c + 1; 7:5; expected a number, got a condition",
        "u = v ^ x; 6:9; expected an exponent of numbers and parameters, got 'x'",
        "u = pow(v, 2 * v); 6:16; expected an exponent of numbers and parameters, got 'v'",
        "u = v ^ bernoulli(1); 6:9; expected an exponent of numbers and parameters, got 'bernoulli'",
        "u = v ^ (1 + spike(1)); 6:14; expected an exponent of numbers and parameters, got 'spike'",
        // differential form
        "dx/dt = 1; 6:1; expected a state variable, got the input 'x'",
        "dq/dt = 1; 6:1; expected a state variable, got 'q'",
        "d/dt = 1; 6:1; expected a state variable, got ''",
        "dv/dt = x|dv/dt = 1; 7:1; expected one equation for 'v', got a second",
        "dv/dt = x > 1; 6:11; expected a number, got a condition",
        "threshold v > 1|threshold v > 2; 7:1; expected one threshold, got a second",
        "z = 1|threshold v > 1;"
            + " 7:1; expected the name 'z' to be free for the spike, got the intermediate value 'z'",
        "threshold v > 1|z = 1;"
            + " 7:1; expected a new name or a state variable, got the threshold's spike 'z'",
        "threshold v + (x > 1) > 1; 6:18; expected a number, got a condition",
        "reset v = 1; 6:1; expected a threshold before the reset, got none",
        "reset v = 1|threshold v > 1; 6:1; expected a threshold before the reset, got none",
        "threshold v > 1|refractory while v holds v; 7:18; expected a condition, got a number",
        "threshold v > 1|refractory while w > 1 holds v; 7:18; expected a defined name, got 'w'",
        "event high v > 1; 6:12; expected 'when' and a condition, got 'v'",
        "event when v > 1; 6:12; expected 'when' and a condition, got 'v'",
        "event v when v > 1; 3:7; expected another name, got 'v', which is an event",
        "event z when v > 1|threshold v > 2;"
            + " 6:1; expected another name, got 'z', which is the spike",
        "u = 1|event u when v > 1; 6:1; expected another name, got 'u', which is an event",
        "event dt when v > 1; 6:1; expected a name, got 'dt', which is the time step",
        "event high when v; 6:17; expected a condition, got a number",
        "event high when v > 1|event high when v > 2; 7:1; expected a new name, got the event 'high' twice",
        "event high when v > 1|high = x; 7:1; expected another name, got 'high', which is an event",
        "on high v = 1; 6:1; expected one of the events above, [], got 'high'",
        "event high when v > 1|on hihg v = 1;"
            + " 7:1; expected one of the events above, [high], got 'hihg' (did you mean 'high'?)",
        "event high when v > 1|on high x = 1; 7:9; expected a state variable, got the input 'x'",
        "threshold v > 1|event high when v > 1|on high v = z;"
            + " 8:9; expected what does not depend on the spike, got 'z'",
        "threshold v > 1|u = 2 * z|event high when v > 1|on high v = u;"
            + " 9:9; expected what does not depend on the spike, got 'u'",
        "threshold v > 1|reset v = 1, v = 2; 7:14; expected each variable once, got 'v' twice",
        "threshold v > 1|reset x = 1; 7:7; expected a state variable, got the input 'x'",
        "threshold v > 1|reset v = x > 1; 7:13; expected a number, got a condition",
        "refractory 1 holds v; 6:1; expected a threshold, for what is refractory, got none",
        "threshold v > 1|refractory 1;"
            + " 7:1; expected 'holds' and what is held, got nothing to hold",
        "threshold v > 1|refractory x holds v;"
            + " 7:12; expected a parameter or a number, got the input 'x'",
        "threshold v > 1|refractory 1 holds x; 7:1; expected a state variable, got the input 'x'",
        "threshold v > 1|refractory 1 holds v, v; 7:1; expected each variable once, got 'v' twice",
        "threshold v > 1|refractory 1 holds v|refractory 2 holds v;"
            + " 8:1; expected one refractory time, got a second",
        "state rho = 0|threshold v > 1|refractory 1 holds v;"
            + " 6:7; expected another name, got 'rho', which is the refractory steps left",
        "threshold v > 1|refractory 1 holds v|rho = x;"
            + " 8:1; expected another name, got 'rho', which is the refractory steps left",
        "input rho|threshold v > 1|refractory 1 holds v;"
            + " 6:7; expected another name, got 'rho', which is the refractory steps left",
        "v = rho|threshold v > 1|refractory 1 holds v; 6:5; expected a defined name, got 'rho'",
        // requirements
        "require; 6:8; expected a number, a name or '(', got end of line",
        "require tau_mem; 6:9; expected a condition, got a number",
        "require tau_mem > 0, v > 1;"
            + " 6:22; expected a parameter or a number, got the state variable 'v'",
        "require x > 0; 6:9; expected a parameter or a number, got the input 'x'",
        "require tau_men > 0;"
            + " 6:9; expected a defined name, got 'tau_men' (did you mean 'tau_mem'?)",
        "require tau_mem > u|u = 1; 6:19; expected a parameter or a number, got 'u'",
        "require bernoulli(1) > 0; 6:9; expected a value without chance, got 'bernoulli'",
        "require tau_mem > 0 < 1; 6:17; expected a number, got a condition",
      })
  void meaning(String lines, String position, String complaint) {
    check(
        "model m|parameters tau_mem = 1|state v = 0|input x|output v|" + lines,
        position,
        complaint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "output uu; 6:8; expected a defined name, got 'uu' (did you mean 'u'?)",
        "output x; 6:8; expected a value of the step, got the input 'x'",
        "output p; 6:8; expected a value of the step, got the parameter 'p'",
        "output dt; 6:8; expected a value of the step, got the time step 'dt'",
        "c = u > 1|output c; 7:8; expected a number, got the condition 'c'",
        "output u|adjoint|grad_v = 1;"
            + " 8:1; expected an assignment of 'grad_x' in the adjoint, got none",
        "output u|adjoint|g = grad_x|grad_x = 1;"
            + " 8:5; expected a name with a value, got 'grad_x', which is not assigned yet",
        "output u|adjoint|grad_x = 1|grad_x = 2;"
            + " 9:1; expected a new name, got 'grad_x', which is assigned twice",
        "output u|adjoint|grad_u = 1;"
            + " 8:1; expected the gradient at a state variable or an input, got 'grad_u'",
        "output u|adjoint|grad_p = 1;"
            + " 8:1; expected the gradient at a state variable or an input, got 'grad_p'",
        "output u|adjoint|v = 1; 8:1; expected a new name, got the state variable 'v'",
        "output u|adjoint|v' = 1;"
            + " 8:1; expected a name, got 'v'' (a letter, then letters, digits or _)",
        "output u|adjoint|u = 1;"
            + " 8:1; expected a new name, got 'u', which is assigned twice"
            + " (only state variables may be)",
        "output u|adjoint|grad_x = x';"
            + " 8:10; expected a defined name, got 'x'' (did you mean 'x'?)",
        "output u|adjoint|grad_x = u > 1; 8:12; expected a number, got a condition",
        "output u|adjoint|grad_x = bernoulli(u);"
            + " 8:10; expected a value without chance, got 'bernoulli'",
        "output u|adjoint|grad_x = 2 * spike(u);"
            + " 8:14; expected a value without chance, got 'spike'",
      })
  void outputAndAdjoint(String lines, String position, String complaint) {
    check("model m|parameters p = 1|state v = 0|input x|u = v + x|" + lines, position, complaint);
  }

  @Test
  void nestingIsBounded() {
    var error = error("model m\ninput x\nu = " + "(".repeat(5000) + "x" + ")".repeat(5000));
    assertEquals(
        "m, line 3, column 205: expected at most 200 levels of nesting, got more",
        firstLine(error));
  }

  /** A text with a piece cut out, doubled or moved gives equations or an error at a place in it. */
  @Test
  void damagedTextIsReportedWhereItIs() {
    var random = new Random(3);
    int rejected = 0;
    for (int i = 0; i < 3000; i++) {
      String model = Models.ALL.get(i % Models.ALL.size());
      int from = random.nextInt(model.length());
      int to = Math.min(model.length(), from + random.nextInt(6));
      int at = random.nextInt(model.length());
      String piece =
          random.nextBoolean() ? model.substring(at, Math.min(at + 3, model.length())) : "";
      String text = model.substring(0, from) + piece + model.substring(to);
      try {
        Equations equations = Plain.of(Parser.parse(text));
        assertEquals(equations, Plain.of(Parser.parse(Text.of(equations))));
      } catch (EquationException e) {
        rejected++;
        List<String> lines = text.lines().toList();
        assertTrue(e.line() >= 1 && e.line() <= lines.size(), e::getMessage);
        int width = lines.get(e.line() - 1).length();
        assertTrue(e.column() >= 1 && e.column() <= width + 1, e::getMessage);
      }
    }
    assertTrue(rejected > 1000, "rejected: " + rejected);
  }
}
