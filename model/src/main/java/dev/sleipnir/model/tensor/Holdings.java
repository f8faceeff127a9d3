package dev.sleipnir.model.tensor;

import java.util.ArrayList;
import java.util.List;

/** What an open scope holds. A workspace keeps the lists, so that their arrays are used again. */
final class Holdings {
  final List<Tensor> tensors = new ArrayList<>();
  final List<NeuronState> states = new ArrayList<>();
  final List<Node> nodes = new ArrayList<>();

  /** Ends the tensors and states of a scope, which they return their memory to. */
  void end(Scope scope, Memory memory) {
    for (int t = 0; t < tensors.size(); t++) {
      Tensor tensor = tensors.get(t);
      if (!memory.isLasting()) {
        tensor.end(memory);
      }
      ArrivingGradient arriving = tensor.arriving();
      if (arriving != null) {
        arriving.end(scope);
      }
    }
    tensors.clear();
    for (int s = 0; s < states.size(); s++) {
      states.get(s).giveBack(memory);
    }
    states.clear();
  }
}
