package dev.sleipnir.kernels.update;

import dev.sleipnir.kernels.bytecode.CompiledLoop;
import dev.sleipnir.kernels.bytecode.LoopCompiler;
import dev.sleipnir.kernels.equation.Update;
import dev.sleipnir.kernels.equation.UpdateParser;
import dev.sleipnir.kernels.graph.Calculation;
import dev.sleipnir.kernels.graph.Program;
import dev.sleipnir.kernels.graph.RuleExpressions;
import dev.sleipnir.kernels.graph.UpdateProgram;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An elementwise update that runs: from its text, compiled when first used. What it makes of an
 * element depends neither on how a range is cut nor on the vector width. Several threads may run
 * one at the same time, on ranges of their own.
 */
public final class UpdateModel {
  private static final float[][] NO_COLUMNS = {};

  private final Update update;
  private final Program program;
  private volatile @Nullable CompiledLoop compiled;

  private UpdateModel(Update update) {
    this.update = update;
    program = UpdateProgram.of(update);
  }

  /**
   * Reads an update.
   *
   * @param text as {@link UpdateParser} says
   * @return the update
   * @throws dev.sleipnir.kernels.equation.EquationException if the text is not a valid update:
   *     names line and column of the first error, what was expected and what came
   */
  public static UpdateModel parse(String text) {
    return new UpdateModel(UpdateParser.parse(text));
  }

  /**
   * Reads an optimiser.
   *
   * @param text as {@link UpdateParser} says
   * @return its update
   * @throws dev.sleipnir.kernels.equation.EquationException if the text is not a valid optimiser:
   *     names line and column of the first error, what was expected and what came
   */
  public static UpdateModel parseOptimizer(String text) {
    return new UpdateModel(UpdateParser.parseOptimizer(text));
  }

  /**
   * The update as written.
   *
   * @return its lines
   */
  public Update update() {
    return update;
  }

  /**
   * Numbers for the {@link #calculation}, with the parameters' values set.
   *
   * @param given values of parameters by name; the others take their defaults, which may be
   *     expressions in the given ones
   * @return the parameters in order, then room for the scalars
   * @throws IllegalArgumentException if there is no such parameter, a value is not finite or what
   *     the text requires does not hold; the message names what was expected and what came
   */
  public double[] numbers(Map<String, Double> given) {
    return Arrays.copyOf(
        ParameterValues.of(update.name(), update.parameters(), update.requirements(), given),
        update.numbers().size());
  }

  /**
   * The value a state starts from.
   *
   * @param state which
   * @param numbers from {@link #numbers}
   * @return its initial value
   */
  public float initialValue(int state, double[] numbers) {
    Map<String, Double> values = new HashMap<>();
    for (int p = 0; p < update.parameters().size(); p++) {
      values.put(update.parameters().get(p).name(), numbers[p]);
    }
    return (float) RuleExpressions.number(update.states().get(state).value(), values);
  }

  /**
   * What is the same for all elements, to be computed from numbers that change from call to call.
   *
   * @return a calculation of its own for the caller: of the parameters in order, then the scalars
   */
  public Calculation calculation() {
    return new Calculation(program);
  }

  /**
   * How many numbers the {@link #calculation} gives.
   *
   * @return at least 0
   */
  public int constants() {
    return program.invariants().size();
  }

  /**
   * Updates the elements [from, to).
   *
   * @param constants from the {@link #calculation}
   * @param inputs the inputs, in order
   * @param states the states, in order, updated
   * @param from first element, the same in all arrays
   * @param to one past the last
   * @throws IllegalArgumentException if an array is missing or too short
   * @throws IndexOutOfBoundsException if the range is none
   */
  public void run(float[] constants, float[][] inputs, float[][] states, int from, int to) {
    CompiledLoop loop = compiled;
    if (loop == null) {
      // Two threads that come first compile the same loop twice: harmless, and no lock later.
      loop = LoopCompiler.compile(update.name(), program.loop());
      compiled = loop;
    }
    loop.run(constants, NO_COLUMNS, inputs, states, 0, 1, to, from, to, 0);
  }

  @Override
  public String toString() {
    return update.name();
  }
}
