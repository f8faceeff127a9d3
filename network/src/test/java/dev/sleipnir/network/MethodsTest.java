package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How equations are advanced: which steps are stable, and what single precision leaves. */
class MethodsTest {
  private static void run(String method, double a, double b, double dt) {
    var net = new Network(dt, 1);
    var many =
        net.population(
            "many",
            """
            model coupled
            parameters a = -0.1, b = 5
            state x = 1, y = 0
            dx/dt = a * x + b * y : METHOD
            dy/dt = a * y - b * x : METHOD
            output x
            """
                .replace("METHOD", method),
            2);
    many.set("a", Values.of(-0.1, a)).set("b", Values.of(0, b));
    net.runSteps(1);
    assertEquals(1, net.step());
  }

  /** An oscillation that fades: Euler's largest step is 2 a / (a^2 + b^2). */
  @ParameterizedTest
  @CsvSource({
    "euler, -0.1, 5, 0.1, 0.0079968",
    "euler, -30, 0, 0.1, 0.0666667",
    "rk2, -30, 0, 0.1, 0.0666667",
    "rk4, -30, 0, 0.1, 0.0928431",
    "rk4, -0.1, 40, 0.1, 0.0707",
    "exponential_euler, -1, 30, 0.1, 0.0022232",
  })
  void stepsThatAreTooLong(String method, double a, double b, double dt, double largest) {
    var error = assertThrows(IllegalArgumentException.class, () -> run(method, a, b, dt));
    String message = String.valueOf(error.getMessage());
    assertTrue(message.startsWith("many: coupled: " + method + " of x"), message);
    assertTrue(message.endsWith(", got " + (float) dt), message);
    double told = Double.parseDouble(message.replaceFirst(".*below (.*), got.*", "$1"));
    assertEquals(largest, told, 0.01 * largest);
    run(method, a, b, 0.999 * told);
  }

  @ParameterizedTest
  @CsvSource({
    "exact, -30, 40",
    "exponential_euler, -30, 0",
    "rk4, -0.1, 5",
    // What does not fade is not judged.
    "euler, 0, 5",
    "euler, 1, 0",
    "rk2, 30, 1",
  })
  void stepsThatWillDo(String method, double a, double b) {
    run(method, a, b, 0.1);
  }

  /** The largest error of a spiking neuron in 2 s, whose double runs beside it. */
  @Test
  void exactKeepsItsDigits() {
    var net = new Network(0.1, 1);
    var one =
        net.population(
            "one",
            """
            model lif
            state v = -60
            dv/dt = (-49 - v) / 20 : exact
            threshold v > -50
            reset v = -60
            """,
            1);
    double v = -60;
    double worst = 0;
    double d = Math.exp(-0.1 / 20);
    for (int n = 0; n < 20_000; n++) {
      net.runSteps(1);
      v = -49 + (v + 49) * d;
      if (v > -50) {
        v = -60;
      }
      worst = Math.max(worst, Math.abs(v - one.state("v")[0]));
    }
    // v d + E (1 - d) is off by 1.7e-4 here.
    assertEquals(2.1e-5, worst, 1e-5);
  }
}
