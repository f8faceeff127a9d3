package dev.sleipnir.model.online;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
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
  /** Most spikes of a run of {@link #forward(SpikeEvents, double)}: some 40 MB of them. */
  public static final int SPIKE_LIMIT = 1_000_000;

  /** Events from one look at the thread's flag to the next. */
  private static final int EVENTS_OF_A_LOOK = 64;

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
    if (shape.length != 2 || shape[0] < 1) {
      throw new IllegalArgumentException(
          "weight: expected [neurons, inputs] of at least one neuron, got shape "
              + Shape.text(shape));
    }
    this.neuron = neuron;
    this.weight = weight;
    this.recurrent = recurrent;
    size = shape[0];
    inputs = shape[1];
  }

  /** {@return what is learned: the weights, and the recurrent ones if there are any} */
  public List<Parameter> parameters() {
    return recurrent == null
        ? List.of(weight)
        : Parameter.distinct(List.of(weight, recurrent.recurrent()));
  }

  /**
   * Runs one sample from rest at time 0, with at most {@link #SPIKE_LIMIT} spikes of the layer.
   *
   * @param input spikes that arrive
   * @param duration how long [s]; spikes at this time still count
   * @return the layer's spikes, with what {@link #backward} needs
   * @throws IllegalArgumentException if a neuron of the input has no weights, or the duration is
   *     not positive
   * @throws ArithmeticException if there are more spikes, or a weight is not finite
   * @throws CancellationException if the thread is interrupted; its flag stays set
   */
  public EventRun forward(SpikeEvents input, double duration) {
    return forward(input, duration, SPIKE_LIMIT);
  }

  /**
   * Runs one sample from rest at time 0. Neurons that excite each other more than they forget fire
   * ever faster and would never reach the end: the limit ends such a run, and bounds its memory.
   *
   * @param input spikes that arrive
   * @param duration how long [s]; spikes at this time still count
   * @param spikeLimit most spikes of the layer, all neurons together, at least 1
   * @return the layer's spikes, with what {@link #backward} needs
   * @throws IllegalArgumentException if a neuron of the input has no weights, the duration is not
   *     positive or the limit is less than 1
   * @throws ArithmeticException if there are more spikes, or a weight is not finite
   * @throws CancellationException if the thread is interrupted; its flag stays set
   */
  public EventRun forward(SpikeEvents input, double duration, int spikeLimit) {
    Require.positive("duration", duration);
    Require.atLeast("spikeLimit", 1, spikeLimit);
    input.requireNeurons(inputs);
    EventRun run = new EventRun(this, input);
    EventSimulation neurons = new EventSimulation(neuron, size);
    int arrived = 0;
    while (true) {
      if (run.size() % EVENTS_OF_A_LOOK == 0 && Thread.currentThread().isInterrupted()) {
        throw new CancellationException(
            String.format(
                Locale.ROOT,
                "%s: interrupted after %d spikes, at %s s of %s s",
                this,
                run.spikes().size(),
                neurons.now(),
                duration));
      }
      int first = neurons.nextToFire();
      double fires = neurons.firesAt(first);
      double arrives = arrived < input.size() ? input.time(arrived) : Double.POSITIVE_INFINITY;
      double time = Math.min(fires, arrives);
      if (!(time <= duration)) {
        return run;
      }
      if (fires <= arrives && run.spikes().size() == spikeLimit) {
        throw new ArithmeticException(
            String.format(
                    Locale.ROOT,
                    "%s: expected at most %d spikes, got more, at %s s of %s s; neurons that excite each other",
                    this,
                    spikeLimit,
                    time,
                    duration)
                + " may fire ever faster: smaller weights end it, forward(input, duration,"
                + " spikeLimit) allows more");
      }
      neurons.advance(time);
      if (fires > arrives) {
        run.arrived(arrived);
        neurons.receive(weight, input.neuron(arrived));
        arrived++;
      } else {
        run.fired(time, first, neurons.current(first));
        neurons.reset(first);
        if (recurrent != null) {
          neurons.receive(recurrent.recurrent(), first);
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
   * @throws ArithmeticException if a gradient given is not finite, or a spike's time has no
   *     gradient, as its potential only touched the threshold; no gradient has changed then
   */
  @SuppressWarnings("ReferenceEquality") // whether it is this very layer's run is the question
  public double[] backward(EventRun run, double[] gradients) {
    if (run.layer != this) {
      throw new IllegalArgumentException("run: expected one of this layer, got another layer's");
    }
    Require.length(
        "gradients", run.spikes().size(), "one for each of the layer's spikes", gradients.length);
    Reductions.requireFinite("gradients", gradients);
    for (int spike = 0; spike < gradients.length; spike++) {
      if (!(run.current(spike) > neuron.threshold())) {
        throw new ArithmeticException(
            String.format(
                    Locale.ROOT,
                    "spike %d, of neuron %d at %s s: expected a potential that crosses the threshold, got one",
                    spike,
                    run.spikes().neuron(spike),
                    run.spikes().time(spike))
                + " that touches it: its time has no gradient");
      }
    }
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
