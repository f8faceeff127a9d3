package dev.sleipnir.model.online;

import dev.sleipnir.model.neuron.RecurrentWeights;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer of LIF neurons, feed-forward or recurrent, that runs from spike to spike and gives exact
 * gradients by EventProp (Wunderlich &amp; Pehle 2021, Scientific Reports 11:12829).
 *
 * <p>Forward, neurons follow the exact solution of {@link EventNeuron} and spike times are found to
 * the last digits. A spike of the layer acts on the layer at once. Backward, two adjoint variables
 * run against time, tau_mem λ_V' = -λ_V and tau_syn λ_I' = -λ_I + λ_V with ' = -d/dt, and where
 * neuron n fired (table 2)
 *
 * <pre>
 * λ_V,n⁻ = λ_V,n⁺ + (v_th λ_V,n⁺ + (Wᵀ(λ_V⁺ - λ_I))_n + dL/dt) / (tau_mem dV_n⁻/dt)
 * dL/dw_mn = -tau_syn Σ λ_I,m    over the spikes of n (eq. 2)
 * </pre>
 *
 * <p>The gradient at the time of a spike that arrives, (Wᵀ(λ_V - λ_I))_n, is dL/dt for the layer
 * below. Arithmetic is in double precision, weights and gradients are single. The gradient is that
 * of the spike times as long as no spike appears or vanishes; where the potential only touches the
 * threshold it does not exist.
 */
public final class EventPropLayer {
  private final EventNeuron neuron;
  private final Parameter weight;
  private final @Nullable RecurrentWeights recurrent;
  private final int inputs;
  private final int size;

  /**
   * A feed-forward layer.
   *
   * @param neuron its neurons
   * @param weight weights, [neurons, inputs]
   * @throws IllegalArgumentException if the weights are no matrix
   */
  public EventPropLayer(EventNeuron neuron, Tensor weight) {
    this(neuron, new Parameter("weight", weight), null);
  }

  /**
   * A recurrent layer.
   *
   * @param neuron its neurons
   * @param weights of the input and of the layer's own spikes
   */
  public EventPropLayer(EventNeuron neuron, RecurrentWeights weights) {
    this(neuron, weights.input(), weights);
  }

  private EventPropLayer(
      EventNeuron neuron, Parameter weight, @Nullable RecurrentWeights recurrent) {
    int[] shape = weight.shape();
    if (shape.length != 2) {
      throw new IllegalArgumentException(
          "weight: expected [neurons, inputs], got shape " + Shape.text(shape));
    }
    this.neuron = neuron;
    this.weight = weight;
    this.recurrent = recurrent;
    size = shape[0];
    inputs = shape[1];
  }

  /**
   * What is learned.
   *
   * @return the weights, and the recurrent ones if there are any
   */
  public List<Parameter> parameters() {
    return recurrent == null
        ? List.of(weight)
        : Parameter.distinct(List.of(weight, recurrent.recurrent()));
  }

  /**
   * Runs one sample from rest at time 0.
   *
   * @param input spikes that arrive
   * @param duration how long [s]; spikes at this time still count
   * @return the layer's spikes, with what {@link #backward} needs
   * @throws IllegalArgumentException if a neuron of the input has no weights, or the duration is
   *     not positive
   */
  public EventRun forward(SpikeEvents input, double duration) {
    Require.positive("duration", duration);
    input.requireNeurons(inputs);
    EventRun run = new EventRun(this, input);
    EventSimulation neurons = new EventSimulation(neuron, size);
    int arrived = 0;
    while (true) {
      int first = neurons.nextToFire();
      double fires = neurons.firesAt(first);
      double arrives = arrived < input.size() ? input.time(arrived) : Double.POSITIVE_INFINITY;
      double time = Math.min(fires, arrives);
      if (!(time <= duration)) {
        return run;
      }
      neurons.advance(time);
      if (fires > arrives) {
        run.arrived(arrived);
        neurons.receive(weight.data(), input.neuron(arrived));
        arrived++;
      } else {
        run.fired(time, first, neurons.current(first));
        neurons.reset(first);
        if (recurrent != null) {
          neurons.receive(recurrent.recurrent().data(), first);
        }
      }
    }
  }

  /**
   * Goes through a run backwards and adds the gradients of the weights.
   *
   * @param run of this layer, the weights unchanged since
   * @param gradients dL/dt of each of the layer's spikes, in the order of {@link EventRun#spikes}
   * @return dL/dt of each spike of the input; 0 for those after the end
   * @throws IllegalArgumentException if the run is another layer's, or there is not one gradient
   *     for each spike
   */
  @SuppressWarnings("ReferenceEquality") // whether it is this very layer's run is the question
  public double[] backward(EventRun run, double[] gradients) {
    if (run.layer != this) {
      throw new IllegalArgumentException("run: expected one of this layer, got another layer's");
    }
    Require.length(
        "gradients", run.spikes().size(), "one for each of the layer's spikes", gradients.length);
    double[] forInput = new double[run.input.size()];
    double[] lambdaV = new double[size];
    double[] lambdaI = new double[size];
    double now = run.size() == 0 ? 0 : run.time(run.size() - 1);
    for (int e = run.size() - 1; e >= 0; e--) {
      double time = run.time(e);
      recede(lambdaV, lambdaI, now - time);
      now = time;
      int event = run.event(e);
      if (event >= 0) {
        forInput[event] = sent(weight, run.input.neuron(event), lambdaV, lambdaI);
        continue;
      }
      int spike = ~event;
      int n = run.spikes().neuron(spike);
      double sum = neuron.threshold() * lambdaV[n] + gradients[spike];
      if (recurrent != null) {
        sum += sent(recurrent.recurrent(), n, lambdaV, lambdaI);
      }
      // tau_mem dV/dt just before the spike.
      lambdaV[n] += sum / (run.current(spike) - neuron.threshold());
    }
    if (recurrent != null && !recurrent.hasAutapses()) {
      for (int n = 0; n < size; n++) {
        recurrent.recurrent().gradient()[n * size + n] = 0f;
      }
    }
    return forInput;
  }

  private void recede(double[] lambdaV, double[] lambdaI, double s) {
    double a = neuron.membrane(s);
    double b = neuron.synapse(s);
    double c = neuron.response(s) * neuron.tauMem() / neuron.tauSyn();
    for (int m = 0; m < size; m++) {
      lambdaI[m] = lambdaI[m] * b + lambdaV[m] * c;
      lambdaV[m] *= a;
    }
  }

  /** The gradients of a spike: adds that of its weights and returns that of its time. */
  private double sent(Parameter weights, int from, double[] lambdaV, double[] lambdaI) {
    float[] w = weights.data();
    float[] gradient = weights.gradient();
    int columns = w.length / size;
    double sum = 0;
    for (int m = 0; m < size; m++) {
      int at = m * columns + from;
      sum += w[at] * (lambdaV[m] - lambdaI[m]);
      gradient[at] = (float) (gradient[at] - neuron.tauSyn() * lambdaI[m]);
    }
    return sum;
  }

  @Override
  public String toString() {
    return "EventPropLayer(" + inputs + ", " + size + (recurrent == null ? ")" : ", recurrent)");
  }
}
