package dev.sleipnir.bench.plain;

import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.layer.Scale;
import dev.sleipnir.model.layer.SequentialState;
import java.util.ArrayList;
import java.util.List;

/**
 * The twin of a network of convolutions, pools, dense layers, LIF neurons and leaky integrators.
 */
public final class PlainNetwork {
  /** For each module its twin; a flattening has none. */
  private final List<List<PlainLayer>> twins = new ArrayList<>();

  private int channels;
  private int height;
  private int width;

  /**
   * The twin of a network.
   *
   * @param network whose parameters are read
   * @param alpha steepness of the neurons' surrogate gradient
   * @param window distance from the threshold beyond which there is no gradient
   * @param thresholds of the spiking neurons, in order
   * @param sample shape of an input: features, or channels, height, width
   */
  public PlainNetwork(
      SequentialState network, double alpha, double window, double[] thresholds, int... sample) {
    if (sample.length == 3) {
      channels = sample[0];
      height = sample[1];
      width = sample[2];
    }
    int spiking = 0;
    for (NetworkModule module : network.modules()) {
      switch (module) {
        case Flatten _ -> twins.add(List.of());
        case NeuronCell cell when cell.isSpiking() ->
            twins.add(List.of(new PlainLif(thresholds[spiking++], alpha, window)));
        default -> twins.add(List.of(twin(module)));
      }
    }
  }

  private PlainLayer twin(NetworkModule module) {
    return switch (module) {
      case Linear layer -> new PlainLinear(layer);
      case Scale layer -> new PlainScale(layer.factor());
      case Relu _ -> new PlainRelu();
      case NeuronCell _ -> new PlainLi();
      case Conv2d layer -> {
        PlainConv conv = new PlainConv(layer, height, width);
        channels = conv.shape().outChannels();
        height = conv.shape().outputHeight();
        width = conv.shape().outputWidth();
        yield conv;
      }
      case MaxPool2d layer -> {
        PlainMaxPool pool = new PlainMaxPool(layer.shape(channels, height, width));
        height = pool.shape().outputHeight();
        width = pool.shape().outputWidth();
        yield pool;
      }
      default -> throw new IllegalArgumentException("plain twin: got " + module);
    };
  }

  /**
   * Compares every output of every module in every step.
   *
   * @param x inputs, [time][features]
   * @param got for each module what it put out, [time][features]
   * @throws IllegalStateException if an output differs by more than rounding
   */
  public void requireOutputs(double[][] x, List<double[][]> got) {
    double[][] in = x;
    for (int m = 0; m < twins.size(); m++) {
      for (PlainLayer layer : twins.get(m)) {
        layer.requireOutputs(in, got.get(m));
      }
      in = got.get(m);
    }
  }

  /**
   * Compares the gradients of all parameters, after {@link #requireOutputs}.
   *
   * @param gradient gradient at the network's outputs, [time][features]
   * @throws IllegalStateException if one differs by more than rounding
   */
  public void requireGradients(double[][] gradient) {
    double[][] g = gradient;
    for (List<PlainLayer> module : twins.reversed()) {
      for (PlainLayer layer : module) {
        g = layer.backward(g);
      }
    }
    for (List<PlainLayer> module : twins) {
      for (PlainLayer layer : module) {
        if (layer instanceof Learned learned) {
          learned.requireGradients();
        }
      }
    }
  }
}
