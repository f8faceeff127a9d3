package dev.sleipnir.tasks.simulate;

import dev.sleipnir.kernels.parallel.Parallel;
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
final class DiehlCook {
  static final double DT = 0.5; // [ms]
  private static final double SHOWN = 350; // [ms]
  private static final double REST = 150; // [ms]

  /** Decay of the adaptive threshold, over a presentation and its rest. */
  private static final double TAU_THETA = 1e7; // [ms]

  /** Spikes of the layer, of which an image that has fewer is shown again, brighter. */
  private static final int FEWEST_SPIKES = 5;

  private static final int BRIGHTEST = 32;

  /** Spikes per ms of a white pixel, for each degree of brightness. */
  private static final double RATE = 0.255 / 8;

  /** Mean of the weights to a neuron: in all 78 from 28 x 28 pixels. */
  private static final double MEAN_WEIGHT = 78 / 784.0;

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
      dv/dt = (v_rest - v + ge * (E_e - v) + gi * (E_i - v)) / tau : euler
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
      dv/dt = (v_rest - v + ge * (E_e - v)) / tau : euler
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

  private final Network net;
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
   * @param neurons how many neurons learn
   * @param eta how fast
   */
  DiehlCook(int inputs, int neurons, double eta, long seed) {
    this.inputs = inputs;
    // A step is too little work for a second thread.
    net = new Network(DT, seed, Parallel.of(1));
    rates = new double[inputs];
    factors = new double[neurons];
    scaled = new double[inputs * neurons];
    pixels = net.poisson("pixels", inputs, 0);
    Population sensors = net.population("sensors", Neuron.parse(SENSOR), inputs);
    layer = net.population("e", Neuron.parse(EXCITATORY), neurons);
    Population inhibitory = net.population("i", Neuron.parse(INHIBITORY), neurons);
    net.project(pixels, sensors).connect(Connectivity.oneToOne()).synapse(Synapse.into("s"));
    learning =
        net.project(sensors, layer)
            .connect(Connectivity.allToAll())
            .synapse(Synapse.parse(LEARNING))
            .set("eta", eta)
            .weight(Values.uniform(0.003, 0.3));
    net.project(layer, inhibitory)
        .connect(Connectivity.oneToOne())
        .synapse(Synapse.into("ge"))
        .weight(10.4);
    net.project(inhibitory, layer)
        .connect(Connectivity.allToAll().withoutAutapses())
        .synapse(Synapse.into("gi"))
        .weight(17);
    spikes = net.record(layer).spikes();
    net.runSteps(0);
  }

  /** A copy whose weights and thresholds stay as they are now. */
  DiehlCook frozen(long seed) {
    var copy = new DiehlCook(inputs, layer.size(), 0, seed);
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
   */
  void show(float[] image, int[] counts) {
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
    double rest = Math.exp(-(SHOWN + REST) / TAU_THETA);
    layer.set("theta", Values.function(j -> theta[j] * rest));
  }

  /** Weights to a neuron get the sum they always have. */
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
      factors[j] = MEAN_WEIGHT * inputs / factors[j];
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

  int neurons() {
    return layer.size();
  }

  /** The weights [pixels][neurons]. */
  float[] weights() {
    return learning.values("w");
  }
}
