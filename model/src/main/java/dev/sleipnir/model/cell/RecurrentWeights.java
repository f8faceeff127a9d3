package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.model.layer.Described;
import dev.sleipnir.model.layer.Description;
import dev.sleipnir.model.tensor.Constraint;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Weights of recurrently connected neurons: of their input, and of the spikes of the step before.
 *
 * <p>Without autapses no neuron drives itself: the diagonal of the recurrent weights is set to 0
 * and receives no gradient.
 */
public final class RecurrentWeights implements Described {
  private final Parameter input;
  private final Parameter recurrent;
  private final boolean autapses;
  private final int inputs;
  private final int hidden;

  /**
   * These weights, copied.
   *
   * @param input [hidden, inputs]
   * @param recurrent [hidden, hidden], row = neuron driven, column = neuron that fired
   * @param autapses whether neurons may drive themselves
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public RecurrentWeights(Tensor input, Tensor recurrent, boolean autapses) {
    if (input.rank() != 2) {
      throw new IllegalArgumentException(
          "input weights: expected [hidden, inputs], got shape " + Shape.text(input.shape()));
    }
    hidden = input.dim(0);
    inputs = input.dim(1);
    if (hidden == 0 || inputs == 0) {
      throw new IllegalArgumentException(
          "input weights: expected at least one neuron and one input, got shape "
              + Shape.text(input.shape()));
    }
    Shape.require("recurrent weights", new int[] {hidden, hidden}, recurrent.shape());
    this.input = new Parameter("input_weights", input);
    this.recurrent = new Parameter("recurrent_weights", recurrent);
    this.autapses = autapses;
    clearAutapses(this.recurrent.data());
    if (!autapses) {
      this.recurrent.constrain(new NoAutapses());
    }
  }

  /** Whatever sets the weights, no neuron drives itself. */
  private final class NoAutapses implements Constraint {
    @Override
    public @Nullable String violation() {
      return null;
    }

    @Override
    public void project() {
      clearAutapses(recurrent.data());
    }
  }

  /**
   * Normal weights of standard deviation sqrt(2 / hidden), both, without autapses, from the
   * {@linkplain Seeds#next() next stream} of the process.
   *
   * @param inputs features in
   * @param hidden neurons
   * @return the weights
   */
  public static RecurrentWeights random(int inputs, int hidden) {
    return random(Seeds.next(), inputs, hidden, false);
  }

  /**
   * Normal weights of standard deviation sqrt(2 / hidden), both.
   *
   * @param random what they are drawn from
   * @param inputs features in
   * @param hidden neurons
   * @param autapses whether neurons may drive themselves
   * @return the weights
   */
  public static RecurrentWeights random(
      RandomStream random, int inputs, int hidden, boolean autapses) {
    float deviation = (float) Math.sqrt(2.0 / hidden);
    return new RecurrentWeights(
        Tensor.randn(random, hidden, inputs).scale(deviation),
        Tensor.randn(random, hidden, hidden).scale(deviation),
        autapses);
  }

  /**
   * Weights of the input.
   *
   * @return [hidden, inputs]
   */
  public Parameter input() {
    return input;
  }

  /**
   * Weights of the spikes of the step before.
   *
   * @return [hidden, hidden]
   */
  public Parameter recurrent() {
    return recurrent;
  }

  /**
   * Whether neurons may drive themselves.
   *
   * @return false if the diagonal of the recurrent weights stays 0
   */
  public boolean hasAutapses() {
    return autapses;
  }

  /**
   * Features in.
   *
   * @return at least 1
   */
  public int inputs() {
    return inputs;
  }

  /**
   * Neurons.
   *
   * @return at least 1
   */
  public int hidden() {
    return hidden;
  }

  /** Takes the diagonal out of weights or their gradient, if there are no autapses. */
  void clearAutapses(float[] matrix) {
    if (!autapses) {
      for (int h = 0; h < hidden; h++) {
        matrix[h * hidden + h] = 0f;
      }
    }
  }

  @Override
  public Description description() {
    return new Description("RecurrentWeights")
        .parameter("input", input)
        .parameter("recurrent", recurrent)
        .flag("autapses", autapses);
  }

  @Override
  public String toString() {
    return inputs() + ", " + hidden() + ", autapses = " + autapses;
  }
}
