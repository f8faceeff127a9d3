package dev.sleipnir.tasks.events;

import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.Scale;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.LifRefrac;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.tasks.option.Usage;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code sleipnir edges}: refractory neurons and a convolution find edges in events. */
@Command(
    name = "edges",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Find edges in a stream of events, as Norse's demonstration does: LIF neurons with a refractory"
          + " period, one for each pixel, and a convolution of their spikes with two kernels, of"
          + " upright and of level edges."
    },
    footer = {
      "",
      "Examples:",
      "  sleipnir edges --gif bar.gif",
      "  sleipnir edges driving.raw --gif edges.gif --png edges.png",
      "  sleipnir edges driving.raw --kernel 9 --dilation 3 --gif wide.gif"
    })
public final class Edges extends Demonstration {
  /** What is taken from each element of a kernel, so that an even surface gives next to nothing. */
  private static final double OFFSET = 0.14;

  /** Where the sigmoid begins and ends whose differences are the elements. */
  private static final double END = 10;

  @Option(names = "--kernel", paramLabel = "N", description = "Side of the kernels, odd.")
  private int kernel = 5;

  @Option(names = "--dilation", paramLabel = "N", description = "Distance of their elements.")
  private int dilation = 1;

  @Option(
      names = "--gain",
      paramLabel = "X",
      description = "What an event is as a current: from 10 on a single one makes a neuron spike.")
  private double gain = 10;

  /** The command with its defaults. */
  public Edges() {}

  @Override
  void checkOwn(CommandSpec command) {
    Usage.atLeast(command, "--kernel", kernel, 1);
    Usage.atLeast(command, "--dilation", dilation, 1);
    Usage.positive(command, "--gain", gain);
    if (kernel % 2 == 0) {
      throw Usage.error(command, "--kernel: expected an odd number, got " + kernel);
    }
  }

  @Override
  List<String> outputs() {
    return List.of("Upright edges", "Level edges");
  }

  @Override
  NetworkModule network() {
    return network(kernel, dilation, (float) gain);
  }

  /** Counts, [1, 1, height, width], to edges, [1, 2, height, width]. */
  static SequentialState network(int size, int dilation, float gain) {
    Tensor kernels = Tensor.zeros(2, 1, size, size);
    for (int i = 0; i < size * size; i++) {
      kernels.data()[i] = element(i % size, size);
      kernels.data()[size * size + i] = element(i / size, size);
    }
    return new SequentialState(
        new Scale(gain),
        new LifRefrac().cell(),
        new Conv2d(kernels, null, 1, dilation * (size / 2), dilation));
  }

  private static float element(int place, int size) {
    double from = -END + 2 * END * place / size;
    double to = -END + 2 * END * (place + 1) / size;
    return (float) (sigmoid(to) - sigmoid(from) - OFFSET);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  @Override
  float shown(float sum, float last) {
    return Math.max(0, sum);
  }
}
