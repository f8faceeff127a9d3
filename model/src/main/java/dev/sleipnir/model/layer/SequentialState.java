package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.pool.PoolShape;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Modules one after the other, with the state of those that have one threaded through:
 *
 * <pre>{@code
 * var model = new SequentialState(new Linear(random, 784, 100), new Lif().cell(), new Linear(random, 100, 10), new Li().cell());
 * var first = model.step(x, null);
 * var second = model.step(x, first.state());
 * }</pre>
 */
public final class SequentialState implements StatefulLayer, Sequence {
  private static final String OWNER = "SequentialState";

  private final List<NetworkModule> modules;

  /** What state dictionaries call them; null for their positions. */
  private final @Nullable List<String> names;

  /**
   * A sequence of modules.
   *
   * @param modules the modules, first to last
   */
  public SequentialState(NetworkModule... modules) {
    this.modules = List.of(modules);
    names = null;
  }

  private SequentialState(@Nullable List<String> names, NetworkModule... modules) {
    this.modules = List.of(modules);
    this.names = names;
  }

  /**
   * A sequence of modules with names of their own in state dictionaries, as the attributes of a
   * PyTorch module have: {@code conv1.weight} instead of {@code 0.weight}.
   *
   * @param modules by name, first to last
   * @return the sequence
   * @throws IllegalArgumentException if a name is empty or has a dot
   */
  public static SequentialState named(SequencedMap<String, ? extends NetworkModule> modules) {
    for (String name : modules.keySet()) {
      if (name.isEmpty() || name.indexOf('.') >= 0) {
        throw new IllegalArgumentException(
            "modules: expected names without dots, got '" + name + "'");
      }
    }
    return new SequentialState(
        List.copyOf(modules.keySet()), modules.values().toArray(NetworkModule[]::new));
  }

  /**
   * A sequence of other modules.
   *
   * @param others by name, first to last
   * @return a {@linkplain #named named} sequence if this one is
   */
  public SequentialState like(SequencedMap<String, ? extends NetworkModule> others) {
    return names == null
        ? new SequentialState(others.values().toArray(NetworkModule[]::new))
        : named(others);
  }

  /**
   * Whether the modules have names of their own.
   *
   * @return whether {@link #named} made it
   */
  public boolean isNamed() {
    return names != null;
  }

  /** {@return the modules: first to last} */
  @Override
  public List<NetworkModule> modules() {
    return modules;
  }

  @Override
  public Map<String, NetworkModule> children() {
    Map<String, NetworkModule> children = new LinkedHashMap<>();
    for (NetworkModule module : modules) {
      int m = children.size();
      children.put(names == null ? Integer.toString(m) : names.get(m), module);
    }
    return children;
  }

  @Override
  public Description description() {
    Description description = new Description("SequentialState").parts("modules", modules);
    return names == null ? description : description.text("names", String.join(".", names));
  }

  /** The sequence that {@link #description} says. */
  static SequentialState of(Description d) {
    NetworkModule[] modules = d.parts("modules", NetworkModule.class).toArray(NetworkModule[]::new);
    if (!d.has("names")) {
      return new SequentialState(modules);
    }
    String text = d.text("names");
    String[] names = text.isEmpty() ? new String[0] : text.split("\\.", -1);
    var all = new LinkedHashMap<String, NetworkModule>();
    for (int m = 0; m < Math.min(names.length, modules.length); m++) {
      all.put(names[m], modules[m]);
    }
    if (names.length != modules.length || all.size() != modules.length) {
      throw new IllegalArgumentException(
          "SequentialState: expected a name of its own for each of "
              + modules.length
              + " modules, got "
              + text);
    }
    return named(all);
  }

  @Override
  public SequentialState copy() {
    return (SequentialState) StatefulLayer.super.copy();
  }

  @Override
  public SequentialState copy(Copies copies) {
    return new SequentialState(names, copies.of(modules));
  }

  @Override
  public State read(ArchiveReader in) throws IOException {
    return ModuleStates.read(OWNER, modules, in);
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    for (NetworkModule module : modules) {
      all.addAll(module.parameters());
    }
    return Parameter.distinct(all);
  }

  @Override
  public Step run(Tensor x, int steps, @Nullable State state) {
    return run(x, steps, state, null);
  }

  /**
   * One time step that also returns what every module put out. Nothing looks for NaN here, so that
   * one can be followed through the modules.
   *
   * @param x a batch, [batch, ...]
   * @param state state from the step before, consumed; null for the initial state
   * @param hidden receives the output of every module, first to last
   * @return the output of the last module and the state to pass next
   */
  public Step step(Tensor x, @Nullable State state, List<Tensor> hidden) {
    return run(x, 1, state, hidden);
  }

  /**
   * A sequence of steps that also returns what every module put out, in one block of memory. As in
   * {@link #step(Tensor, State, List)}, nothing looks for NaN.
   *
   * @param xs the sequence, [time, batch, ...], at least one step
   * @param state state to start from, consumed; null for the initial state
   * @param hidden receives the output of every module, first to last, [time, batch, ...]
   * @return the outputs of the last module, [time, batch, ...], and the state after the last step
   * @throws IllegalArgumentException if it is no sequence
   */
  public Step run(Tensor xs, @Nullable State state, List<Tensor> hidden) {
    return TimeBlocks.seen(this, xs, hidden, (x, each) -> run(x, xs.dim(0), state, each));
  }

  /**
   * A state to start from, of which some modules' parts are given.
   *
   * <pre>{@code
   * NeuronState v = cell.initialState(8, 100);
   * v.set("v", Tensor.rand(random, 8, 100));
   * var step = model.step(x, model.initialState(Map.of("1", v)));
   * }</pre>
   *
   * @param states states of modules by the names of {@link #children}, consumed by the step that
   *     this one is given to; the other modules start from their initial states
   * @return the state
   * @throws IllegalArgumentException if there is no such module, or it has no state; the message
   *     names those that have one
   */
  public State initialState(Map<String, ? extends State> states) {
    ModuleStates all = ModuleStates.next(OWNER, null, modules.size());
    Map<String, NetworkModule> stateful = new LinkedHashMap<>(children());
    List<String> places = List.copyOf(stateful.keySet());
    stateful.values().removeIf(module -> module instanceof Layer);
    states.forEach(
        (name, state) -> {
          if (!stateful.containsKey(name)) {
            throw new IllegalArgumentException(
                OWNER + ": expected states of modules " + stateful + ", got one of '" + name + "'");
          }
          all.set(places.indexOf(name), state);
        });
    return all;
  }

  /**
   * This sequence and one more module behind it. Modules are shared, not copied.
   *
   * @param module the last module; in a {@linkplain #named named} sequence its position is its name
   * @return a longer sequence; this one is unchanged
   * @throws IllegalArgumentException if a module has that name
   */
  public SequentialState append(NetworkModule module) {
    SequencedMap<String, NetworkModule> longer = new LinkedHashMap<>(children());
    String name = Integer.toString(modules.size());
    if (longer.putIfAbsent(name, module) != null) {
      throw new IllegalArgumentException(
          "append: expected no module of the name '" + name + "', got " + longer.keySet());
    }
    return like(longer);
  }

  /**
   * What one module carries within a state of this sequence: for plots of its potentials, say.
   *
   * @param state a state that {@link #step} or {@link #run} returned
   * @param module which module, from 0
   * @return the module's state itself, or null if it has none
   * @throws IllegalArgumentException if the state is not of such a sequence
   * @throws IndexOutOfBoundsException if there is no such module
   */
  @Override
  public @Nullable State stateOf(State state, int module) {
    return ModuleStates.of(OWNER, state, modules.size())
        .of(Objects.checkIndex(module, modules.size()));
  }

  private Step run(Tensor x, int steps, @Nullable State state, @Nullable List<Tensor> hidden) {
    ModuleStates states = ModuleStates.next(OWNER, state, modules.size());
    Scope scope = Scope.of(x);
    long place = scope.draws().place();
    try {
      Step step = run(x, steps, states, hidden, scope, place);
      ModuleStates.consume(state);
      return step;
    } finally {
      scope.draws().moveBack(place);
    }
  }

  private Step run(
      Tensor x,
      int steps,
      ModuleStates states,
      @Nullable List<Tensor> hidden,
      Scope scope,
      long place) {
    Tensor current = x;
    for (int m = 0; m < modules.size(); m++) {
      Tensor output;
      NetworkModule module = modules.get(m);
      scope.draws().moveTo(place, m);
      Drive drive = hidden == null ? drive(m, current, steps, states) : null;
      if (drive != null) {
        scope.workspace().countPropagation(module, drive.spikes(), true);
        int neurons = neuronsBehind(m);
        Step step = ((DrivenLayer) modules.get(neurons)).run(List.of(drive), states.of(neurons));
        states.set(neurons, step.state());
        if (current != x) {
          scope.release(current);
        }
        current = step.output();
        m = drive.pool() == null ? neurons : neurons + 1;
        continue;
      }
      if (hidden == null && current != x && module.worksInPlace()) {
        scope.lend(current);
      }
      switch (module) {
        case Layer layer -> output = layer.forward(current);
        case StatefulLayer layer -> {
          Step step = layer.run(current, steps, states.of(m));
          states.set(m, step.state());
          output = step.output();
        }
      }
      if (hidden != null) {
        hidden.add(output);
      } else if (current != x && current != output) {
        scope.release(current);
      }
      current = output;
    }
    return new Step(current, states);
  }

  /** The neurons that a connection drives, scaled or not; the position itself if there are none. */
  private int neuronsBehind(int m) {
    if (!(modules.get(m) instanceof Connection)) {
      return m;
    }
    int next = scaling(m + 1) == null ? m + 1 : m + 2;
    return next < modules.size() && modules.get(next) instanceof DrivenLayer ? next : m;
  }

  /** What a module multiplies by; null if it does anything else or there is none. */
  private @Nullable Float scaling(int m) {
    return m < modules.size() && modules.get(m) instanceof Layer layer ? layer.scaling() : null;
  }

  /** How a module pools; null if it does anything else or there is none. */
  private @Nullable PoolShape pooling(int m, int[] shape) {
    return m < modules.size() && modules.get(m) instanceof Layer layer
        ? layer.pooling(shape)
        : null;
  }

  /**
   * What a connection computes from spikes for the neurons behind it, scaled and with the pooling
   * behind them; null if these are to run one after the other.
   */
  private @Nullable Drive drive(int m, Tensor x, int steps, ModuleStates states) {
    int neurons = neuronsBehind(m);
    if (neurons == m
        || !(modules.get(m) instanceof Connection connection)
        || !(modules.get(neurons) instanceof DrivenLayer cell)) {
      return null;
    }
    Drive drive = connection.drive(x, steps);
    if (drive == null || !cell.canFollow(List.of(drive), states.of(neurons))) {
      return null;
    }
    Float factor = scaling(m + 1);
    if (factor != null) {
      drive = drive.scaled(factor);
    }
    boolean canPool = cell.isSpiking() && drive.canPool();
    PoolShape pool = canPool ? pooling(neurons + 1, drive.shape()) : null;
    return pool == null ? drive : drive.pooled(pool);
  }

  @Override
  public String toString() {
    return modules.toString();
  }
}
