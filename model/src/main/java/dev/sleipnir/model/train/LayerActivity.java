package dev.sleipnir.model.train;

/**
 * What one module of a network did in a run of some samples.
 *
 * @param place its place, {@code 1}, or {@code 2.0} inside another module
 * @param module the module, in words
 * @param spiking whether it puts out spikes
 * @param neurons values it puts out for each sample
 * @param rate spikes for each neuron, sample and step; NaN if it does not spike
 * @param silent share of its neurons that never fired, 0 to 1; NaN if it does not spike
 * @param saturated share of its neurons that fired in at least nine of ten steps, over all samples,
 *     0 to 1; NaN if it does not spike
 * @param earlier spikes for each neuron, sample and step in the second quarter of the run; NaN if
 *     it does not spike, or in fewer than four steps
 * @param later the same in the last quarter
 * @param lowest lowest value that it held after a step: of the state variable {@code v} where there
 *     is one, else of its output
 * @param highest highest such value
 * @param threshold the lowest threshold {@code v_th} of its neurons; NaN if they have none
 * @param firstNonFinite first step, from 1, in which its output or state was NaN or infinite; 0 if
 *     none was
 */
public record LayerActivity(
    String place,
    String module,
    boolean spiking,
    int neurons,
    double rate,
    double silent,
    double saturated,
    double earlier,
    double later,
    double lowest,
    double highest,
    double threshold,
    int firstNonFinite) {}
