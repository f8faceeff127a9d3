package dev.sleipnir.kernels.update;

import dev.sleipnir.kernels.bytecode.CompiledLoop;
import dev.sleipnir.kernels.bytecode.LoopCompiler;
import dev.sleipnir.kernels.graph.FormulaPrograms;
import dev.sleipnir.kernels.graph.Program;
import org.jspecify.annotations.Nullable;

/**
 * The compiled loops of an elementwise function over a table of [rows][columns], forward and
 * backward. Both take the same list of arrays, one for each place that {@link FormulaPrograms}
 * names; those that a loop does not touch may be of any length.
 */
public final class FormulaLoops {
  private static final float[][] NONE = {};

  private final FormulaPrograms programs;
  private final String name;
  private final float[] forwardConstants;
  private final float[] backwardConstants;
  private final CompiledLoop forward;
  private volatile @Nullable CompiledLoop backward;

  FormulaLoops(String name, FormulaPrograms programs, double[] numbers) {
    this.name = name;
    this.programs = programs;
    forwardConstants = constants(programs.forward(), numbers);
    backwardConstants = constants(programs.backward(), numbers);
    forward = LoopCompiler.compile(name, programs.forward().loop());
  }

  private static float[] constants(Program program, double[] numbers) {
    float[] constants = new float[program.invariants().size()];
    program.invariants(numbers, constants);
    return constants;
  }

  /**
   * Number of values that forward saves beside inputs and outputs.
   *
   * @return at least 0
   */
  public int saved() {
    return programs.saved();
  }

  /**
   * Number of arrays that both directions take.
   *
   * @return inputs, outputs, what is saved, gradients at outputs, gradients at inputs
   */
  public int arrays() {
    return 2 * (programs.inputs() + programs.outputs()) + programs.saved();
  }

  /**
   * Whether backward reads an input.
   *
   * @param input its index
   * @return whether its values have to be kept
   */
  public boolean readsInput(int input) {
    return programs.read().get(input);
  }

  /**
   * Whether backward reads an output.
   *
   * @param output its index
   * @return whether its values have to be kept
   */
  public boolean readsOutput(int output) {
    return programs.read().get(programs.inputs() + output);
  }

  /**
   * Whether an input has a gradient that was asked for.
   *
   * @param input its index
   * @return true if backward gives one
   */
  public boolean hasGradient(int input) {
    return programs.passed().get(input) != FormulaPrograms.NO_GRADIENT;
  }

  /**
   * The output whose gradient is the input's, too, and is not computed.
   *
   * @param input its index
   * @return the output's index, negative if there is none
   */
  public int passed(int input) {
    return programs.passed().get(input);
  }

  /**
   * Whether backward computes anything.
   *
   * @return false if all gradients are passed on, or there are none
   */
  public boolean hasBackward() {
    return !programs.backward().loop().seriesStores().isEmpty();
  }

  /**
   * The outputs of a part of the table.
   *
   * @param arrays all arrays
   * @param row first row
   * @param rows number of rows
   * @param columns columns of the table
   * @param from first column
   * @param to one past the last
   * @throws IllegalArgumentException if an array is too short
   * @throws IndexOutOfBoundsException if the range is none of the table's
   */
  public void forward(float[][] arrays, int row, int rows, int columns, int from, int to) {
    forward.run(forwardConstants, arrays, arrays, NONE, row, rows, columns, from, to, 0);
  }

  /**
   * The gradients at the inputs of a part of the table: overwritten. They may be in the arrays of
   * gradients at outputs.
   *
   * @param arrays all arrays
   * @param row first row
   * @param rows number of rows
   * @param columns columns of the table
   * @param from first column
   * @param to one past the last
   * @throws IllegalArgumentException if an array is too short
   * @throws IndexOutOfBoundsException if the range is none of the table's
   */
  public void backward(float[][] arrays, int row, int rows, int columns, int from, int to) {
    CompiledLoop loop = backward;
    if (loop == null) {
      // Two threads that come first compile the same loop twice: harmless, and no lock later.
      loop = LoopCompiler.compile(name + "_backward", programs.backward().loop());
      backward = loop;
    }
    loop.run(backwardConstants, arrays, arrays, NONE, row, rows, columns, from, to, 0);
  }
}
