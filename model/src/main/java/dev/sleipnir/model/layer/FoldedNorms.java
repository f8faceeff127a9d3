package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation that is part of the weights in front of it: what a trained network computes
 * in evaluation, in fewer layers. Neurons then stand right behind their connection, so that spikes
 * drive it.
 *
 * <pre>{@code
 * NetworkModule served = FoldedNorms.of(trained);
 * }</pre>
 */
public final class FoldedNorms {
  private final Copies copies = new Copies();

  private FoldedNorms() {}

  /**
   * A copy of a network, with {@link BatchNorm1d} and {@link BatchNorm2d} behind a {@link Linear}
   * or {@link Conv2d} of the same sequence folded into it, by their running statistics. Other
   * normalisations stay.
   *
   * @param network a trained network
   * @return [batch, ...] to the same as the network in evaluation, up to rounding
   */
  public static NetworkModule of(NetworkModule network) {
    FoldedNorms folded = new FoldedNorms();
    folded.visit(network);
    return folded.copies.of(network);
  }

  private void visit(NetworkModule module) {
    module.children().values().forEach(this::visit);
    if (module instanceof SequentialState sequence) {
      copies.replace(sequence, folded(sequence));
    }
  }

  private SequentialState folded(SequentialState sequence) {
    List<String> names = List.copyOf(sequence.children().keySet());
    List<NetworkModule> modules = sequence.modules();
    var result = new LinkedHashMap<String, NetworkModule>();
    for (int m = 0; m < modules.size(); m++) {
      NetworkModule next = m + 1 < modules.size() ? modules.get(m + 1) : null;
      NetworkModule folded = next instanceof BatchNorm norm ? folded(modules.get(m), norm) : null;
      result.put(names.get(m), folded == null ? copies.of(modules.get(m)) : folded);
      m += folded == null ? 0 : 1;
    }
    return sequence.like(result);
  }

  private static @Nullable NetworkModule folded(NetworkModule module, BatchNorm norm) {
    return switch (module) {
      case Linear linear when linear.weight().shape()[0] == norm.channels() ->
          new Linear(weight(linear.weight(), norm), bias(linear.bias(), norm));
      case Conv2d convolution when convolution.weight().shape()[0] == norm.channels() ->
          convolution.with(weight(convolution.weight(), norm), bias(convolution.bias(), norm));
      default -> null;
    };
  }

  private static Tensor weight(Parameter weight, BatchNorm norm) {
    Tensor folded = weight.value();
    int size = folded.size() / norm.channels();
    for (int i = 0; i < folded.size(); i++) {
      folded.data()[i] *= (float) norm.factor(i / size);
    }
    return folded;
  }

  private static Tensor bias(@Nullable Parameter bias, BatchNorm norm) {
    Tensor folded = Tensor.zeros(norm.channels());
    for (int c = 0; c < folded.size(); c++) {
      double before = bias == null ? 0 : bias.data()[c];
      folded.data()[c] = (float) norm.evaluated(c, before);
    }
    return folded;
  }
}
