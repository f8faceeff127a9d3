package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;

/** A point in time through which the values of a state go on and its gradients do not go back. */
final class GradientStop extends Node {
  private final StateLeaves leaves;

  private GradientStop(Tensor nothing, StateLeaves leaves) {
    super(nothing);
    this.leaves = leaves;
  }

  /** The state to go on with: its populations are the same objects, which neurons update. */
  static State at(State state, Tape tape) {
    tape.record(new GradientStop(tape.tensor(0), StateLeaves.of(state)));
    return state.with(Parts.tensors(Tensor::detach));
  }

  @Override
  protected List<NeuronState> states() {
    return leaves.neurons();
  }

  @Override
  protected boolean hasOtherGradient() {
    return leaves.hasGradient();
  }

  @Override
  protected void backward(float[] gradient, Tape tape) {
    tape.giveBack(gradient);
    for (NeuronState population : leaves.neurons()) {
      population.stopGradient(tape);
    }
  }
}
