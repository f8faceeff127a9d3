package dev.sleipnir.model.online;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A feed-forward network of LIF layers and a leaky read-out that learns by OTTT, online training
 * through time (Xiao et al. 2022, NeurIPS): gradients are made while the network runs, in memory
 * that does not depend on how long it runs.
 *
 * <p>Each layer keeps a trace of its inputs, a[t+1] = lambda a[t] + s_pre[t+1] (section 4), and the
 * gradient of a step's loss L[t] is the product of two things known at that step:
 *
 * <pre>
 * dL[t]/dW_l = g_l[t] a_l[t]ᵀ,   g_l[t] = (W_l+1ᵀ g_l+1[t]) h(u_l[t] - v_th)
 * </pre>
 *
 * <p>g is back-propagated through the layers of this one step and not through time: memory in the
 * layers above is left out, and so is the reset. With one spiking layer and a read-out without
 * memory this is the gradient of back-propagation through time without the reset. The read-out is
 * y[t+1] = kappa y[t] + W s[t+1] + b, its traces decay by kappa, and its own gradient is exact. A
 * bias is the weight of a constant 1, and has that one's trace.
 *
 * <p>The network holds parameters only; several threads may run it, each with a state of its own,
 * but one at a time may add gradients.
 */
public final class OtttNetwork extends OnlineNetwork<OtttState> {
  private final OtttNeuron neuron;
  private final double readoutDecay;
  private final List<Linear> layers;

  /**
   * A network.
   *
   * @param neuron the neurons of every layer but the last
   * @param readoutDecay kappa of the read-out, in [0, 1); 0 for one without memory
   * @param layers weights of each layer, the last one's those of the read-out
   * @throws IllegalArgumentException if there is no layer, the sizes do not fit each other, or the
   *     decay is not in its range
   */
  public OtttNetwork(OtttNeuron neuron, double readoutDecay, Linear... layers) {
    Require.atLeast("layers", 1, layers.length);
    Require.fraction("readoutDecay", readoutDecay);
    for (int l = 1; l < layers.length; l++) {
      int[] shape = layers[l].weight().shape();
      int below = layers[l - 1].weight().shape()[0];
      Shape.require("layer " + l, new int[] {shape[0], below}, shape);
    }
    this.neuron = neuron;
    this.readoutDecay = readoutDecay;
    this.layers = List.of(layers);
  }

  OtttNeuron neuron() {
    return neuron;
  }

  double readoutDecay() {
    return readoutDecay;
  }

  /** {@return what is learned: weights and biases, layer by layer} */
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    for (Linear layer : layers) {
      all.addAll(layer.parameters());
    }
    return Parameter.distinct(all);
  }

  @Override
  OtttState state(int batch, Parallel parallel) {
    return new OtttState(this, layers, batch, parallel);
  }

  /**
   * One time step: traces, neurons and read-out.
   *
   * @param x input, [batch, inputs]
   * @param state updated
   * @return the read-out y, [batch, outputs]; live until the next step, not to be written to
   * @throws IllegalArgumentException if the input's length or the state is not this network's
   * @throws ArithmeticException if the input is not finite, and the state is unchanged then; or if
   *     a weight is not, and the state is to be {@linkplain OtttState#reset reset} then
   */
  public float[] step(float[] x, OtttState state) {
    TracedLinear[] linears = require(state).layers;
    Require.length("x", linears[0].inputs(), "[batch, inputs]", x.length);
    Reductions.requireFinite("x", x);
    float[] below = x;
    int last = linears.length - 1;
    for (int l = 0; l < last; l++) {
      linears[l].follow(below);
      linears[l].weigh(below, state.currents[l]);
      linears[l].requireFinite(state.currents[l]);
      state.neurons[l].forward(state.currents[l]);
      below = state.neurons[l].spikes();
    }
    linears[last].follow(below);
    linears[last].integrate(below, state.y);
    linears[last].requireFinite(state.y);
    return state.y;
  }

  /**
   * Adds the gradients of a loss of the read-out after the last step. Whoever updates the
   * parameters may do so after each call (the paper's OTTT-O) or once at the end of a sequence
   * (OTTT-A).
   *
   * @param error dL[t]/dy, [batch, outputs], as {@link StepLosses} gives it
   * @param state as {@link #step} left it; its traces stay as they are
   * @throws IllegalArgumentException if the error's length or the state is not this network's
   * @throws ArithmeticException if the error is not finite; no gradient has changed then
   */
  public void addGradients(float[] error, OtttState state) {
    TracedLinear[] linears = require(state).layers;
    int last = linears.length - 1;
    Require.length("error", linears[last].outputs(), "[batch, outputs]", error.length);
    Reductions.requireFinite("error", error);
    float[] g = error;
    for (int l = last; l >= 0; l--) {
      linears[l].addGradients(g);
      if (l > 0) {
        float[] below = state.currents[l - 1];
        linears[l].backward(g, below);
        state.neurons[l - 1].backward(below);
        g = below;
      }
    }
  }
}
