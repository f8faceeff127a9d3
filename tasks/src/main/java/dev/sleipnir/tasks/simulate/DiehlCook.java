package dev.sleipnir.tasks.simulate;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.network.Connectivity;
import dev.sleipnir.network.Network;
import dev.sleipnir.network.Neuron;
import dev.sleipnir.network.Population;
import dev.sleipnir.network.Projection;
import dev.sleipnir.network.SpikeMonitor;
import dev.sleipnir.network.Synapse;
import dev.sleipnir.network.Values;
import java.util.Arrays;

/**
 * The network of Diehl and Cook (2015), which learns to recognise images without being told what
 * they show. Pixels are Poisson sources that excite all neurons of a layer; each of these excites
 * an inhibitory neuron of its own, which inhibits all the others. Synapses from the pixels learn at
 * spikes of the layer, from how active each pixel has been; a neuron that spikes often gets harder
 * to excite.
 */
public final class DiehlCook {
  private static final double DT = 0.5; // [ms]
  private static final double SHOWN = 350; // [ms]
  private static final double REST = 150; // [ms]

  /** Spikes of the layer, of which an image that has fewer is shown again, brighter. */
  private static final int FEWEST_SPIKES = 5;

  private static final int BRIGHTEST = 32;

  /** Spikes per ms of a white pixel, for each degree of brightness. */
  private static final double RATE = 0.255 / 8;

  private static final String SENSOR =
      """
      model sensor
      parameters tau = 20 (ms)
      state x = 0
      input s
      dx/dt = -x / tau : exact
      threshold s > 0.5
      reset x = 1
      """;

  private static final String EXCITATORY =
      """
      model excitatory
      parameters tau = 100 (ms), tau_e = 1 (ms), tau_i = 2 (ms), v_rest = -65 (mV), v_reset = -65 (mV),
          v_th = -52 (mV), E_e = 0 (mV), E_i = -100 (mV), rise = 0.05 (mV)
      state v = -105 (mV), ge = 0, gi = 0, theta = 0 (mV)
      dv/dt = (v_rest - v + ge * (E_e - v) + gi * (E_i - v)) / tau : exponential_euler
      dge/dt = -ge / tau_e : exact
      dgi/dt = -gi / tau_i : exact
      threshold v > v_th + theta
      reset v = v_reset, theta = theta + rise
      refractory 5 (ms) holds v
      """;

  private static final String INHIBITORY =
      """
      model inhibitory
      parameters tau = 10 (ms), tau_e = 1 (ms), tau_i = 2 (ms), v_rest = -60 (mV), v_reset = -45 (mV),
          v_th = -40 (mV), E_e = 0 (mV)
      state v = -100 (mV), ge = 0
      dv/dt = (v_rest - v + ge * (E_e - v)) / tau : exponential_euler
      dge/dt = -ge / tau_e : exact
      threshold v > v_th
      reset v = v_reset
      refractory 2 (ms) holds v
      """;

  private static final String LEARNING =
      """
      synapse learning
      parameters eta = 0.01, x_target = 0.2, w_max = 1
      state w = 0.1
      on pre deliver w into ge
      on post w = clip(w + eta * (x_pre - x_target) * (w_max - w), 0, w_max)
      """;

  /**
   * What can be chosen.
   *
   * @param eta how much a spike of the layer changes weights, from 0 to 1
   * @param target the trace of a pixel, from 0 to 1, from which on its weight grows
   * @param rise how much a spike raises a neuron's threshold [mV]
   * @param decay time constant with which thresholds sink [ms]
   * @param inhibition weight from an inhibitory neuron to all but one of the layer
   * @param sum of the weights to a neuron, for each pixel
   */
  public record Parameters(
      double eta, double target, double rise, double decay, double inhibition, double sum) {
    /** As in Diehl and Cook's program; eta is for a single pass through 60,000 images. */
    public static final Parameters DEFAULT = new Parameters(0.05, 0.2, 0.05, 1e7, 17, 78 / 784.0);

    /**
     * Refuses what is no number of its range.
     *
     * @throws IllegalArgumentException if eta or the target is not from 0 to 1, the rise or the
     *     inhibition below 0, or the decay or the sum not above 0
     */
    public Parameters {
      Require.fraction("eta", eta);
      Require.fraction("target", target);
      Require.notNegative("rise", rise);
      Require.positive("decay", decay);
      Require.notNegative("inhibition", inhibition);
      Require.positive("sum", sum);
    }

    /**
     * The same but for how fast weights change.
     *
     * @param other from 0 to 1
     * @return a copy
     */
    public Parameters withEta(double other) {
      return new Parameters(other, target, rise, decay, inhibition, sum);
    }

    /**
     * The same but for thresholds.
     *
     * @param other how much a spike raises them [mV]
     * @return a copy
     */
    public Parameters withRise(double other) {
      return new Parameters(eta, target, other, decay, inhibition, sum);
    }

    /**
     * The same but for inhibition.
     *
     * @param other the weight
     * @return a copy
     */
    public Parameters withInhibition(double other) {
      return new Parameters(eta, target, rise, decay, other, sum);
    }
  }

  private final Network net;
  private final Parameters parameters;
  private final Population pixels;
  private final Population layer;
  private final Projection learning;
  private final SpikeMonitor spikes;
  private final int inputs;
  private final double[] rates;
  private final double[] factors;
  private final double[] scaled;
  private boolean isPlastic = true;

  /**
   * A network that has learned nothing.
   *
   * @param inputs how many pixels an image has
   * @param neurons how many neurons learn, at least 2
   * @param parameters of learning and inhibition
   * @param seed what first weights and spikes are drawn from
   * @throws IllegalArgumentException if there are too few of something
   */
  public DiehlCook(int inputs, int neurons, Parameters parameters, long seed) {
    Require.positive("pixels", inputs);
    Require.atLeast("neurons", 2, neurons);
    this.inputs = inputs;
    this.parameters = parameters;
    // A step is too little work for a second thread.
    net = new Network(DT, seed, Parallel.of(1));
    rates = new double[inputs];
    factors = new double[neurons];
    scaled = new double[inputs * neurons];
    pixels = net.poisson("pixels", inputs, 0);
    Population sensors = net.population("sensors", Neuron.parse(SENSOR), inputs);
    layer = net.population("e", Neuron.parse(EXCITATORY), neurons).set("rise", parameters.rise);
    Population inhibitory = net.population("i", Neuron.parse(INHIBITORY), neurons);
    net.project(pixels, sensors).connect(Connectivity.oneToOne()).synapse(Synapse.into("s"));
    learning =
        net.project(sensors, layer)
            .connect(Connectivity.allToAll())
            .synapse(Synapse.parse(LEARNING))
            .set("eta", parameters.eta)
            .set("x_target", parameters.target)
            .weight(Values.uniform(0.003, 0.3));
    net.project(layer, inhibitory)
        .connect(Connectivity.oneToOne())
        .synapse(Synapse.into("ge"))
        .weight(10.4);
    net.project(inhibitory, layer)
        .connect(Connectivity.allToAll().withoutAutapses())
        .synapse(Synapse.into("gi"))
        .weight(parameters.inhibition);
    spikes = net.record(layer).spikes();
    net.runSteps(0);
  }

  /**
   * A copy whose weights and thresholds stay as they are now.
   *
   * @param seed what its spikes are drawn from
   * @return the copy
   */
  public DiehlCook frozen(long seed) {
    var copy = new DiehlCook(inputs, layer.size(), parameters, seed);
    copy.isPlastic = false;
    copy.learning.weight(each(weights())).plastic(false);
    copy.layer.set("theta", each(layer.state("theta"))).set("rise", 0);
    return copy;
  }

  private static Values each(float[] values) {
    return Values.function(i -> values[i]);
  }

  /**
   * Shows an image, learns from it if still plastic, and rests.
   *
   * @param image [pixels], from 0 to 1
   * @param counts receives the spikes of each neuron of the layer
   * @throws IllegalArgumentException if there are more or fewer pixels or neurons
   */
  public void show(float[] image, int[] counts) {
    Require.length("image", inputs, "one for each pixel", image.length);
    Require.length("counts", layer.size(), "one for each neuron", counts.length);
    if (isPlastic) {
      normalise();
    }
    int total = 0;
    for (int bright = 2; total < FEWEST_SPIKES && bright <= BRIGHTEST; bright++) {
      for (int p = 0; p < inputs; p++) {
        rates[p] = bright * RATE * image[p];
      }
      pixels.set("rate", Values.of(rates));
      run(SHOWN);
      Arrays.fill(counts, 0);
      for (int neuron : spikes.neurons()) {
        counts[neuron]++;
      }
      total = spikes.count();
      pixels.set("rate", 0);
      run(REST);
      spikes.clear();
      if (isPlastic) {
        sink();
      }
    }
  }

  /**
   * Runs for all of a time: an image is shown whole, though the thread be interrupted meanwhile.
   */
  private void run(double time) {
    long end = net.step() + Math.round(time / DT);
    boolean interrupted = false;
    while (net.step() < end) {
      interrupted |= Thread.interrupted();
      net.runSteps(end - net.step());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Thresholds sink, by less than what a step in single precision could tell. */
  private void sink() {
    float[] theta = layer.state("theta");
    double rest = Math.exp(-(SHOWN + REST) / parameters.decay);
    layer.set("theta", Values.function(j -> theta[j] * rest));
  }

  /** Weights to a neuron get the sum they always have; those that are all 0 stay so. */
  private void normalise() {
    float[] w = learning.values("w");
    int neurons = factors.length;
    Arrays.fill(factors, 0);
    for (int s = 0; s < w.length; ) {
      for (int j = 0; j < neurons; j++) {
        factors[j] += w[s++];
      }
    }
    for (int j = 0; j < neurons; j++) {
      factors[j] = factors[j] > 0 ? parameters.sum * inputs / factors[j] : 1;
    }
    for (int s = 0; s < w.length; ) {
      for (int j = 0; j < neurons; j++) {
        scaled[s] = w[s] * factors[j];
        s++;
      }
    }
    learning.weight((count, random) -> scaled);
  }

  Network network() {
    return net;
  }

  /**
   * How many neurons learn.
   *
   * @return as given
   */
  public int neurons() {
    return layer.size();
  }

  /**
   * What the neurons have learned.
   *
   * @return the weights [pixels][neurons]
   */
  public float[] weights() {
    return learning.values("w");
  }

  /**
   * What the neurons have learned, as images.
   *
   * @param height of an image
   * @param width of an image
   * @return the weights [neurons, height, width]
   * @throws IllegalArgumentException if images are of another size
   */
  public Tensor fields(int height, int width) {
    float[] weights = weights();
    int neurons = layer.size();
    float[] byNeuron = new float[weights.length];
    for (int s = 0; s < weights.length; s++) {
      byNeuron[s % neurons * inputs + s / neurons] = weights[s];
    }
    return Tensor.of(byNeuron, neurons, height, width);
  }
}
