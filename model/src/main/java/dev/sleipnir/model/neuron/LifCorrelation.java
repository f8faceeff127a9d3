package dev.sleipnir.model.neuron;

import dev.sleipnir.model.cell.RecurrentCell;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.file.Archive;
import dev.sleipnir.model.file.ArchiveWriter;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Recurrently connected LIF neurons with a {@link CorrelationSensor} at each input and each
 * recurrent synapse. The sensors of the recurrent synapses see the spikes of the step before as
 * pre-synaptic, the new ones as post-synaptic.
 */
public final class LifCorrelation {
  private final RecurrentCell neurons;
  private final CorrelationSensor input;
  private final CorrelationSensor recurrent;

  /**
   * Neurons with default parameters and sensors.
   *
   * @param weights input and recurrent weights, which may be changed in place between steps
   */
  public LifCorrelation(RecurrentWeights weights) {
    this(new Lif(), weights, new CorrelationSensor(), new CorrelationSensor());
  }

  /**
   * Neurons.
   *
   * @param neuron kind of neuron
   * @param weights input and recurrent weights, which may be changed in place between steps
   * @param input sensors of the input synapses
   * @param recurrent sensors of the recurrent synapses
   * @throws IllegalArgumentException if neurons and sensors differ in their time step
   */
  public LifCorrelation(
      Neuron neuron,
      RecurrentWeights weights,
      CorrelationSensor input,
      CorrelationSensor recurrent) {
    requireDt("input", input, neuron);
    requireDt("recurrent", recurrent, neuron);
    neurons = neuron.recurrentCell(weights);
    this.input = input;
    this.recurrent = recurrent;
  }

  private static void requireDt(String which, CorrelationSensor sensor, Neuron neuron) {
    if (sensor.dt() != neuron.dt()) {
      throw new IllegalArgumentException(
          which
              + " sensors: expected the time step of the neurons, dt = "
              + neuron.dt()
              + ", got dt = "
              + sensor.dt());
    }
  }

  /**
   * Neurons and sensors between steps.
   *
   * @param neurons state of the neurons: z, v, i, [batch, hidden]
   * @param input state of the input's sensors, [batch, inputs, hidden]
   * @param recurrent state of the recurrent sensors, [batch, hidden, hidden]
   */
  public record Sensed(NeuronState neurons, NeuronState input, NeuronState recurrent)
      implements State {
    @Override
    public Sensed copy() {
      return new Sensed(neurons.copy(), input.copy(), recurrent.copy());
    }

    @Override
    public void write(ArchiveWriter out) throws IOException {
      out.text("sensed");
      neurons.write(out);
      input.write(out);
      recurrent.write(out);
    }
  }

  /**
   * Reads a state that {@link Sensed#save} wrote.
   *
   * @param file the file
   * @return the state, which goes on as the saved one does
   * @throws IOException if the file is not the whole and undamaged state of such neurons; the
   *     message names the file, what was expected and what came
   */
  public Sensed loadState(Path file) throws IOException {
    return Archive.read(
        file,
        State.KIND,
        in -> {
          in.require("state", "sensed");
          return new Sensed(neurons.read(in), input.read(in), recurrent.read(in));
        });
  }

  /**
   * One time step.
   *
   * @param x input spikes, [batch, inputs]
   * @param state state from the step before, consumed; null for the initial one
   * @return the spikes, [batch, hidden], and a {@link Sensed}
   */
  public Step step(Tensor x, @Nullable Sensed state) {
    NeuronState before = state == null ? null : state.neurons;
    Tensor spikesBefore =
        before == null ? Tensor.zeros(x.dim(0), neurons.weights().hidden()) : before.get("z");
    Step step = neurons.step(x, before);
    Tensor z = step.output();
    return new Step(
        z,
        new Sensed(
            (NeuronState) step.state(),
            input.step(x, z, state == null ? null : state.input),
            recurrent.step(spikesBefore, z, state == null ? null : state.recurrent)));
  }
}
