package dev.sleipnir.model.train;

import dev.sleipnir.model.cell.Cell;
import dev.sleipnir.model.layer.Copies;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A network run step by step, in inference, with a probe on each module: a copy in which what has
 * no modules inside is watched, wherever it stands. A step's memory is used again in the next.
 */
final class ActivityRun {
  private final Map<String, ActivityProbe> probes = new LinkedHashMap<>();
  private final IdentityHashMap<NetworkModule, NetworkModule> watched = new IdentityHashMap<>();
  private int step;

  private ActivityRun() {}

  /**
   * Runs a sequence.
   *
   * @param network what it goes through
   * @param xs the sequence, [time, batch, ...]
   * @param scope where it is run; what is computed ends with each step
   * @return what each module did
   */
  static List<LayerActivity> of(NetworkModule network, Tensor xs, Scope scope) {
    ActivityRun run = new ActivityRun();
    NetworkModule probed = run.watched(network, "");
    int[] shape = Arrays.copyOfRange(xs.shape(), 1, xs.rank());
    State state = null;
    for (int t = 0; t < xs.dim(0); t++) {
      run.step = t + 1;
      try (Scope inner = scope.inner()) {
        Tensor x = inner.enter(xs).slice(t, t + 1).reshape(shape);
        switch (probed) {
          case StatefulLayer layer -> state = layer.run(x, 1, state).state().copy();
          case Layer layer -> layer.forward(x);
        }
      }
    }
    return run.probes.values().stream().map(ActivityProbe::activity).toList();
  }

  /** The module with probes inside, or behind it where there is no inside to be copied. */
  private NetworkModule watched(NetworkModule module, String place) {
    NetworkModule known = watched.get(module);
    if (known == null) {
      known = module instanceof Cell || module.children().isEmpty() ? null : inside(module, place);
      known = known == null ? behind(module, place) : known;
      watched.put(module, known);
    }
    return known;
  }

  private @Nullable NetworkModule inside(NetworkModule module, String place) {
    Copies copies = new Copies();
    module
        .children()
        .forEach(
            (name, child) ->
                copies.replace(child, watched(child, place.isEmpty() ? name : place + "." + name)));
    try {
      return module.copy(copies);
    } catch (ClassCastException | UnsupportedOperationException e) {
      return null; // A module of the user's that is made of certain modules, or is not copied.
    }
  }

  private NetworkModule behind(NetworkModule module, String place) {
    return switch (module) {
      case StatefulLayer layer -> new WatchedNeurons(layer, place);
      case Layer layer -> new WatchedLayer(layer, place);
    };
  }

  private void look(NetworkModule module, String place, Tensor output, @Nullable State state) {
    probes.computeIfAbsent(place, p -> new ActivityProbe(p, module)).look(step, output, state);
  }

  private final class WatchedLayer implements Layer {
    private final Layer layer;
    private final String place;

    WatchedLayer(Layer layer, String place) {
      this.layer = layer;
      this.place = place;
    }

    @Override
    public Tensor forward(Tensor x) {
      Tensor output = layer.forward(x);
      look(layer, place, output, null);
      return output;
    }
  }

  private final class WatchedNeurons implements StatefulLayer {
    private final StatefulLayer layer;
    private final String place;

    WatchedNeurons(StatefulLayer layer, String place) {
      this.layer = layer;
      this.place = place;
    }

    @Override
    public Step run(Tensor x, int steps, @Nullable State state) {
      Step done = layer.run(x, steps, state);
      look(layer, place, done.output(), done.state());
      return done;
    }
  }
}
