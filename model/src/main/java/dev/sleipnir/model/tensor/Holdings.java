package dev.sleipnir.model.tensor;

import java.util.ArrayList;
import java.util.List;

/** What an open scope holds. A workspace keeps the lists, so that their arrays are used again. */
final class Holdings {
  final List<Tensor> tensors = new ArrayList<>();
  final List<NeuronState> states = new ArrayList<>();
  final List<Node> nodes = new ArrayList<>();
}
