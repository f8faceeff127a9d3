package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.graph.NeuronForm;
import dev.sleipnir.kernels.neuron.CompiledNeuron;
import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.kernels.pool.PoolShape;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.RandomStreams;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.layer.Connection;
import dev.sleipnir.model.layer.Copies;
import dev.sleipnir.model.layer.Description;
import dev.sleipnir.model.layer.Drive;
import dev.sleipnir.model.layer.DrivenLayer;
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
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One step of neurons, one for each value of the input.
 *
 * <p>The state has a column for each state variable of the equations and starts from their initial
 * values.
 */
public final class NeuronCell implements Cell, DrivenLayer {
  private final CellSettings settings;
  private final NeuronModel model;
  private final ParameterSet parameters;
  private final CompiledNeuron compiled;
  private final @Nullable Coupling coupling;
  private final List<Parameter> learned;
  private final CompiledNeuron.Constants constants;

  /** What populations draw from that are given no other stream; null if they draw nothing. */
  private final @Nullable RandomStreams streams;

  /**
   * Neurons.
   *
   * @param settings parameters, time step and gradient
   * @param model their equations
   * @param coupling how their membrane potentials act on each other, [neurons, neurons]: row j says
   *     what drives neuron j; null if they do not
   * @throws IllegalArgumentException if the parameters do not fit together
   */
  public NeuronCell(CellSettings settings, NeuronModel model, @Nullable Tensor coupling) {
    this(settings, model, coupling == null ? null : new Coupling(coupling));
  }

  private NeuronCell(CellSettings settings, NeuronModel model, @Nullable Coupling coupling) {
    this.coupling = coupling;
    this.settings = settings;
    this.model = model;
    parameters = new ParameterSet(settings, model);
    if (settings.adjoint() && !settings.learned().isEmpty()) {
      throw new IllegalArgumentException(
          model.name()
              + ": expected no learned parameters with adjoint equations, which give them no"
              + " gradient, got "
              + new TreeSet<>(settings.learned().keySet()));
    }
    compiled =
        model.compile(
            new NeuronForm(
                settings.surrogate(),
                parameters.columns(),
                parameters.isLearned(),
                settings.adjoint(),
                settings.window()));
    constants = compiled.constants(parameters.numbers());
    streams = compiled.randoms() == 0 ? null : settings.randomStreams();
    List<Parameter> all = new ArrayList<>();
    if (coupling != null) {
      all.add(coupling.matrix());
    }
    all.addAll(parameters.learned());
    learned = List.copyOf(all);
  }

  /** What was said of the neurons. */
  CellSettings settings() {
    return settings;
  }

  NeuronModel model() {
    return model;
  }

  ParameterSet parameterSet() {
    return parameters;
  }

  @Nullable Coupling coupling() {
    return coupling;
  }

  CompiledNeuron compiled() {
    return compiled;
  }

  /** The numbers that the kernels broadcast, as they are now. */
  CompiledNeuron.Constants constants() {
    parameters.requireLegal();
    return parameters.learnsNumbers() ? compiled.constants(parameters.numbers()) : constants;
  }

  @Override
  public boolean isSpiking() {
    return compiled.isSpiking();
  }

  @Override
  public List<Parameter> parameters() {
    return learned;
  }

  /**
   * Whether steps draw random numbers.
   *
   * @return false if the same input and state always give the same output
   */
  public boolean isStochastic() {
    return streams != null;
  }

  /** A stream for a population that begins: the scope's next, or, if it has none, the cell's. */
  RandomStream newRandom(Scope scope) {
    RandomStream random = scope.newRandom();
    return random != null ? random : newRandom();
  }

  /** The next of the cell's own streams. */
  RandomStream newRandom() {
    return Objects.requireNonNull(streams).next();
  }

  @Override
  public NeuronCell copy() {
    return (NeuronCell) DrivenLayer.super.copy();
  }

  @Override
  public NeuronCell copy(Copies copies) {
    Coupling ownCoupling =
        coupling == null
            ? null
            : copies.shared(coupling, () -> new Coupling(coupling.matrix().value()));
    NeuronCell copy = new NeuronCell(settings, model, ownCoupling);
    Copies.values(parameters.learned(), copy.parameters.learned());
    return copy;
  }

  @Override
  public NeuronState read(ArchiveReader in) throws IOException {
    return NeuronState.read(in, name(), compiled.states());
  }

  @Override
  public @Nullable Tensor parameterValue(String name) {
    return parameters.value(name);
  }

  @Override
  public NeuronState initialState(int... shape) {
    NeuronState state = NeuronState.zeros(compiled.states(), shape);
    NeuronBlocks population =
        new NeuronBlocks(name(), Tensor.zeros(shape), 1, parameters.differByNeuron());
    for (int s = 0; s < compiled.states().size(); s++) {
      parameters.initialise(s, state.column(s), population);
    }
    return state;
  }

  @Override
  public Step run(Tensor x, int steps, @Nullable State state) {
    requireInputs(
        "inputs", 1, "; behind(...) gives each a connection, run(List, ...) its currents");
    return run(List.of(x), steps, state);
  }

  /**
   * These neurons behind connections: each input is driven through a connection of its own, spike
   * by spike where that is faster, and block by block in time while currents are in the cache, as
   * one input is in a {@link dev.sleipnir.model.layer.SequentialState}.
   *
   * @param connections what drives each input, in the order of the equations; all are given the
   *     same input and have outputs of the same shape
   * @return one step of it all, [batch, ...] to [batch, ...]
   * @throws IllegalArgumentException if there are not as many as inputs
   */
  public ConnectedCell behind(Connection... connections) {
    requireInputs("connections for", connections.length, "");
    for (Connection connection : connections) {
      Objects.requireNonNull(connection, "connections: expected one for each input, got null");
    }
    return new ConnectedCell(this, List.of(connections));
  }

  @Override
  public boolean canFollow(List<Drive> drives, @Nullable State state) {
    return compiled.inputs() == drives.size()
        && coupling == null
        && Drive.haveSameUnits(drives)
        && (state == null
            || (state instanceof NeuronState columns
                && columns.isChannelsLast() == drives.getFirst().isChannelsLast()));
  }

  @Override
  public Step run(List<Drive> drives, @Nullable State given) {
    Drive drive = drives.getFirst();
    Scope scope = Scope.of(drive.input());
    int[] shape = drive.shape();
    Tensor fired =
        isSpiking()
            ? scope.spikes(shape, drive.isChannelsLast(), Shape.size(shape) / shape[0])
            : scope.tensor(shape, drive.isChannelsLast());
    PoolShape pool = drive.pool();
    Tensor output = fired;
    if (pool != null) {
      int[] pooled = {shape[0], shape[1], pool.outputHeight(), pool.outputWidth()};
      output = scope.spikes(pooled, true, pool.outputSize());
    }
    NeuronBlocks population = NeuronBlocks.laidOutWhole(name(), fired, drive.steps());
    parameters.require(population);
    NeuronState state = state(given, fired, population, scope);
    DrivenSteps node = new DrivenSteps(this, population, drives, fired, output, state);
    Tape tape = scope.tape();
    node.forward(tape != null, scope);
    if (tape != null) {
      drives.forEach(each -> tape.keep(each.input()));
      if (isSpiking()) {
        tape.keep(fired);
        tape.keep(output);
      }
      tape.record(node);
    } else if (pool != null) {
      scope.release(fired);
    }
    return new Step(output, state);
  }

  /**
   * Several time steps of neurons with more than one input.
   *
   * @param inputs the inputs in the order of the equations, each [steps * batch, ...]; without the
   *     current of the coupling, if there is one
   * @param steps number of time steps
   * @param given state from the step before, consumed; null for the initial state
   * @return the outputs of all steps, [steps * batch, ...], and the state after the last
   * @throws IllegalArgumentException if the number of inputs or a shape is not what the neurons
   *     expect; the state is unchanged then
   */
  public Step run(List<Tensor> inputs, int steps, @Nullable State given) {
    requireInputs(inputs);
    Tensor x = inputs.getFirst();
    if (given instanceof NeuronState state) {
      x = state.align(x);
    }
    NeuronBlocks population = new NeuronBlocks(name(), x, steps, parameters.differByNeuron());
    parameters.require(population);
    Scope scope = Scope.ofAny(inputs);
    inputs.forEach(scope::admit);
    NeuronState state = state(given, x, population, scope);
    Tensor[] all = inputs.toArray(Tensor[]::new);
    all[0] = x;
    float[][] arrays = new float[all.length][];
    for (int i = 0; i < all.length; i++) {
      all[i] = x.isChannelsLast() ? all[i].channelsLast() : all[i].rowMajor();
      arrays[i] = all[i].values();
    }
    Tensor output =
        isSpiking() && !scope.isReplayed()
            ? scope.spikes(x.shape(), x.isChannelsLast(), population.features())
            : scope.tensorOver(x);
    NeuronSteps node = new NeuronSteps(this, population, steps, all, output, state);
    Tape tape = scope.tape();
    boolean carries = given != null && !compiled.states().isEmpty();
    boolean recording = tape != null && (carries || needsGradient(all, tape));
    node.forward(arrays, recording, scope);
    if (tape != null && recording) {
      tape.record(node);
    }
    return new Step(output, state);
  }

  /** Whether any gradient would arrive anywhere: encoders on a tape leave no record. */
  private boolean needsGradient(Tensor[] inputs, Tape tape) {
    return !learned.isEmpty() || Arrays.stream(inputs).anyMatch(tape::needsGradient);
  }

  /** One for each input of the equations but the current of the coupling. */
  private void requireInputs(String what, int count, String hint) {
    List<String> names = model.inputs();
    int given = coupling != null && Coupling.isInput(model) ? names.size() - 1 : names.size();
    if (count != given) {
      throw new IllegalArgumentException(
          name() + ": expected " + what + " " + names.subList(0, given) + ", got " + count + hint);
    }
  }

  private void requireInputs(List<Tensor> inputs) {
    requireInputs("inputs", inputs.size(), "");
    for (Tensor input : inputs) {
      Shape.require(name() + ": input", inputs.getFirst().shape(), input.shape());
    }
    int[] x = inputs.getFirst().shape();
    if (coupling != null && (x.length != 2 || x[1] != coupling.neurons())) {
      throw new IllegalArgumentException(
          name()
              + ": expected input [steps * batch, "
              + coupling.neurons()
              + "], as the coupling matrix has it, got shape "
              + Shape.text(x));
    }
  }

  NeuronState state(@Nullable State given, Tensor like, NeuronBlocks population, Scope scope) {
    if (given == null) {
      NeuronState fresh = scope.state(compiled.states(), like, population.shape());
      scope.begin(() -> initialise(fresh, 0, population, scope));
      return fresh;
    }
    if (!(given instanceof NeuronState state)) {
      throw new IllegalArgumentException(name() + ": expected a state of neurons, got " + given);
    }
    state.require(name(), compiled.states(), population.shape());
    return state.next(scope);
  }

  /** Sets the neurons' state variables, from a column on, and what is drawn from. */
  void initialise(NeuronState state, int from, NeuronBlocks population, Scope scope) {
    for (int s = 0; s < compiled.states().size(); s++) {
      parameters.initialise(s, state.column(from + s), population);
    }
    if (isStochastic()) {
      state.setRandom(newRandom(scope));
    }
  }

  private String name() {
    return model.name();
  }

  @Override
  public boolean worksInPlace() {
    return true;
  }

  @Override
  public Description description() {
    return CellKinds.describe(this, coupling == null ? null : coupling.matrix());
  }

  @Override
  public String toString() {
    return settings.text();
  }
}
