package dev.sleipnir.model.session;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.Philox;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.StateParts;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A few steps that a session takes with its network before it serves anybody: a layer that computes
 * behind the session's back, not by operations and not in {@link Scope#run(Runnable)}, would repeat
 * for ever what it computed once.
 */
final class Rehearsal {
  private static final int TRIALS = 2;
  private static final int STEPS = 3;
  private static final float DENSITY = 0.5f;
  private static final long SEED = 0x5E55;

  private final NetworkModule model;
  private final @Nullable State initial;
  private final int[] shape;
  private final Parallel parallel;

  Rehearsal(NetworkModule model, @Nullable State initial, int[] shape, Parallel parallel) {
    this.model = model;
    this.initial = initial;
    this.shape = shape;
    this.parallel = parallel;
  }

  /** A step of the session. */
  @FunctionalInterface
  interface Stepped {
    /** The output for an input; a trial begins with what its random numbers come from. */
    float[] step(float[] x, @Nullable RandomStream trial);
  }

  /**
   * Compares trials.
   *
   * @throws IllegalArgumentException if an output or a state is another than the network's own
   */
  void require(Carried carried, Stepped session) {
    float[] x = new float[Shape.size(shape)];
    for (int trial = 0; trial < TRIALS; trial++) {
      RandomStream random = new RandomStream(SEED, trial);
      try (Scope scope = new Scope(new Workspace(parallel), random.copy())) {
        State state = initial == null ? null : initial.copy();
        for (int t = 0; t < STEPS; t++) {
          Philox.bernoulli(SEED, trial, (long) t * x.length, DENSITY, x, 0, x.length);
          float[] got = session.step(x, t == 0 ? random : null);
          Tensor in = scope.enter(Tensor.of(x.clone(), shape));
          Tensor output;
          switch (model) {
            case Layer layer -> output = layer.forward(in);
            case StatefulLayer layer -> {
              Step step = layer.run(in, 1, state);
              output = step.output();
              state = step.state();
            }
          }
          require("output", t, output.toArray(), got);
          if (state != null) {
            state.with(new Compared(carried, t));
          }
        }
      }
    }
  }

  private final class Compared implements StateParts {
    private final Carried carried;
    private final int step;
    private int populations;
    private int tensors;

    Compared(Carried carried, int step) {
      this.carried = carried;
      this.step = step;
    }

    @Override
    public NeuronState neurons(NeuronState part) {
      NeuronState mine = carried.populations().get(populations++);
      for (String name : part.names()) {
        require("state " + name, step, part.get(name).toArray(), mine.get(name).toArray());
      }
      return part;
    }

    @Override
    public Tensor tensor(Tensor part) {
      Tensor mine = carried.tensors().get(tensors++);
      require("state", step, part.toArray(), mine.toArray());
      return part;
    }
  }

  private void require(String what, int step, float[] expected, float[] got) {
    int at = Arrays.mismatch(expected, got);
    if (at >= 0) {
      throw new IllegalArgumentException(
          "session: expected "
              + model
              + " to compute by operations on tensors, or in Scope.run, got a layer that does not: "
              + what
              + " at index "
              + at
              + " of step "
              + step
              + " is "
              + got[at]
              + " in a session and "
              + expected[at]
              + " without");
    }
  }
}
