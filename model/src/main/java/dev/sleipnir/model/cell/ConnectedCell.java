package dev.sleipnir.model.cell;

import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.layer.Connection;
import dev.sleipnir.model.layer.Copies;
import dev.sleipnir.model.layer.Description;
import dev.sleipnir.model.layer.Drive;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of neurons with several inputs, each of which is behind a connection of its own: [batch,
 * ...] to what the connections make of it. All connections are given the same input. Its state is
 * that of the neurons.
 *
 * @see NeuronCell#behind
 */
public final class ConnectedCell implements Cell {
  private final NeuronCell neurons;
  private final List<Connection> connections;
  private final List<Parameter> parameters;

  ConnectedCell(NeuronCell neurons, List<Connection> connections) {
    this.neurons = neurons;
    this.connections = connections;
    List<Parameter> all = new ArrayList<>();
    for (Connection connection : connections) {
      all.addAll(connection.parameters());
    }
    all.addAll(neurons.parameters());
    parameters = Parameter.distinct(all);
  }

  /** {@return the connections: one for each input of the equations, in their order} */
  public List<Connection> connections() {
    return connections;
  }

  /** {@return the neurons behind them} */
  public NeuronCell neurons() {
    return neurons;
  }

  @Override
  public Map<String, NetworkModule> children() {
    Map<String, NetworkModule> children = new LinkedHashMap<>();
    for (Connection connection : connections) {
      children.put(Integer.toString(children.size()), connection);
    }
    children.put("neurons", neurons);
    return children;
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  @Override
  public ConnectedCell copy() {
    return (ConnectedCell) Cell.super.copy();
  }

  @Override
  public ConnectedCell copy(Copies copies) {
    List<Connection> own = new ArrayList<>();
    for (Connection connection : connections) {
      own.add((Connection) copies.of(connection));
    }
    return new ConnectedCell((NeuronCell) copies.of(neurons), List.copyOf(own));
  }

  @Override
  public NeuronState read(ArchiveReader in) throws IOException {
    return neurons.read(in);
  }

  @Override
  public NeuronState initialState(int... shape) {
    return neurons.initialState(shape);
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
  public Step run(Tensor x, int steps, @Nullable State state) {
    Scope scope = Scope.of(x);
    List<Drive> drives = drives(x, steps);
    if (drives.size() == connections.size() && neurons.canFollow(drives, state)) {
      for (int c = 0; c < drives.size(); c++) {
        scope.workspace().countPropagation(connections.get(c), drives.get(c).spikes(), true);
      }
      return neurons.run(drives, state);
    }
    List<Tensor> currents = new ArrayList<>();
    for (Connection connection : connections) {
      currents.add(connection.forward(x));
    }
    scope.lend(currents.getFirst());
    Step step = neurons.run(currents, steps, state);
    for (Tensor current : currents) {
      if (current != step.output()) {
        scope.release(current);
      }
    }
    return step;
  }

  /** What the connections compute from spikes: fewer than there are if one does so densely. */
  private List<Drive> drives(Tensor x, int steps) {
    List<Drive> drives = new ArrayList<>();
    for (Connection connection : connections) {
      Drive drive = connection.drive(x, steps);
      if (drive == null) {
        break;
      }
      drives.add(drive);
    }
    return drives;
  }

  @Override
  public Description description() {
    return new Description("ConnectedCell")
        .part("neurons", neurons)
        .parts("connections", connections);
  }

  @Override
  public String toString() {
    return neurons + " behind " + connections;
  }
}
