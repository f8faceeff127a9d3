package dev.sleipnir.model.online;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.neuron.Neuron;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A recurrent network of LIF or adaptive LIF neurons with a leaky read-out that learns by e-prop
 * (Bellec et al. 2020, Nature Communications 11:3625): gradients are made while the network runs,
 * in memory that does not depend on how long it runs.
 *
 * <p>For a synapse from i to j with the low-pass filtered pre-synaptic spikes zf_i[t] (decay alpha)
 * and the pseudo-derivative psi_j[t], the eligibility trace is e_ji[t] = psi_j[t] zf_i[t] for LIF
 * neurons (eq. 22) and, for adaptive ones (eqs. 24 and 25),
 *
 * <pre>
 * e_ji[t]     = psi_j[t] (zf_i[t] - beta eps_ji[t])
 * eps_ji[t+1] = psi_j[t] zf_i[t] + (rho - psi_j[t] beta) eps_ji[t]
 * </pre>
 *
 * <p>The gradient is the sum over time of L_j[t] ef_ji[t] (eq. 28) with the learning signal L_j[t]
 * = sum over k of B_jk dE/dy_k[t] and ef the eligibility trace filtered by the read-out's decay
 * kappa. With {@link Feedback#SYMMETRIC} feedback it is the gradient of back-propagation through
 * time with no gradient through the spikes that come back by recurrent weights nor through the
 * reset; without recurrent weights the reset alone is left out.
 *
 * <p>The network holds parameters only; several threads may run it, each with a state of its own,
 * but one at a time may add gradients.
 */
public final class EpropNetwork extends OnlineNetwork<EpropState> {
  private final EpropModel model;
  private final RecurrentWeights weights;
  private final Linear readout;
  private final Feedback feedback;
  private final Parameter feedbackWeight;
  private final int inputs;
  private final int hidden;
  private final int outputs;

  /**
   * A network. Random feedback weights are normal with the deviation 1 / sqrt(hidden), from the
   * {@linkplain dev.sleipnir.kernels.random.Seeds#next() next stream} of the process; {@link
   * #feedbackWeight} gives others.
   *
   * @param neuron the neurons and the read-out's decay
   * @param weights input and recurrent weights
   * @param readout read-out weights, [outputs, hidden], and bias if there is one
   * @param feedback how errors reach the neurons
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public EpropNetwork(
      EpropNeuron neuron, RecurrentWeights weights, Linear readout, Feedback feedback) {
    this(neuron.model(), weights, readout, feedback);
  }

  private EpropNetwork(
      EpropModel model, RecurrentWeights weights, Linear readout, Feedback feedback) {
    this.model = model;
    this.weights = weights;
    this.feedback = feedback;
    hidden = weights.input().shape()[0];
    inputs = weights.input().shape()[1];
    this.readout = readout;
    int[] shape = readout.weight().shape();
    outputs = shape[0];
    Shape.require("readout", new int[] {outputs, hidden}, shape);
    feedbackWeight = feedback.weights(readout);
  }

  /**
   * A network of any neurons whose states depend on their own states only: of one compartment,
   * without chance. Its eligibilities are derived from the neurons' text; what the text detaches
   * has no part in them. The equations are those of {@link Neuron#recurrentModel}. Random feedback
   * weights are drawn as the constructor says.
   *
   * @param neuron the neurons; the time step is theirs
   * @param tauOut time constant of the read-out, in the unit of the neurons' time step; 0 for one
   *     without memory
   * @param weights input and recurrent weights
   * @param readout read-out weights, [outputs, hidden], and bias if there is one
   * @param feedback how errors reach the neurons
   * @return the network
   * @throws IllegalArgumentException if the neurons have several inputs or coupled compartments, do
   *     not spike, draw random numbers, have learned parameters, values for each neuron or the
   *     adjoint's gradient; if a number is out of range; or if the shapes do not fit
   */
  public static EpropNetwork of(
      Neuron neuron, double tauOut, RecurrentWeights weights, Linear readout, Feedback feedback) {
    return new EpropNetwork(EpropModel.of(neuron, tauOut), weights, readout, feedback);
  }

  EpropModel model() {
    return model;
  }

  RecurrentWeights weights() {
    return weights;
  }

  int inputs() {
    return inputs;
  }

  int hidden() {
    return hidden;
  }

  /**
   * {@return the weights by which errors reach the neurons, B transposed, [outputs, hidden]: the
   * read-out weights themselves if feedback is symmetric}
   */
  public Parameter feedbackWeight() {
    return feedbackWeight;
  }

  /**
   * {@return what is learned: input weights, recurrent weights, those of the read-out and its bias,
   * and feedback weights if they are adaptive}
   */
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(List.of(weights.input(), weights.recurrent()));
    all.addAll(readout.parameters());
    if (feedback == Feedback.ADAPTIVE) {
      all.add(feedbackWeight);
    }
    return Parameter.distinct(all);
  }

  @Override
  EpropState state(int batch, Parallel parallel) {
    return new EpropState(this, readout, batch, parallel);
  }

  /**
   * One time step: neurons, read-out and eligibility traces.
   *
   * @param x input, [batch, inputs]
   * @param state updated
   * @return the read-out y, [batch, outputs]; live until the next step, not to be written to
   * @throws IllegalArgumentException if the input's length or the state is not this network's
   * @throws ArithmeticException if the input or an input or recurrent weight is not finite, and the
   *     state is unchanged then; or if a weight of the read-out is not, and the state is to be
   *     {@linkplain EpropState#reset reset} then
   */
  public float[] step(float[] x, EpropState state) {
    int batch = require(state).batch;
    Require.length("x", batch * inputs, "[batch, inputs]", x.length);
    Reductions.requireFinite("x", x);
    float[] spikes = state.spikes();
    state.inputWeights.multiply(x, 0, state.current, 0, false);
    state.recurrentWeights.multiply(spikes, 0, state.current, 0, true);
    requireFinite(state.current);
    state.input.arrive(x);
    state.recurrent.arrive(spikes);
    state.neurons.forward(state.current);
    state.input.follow(state.parallel);
    state.recurrent.follow(state.parallel);
    state.readout.follow(state.spikes());
    state.readout.integrate(state.spikes(), state.y);
    state.readout.requireFinite(state.y);
    return state.y;
  }

  /**
   * Adds the gradients of a loss of the read-out after the last step. To be called after every step
   * that has a loss; whoever updates the parameters may do so after each call or at the end.
   *
   * @param error dE/dy, [batch, outputs], as {@link StepLosses} gives it
   * @param state as {@link #step} left it; its traces stay as they are
   * @throws IllegalArgumentException if the error's length or the state is not this network's
   * @throws ArithmeticException if the error is not finite; no gradient has changed then
   */
  public void addGradients(float[] error, EpropState state) {
    int batch = require(state).batch;
    Require.length("error", batch * outputs, "[batch, outputs]", error.length);
    Reductions.requireFinite("error", error);
    float[] signal = state.signal;
    state.feedbackWeights.backward(error, 0, signal, 0, false);
    state.input.addTo(weights.input().gradient(), signal, state.parallel);
    float[] recurrent = weights.recurrent().gradient();
    state.recurrent.addTo(recurrent, signal, state.parallel);
    if (!weights.hasAutapses()) {
      for (int h = 0; h < hidden; h++) {
        recurrent[h * hidden + h] = 0f;
      }
    }
    state.readout.addGradients(error);
    if (feedback == Feedback.ADAPTIVE) {
      state.readout.addWeightGradient(error, feedbackWeight);
    }
  }

  /** A current that is not finite would be taken for silence. */
  private void requireFinite(float[] current) {
    if (!Reductions.allFinite(current, 0, current.length)) {
      Reductions.requireFinite("parameter " + weights.input(), weights.input().data());
      Reductions.requireFinite("parameter " + weights.recurrent(), weights.recurrent().data());
      Reductions.requireFinite("current of the neurons", current);
    }
  }
}
