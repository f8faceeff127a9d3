package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.spikes.StepProduct;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Coupling} does between the steps of a population, and the way back; nothing where
 * there is none. The potentials are the first state variable.
 */
final class CoupledSteps {
  private final @Nullable StepProduct product;
  private final @Nullable Coupling coupling;
  private final boolean isInput;
  private final int row;
  private final float dt;

  /** Potentials that the coupling acted on, in every step; null where no steps back follow. */
  private @Nullable Tensor remembered;

  /**
   * Steps of coupled neurons.
   *
   * @param coupling how they are coupled; null if they are not
   * @param neurons their equations
   * @param batch samples
   * @param scope does the products
   */
  CoupledSteps(@Nullable Coupling coupling, NeuronCell neurons, int batch, Scope scope) {
    this.coupling = coupling;
    isInput = coupling != null && Coupling.isInput(neurons.model());
    dt = (float) neurons.settings().dt();
    row = coupling == null ? 0 : batch * coupling.neurons();
    product = coupling == null ? null : coupling.product(batch, scope);
  }

  /** Whether steps have to be taken one at a time. */
  boolean isCoupled() {
    return coupling != null;
  }

  /**
   * Inputs of the neurons, with the current G v behind them if that is the last input of the
   * equations; backward, gradients at them.
   *
   * @param given the others
   * @param length values of all steps
   * @param scope lends room for the current
   * @return all inputs; {@link #giveBack} gives the room back
   */
  float[][] inputs(float[][] given, int length, Scope scope) {
    if (!isInput) {
      return given;
    }
    float[][] all = Arrays.copyOf(given, given.length + 1);
    all[given.length] = scope.take(length);
    return all;
  }

  /** Gives the room of the current back. */
  void giveBack(float[][] inputs, Scope scope) {
    if (isInput) {
      scope.giveBack(inputs[inputs.length - 1]);
    }
  }

  /** One step. */
  void run(int t, PopulationSteps population, float[] v, float[][] inputs, Scope scope) {
    before(t, v, inputs);
    population.run(t, 1, scope.parallel());
    after(t, v, scope);
  }

  /** One step backwards. */
  void back(int t, PopulationSteps population, float[] atV, float[][] atInputs, Tape tape) {
    backAfter(t, atV, tape);
    population.run(t, 1, tape.parallel());
    backBefore(t, atInputs, atV);
  }

  /** Keeps what the way back needs, for as many steps as a tensor has. */
  void remember(Tensor like, Scope scope) {
    remembered = coupling == null ? null : scope.tensorLike(like);
  }

  /** From the potentials to the current of the step. */
  private void before(int t, float[] v, float[][] inputs) {
    StepProduct p = product;
    if (p != null && isInput) {
      keep(t, v);
      p.multiply(v, 0, inputs[inputs.length - 1], t * row, false);
    }
  }

  /** v + dt G v. */
  private void after(int t, float[] v, Scope scope) {
    StepProduct p = product;
    if (p == null || isInput) {
      return;
    }
    keep(t, v);
    float[] current = scope.take(row);
    p.multiply(v, 0, current, 0, false);
    Elementwise.scale(current, 0, dt, current, 0, row);
    Elementwise.add(v, 0, current, 0, v, 0, row);
    scope.giveBack(current);
  }

  private void keep(int t, float[] v) {
    Tensor all = remembered;
    if (all != null) {
      System.arraycopy(v, 0, all.data(), t * row, row);
    }
  }

  /** The way back of {@link #after}: adds to the gradients at the potentials and of the matrix. */
  private void backAfter(int t, float[] atV, Tape tape) {
    if (coupling == null || isInput) {
      return;
    }
    float[] current = tape.take(row);
    Elementwise.scale(atV, 0, dt, current, 0, row);
    back(t, current, 0, atV);
    tape.giveBack(current);
  }

  /** The way back of {@link #before}. */
  private void backBefore(int t, float[][] atInputs, float[] atV) {
    if (coupling != null && isInput) {
      back(t, atInputs[atInputs.length - 1], t * row, atV);
    }
  }

  private void back(int t, float[] atCurrent, int from, float[] atV) {
    StepProduct p = product;
    Coupling c = coupling;
    Tensor potentials = remembered;
    if (p != null && c != null && potentials != null) {
      p.addGradient(atCurrent, from, potentials.data(), t * row, c.matrix().gradient());
      p.backward(atCurrent, from, atV, 0, true);
    }
  }
}
