package dev.sleipnir.model.network;

import dev.sleipnir.model.layer.AdaptiveAvgPool2d;
import dev.sleipnir.model.layer.BatchNorm2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.Residual;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Window;
import java.util.LinkedHashMap;

/** ResNet-18 whose shortcuts add spikes to spikes (Fang et al. 2021). */
record SewResNet18() implements Architecture {
  private static final int[] WIDTHS = {64, 128, 256, 512};
  private static final int BLOCKS = 2; // of each width

  @Override
  public SequentialState create(NetworkParts parts) {
    int in = parts.scaled(WIDTHS[0]);
    var modules = new LinkedHashMap<String, NetworkModule>();
    Window stem = Window.of(7).stride(2).padding(3);
    modules.put("conv1", parts.convolution(parts.channels, in, stem, 1, false));
    modules.put("bn1", new BatchNorm2d(in));
    modules.put("sn1", parts.neurons());
    modules.put("maxpool", new MaxPool2d(Window.of(3).stride(2).padding(1)));
    for (int stage = 0; stage < WIDTHS.length; stage++) {
      int out = parts.scaled(WIDTHS[stage]);
      NetworkModule[] blocks = new NetworkModule[BLOCKS];
      for (int i = 0; i < BLOCKS; i++) {
        blocks[i] = block(parts, in, out, i == 0 && stage > 0 ? 2 : 1);
        in = out;
      }
      modules.put("layer" + (stage + 1), new SequentialState(blocks));
    }
    modules.put("avgpool", new AdaptiveAvgPool2d(1));
    modules.put("flatten", new Flatten());
    modules.put("fc", new Linear(parts.random(), in, parts.classes, true));
    return SequentialState.named(modules);
  }

  private static NetworkModule block(NetworkParts parts, int in, int out, int stride) {
    var inner = new LinkedHashMap<String, NetworkModule>();
    Window first = Window.of(3).stride(stride).padding(1);
    inner.put("conv1", parts.convolution(in, out, first, 1, false));
    inner.put("bn1", new BatchNorm2d(out));
    inner.put("sn1", parts.neurons());
    inner.put("conv2", parts.convolution(out, out, Window.of(3).padding(1), 1, false));
    inner.put("bn2", new BatchNorm2d(out));
    inner.put("sn2", parts.neurons());
    if (stride == 1 && in == out) {
      return new Residual(SequentialState.named(inner));
    }
    var shortcut = new LinkedHashMap<String, NetworkModule>();
    Window one = Window.of(1).stride(stride);
    shortcut.put(
        "downsample",
        new SequentialState(parts.convolution(in, out, one, 1, false), new BatchNorm2d(out)));
    shortcut.put("downsample_sn", parts.neurons());
    return new Residual(SequentialState.named(inner), SequentialState.named(shortcut));
  }
}
