package dev.sleipnir.model.train;

/**
 * The gradient of one parameter in a run of some samples.
 *
 * @param index its place among the network's parameters
 * @param layer place of the module it belongs to, as in {@link LayerActivity#place}
 * @param parameter its name and shape, such as {@code weight[32, 16]}
 * @param valueNorm Euclidean norm of its values
 * @param norm Euclidean norm of its gradient; NaN if the gradient is not finite
 */
public record ParameterGradient(
    int index, String layer, String parameter, double valueNorm, double norm) {}
