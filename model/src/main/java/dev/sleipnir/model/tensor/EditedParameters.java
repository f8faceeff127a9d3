package dev.sleipnir.model.tensor;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds parameters that were edited between a forward step and the backward step that would use
 * them. Edits that the backward run does not come across are none of its business: a plastic layer
 * may learn in front of a detached read-out.
 */
final class EditedParameters {
  private EditedParameters() {}

  /**
   * Checks that nodes find their parameters as they left them.
   *
   * @param nodes the record
   * @param output where gradients start, besides the tensors and states that have one; or null
   * @throws IllegalStateException if gradients would reach a node whose parameter was edited
   */
  static void refuse(List<Node> nodes, @Nullable Tensor output) {
    int first = 0;
    while (first < nodes.size() && nodes.get(first).changedParameter() == null) {
      first++;
    }
    if (first == nodes.size()) {
      return;
    }
    Set<Object> reached = Collections.newSetFromMap(new IdentityHashMap<>());
    if (output != null) {
      reached.add(output);
    }
    for (int n = nodes.size() - 1; n >= first; n--) {
      Node node = nodes.get(n);
      List<NeuronState> states = node.states();
      if (reached.contains(node.output())
          || node.output().hasGradient()
          || carryGradient(states, reached)) {
        refuse(node.changedParameter());
        for (Tensor input : node.inputs()) {
          if (input.needsGradient()) {
            reached.add(input);
          }
        }
        states.forEach(state -> reached.add(state.identity()));
      }
    }
  }

  private static boolean carryGradient(List<NeuronState> states, Set<Object> reached) {
    for (NeuronState state : states) {
      if (state.hasGradient() || reached.contains(state.identity())) {
        return true;
      }
    }
    return false;
  }

  private static void refuse(@Nullable Parameter parameter) {
    if (parameter != null) {
      throw new IllegalStateException(
          "backward: expected parameter "
              + parameter
              + " as the tape recorded it, but "
              + parameter.editor()
              + " edited it since; edit after backward, or let no gradient through: detach() the"
              + " output of the layer");
    }
  }
}
