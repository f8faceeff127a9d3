package dev.sleipnir.model.session;

import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Replay;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.StateParts;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state that a session carries from step to step: what a step is given, and where what it
 * returns goes back to. Populations are updated where they are, tensors are copied.
 */
final class Carried {
  private final Replay replay;
  private final List<NeuronState> populations = new ArrayList<>();
  private final List<Tensor> tensors = new ArrayList<>();
  private final @Nullable State state;

  /**
   * A state to go on from.
   *
   * @param first what the first step returned; null for a module without state
   * @param replay notes what goes back
   * @throws UnsupportedOperationException if a state of a user's own does not say what it is made
   *     of
   */
  Carried(@Nullable State first, Replay replay) {
    this.replay = replay;
    state = first == null ? null : first.with(new Leaves());
    feedBack(first);
  }

  private final class Leaves implements StateParts {
    @Override
    public NeuronState neurons(NeuronState part) {
      populations.add(part);
      return part;
    }

    @Override
    public Tensor tensor(Tensor part) {
      tensors.add(replay.lasting(part));
      return tensors.getLast();
    }
  }

  /** What a step is given. */
  @Nullable State state() {
    return state;
  }

  /**
   * Notes that what a step returned is what the next is given.
   *
   * @throws IllegalArgumentException if it is made of other parts than the first step's
   */
  void feedBack(@Nullable State returned) {
    Moves moves = new Moves();
    if (returned != null) {
      returned.with(moves);
    }
    if (moves.populations != populations.size() || moves.tensors != tensors.size()) {
      throw new IllegalArgumentException(
          "session: expected states made of the same parts after every step, got others: "
              + returned);
    }
    moves.note();
  }

  /** What has to move from the parts of a state to their places. */
  private final class Moves implements StateParts {
    private final List<float[]> from = new ArrayList<>();
    private final List<float[]> to = new ArrayList<>();
    private int populations;
    private int tensors;

    @Override
    public NeuronState neurons(NeuronState part) {
      NeuronState place = place(Carried.this.populations, populations++);
      if (!place.isSameRun(part)) {
        place.require("session", part.names(), part.shape());
        for (int c = 0; c < part.columns().length; c++) {
          move(part.column(c), place.column(c));
        }
        replay.run(() -> draw(part, place));
      }
      return part;
    }

    private static void draw(NeuronState part, NeuronState place) {
      if (part.random() != null) {
        place.setRandom(part.random());
      }
    }

    @Override
    public Tensor tensor(Tensor part) {
      Tensor place = place(Carried.this.tensors, tensors++);
      Shape.require("session: state", place.shape(), part.shape());
      Tensor aligned = place.isChannelsLast() ? part.channelsLast() : part.rowMajor();
      move(aligned.values(), place.data());
      return part;
    }

    private static <P> P place(List<P> places, int index) {
      if (index >= places.size()) {
        throw new IllegalArgumentException(
            "session: expected states made of the same parts after every step, got more");
      }
      return places.get(index);
    }

    private void move(float[] values, float[] place) {
      if (values != place) {
        from.add(values);
        to.add(place);
      }
    }

    /** All at once: a part may come from where another goes. */
    void note() {
      for (int m = 0; m < from.size(); m++) {
        float[] values = from.get(m);
        if (to.stream().anyMatch(place -> place == values)) {
          float[] between = new float[values.length];
          replay.run(() -> System.arraycopy(values, 0, between, 0, between.length));
          from.set(m, between);
        }
      }
      for (int m = 0; m < from.size(); m++) {
        float[] values = from.get(m);
        float[] place = to.get(m);
        replay.run(() -> System.arraycopy(values, 0, place, 0, place.length));
      }
    }
  }

  /** A copy of what the next step is given. */
  @Nullable State snapshot() {
    return state == null
        ? null
        : state.with(
            new StateParts() {
              @Override
              public NeuronState neurons(NeuronState part) {
                return part.snapshot();
              }

              @Override
              public Tensor tensor(Tensor part) {
                return part.copy();
              }
            });
  }

  /** The populations, updated where they are. */
  List<NeuronState> populations() {
    return populations;
  }

  /** The tensors that a step is given. */
  List<Tensor> tensors() {
    return tensors;
  }
}
