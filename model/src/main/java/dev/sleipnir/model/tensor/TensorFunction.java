package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.equation.Markdown;
import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.equation.Text;
import dev.sleipnir.kernels.update.FormulaLoops;
import dev.sleipnir.kernels.update.FormulaModel;
import java.util.List;
import java.util.Objects;

/**
 * A function of tensors, element by element, written as a text and compiled to one loop forward and
 * one backward:
 *
 * <pre>{@code
 * var fade = TensorFunction.parse("y = exp(-x / tau) * a");
 * var y = fade.apply(x, tau, a);                  // three tensors, broadcast as NumPy does
 * var slow = fade.with("tau", 20).apply(x, a);    // one number for all elements
 * }</pre>
 *
 * <p>The inputs of a text without a line {@code input} are the names that no line defines, in the
 * order in which they first come; without a line {@code output} the last line's name is the output.
 * {@link dev.sleipnir.kernels.equation.FormulaParser} describes the language.
 *
 * <p>Shapes broadcast: they are aligned at their last axes, and an axis that is missing or of size
 * 1 is repeated. The gradient at an input that was repeated is the sum over the repeated axes.
 *
 * <p>What an element becomes depends neither on the shapes that the inputs had before, nor on the
 * number of threads, nor on the vector width. Functions are values: they may be shared by threads.
 */
public final class TensorFunction {
  private final FormulaModel model;

  private TensorFunction(FormulaModel model) {
    this.model = model;
  }

  /**
   * Reads a function.
   *
   * @param text its lines
   * @return the function; its parameters have their defaults, and its spikes, if it has any, are
   *     differentiated by SuperSpike with alpha = 100
   * @throws dev.sleipnir.kernels.equation.EquationException if the text is not a valid function:
   *     names line and column of the first error, what was expected and what came
   * @throws IllegalArgumentException if the defaults are not what the text requires
   */
  public static TensorFunction parse(String text) {
    return new TensorFunction(FormulaModel.parse(text));
  }

  /**
   * The same with another value of a parameter, or with one number for all elements of an input,
   * which is none any more.
   *
   * @param name the parameter's or input's name
   * @param value its value
   * @return another function
   * @throws IllegalArgumentException if there is none of that name, or the value is not finite or
   *     not what the text requires
   */
  public TensorFunction with(String name, double value) {
    return new TensorFunction(model.with(name, value));
  }

  /**
   * The same with another surrogate for the derivative of its spikes.
   *
   * @param surrogate what replaces the derivative
   * @param alpha its steepness, more than 0
   * @return another function
   * @throws IllegalArgumentException if the surrogate draws spikes at random, or alpha is not
   *     positive and finite
   */
  public TensorFunction surrogate(Surrogate surrogate, float alpha) {
    return new TensorFunction(model.surrogate(surrogate, alpha));
  }

  /** {@return what replaces the derivative of its spikes} */
  public Surrogate surrogate() {
    return model.surrogate();
  }

  /** {@return the steepness of the surrogate} */
  public float alpha() {
    return model.alpha();
  }

  /**
   * Names of the inputs.
   *
   * @return in the order in which {@link #apply} takes them
   */
  public List<String> inputs() {
    return model.formula().inputs();
  }

  /**
   * Names of the outputs.
   *
   * @return in the order in which {@link #applyAll} gives them
   */
  public List<String> outputs() {
    return model.formula().outputs();
  }

  /**
   * Computes a function of one output.
   *
   * @param inputs as many tensors as the function has inputs, of shapes that broadcast
   * @return a tensor of the common shape
   * @throws IllegalArgumentException if there are more or fewer, their shapes do not broadcast, or
   *     the function has several outputs
   */
  public Tensor apply(Tensor... inputs) {
    if (outputs().size() != 1) {
      throw new IllegalArgumentException(
          model + ": expected a function of one output, got " + outputs() + "; see applyAll");
    }
    return run(inputs)[0];
  }

  /**
   * Computes all outputs, in one loop.
   *
   * @param inputs as many tensors as the function has inputs, of shapes that broadcast
   * @return for each output a tensor of the common shape
   * @throws IllegalArgumentException if there are more or fewer inputs, or their shapes do not
   *     broadcast
   */
  public List<Tensor> applyAll(Tensor... inputs) {
    return List.of(run(inputs));
  }

  /**
   * The text, with the values that {@link #with} gave as defaults.
   *
   * @return lines that {@link #parse} reads back as the same function, but for its surrogate
   */
  public String text() {
    return Text.of(model.formula());
  }

  /**
   * The text as a section of documentation: parameters with their values, inputs, outputs and the
   * lines.
   *
   * @return Markdown under a heading of the second level, its formulas in {@code math} blocks and
   *     between dollar signs
   */
  public String markdown() {
    return Markdown.of(model.formula());
  }

  private Tensor[] run(Tensor[] given) {
    if (given.length != inputs().size() || given.length == 0) {
      throw new IllegalArgumentException(
          model
              + ": expected "
              + (inputs().isEmpty() ? "at least one input in its text" : "inputs " + inputs())
              + ", got "
              + given.length);
    }
    for (int i = 0; i < given.length; i++) {
      String name = inputs().get(i);
      Objects.requireNonNull(
          given[i], () -> model + ": expected a tensor for the input " + name + ", got null");
    }
    Tensor[] inputs = given.clone();
    Scope scope = Scope.ofAny(List.of(inputs));
    for (Tensor input : inputs) {
      scope.admit(input);
    }
    Broadcast table = Broadcast.of(model.toString(), inputs);
    Tape tape = scope.tape();
    long wanted = 0;
    for (int i = 0; i < inputs.length && tape != null; i++) {
      wanted |= inputs[i].needsGradient() ? 1L << i : 0;
    }
    FormulaLoops loops = model.loops(table.places, wanted);
    var call = new FunctionCall(loops, table, inputs, outputs().size());
    call.forward(scope);
    if (tape != null) {
      call.record(tape);
    }
    return call.outputs();
  }

  @Override
  public String toString() {
    return model.toString();
  }
}
