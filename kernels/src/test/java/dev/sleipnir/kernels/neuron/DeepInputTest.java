package dev.sleipnir.kernels.neuron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Equations;
import dev.sleipnir.kernels.equation.Expression;
import dev.sleipnir.kernels.equation.Markdown;
import dev.sleipnir.kernels.equation.Operator;
import dev.sleipnir.kernels.equation.Parser;
import dev.sleipnir.kernels.equation.Plain;
import dev.sleipnir.kernels.equation.Position;
import dev.sleipnir.kernels.equation.RuleEquations;
import dev.sleipnir.kernels.equation.RuleParser;
import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.equation.Text;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Texts that programs write are long and deep: all of it on a thread with a small stack. */
class DeepInputTest {
  private static final int MANY = 20_000;
  private static final int STACK = 128 * 1024;

  private static <T> T onSmallStack(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(null, task, "small stack", STACK);
    thread.start();
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e.getCause());
    }
  }

  /** Refused with a message that a person can read, which begins with the first of these words. */
  private static void refused(Executable work, String... words) {
    String message =
        String.valueOf(assertThrows(IllegalArgumentException.class, work).getMessage());
    assertTrue(words.length == 0 || message.startsWith(words[0]), message);
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
    assertTrue(message.length() < 700, () -> message.length() + " characters: " + message);
  }

  private static String repeat(int count, String between, IntFunction<String> part) {
    return IntStream.range(0, count).mapToObj(part).collect(Collectors.joining(between));
  }

  private static String model(String parameters, String lines) {
    return "model m\n" + parameters + "state v = 0\ninput x\n" + lines + "\noutput v\n";
  }

  /** What a neuron's first step from 0 puts out for an input of 1; its gradient is computed too. */
  private static float step(String text) throws Exception {
    return onSmallStack(
        () -> {
          NeuronModel model = NeuronModel.parse(text);
          model.check(model.parameterValues(Map.of()));
          OneStep step = new OneStep(text, Surrogate.SUPER, false);
          step.backward(new float[1], new float[] {1}, 1, new float[1]);
          return step.forward(new float[1], 1f);
        });
  }

  @Test
  void aSumOfThousandsOfParametersIsComputed() throws Exception {
    String parameters = "parameters " + repeat(MANY, ", ", p -> "p" + p + " = 1") + "\n";
    String sum = "v = x + (" + repeat(MANY, " + ", p -> "p" + p) + ")";
    assertEquals(MANY + 1f, step(model(parameters, sum)));
  }

  @Test
  void defaultsThatBuildOnOneAnotherAreComputed() throws Exception {
    String parameters =
        "parameters p0 = 1, "
            + repeat(MANY, ", ", p -> "p" + (p + 1) + " = p" + p + " + 1")
            + "\nrequire p"
            + MANY
            + " > 0\n";
    String backwards =
        "parameters "
            + repeat(MANY, ", ", p -> "p" + p + " = p" + (p + 1) + " + 1")
            + ", p"
            + MANY
            + " = 1\n";
    assertEquals(MANY + 2f, step(model(parameters, "v = x + p" + MANY)));
    assertEquals(MANY + 2f, step(model(backwards, "v = x + p0")));
  }

  @Test
  void aRequirementOfThousandsOfConditionsIsChecked() throws Exception {
    String all = "parameters a = 1\nrequire " + repeat(MANY, " and ", p -> "a > 0") + "\n";
    assertEquals(1f, step(model(all, "v = x")));
    refused(() -> step(model(all.replace("a = 1", "a = -1"), "v = x")), "m: expected a > 0");
  }

  @Test
  void chainsOfLinesAndTermsThatFitAreCompiled() throws Exception {
    String lines = "u0 = x\n" + repeat(300, "\n", l -> "u%d = x + u%d".formatted(l + 1, l));
    assertEquals(301f, step(model("", lines + "\nv = u300")));
    assertEquals(301f, step(model("", "v = x" + repeat(300, "", t -> " + x * x"))));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    String sum = "v = v" + repeat(MANY, "", t -> " + x * " + t);
    String lines = "u0 = x\n" + repeat(MANY, "\n", l -> "u%d = u%d * x".formatted(l + 1, l));
    String rk4 = "dv/dt = -v" + repeat(3000, "", t -> " + x * v") + " : rk4";
    String exps = "v = v" + repeat(1000, "", t -> " + exp(x * %d.5)".formatted(t));
    String choice = "v = where(" + repeat(MANY, " and ", t -> "v > " + t) + ", x, 0)";
    for (String step : new String[] {sum, lines + "\nv = u" + MANY, rk4, exps, choice}) {
      refused(() -> step(model("", step)), "m", "expected a model of less than");
    }
  }

  @Test
  void valuesUsedTwiceByEachLineCostALineEach() throws Exception {
    String spikes =
        "z0 = spike(x - 0.5)\n"
            + repeat(100, "\n", l -> "z%d = z%d * z%d".formatted(l + 1, l, l))
            + "\nv = (1 - z100) * v + z100 * x";
    assertEquals(1f, step(model("", spikes)));
    String conditions = "parameters a = 1\nrequire a > 0\n";
    assertEquals(
        1f,
        step(
            model(
                conditions,
                "c0 = a > 0\n"
                    + repeat(100, "\n", l -> "c%d = c%d and c%d".formatted(l + 1, l, l))
                    + "\nv = where(c100, x, 0)")));
  }

  @Test
  void nestingIsRefusedAtItsPlace() {
    for (int depth : new int[] {201, 100_000}) {
      for (String open : new String[] {"(", "exp(", "-", "not ", "2 ^ ", "min(1, "}) {
        refused(
            () -> onSmallStack(() -> Parser.parse(model("", "v = " + open.repeat(depth)))),
            "m, line 4, column ",
            "expected at most 200 levels of nesting, got more");
      }
    }
  }

  @Test
  void nestingUpToTheBoundIsCompiled() throws Exception {
    assertEquals(1f, step(model("", "v = " + "(".repeat(195) + "x" + ")".repeat(195))));
    assertEquals(1f, step(model("", "v = " + "detach(".repeat(195) + "x" + ")".repeat(195))));
    assertEquals(96f, step(model("", "v = " + "(x + ".repeat(95) + "x" + ")".repeat(95))));
    assertEquals(1f, step(model("", "v = " + "-".repeat(196) + "x")));
  }

  @Test
  void longNamesAndLinesAreRefusedWithAShortMessage() {
    String name = "a".repeat(100_000);
    refused(
        () -> onSmallStack(() -> Parser.parse("model " + name + "\n")),
        "line 1, column 7: expected a name of at most 200 characters, got");
    String line = "v = " + repeat(MANY, " + ", t -> "x") + " + y";
    refused(
        () -> onSmallStack(() -> Parser.parse(model("", line))),
        "m, line 4, column " + (4 * MANY + 5) + ": expected a defined name");
  }

  @Test
  void hugeNumbersAreRefusedAtTheirPlace() {
    String digits = "9".repeat(100_000);
    refused(
        () -> Parser.parse(model("", "v = x + " + digits)),
        "m, line 4, column 9: expected a number up to 3.4e38, got '999");
  }

  @Test
  void longTreesAreComparedWrittenAndCopied() throws Exception {
    String text = model("", "v = " + repeat(MANY, " + ", t -> "x") + " - 2 * x");
    onSmallStack(
        () -> {
          Equations equations = Parser.parse(text);
          Equations again = Parser.parse(text);
          assertEquals(equations, again);
          assertEquals(equations.hashCode(), again.hashCode());
          assertEquals(text, Text.of(equations));
          assertFalse(Plain.of(equations).equals(again));
          assertEquals(Plain.of(equations), Plain.of(again));
          assertTrue(Markdown.of(equations).contains("x + x - 2 \\, x"));
          assertTrue(equations.toString().length() > MANY);
          return null;
        });
    Expression sum = new Expression.Name("x", Position.NONE);
    for (int t = 0; t < MANY; t++) {
      sum = new Expression.Operation(Operator.ABS, List.of(sum), Position.NONE);
    }
    Expression deep = sum;
    assertTrue(onSmallStack(() -> Plain.of(deep).equals(deep)));
  }

  @Test
  void theInterpreterGoesAsDeep() throws Exception {
    String lines =
        "u0 = v + x\n"
            + repeat(MANY, "\n", l -> "u%d = u%d + x".formatted(l + 1, l))
            + "\ndv/dt = u"
            + MANY
            + " : rk2";
    double[] state = {0};
    onSmallStack(
        () -> {
          NeuronModel model = NeuronModel.of(Parser.parse(model("", lines)));
          return new NeuronInterpreter(model, new double[0], 1, () -> 0).step(state, 1);
        });
    // Half a step to (MANY + 1) / 2, where the slope is that much larger.
    assertEquals((MANY + 1) * 1.5, state[0]);
  }

  @Test
  void rulesGoAsDeep() throws Exception {
    String sum =
        "rule r\nparameters a = 1\ntrace y of post decay 1 jump 1\non pre w = w - "
            + repeat(MANY, " - ", t -> "a * y");
    RuleEquations rule = onSmallStack(() -> RuleParser.parse(sum));
    assertTrue(onSmallStack(() -> rule.equals(RuleParser.parse(sum))));
    refused(
        () -> onSmallStack(() -> RuleParser.parse("rule r\non pre w = " + "(".repeat(100_000))),
        "r, line 2, column ",
        "expected at most 200 levels of nesting");
  }
}
