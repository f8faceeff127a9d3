package dev.sleipnir.model.network;

import dev.sleipnir.model.layer.AdaptiveAvgPool2d;
import dev.sleipnir.model.layer.BatchNorm2d;
import dev.sleipnir.model.layer.Dropout;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.MaxPool2d;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * VGG (Simonyan and Zisserman 2014): five stages of convolutions, each with a pooling behind it.
 *
 * @param repeats convolutions of each stage
 * @param isNormalized whether batch normalisation follows each
 * @param side height and width of what the classifier gets
 * @param hidden neurons of its two hidden layers
 */
record Vgg(List<Integer> repeats, boolean isNormalized, int side, int hidden)
    implements Architecture {
  private static final int[] WIDTHS = {64, 128, 256, 512, 512};

  static Vgg of(int depth, boolean isNormalized, int side, int hidden) {
    List<Integer> repeats =
        switch (depth) {
          case 11 -> List.of(1, 1, 2, 2, 2);
          case 13 -> List.of(2, 2, 2, 2, 2);
          case 16 -> List.of(2, 2, 3, 3, 3);
          case 19 -> List.of(2, 2, 4, 4, 4);
          default ->
              throw new IllegalArgumentException("depth: expected 11, 13, 16 or 19, got " + depth);
        };
    return new Vgg(repeats, isNormalized, side, hidden);
  }

  @Override
  public int leastSide() {
    return 1 << WIDTHS.length;
  }

  @Override
  public SequentialState create(NetworkParts parts) {
    List<NetworkModule> features = new ArrayList<>();
    int in = parts.channels;
    for (int stage = 0; stage < WIDTHS.length; stage++) {
      int out = parts.scaled(WIDTHS[stage]);
      for (int i = 0; i < repeats.get(stage); i++) {
        features.add(parts.convolution(in, out, Window.of(3).padding(1), 1, true));
        if (isNormalized) {
          features.add(new BatchNorm2d(out));
        }
        features.add(parts.neurons());
        in = out;
      }
      features.add(new MaxPool2d(2));
    }
    int neurons = parts.scaled(hidden);
    var classifier =
        new SequentialState(
            parts.linear(in * side * side, neurons),
            parts.neurons(),
            new Dropout(0.5f),
            parts.linear(neurons, neurons),
            parts.neurons(),
            new Dropout(0.5f),
            parts.linear(neurons, parts.classes));
    var modules = new LinkedHashMap<String, NetworkModule>();
    modules.put("features", new SequentialState(features.toArray(NetworkModule[]::new)));
    modules.put("avgpool", new AdaptiveAvgPool2d(side));
    modules.put("flatten", new Flatten());
    modules.put("classifier", classifier);
    return SequentialState.named(modules);
  }
}
