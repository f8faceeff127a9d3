package dev.sleipnir.tasks.images;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.decode.Decoder;
import dev.sleipnir.model.layer.BatchNorm2d;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Window;
import dev.sleipnir.model.network.ImageNetwork;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifBox;
import dev.sleipnir.model.neuron.Neuron;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Networks for colour images of 32 x 32 pixels and ten classes. */
enum CifarNetwork {
  /** That of Norse's task: 64C3-128C3-P2-256C3-P2-256C3-P2-10, with a leaky integrator. */
  NORSE,

  /** 64C3-64C3-P2-128C3-128C3-P2-256C3-256C3-P2-10 with batch normalisation. */
  VGG,

  /** ResNet-18 whose shortcuts add spikes. */
  SEW_RESNET;

  private static final int CLASSES = 10;
  private static final int SIDE = 32;
  private static final int CHANNELS = 3;
  private static final int POOL = 0;

  /** Steepness of the surrogate gradient: few steps and many layers need a gentle one. */
  private static final float ALPHA = 5f;

  /** Half of the potential is left after a step of 1 ms. */
  private static final double TAU_MEM_INV = 500;

  /** As the command line writes it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Makes the network.
   *
   * @param seed of its weights
   * @param width what all numbers of channels are multiplied by
   */
  SequentialState create(long seed, double width) {
    RandomStream random = new RandomStream(seed).split(toString());
    return switch (this) {
      case NORSE -> {
        Neuron lif = new Lif().with("v_th", 0.4).surrogate(Surrogate.SUPER, ALPHA);
        List<NetworkModule> modules = new ArrayList<>();
        int[] layers = {64, 128, POOL, 256, POOL, 256, POOL};
        int features = convolutions(modules, layers, width, false, lif, random);
        modules.add(Linear.readout(random, features, CLASSES));
        modules.add(new Li().cell());
        yield new SequentialState(modules.toArray(NetworkModule[]::new));
      }
      case VGG -> {
        List<NetworkModule> modules = new ArrayList<>();
        int[] layers = {64, 64, POOL, 128, 128, POOL, 256, 256, POOL};
        int features = convolutions(modules, layers, width, true, fast(), random);
        modules.add(new Linear(random, features, CLASSES, true));
        yield new SequentialState(modules.toArray(NetworkModule[]::new));
      }
      case SEW_RESNET ->
          ImageNetwork.sewResNet18()
              .images(CHANNELS, SIDE, SIDE)
              .classes(CLASSES)
              .width(width)
              .neuron(fast())
              .seed(seed)
              .create();
    };
  }

  /** How its outputs over time are read. */
  Decoder decoder() {
    return this == NORSE ? Decoder.max() : Decoder.mean();
  }

  /** Neurons that answer within a step or two. */
  private static Neuron fast() {
    return new LifBox()
        .with("tau_mem_inv", TAU_MEM_INV)
        .with("v_th", 0.5)
        .surrogate(Surrogate.SUPER, ALPHA);
  }

  /** Adds layers of so many channels, and pooling; returns the features that come out. */
  private static int convolutions(
      List<NetworkModule> modules,
      int[] layers,
      double width,
      boolean normalized,
      Neuron neuron,
      RandomStream random) {
    int channels = CHANNELS;
    int side = SIDE;
    for (int layer : layers) {
      if (layer == POOL) {
        modules.add(new MaxPool2d(2));
        side /= 2;
      } else {
        int out = Math.max(1, Math.toIntExact(Math.round(layer * width)));
        modules.add(new Conv2d(random, channels, out, Window.of(3).padding(1), 1, false));
        if (normalized) {
          modules.add(new BatchNorm2d(out));
        }
        modules.add(neuron.cell());
        channels = out;
      }
    }
    modules.add(new Flatten());
    return channels * side * side;
  }
}
