package dev.sleipnir.model.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One recorded operation: turns the gradient at its output into gradients at its inputs and
 * parameters. Layers record one for each call, not one for each arithmetic operation.
 */
public abstract class Node {
  private static final int[] NONE = {};

  private final Tensor output;
  private final Tensor[] inputs;
  private int[] versions = NONE;

  /**
   * A node for an operation.
   *
   * @param output what the operation computed
   * @param inputs the tensors that backward may send gradients to; shared
   */
  protected Node(Tensor output, Tensor... inputs) {
    this.output = output;
    this.inputs = inputs;
  }

  /**
   * What the operation computed.
   *
   * @return the output
   */
  protected final Tensor output() {
    return output;
  }

  /** The tensors that backward may send gradients to. */
  final Tensor[] inputs() {
    return inputs;
  }

  /**
   * The state that carries gradients from one step of neurons to the one before.
   *
   * @return the state that backward sends gradients to; null unless overridden
   */
  protected @Nullable NeuronState state() {
    return null;
  }

  /**
   * The parameters that backward reads or gives a gradient. They have to be the same then as when
   * the operation was recorded.
   *
   * @return none unless overridden
   */
  protected List<Parameter> parameters() {
    return List.of();
  }

  /**
   * All states that backward sends gradients to.
   *
   * @return that of {@link #state} unless overridden
   */
  protected List<NeuronState> states() {
    NeuronState state = state();
    return state == null ? List.of() : List.of(state);
  }

  /**
   * Remembers the parameters as they are, unless it did before. {@link Tape#record} does so; an
   * operation that reads them for long before it is recorded does so when it begins.
   */
  protected final void rememberParameters() {
    if (versions.length > 0) {
      return;
    }
    List<Parameter> read = parameters();
    if (read.isEmpty()) {
      return;
    }
    versions = new int[read.size()];
    for (int p = 0; p < versions.length; p++) {
      versions[p] = read.get(p).version();
    }
  }

  /** A parameter that was changed since, or null. */
  final @Nullable Parameter changedParameter() {
    if (versions.length > 0) {
      List<Parameter> read = parameters();
      for (int p = 0; p < versions.length; p++) {
        if (read.get(p).version() != versions[p]) {
          return read.get(p);
        }
      }
    }
    return null;
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
   * Gives buffers back that only {@link #backward} would have: the tape closes without it.
   *
   * @param tape where buffers go
   */
  protected void discard(Tape tape) {}

  /**
   * Propagates gradients, through {@link Tape#addGradient} and {@link Parameter#gradient}.
   *
   * @param gradient gradient at the output, in the output's storage order; zeros if none arrived.
   *     It may be overwritten, and passed on with {@link Tape#addGradient}; if it is not, the node
   *     must {@linkplain Tape#giveBack give it back}
   * @param tape where buffers come from and gradients go to
   */
  protected abstract void backward(float[] gradient, Tape tape);

  /**
   * As {@link #backward}, of a gradient that is not written out.
   *
   * @param gradient gradient at the output, the node's to pass on or end
   * @param tape where gradients go to
   * @return false if the node needs an array; nothing has happened then
   */
  protected boolean backward(DeferredGradient gradient, Tape tape) {
    return false;
  }
}
