package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;
import dev.sleipnir.model.tensor.TensorState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the recurrent layers of the deep-learning libraries share: gates are made of the input and
 * of the output before, and a function, a text, makes the state of them. The input's part of all
 * steps is one product.
 */
abstract sealed class GatedLayer implements StatefulLayer permits Elman, Gru, Lstm {
  private final int inputs;
  private final int hidden;
  private final int gates;

  /** Of the gates from the input, those from the output before, and what is carried. */
  private final TensorFunction function;

  private final int carried;
  private final List<Parameter> parameters;
  private final Linear fromInput;
  private final Linear fromOutput;

  /**
   * A layer.
   *
   * @param random what weights and biases are drawn from
   * @param inputs features in
   * @param hidden features out
   * @param function takes for each gate what comes from the input, then for each gate what comes
   *     from the output before, then what is carried; gives what is carried next, the output first
   * @param carried tensors that are carried
   */
  GatedLayer(RandomStream random, int inputs, int hidden, TensorFunction function, int carried) {
    Require.atLeast("inputs", 1, inputs);
    Require.atLeast("hidden", 1, hidden);
    this.inputs = inputs;
    this.hidden = hidden;
    this.function = function;
    this.carried = carried;
    gates = (function.inputs().size() - carried) / 2;
    int rows = gates * hidden;
    parameters =
        List.of(
            drawn("weight_ih_l0", random, rows, inputs),
            drawn("weight_hh_l0", random, rows, hidden),
            drawn("bias_ih_l0", random, rows),
            drawn("bias_hh_l0", random, rows));
    fromInput = Linear.of(parameters.get(0), parameters.get(2));
    fromOutput = Linear.of(parameters.get(1), parameters.get(3));
  }

  private Parameter drawn(String name, RandomStream random, int... shape) {
    return new Parameter(name, Initialization.uniform(random, hidden, shape));
  }

  /** Another of the same sizes, drawn anew. */
  abstract GatedLayer like(int sameInputs, int sameHidden);

  /** One as described: every one of these kinds is its parameters. */
  static GatedLayer of(Description d, BiFunction<Integer, Integer, GatedLayer> making) {
    int[] input = d.tensor("weight_ih_l0").shape();
    int[] output = d.tensor("weight_hh_l0").shape();
    // What is made of the sizes is no larger than what was read.
    if (input.length != 2
        || output.length != 2
        || Math.min(input[0], output[0]) < output[1]
        || input[1] < 1) {
      throw new IllegalArgumentException(
          d.kind()
              + ": expected weights [gates * hidden, inputs] and [gates * hidden, hidden], got "
              + Shape.text(input)
              + " and "
              + Shape.text(output));
    }
    GatedLayer layer = making.apply(input[1], output[1]);
    layer.parameters.forEach(parameter -> parameter.set(d.tensor(parameter.name())));
    return layer;
  }

  @Override
  public Description description() {
    Description description = new Description(getClass().getSimpleName());
    parameters.forEach(parameter -> description.parameter(parameter.name(), parameter));
    return description;
  }

  @Override
  public GatedLayer copy(Copies copies) {
    GatedLayer copy = like(inputs, hidden);
    Copies.values(parameters, copy.parameters);
    return copy;
  }

  /**
   * {@return weights of the input, [gates * hidden, inputs], and of the output before, [gates *
   * hidden, hidden]; then the biases of both}
   */
  @Override
  public final List<Parameter> parameters() {
    return parameters;
  }

  @Override
  public final Step run(Tensor x, int steps, @Nullable State state) {
    if (x.rank() != 2 || x.dim(1) != inputs || x.dim(0) % steps != 0) {
      throw new IllegalArgumentException(
          this
              + ": expected input [steps * batch, "
              + inputs
              + "] with "
              + steps
              + " steps, got shape "
              + Shape.text(x.shape()));
    }
    int batch = x.dim(0) / steps;
    Scope scope = Scope.of(x);
    Tensor given = fromInput.forward(x);
    Tensor[] last = state == null ? zeros(batch, scope) : of(state, batch);
    List<Tensor> outputs = new ArrayList<>();
    for (int t = 0; t < steps; t++) {
      List<Tensor> all =
          new ArrayList<>(Columns.split(given.rows(t * batch, (t + 1) * batch), gates));
      all.addAll(Columns.split(fromOutput.forward(last[0]), gates));
      all.addAll(Arrays.asList(last));
      last = function.applyAll(all.toArray(Tensor[]::new)).toArray(Tensor[]::new);
      outputs.add(last[0]);
    }
    // On a tape never the state's own tensor: where the gradients of both met would depend on how
    // time is cut, and so would the order of their sum.
    boolean isOwn = steps == 1 && scope.tape() == null;
    Tensor y = isOwn ? last[0] : Tensor.concatenate(outputs);
    return new Step(y, new TensorState(last));
  }

  private Tensor[] zeros(int batch, Scope scope) {
    Tensor[] zeros = new Tensor[carried];
    for (int s = 0; s < carried; s++) {
      zeros[s] = scope.enter(Tensor.zeros(batch, hidden));
    }
    return zeros;
  }

  private Tensor[] of(State state, int batch) {
    Tensor[] tensors = new Tensor[carried];
    for (int s = 0; s < carried; s++) {
      tensors[s] = TensorState.of(state, carried).get(s);
      Shape.require("state of " + this, new int[] {batch, hidden}, tensors[s].shape());
    }
    return tensors;
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName() + "(" + inputs + ", " + hidden + ")";
  }
}
