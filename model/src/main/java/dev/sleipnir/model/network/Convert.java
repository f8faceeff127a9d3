package dev.sleipnir.model.network;

import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Copies;
import dev.sleipnir.model.layer.FoldedNorms;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.Relu;
import dev.sleipnir.model.layer.Scale;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Iaf;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Networks of rectifiers to networks of integrate-and-fire neurons that compute the same with
 * spikes (Diehl et al. 2015; Rueckauer et al. 2017):
 *
 * <pre>{@code
 * Conversion spiking = Convert.toSpiking(trained, samples);
 * Conversion.Accuracy accuracy = spiking.accuracy(tests, labels, 100);
 * }</pre>
 *
 * <p>Each {@link Relu} becomes {@linkplain Iaf#softReset neurons} whose threshold is the largest
 * value, or a percentile of the values, that the rectifier put out for some samples; they begin at
 * half of it. A spike stands for as much as the threshold, which is multiplied into the weights
 * behind. Batch normalisation is {@linkplain FoldedNorms folded} first. Input is given in every
 * step, as it is; the mean of the outputs over time approaches the output of the network.
 *
 * <p>Everything else stays: max pooling takes the maximum of spikes, not of rates, which costs some
 * accuracy, and functions that are not piecewise linear are not what they were. Rectifiers in a
 * module of one's own are found through its {@link NetworkModule#children}.
 */
public final class Convert {
  /** Shows to others what a rectifier puts out. */
  private record Watched(Consumer<float[]> watcher) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
      Tensor y = x.relu();
      watcher.accept(y.toArray());
      return y;
    }
  }

  private final NetworkModule network;
  private final IdentityHashMap<Relu, SeenValues> rectifiers = new IdentityHashMap<>();
  private final List<Relu> inOrder = new ArrayList<>();
  private final IdentityHashMap<Relu, Double> thresholds = new IdentityHashMap<>();

  private Convert(NetworkModule network) {
    this.network = network;
    find(network);
    if (inOrder.isEmpty()) {
      throw new IllegalArgumentException("network: expected at least one Relu, got none");
    }
  }

  /**
   * Converts a network; thresholds are the largest values of the rectifiers.
   *
   * @param network a trained network with {@link Relu}s; unchanged
   * @param samples what it is for, some hundred of them: [samples, ...]
   * @return the spiking network and its thresholds
   * @throws IllegalArgumentException if there is no rectifier or no sample, or a sample is not
   *     finite or of another shape than the network expects
   */
  public static Conversion toSpiking(NetworkModule network, Tensor samples) {
    return toSpiking(network, samples, 100);
  }

  /**
   * Converts a network; thresholds are percentiles of the values of the rectifiers that are not 0.
   * A little less than 100 gives lower thresholds, which rare large values do not raise, and so
   * fewer steps.
   *
   * @param network a trained network with {@link Relu}s; unchanged
   * @param samples what it is for, some hundred of them: [samples, ...]
   * @param percentile which, greater than 0, at most 100: 99.9, say; to 1/65536 of the largest
   *     value
   * @return the spiking network and its thresholds
   * @throws IllegalArgumentException if the percentile is out of range, there is no rectifier or no
   *     sample, or a sample is not finite or of another shape than the network expects
   */
  public static Conversion toSpiking(NetworkModule network, Tensor samples, double percentile) {
    if (!(percentile > 0 && percentile <= 100)) {
      throw new IllegalArgumentException(
          "percentile: expected a number in (0, 100], got " + percentile);
    }
    if (samples.rank() < 2 || samples.dim(0) < 1) {
      throw new IllegalArgumentException(
          "samples: expected [samples, ...] with at least one, got shape "
              + Shape.text(samples.shape()));
    }
    samples.requireFinite("samples");
    Convert conversion = new Convert(FoldedNorms.of(network));
    conversion.look(samples, percentile);
    return new Conversion(network.copy(), conversion.spiking(), conversion.ordered());
  }

  private void find(NetworkModule module) {
    if (module instanceof Relu relu && !rectifiers.containsKey(relu)) {
      rectifiers.put(relu, new SeenValues());
      inOrder.add(relu);
    }
    module.children().values().forEach(this::find);
  }

  private List<Double> ordered() {
    return inOrder.stream().map(thresholds::get).toList();
  }

  /** Finds the thresholds. */
  private void look(Tensor samples, double percentile) {
    watch(samples, seen -> seen::findLargest);
    if (percentile < 100) {
      watch(samples, seen -> seen::sort);
    }
    rectifiers.forEach(
        (relu, seen) -> {
          double threshold = percentile < 100 ? seen.percentile(percentile) : seen.largest();
          thresholds.put(relu, threshold > 0 ? threshold : 1); // never above 0: any will do
        });
  }

  private void watch(Tensor samples, Function<SeenValues, Consumer<float[]>> how) {
    Copies copies = new Copies();
    rectifiers.forEach((relu, seen) -> copies.replace(relu, new Watched(how.apply(seen))));
    SampleRun.of(copies.of(network), samples, 1, _ -> {});
  }

  private NetworkModule spiking() {
    Copies copies = new Copies();
    thresholds.forEach(
        (relu, threshold) ->
            copies.replace(
                relu, new SequentialState(neurons(threshold), new Scale(threshold.floatValue()))));
    replaceSequences(network, copies);
    return copies.of(network);
  }

  private static NetworkModule neurons(double threshold) {
    return Iaf.softReset().with("v_th", threshold).with("v_init", threshold / 2).cell();
  }

  private void replaceSequences(NetworkModule module, Copies copies) {
    module.children().values().forEach(child -> replaceSequences(child, copies));
    if (module instanceof SequentialState sequence) {
      copies.replace(sequence, spiking(sequence, copies));
    }
  }

  /** What spikes stand for moves into the next weights, so that what drives these stays spikes. */
  private SequentialState spiking(SequentialState sequence, Copies copies) {
    var result = new LinkedHashMap<String, NetworkModule>();
    String spikes = ""; // the rectifier whose threshold is not in any weights yet
    double worth = 1;
    for (var child : sequence.children().entrySet()) {
      NetworkModule module = child.getValue();
      NetworkModule scaled = scaled(module, worth);
      boolean isPassed = module instanceof Layer layer && layer.isHomogeneous();
      if (scaled == null && !isPassed && worth != 1) {
        result.put(spikes + "_scale", new Scale((float) worth));
      }
      if (module instanceof Relu relu) {
        spikes = child.getKey();
        worth = Objects.requireNonNull(thresholds.get(relu));
        result.put(spikes, neurons(worth));
      } else {
        result.put(child.getKey(), scaled == null ? copies.of(module) : scaled);
        worth = isPassed ? worth : 1;
      }
    }
    if (worth != 1) {
      result.put(spikes + "_scale", new Scale((float) worth));
    }
    return sequence.like(result);
  }

  private static @Nullable NetworkModule scaled(NetworkModule module, double factor) {
    return switch (module) {
      case Linear linear -> {
        Linear copy = linear.copy();
        scale(copy.weight(), factor);
        yield copy;
      }
      case Conv2d convolution -> {
        Conv2d copy = convolution.copy();
        scale(copy.weight(), factor);
        yield copy;
      }
      default -> null;
    };
  }

  private static void scale(Parameter weight, double factor) {
    weight.set(weight.value().scale((float) factor));
  }
}
