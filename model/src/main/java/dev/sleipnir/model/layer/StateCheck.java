package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Looks for numbers that are not finite where a sequence ends. A potential that is NaN never
 * crosses a threshold: it would be taken for silence, and neither output nor loss would show it.
 * But it stays what it is for as long as the neuron has a memory, so that one look after the last
 * step finds what came in at any step, for a small share of one step's work.
 */
final class StateCheck {
  /** Neurons of one block of work. */
  private static final int BLOCK = 32 * 1024;

  private StateCheck() {}

  /**
   * Checks the state after a sequence, as far as it says what it is made of.
   *
   * @param module what the sequence went through
   * @param xs the sequence, for the message
   * @param state after its last step
   * @throws ArithmeticException if a state variable is NaN or infinite; the message names the
   *     module, and input or parameter if that is where it comes from
   */
  static void require(NetworkModule module, Tensor xs, @Nullable State state) {
    if (state == null) {
      return;
    }
    for (NeuronState neurons : StateLeaves.known(state).neurons()) {
      for (int c = 0; c < neurons.names().size(); c++) {
        if (!allFinite(neurons.column(c), xs)) {
          throw new ArithmeticException(message(module, xs, state, neurons, c));
        }
      }
    }
  }

  private static boolean allFinite(float[] values, Tensor xs) {
    if (values.length <= BLOCK) {
      return Reductions.allFinite(values, 0, values.length);
    }
    AtomicBoolean finite = new AtomicBoolean(true);
    Scope.of(xs)
        .parallel()
        .forEach(
            Math.ceilDiv(values.length, BLOCK),
            (block, worker) -> {
              int from = block * BLOCK;
              int n = Math.min(BLOCK, values.length - from);
              if (!Reductions.allFinite(values, from, n)) {
                finite.set(false);
              }
            });
    return finite.get();
  }

  private static String message(
      NetworkModule module, Tensor xs, State state, NeuronState neurons, int column) {
    String variable = neurons.names().get(column);
    float[] values = neurons.get(variable).toArray();
    int at = Reductions.firstNonFinite(values, 0, values.length);
    return place(module, state, neurons)
        + ": expected a finite "
        + variable
        + " after "
        + xs.dim(0)
        + " steps, got "
        + values[at]
        + " at "
        + Shape.place(at, neurons.shape())
        + "; "
        + cause(module, xs);
  }

  private static String cause(NetworkModule module, Tensor xs) {
    float[] input = xs.toArray();
    int at = Reductions.firstNonFinite(input, 0, input.length);
    if (at >= 0) {
      return "the input has a " + input[at] + " at " + Shape.place(at, xs.shape());
    }
    for (Parameter parameter : module.parameters()) {
      at = Reductions.firstNonFinite(parameter.data(), 0, parameter.size());
      if (at >= 0) {
        return "parameter "
            + parameter
            + " has a "
            + parameter.data()[at]
            + " at "
            + Shape.place(at, parameter.shape());
      }
    }
    return "input and parameters are finite: the neurons themselves diverge, or start from a state"
        + " that is not; smaller weights or a smaller time step may help";
  }

  /** The module whose state this is, in words. */
  private static String place(NetworkModule module, State state, NeuronState neurons) {
    if (module instanceof Sequence sequence) {
      List<NetworkModule> parts = sequence.modules();
      for (int m = 0; m < parts.size(); m++) {
        State part = sequence.stateOf(state, m);
        if (part != null && StateLeaves.known(part).has(neurons)) {
          return "module " + m + ", " + place(parts.get(m), part, neurons);
        }
      }
    }
    return module.toString();
  }
}
