package dev.sleipnir.model.tensor;

/**
 * One recorded operation: turns the gradient at its output into gradients at its inputs and
 * parameters. Layers record one for each call, not one for each arithmetic operation.
 */
public abstract class Node {
  private final Tensor output;

  /**
   * A node for an operation.
   *
   * @param output what the operation computed
   */
  protected Node(Tensor output) {
    this.output = output;
  }

  /**
   * What the operation computed.
   *
   * @return the output
   */
  protected final Tensor output() {
    return output;
  }

  /**
   * Whether to run backward although no gradient arrived at the output: true of neurons, whose
   * state may carry one.
   *
   * @return false unless overridden
   */
  protected boolean hasOtherGradient() {
    return false;
  }

  /**
   * Propagates gradients, through {@link Tape#addGradient} and {@link Parameter#gradient}.
   *
   * @param gradient gradient at the output, in the output's storage order; zeros if none arrived.
   *     It may be overwritten, and passed on with {@link Tape#addGradient}; if it is not, the node
   *     must {@linkplain Tape#giveBack give it back}
   * @param tape where buffers come from and gradients go to
   */
  protected abstract void backward(float[] gradient, Tape tape);
}
