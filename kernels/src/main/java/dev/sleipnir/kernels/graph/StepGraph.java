package dev.sleipnir.kernels.graph;

import java.util.List;
import java.util.Map;

/**
 * One step of a model as a graph. Its leaves: {@link Op#PARAMETER} the model's parameters in order,
 * then the time step, then the surrogate's alpha; {@link Op#CARRIED} the state variables before the
 * step; {@link Op#SERIES} the inputs, then the random numbers.
 *
 * @param graph where its nodes live
 * @param states names of the state variables, a refractory counter included
 * @param newStates state variables after the step
 * @param output what the step puts out
 * @param inputs number of inputs
 * @param randoms number of random numbers a step draws
 * @param alpha the surrogate's steepness
 * @param names the value of every name after the step
 */
record StepGraph(
    Graph graph,
    List<String> states,
    List<Value> newStates,
    Value output,
    int inputs,
    int randoms,
    Value alpha,
    Map<String, Value> names) {}
