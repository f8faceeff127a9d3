package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.RandomStreams;
import dev.sleipnir.kernels.random.Seeds;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a cell needs to know of its neurons besides their equations.
 *
 * @param values what parameters are set to, by name; those that are missing have their defaults
 * @param learned parameters that are learned, and what each may become
 * @param surrogate what stands for the derivative of the spike
 * @param alpha its steepness
 * @param dt time step [s], or in the unit of the time constants
 * @param adjoint whether the backward step is that of the model's adjoint equations
 * @param window distance from the threshold within which spikes have a derivative; may be infinite
 * @param seed of what the neurons draw at random; null for the next of the process
 * @param text how the neurons call themselves
 */
public record CellSettings(
    Map<String, ParameterValue> values,
    Map<String, Range> learned,
    Surrogate surrogate,
    float alpha,
    double dt,
    boolean adjoint,
    double window,
    @Nullable Long seed,
    String text) {
  /** Copies the maps. */
  public CellSettings {
    values = Map.copyOf(values);
    learned = Map.copyOf(learned);
  }

  /** What the populations of a cell draw from. */
  RandomStreams randomStreams() {
    return new RandomStreams(
        seed == null ? Seeds.next() : new RandomStream(seed).split("stochastic neurons"));
  }
}
