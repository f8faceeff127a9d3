package dev.sleipnir.model.network;

import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.layer.Scale;
import dev.sleipnir.model.layer.SequentialState;
import java.util.LinkedHashMap;

/**
 * Two convolutions, a dense layer and a read-out: the same of different widths.
 *
 * @param first channels of the first convolution
 * @param second channels of the second
 * @param hidden neurons of the dense layer; 0 for none
 * @param rectified whether a rectifier stands behind them
 */
record ConvNets(int first, int second, int hidden, boolean rectified) implements Architecture {
  private static final int KERNEL = 5;

  @Override
  public int leastSide() {
    return 16;
  }

  @Override
  public boolean hasReadOut() {
    return true;
  }

  private static int pooled(int size) {
    return ((size - KERNEL + 1) / 2 - KERNEL + 1) / 2;
  }

  @Override
  public SequentialState create(NetworkParts parts) {
    int channels1 = parts.scaled(first);
    int channels2 = parts.scaled(second);
    int features = pooled(parts.height) * pooled(parts.width) * channels2;
    var modules = new LinkedHashMap<String, NetworkModule>();
    modules.put("conv1", new Conv2d(parts.random(), parts.channels, channels1, KERNEL));
    modules.put("lif0", parts.neurons());
    modules.put("pool0", new MaxPool2d(2));
    modules.put("conv2", new Conv2d(parts.random(), channels1, channels2, KERNEL));
    modules.put("scale", new Scale(10f));
    modules.put("lif1", parts.neurons());
    modules.put("pool1", new MaxPool2d(2));
    modules.put("flatten", new Flatten());
    if (hidden > 0) {
      int neurons = parts.scaled(hidden);
      modules.put("fc1", new Linear(parts.random(), features, neurons, true));
      modules.put("lif2", parts.neurons());
      features = neurons;
    }
    if (rectified) {
      modules.put("relu", new Relu());
    }
    modules.put("out", Linear.readout(parts.random(), features, parts.classes));
    modules.put("li", parts.readOut.cell());
    return SequentialState.named(modules);
  }
}
