package dev.sleipnir.model.cell;

import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.layer.Copies;
import dev.sleipnir.model.layer.Description;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of neurons driven by weighted input and by the weighted spikes of the step before:
 * [batch, inputs] to [batch, hidden].
 *
 * <p>The state has the column {@code z}, the spikes of the step before, and one for each state
 * variable of the equations.
 */
public final class RecurrentCell implements Cell {
  private final NeuronCell neurons;
  private final RecurrentWeights weights;
  private final @Nullable Coupling coupling;
  private final List<String> names;
  private final List<Parameter> parameters;

  /**
   * Recurrently connected neurons.
   *
   * @param neurons the neurons, their membrane potentials not coupled
   * @param weights input and recurrent weights
   * @param coupling how their membrane potentials act on each other, [hidden, hidden]: row j says
   *     what drives neuron j; null if they do not
   * @throws IllegalArgumentException if the shapes or the number of the neurons' inputs do not fit
   */
  public RecurrentCell(NeuronCell neurons, RecurrentWeights weights, @Nullable Tensor coupling) {
    this(neurons, weights, coupling == null ? null : new Coupling(coupling));
  }

  private RecurrentCell(NeuronCell neurons, RecurrentWeights weights, @Nullable Coupling coupling) {
    this.neurons = neurons;
    this.weights = weights;
    this.coupling = coupling;
    if (coupling != null) {
      Shape.require(
          "g_coupling", new int[] {weights.hidden(), weights.hidden()}, coupling.matrix().shape());
    }
    int inputs = neurons.model().inputs().size() - (takesCoupling() ? 1 : 0);
    if (inputs > 2) {
      throw new IllegalArgumentException(
          neurons.model().name()
              + ": expected one input, or an exciting and an inhibiting one, got "
              + neurons.model().inputs());
    }
    if (isAdjoint() && !neurons.compiled().states().contains("i")) {
      throw new IllegalArgumentException(
          neurons.model().name()
              + ": expected a state variable i, whose adjoint teaches the weights, got "
              + neurons.compiled().states());
    }
    List<Parameter> all = new ArrayList<>(List.of(weights.input(), weights.recurrent()));
    if (coupling != null) {
      all.add(coupling.matrix());
    }
    all.addAll(neurons.parameters());
    parameters = Parameter.distinct(all);
    names = new ArrayList<>(List.of("z"));
    names.addAll(neurons.compiled().states());
  }

  NeuronCell neurons() {
    return neurons;
  }

  @Nullable Coupling coupling() {
    return coupling;
  }

  /** Whether the coupling's current is an input of the equations. */
  boolean takesCoupling() {
    return coupling != null && Coupling.isInput(neurons.model());
  }

  /** Whether weights act on two conductances, by their sign. */
  boolean splitsWeights() {
    return neurons.model().inputs().size() - (takesCoupling() ? 1 : 0) == 2;
  }

  boolean isAdjoint() {
    return neurons.settings().adjoint();
  }

  /** The state's synaptic current, whose gradient the adjoint equations give the weights. */
  int currentColumn() {
    return names.indexOf("i");
  }

  /**
   * How many inputs the weights drive: one, or, where neurons have conductances, two, of which the
   * first gets relu(W) and the second relu(-W).
   *
   * @return 1 or 2
   */
  public int drives() {
    return splitsWeights() ? 2 : 1;
  }

  /**
   * The weights.
   *
   * @return input and recurrent weights
   */
  public RecurrentWeights weights() {
    return weights;
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  @Override
  public RecurrentCell copy() {
    return (RecurrentCell) Cell.super.copy();
  }

  @Override
  public RecurrentCell copy(Copies copies) {
    NeuronCell own = (NeuronCell) copies.of(neurons);
    RecurrentWeights ownWeights =
        copies.shared(
            weights,
            () ->
                new RecurrentWeights(
                    weights.input().value(), weights.recurrent().value(), weights.hasAutapses()));
    Coupling ownCoupling =
        coupling == null
            ? null
            : copies.shared(coupling, () -> new Coupling(coupling.matrix().value()));
    return new RecurrentCell(own, ownWeights, ownCoupling);
  }

  @Override
  public NeuronState read(ArchiveReader in) throws IOException {
    return NeuronState.read(in, neurons.model().name(), names);
  }

  @Override
  public NeuronState initialState(int... shape) {
    NeuronState plain = neurons.initialState(shape);
    NeuronState state = NeuronState.zeros(names, shape);
    for (String name : plain.names()) {
      state.set(name, plain.get(name));
    }
    return state;
  }

  @Override
  public boolean isSpiking() {
    return neurons.isSpiking();
  }

  @Override
  public @Nullable Tensor parameterValue(String name) {
    return neurons.parameterValue(name);
  }

  @Override
  public Step run(Tensor x, int steps, @Nullable State given) {
    if (x.rank() != 2 || x.dim(1) != weights.inputs() || steps < 1 || x.dim(0) % steps != 0) {
      throw new IllegalArgumentException(
          neurons.model().name()
              + ": expected input [steps * batch, "
              + weights.inputs()
              + "] with "
              + steps
              + " steps, got shape "
              + Shape.text(x.shape()));
    }
    Scope scope = Scope.of(x);
    int hidden = weights.hidden();
    int[] shape = {x.dim(0), hidden};
    boolean bits = isSpiking() && !scope.isReplayed();
    Tensor output = bits ? scope.spikes(shape, false, hidden) : scope.tensor(shape);
    NeuronBlocks population =
        new NeuronBlocks(
            neurons.model().name(), output, steps, neurons.parameterSet().differByNeuron());
    neurons.parameterSet().require(population);
    NeuronState state = state(given, output, population, scope);
    RecurrentSteps node = new RecurrentSteps(this, population, steps, x, output, state);
    node.forward(given == null, scope);
    scope.arriveAt(x, hidden);
    scope.arriveAt(output, hidden); // at the recurrent weights, a step later
    Tape tape = scope.tape();
    if (tape != null) {
      tape.keep(x);
      tape.keep(output);
      tape.record(node);
    }
    return new Step(output, state);
  }

  private NeuronState state(
      @Nullable State given, Tensor like, NeuronBlocks population, Scope scope) {
    if (given == null) {
      NeuronState fresh = scope.state(names, like, population.shape());
      scope.begin(() -> neurons.initialise(fresh, 1, population, scope));
      return fresh;
    }
    if (!(given instanceof NeuronState state)) {
      throw new IllegalArgumentException(
          neurons.model().name() + ": expected a state of neurons, got " + given);
    }
    state.require(neurons.model().name(), names, population.shape());
    return state.next(scope);
  }

  @Override
  public Description description() {
    return new Description("RecurrentCell")
        .part("neurons", neurons)
        .part("weights", weights)
        .parameter("coupling", coupling == null ? null : coupling.matrix());
  }

  @Override
  public String toString() {
    return "recurrent " + neurons + " (" + weights + ")";
  }
}
