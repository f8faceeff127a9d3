package dev.sleipnir.model.train;

import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.RecurrentSequential;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network run module by module and step by step, in inference, with a probe on each module. A
 * step's memory is used again in the next.
 */
final class ActivityRun {
  private final Map<String, ActivityProbe> probes = new LinkedHashMap<>();
  private final Map<String, State> states = new LinkedHashMap<>();
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
    int[] shape = Arrays.copyOfRange(xs.shape(), 1, xs.rank());
    for (int t = 0; t < xs.dim(0); t++) {
      run.step = t + 1;
      try (Scope inner = scope.inner()) {
        run.forward(network, "", inner.enter(xs).slice(t, t + 1).reshape(shape));
        // The states that were kept end with the scope.
        run.states.replaceAll((place, state) -> state.copy());
      }
    }
    return run.probes.values().stream().map(ActivityProbe::activity).toList();
  }

  private Tensor forward(NetworkModule module, String place, Tensor x) {
    switch (module) {
      case SequentialState sequence -> {
        Tensor current = x;
        for (int m = 0; m < sequence.modules().size(); m++) {
          current = forward(sequence.modules().get(m), inside(place, m), current);
        }
        return current;
      }
      case RecurrentSequential sequence -> {
        List<Tensor> outputs = new ArrayList<>();
        Step done = sequence.step(x, states.get(place), outputs);
        states.put(place, done.state());
        for (int m = 0; m < outputs.size(); m++) {
          probe(inside(place, m), sequence.modules().get(m))
              .look(step, outputs.get(m), sequence.stateOf(done.state(), m));
        }
        return done.output();
      }
      case StatefulLayer layer -> {
        Step done = layer.run(x, 1, states.get(place));
        states.put(place, done.state());
        probe(place, layer).look(step, done.output(), done.state());
        return done.output();
      }
      case Layer layer -> {
        Tensor output = layer.forward(x);
        probe(place, layer).look(step, output, null);
        return output;
      }
    }
  }

  private ActivityProbe probe(String place, NetworkModule module) {
    return probes.computeIfAbsent(place, p -> new ActivityProbe(p, module));
  }

  private static String inside(String place, int module) {
    return place.isEmpty() ? String.valueOf(module) : place + "." + module;
  }
}
