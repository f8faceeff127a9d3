package dev.sleipnir.model.network;

import dev.sleipnir.model.layer.AdaptiveAvgPool2d;
import dev.sleipnir.model.layer.BatchNorm2d;
import dev.sleipnir.model.layer.Dropout;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.Residual;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * MobileNetV2 (Sandler et al. 2018): inverted residuals, whose additions are of values, not spikes.
 *
 * @param stages blocks, first to last
 */
record MobileNetV2(List<Bottleneck> stages) implements Architecture {
  static final List<Bottleneck> STAGES =
      List.of(
          new Bottleneck(1, 16, 1, 1),
          new Bottleneck(6, 24, 2, 2),
          new Bottleneck(6, 32, 3, 2),
          new Bottleneck(6, 64, 4, 2),
          new Bottleneck(6, 96, 3, 1),
          new Bottleneck(6, 160, 3, 2),
          new Bottleneck(6, 320, 1, 1));

  private static final int STEM = 32;
  private static final int LAST = 1280;
  private static final int DIVISOR = 8;

  /** A multiple of 8 near a number of channels, at least 90 % of it. */
  private static int rounded(double channels) {
    int rounded = Math.max(DIVISOR, (int) (channels + DIVISOR / 2.0) / DIVISOR * DIVISOR);
    return rounded < 0.9 * channels ? rounded + DIVISOR : rounded;
  }

  @Override
  public SequentialState create(NetworkParts parts) {
    int in = rounded(STEM * parts.multiplier);
    List<NetworkModule> features = new ArrayList<>();
    features.add(parts.normalized(parts.channels, in, Window.of(3).stride(2).padding(1), 1));
    for (Bottleneck stage : stages) {
      int out = rounded(stage.channels() * parts.multiplier);
      for (int i = 0; i < stage.repeats(); i++) {
        features.add(block(parts, in, out, stage.expansion(), i == 0 ? stage.stride() : 1));
        in = out;
      }
    }
    int last = rounded(LAST * Math.max(1, parts.multiplier));
    features.add(parts.normalized(in, last, Window.of(1), 1));
    var modules = new LinkedHashMap<String, NetworkModule>();
    modules.put("features", new SequentialState(features.toArray(NetworkModule[]::new)));
    modules.put("avgpool", new AdaptiveAvgPool2d(1));
    modules.put("flatten", new Flatten());
    modules.put(
        "classifier", new SequentialState(new Dropout(0.2f), parts.linear(last, parts.classes)));
    return SequentialState.named(modules);
  }

  private static NetworkModule block(
      NetworkParts parts, int in, int out, int expansion, int stride) {
    int inside = in * expansion;
    List<NetworkModule> layers = new ArrayList<>();
    if (expansion != 1) {
      layers.add(parts.normalized(in, inside, Window.of(1), 1));
    }
    layers.add(parts.normalized(inside, inside, Window.of(3).stride(stride).padding(1), inside));
    layers.add(parts.convolution(inside, out, Window.of(1), 1, false));
    layers.add(new BatchNorm2d(out));
    var block =
        SequentialState.named(
            new LinkedHashMap<>(
                Map.of("conv", new SequentialState(layers.toArray(NetworkModule[]::new)))));
    return stride == 1 && in == out ? new Residual(block) : block;
  }
}
