package dev.sleipnir.model.network;

import dev.sleipnir.kernels.require.Require;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.Arrays;
import java.util.List;

/**
 * A network that was {@linkplain Convert#toSpiking converted}.
 *
 * @param original the network of rectifiers, copied when it was converted
 * @param network the spiking network: one step of input to what is summed over time
 * @param thresholds of its layers of neurons, first to last: what a spike stands for
 */
public record Conversion(NetworkModule original, NetworkModule network, List<Double> thresholds) {
  /** Copies the list. */
  public Conversion {
    thresholds = List.copyOf(thresholds);
  }

  /**
   * How well both networks classify, as parts of all samples.
   *
   * @param original right answers of the network of rectifiers
   * @param spiking right answers of the spiking network
   * @param agreement equal answers of both, right or wrong
   */
  public record Accuracy(double original, double spiking, double agreement) {
    /** {@return what the conversion costs: less than 0 if the spiking network is better} */
    public double loss() {
      return original - spiking;
    }
  }

  /**
   * Classifies samples with both networks: the class is the largest output, of the spiking network
   * the largest mean over time.
   *
   * @param samples [samples, ...]
   * @param labels right class of each
   * @param steps time steps of the spiking network, at least 1
   * @return how often both are right
   * @throws IllegalArgumentException if there is no sample, not one label for each, no step, or the
   *     output is not one value for each class
   */
  public Accuracy accuracy(Tensor samples, int[] labels, int steps) {
    return accuracies(new Workspace(), samples, labels, steps).getFirst();
  }

  /**
   * The same for several numbers of time steps at once, of which the largest alone is run.
   *
   * @param workspace where it is computed
   * @param samples [samples, ...]
   * @param labels right class of each
   * @param steps numbers of time steps of the spiking network, at least one, each at least 1
   * @return how often both are right, for each of these numbers
   * @throws IllegalArgumentException if there is no sample, not one label for each, no step, or the
   *     output is not one value for each class
   */
  public List<Accuracy> accuracies(
      Workspace workspace, Tensor samples, int[] labels, int... steps) {
    Require.atLeast("steps", 1, Arrays.stream(steps).min().orElse(0));
    if (samples.rank() < 2 || samples.dim(0) < 1 || samples.dim(0) != labels.length) {
      throw new IllegalArgumentException(
          "samples: expected [samples, ...] with one for each of "
              + labels.length
              + " labels, at least one, got shape "
              + Shape.text(samples.shape()));
    }
    samples.requireFinite("samples");
    int[] before = SampleRun.classes(workspace, original, samples, 1)[0];
    return Arrays.stream(SampleRun.classes(workspace, network, samples, steps))
        .map(after -> accuracy(labels, before, after))
        .toList();
  }

  private static Accuracy accuracy(int[] labels, int[] before, int[] after) {
    int original = 0;
    int spiking = 0;
    int agreement = 0;
    for (int n = 0; n < labels.length; n++) {
      original += before[n] == labels[n] ? 1 : 0;
      spiking += after[n] == labels[n] ? 1 : 0;
      agreement += before[n] == after[n] ? 1 : 0;
    }
    double all = labels.length;
    return new Accuracy(original / all, spiking / all, agreement / all);
  }
}
