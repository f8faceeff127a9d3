package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;

/**
 * What a step of a {@link StatefulLayer} gives.
 *
 * @param output the output
 * @param state the state to pass to the next step
 */
public record Step(Tensor output, State state) {}
