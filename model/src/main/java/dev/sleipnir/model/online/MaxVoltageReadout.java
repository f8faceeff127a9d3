package dev.sleipnir.model.online;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;

/**
 * Leaky integrators behind event-based layers, read by the highest potential each reaches (as the
 * digits of Wunderlich &amp; Pehle 2021): the scores of a cross-entropy, say.
 *
 * <p>The integrators follow {@link EventNeuron} without its threshold, so that V_k(t) = Σ w_ki c(t
 * - t_i) over the spikes before t with the response c of the potential to a unit of current. At an
 * interior maximum t* the potential is stationary, and with g = dL/dV_k(t*)
 *
 * <pre>
 * dL/dw_ki = g Σ c(t* - t_i),   dL/dt_i = -g w_ki c'(t* - t_i),   c'(s) = (b(s) - c(s)) / tau_mem
 * </pre>
 *
 * <p>which is what the adjoint equations give where λ_V jumps by -g / tau_mem at t*. Where an
 * inhibitory spike ends the rise, the maximum moves with that spike and dL/dt gains g dV/dt.
 */
public final class MaxVoltageReadout {
  private final EventNeuron neuron;
  private final Parameter weight;
  private final int inputs;
  private final int outputs;

  /**
   * A read-out.
   *
   * @param neuron its time constants; the threshold is not used
   * @param weight weights, [outputs, inputs]
   * @throws IllegalArgumentException if the weights are no matrix
   */
  public MaxVoltageReadout(EventNeuron neuron, Tensor weight) {
    if (weight.rank() != 2) {
      throw new IllegalArgumentException(
          "weight: expected [outputs, inputs], got shape " + Shape.text(weight.shape()));
    }
    this.neuron = neuron;
    this.weight = new Parameter("weight", weight);
    outputs = weight.dim(0);
    inputs = weight.dim(1);
  }

  /** {@return what is learned: the weights} */
  public List<Parameter> parameters() {
    return List.of(weight);
  }

  /** What a sample gave: the scores, and when and where each was reached. */
  public static final class Maxima {
    private final MaxVoltageReadout readout;
    private final SpikeEvents input;
    private final double[] scores;
    private final double[] times;

    /** For each output the spike that ends its rise at the maximum, -1 if none does. */
    private final int[] ends;

    /** For each output the slope there before that spike. */
    private final double[] slopes;

    private Maxima(MaxVoltageReadout readout, SpikeEvents input) {
      this.readout = readout;
      this.input = input;
      scores = new double[readout.outputs];
      times = new double[readout.outputs];
      ends = new int[readout.outputs];
      slopes = new double[readout.outputs];
    }

    /**
     * {@return the highest potential of each output: scores, at least 0 as the potential begins at
     * rest; a copy}
     */
    public float[] scores() {
      float[] copy = new float[scores.length];
      for (int k = 0; k < copy.length; k++) {
        copy[k] = (float) scores[k];
      }
      return copy;
    }

    double score(int k) {
      return scores[k];
    }
  }

  /**
   * Runs one sample from rest at time 0.
   *
   * @param input spikes that arrive
   * @param duration how long [s]
   * @return the highest potential of each output, with what {@link #backward} needs
   * @throws IllegalArgumentException if a neuron of the input has no weights, or the duration is
   *     not positive
   * @throws ArithmeticException if a weight is not finite
   */
  public Maxima forward(SpikeEvents input, double duration) {
    Require.positive("duration", duration);
    input.requireNeurons(inputs);
    Reductions.requireFinite("parameter " + weight, weight.data());
    Maxima maxima = new Maxima(this, input);
    for (int k = 0; k < outputs; k++) {
      findMaximum(k, duration, maxima);
    }
    return maxima;
  }

  private void findMaximum(int k, double duration, Maxima maxima) {
    SpikeEvents input = maxima.input;
    double v = 0;
    double i = 0;
    double now = 0;
    maxima.ends[k] = -1;
    for (int e = 0; e <= input.size() && now < duration; e++) {
      double then = e < input.size() ? Math.min(input.time(e), duration) : duration;
      double peak = neuron.peak(v, i);
      boolean rising = peak >= then - now;
      double reached = neuron.potential(v, i, rising ? then - now : peak);
      double after = i * neuron.synapse(then - now);
      v = neuron.potential(v, i, then - now);
      if (reached > maxima.scores[k]) {
        maxima.scores[k] = reached;
        maxima.times[k] = rising ? then : now + peak;
        maxima.ends[k] = rising && then < duration ? e : -1;
        maxima.slopes[k] = (after - v) / neuron.tauMem();
      }
      i = after + (e < input.size() ? weight.data()[k * inputs + input.neuron(e)] : 0);
      now = then;
    }
  }

  /**
   * Adds the gradients of the weights.
   *
   * @param maxima of this read-out, the weights unchanged since
   * @param gradients dL/dV of each output's maximum, such as {@link StepLosses#crossEntropy} of the
   *     scores
   * @return dL/dt of each spike of the input
   * @throws IllegalArgumentException if the maxima are another read-out's, or there is not one
   *     gradient for each output
   * @throws ArithmeticException if a gradient is not finite; nothing has changed then
   */
  @SuppressWarnings("ReferenceEquality") // whether it is this very read-out's is the question
  public double[] backward(Maxima maxima, float[] gradients) {
    if (maxima.readout != this) {
      throw new IllegalArgumentException("maxima: expected those of this read-out, got another's");
    }
    Require.length("gradients", outputs, "one for each output", gradients.length);
    Reductions.requireFinite("gradients", gradients);
    SpikeEvents input = maxima.input;
    double[] forInput = new double[input.size()];
    for (int k = 0; k < outputs; k++) {
      double g = gradients[k];
      for (int e = 0; e < input.size() && input.time(e) < maxima.times[k]; e++) {
        double s = maxima.times[k] - input.time(e);
        int at = k * inputs + input.neuron(e);
        double c = neuron.response(s);
        weight.gradient()[at] = (float) (weight.gradient()[at] + g * c);
        forInput[e] -= g * weight.data()[at] * (neuron.synapse(s) - c) / neuron.tauMem();
      }
      if (maxima.ends[k] >= 0) {
        forInput[maxima.ends[k]] += g * maxima.slopes[k];
      }
    }
    return forInput;
  }
}
