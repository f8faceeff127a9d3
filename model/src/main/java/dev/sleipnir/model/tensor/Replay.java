package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A scope that notes the operations computed in it, with the memory they work in, so that they run
 * again and again, with other values and without any allocation. Nothing is computed while it
 * notes:
 *
 * <pre>{@code
 * var replay = new Replay(workspace);
 * var x = replay.enter(Tensor.of(input, 1, 784));
 * var y = layer.forward(x).values();
 * var step = replay.sequence();
 * replay.start();
 * replay.restart(null);
 * step.run(); // computes y from what is in input now
 * }</pre>
 *
 * <p>What modules compute by operations on tensors is noted without their doing, operations on
 * tensors of no scope included, as long as the same thread notes; a kernel of one's own says what
 * it does with {@link Scope#run(Runnable)}. Values that are read while operations are noted mean
 * nothing.
 *
 * <p>It may start in one thread and run in another, in one at a time.
 */
public final class Replay extends Scope {
  /** The replay that notes in a thread: what has no scope belongs to it, too. */
  private static final ThreadLocal<@Nullable Replay> NOTING = new ThreadLocal<>();

  private final @Nullable Replay before = NOTING.get();
  private final List<Runnable> beginnings = new ArrayList<>();
  private final List<Prepared> prepared = new ArrayList<>();

  /** What edits of parameters concern, once this has started. */
  private Prepared[] edited = {};

  private final List<Runnable> actions = new ArrayList<>();
  private final List<Long> places = new ArrayList<>();

  private final LastingMemory memory = new LastingMemory();

  private boolean noting = true;
  private boolean first = true;

  private boolean counting;
  private long arrived;
  private double synapticEvents;

  /**
   * Opens a scope that notes.
   *
   * @param workspace its threads and buffers, for nothing else from now on
   * @throws IllegalStateException if the workspace already has an open scope
   */
  public Replay(Workspace workspace) {
    super(workspace);
    setMemory(memory);
    NOTING.set(this);
  }

  /** The replay that notes in this thread, if there is one. */
  static @Nullable Replay noting() {
    return NOTING.get();
  }

  /** Operations that run together, in order. */
  public final class Sequence {
    private final Runnable[] work;
    private final long[] at;

    private Sequence() {
      work = actions.toArray(Runnable[]::new);
      at = places.stream().mapToLong(Long::longValue).toArray();
      actions.clear();
      places.clear();
    }

    /** Runs the operations, with parameters as they are now. */
    public void run() {
      refresh();
      Draws drawn = draws();
      for (int a = 0; a < work.length; a++) {
        drawn.moveBack(at[a]);
        work[a].run();
      }
    }
  }

  /** What depends on parameters alone, and which. */
  private static final class Prepared {
    private final Parameter[] parameters;
    private final Runnable action;
    private long seen = -1;

    Prepared(List<Parameter> parameters, Runnable action) {
      this.parameters = parameters.toArray(Parameter[]::new);
      this.action = action;
    }

    /** Versions only grow: their sum changes where one of them does. */
    void refresh() {
      long now = 0;
      for (int p = 0; p < parameters.length; p++) {
        now += parameters[p].version();
      }
      if (now != seen) {
        action.run();
        seen = now;
      }
    }
  }

  /**
   * What was noted since the last sequence. The next one may work in the same memory: states apart,
   * nothing goes from one to the other.
   *
   * @return the operations
   * @throws IllegalStateException if this has started
   */
  public Sequence sequence() {
    requireNoting();
    memory.nextSequence();
    first = false;
    return new Sequence();
  }

  /**
   * Ends the noting; sequences run from now on, once {@link #restart} has set the states.
   *
   * @throws IllegalStateException if this has started
   */
  public void start() {
    requireNoting();
    endNoting();
    setMemory(workspace().memory());
    setDraws(Draws.of(null));
    prepared.forEach(Prepared::refresh);
    edited = prepared.stream().filter(p -> p.parameters.length > 0).toArray(Prepared[]::new);
    prepared.clear();
  }

  /**
   * Brings all states made before the first sequence ended back to their beginning.
   *
   * @param random where random numbers come from, at its {@linkplain RandomStream#split() next
   *     child}; null for the neurons' and layers' own
   */
  public void restart(@Nullable RandomStream random) {
    refresh();
    setDraws(Draws.of(random));
    for (Runnable beginning : beginnings) {
      beginning.run();
    }
  }

  /**
   * Lets everything draw from here on what another would.
   *
   * @param drawn what {@link #drawn} was there; null for the neurons' and layers' own numbers
   */
  public void drawOn(@Nullable Draws drawn) {
    setDraws(drawn == null ? Draws.of(null) : drawn.copy());
  }

  /**
   * Counts, while sequences run, what is not 0 and arrives at weights, which takes about as long as
   * reading it.
   *
   * @param count true for from 0 on; false for no longer
   */
  public void count(boolean count) {
    counting = count;
    if (count) {
      arrived = 0;
      synapticEvents = 0;
    }
  }

  /** {@return spikes, and other values than 0, that arrived at weights while it counted} */
  public long arrived() {
    return arrived;
  }

  /** {@return how often a weight was met by one of them} */
  public double synapticEvents() {
    return synapticEvents;
  }

  /** An operation that counts, if that is asked for. */
  void addArrivals(Tensor x, double synapses) {
    float[] values = x.source();
    int from = x.sourceFrom();
    int to = from + x.size();
    add(
        () -> {
          if (counting) {
            int events = 0;
            for (int i = from; i < to; i++) {
              events += values[i] == 0 ? 0 : 1;
            }
            arrived += events;
            synapticEvents += events * synapses;
          }
        });
  }

  private void refresh() {
    for (int p = 0; p < edited.length; p++) {
      edited[p].refresh();
    }
  }

  private void endNoting() {
    noting = false;
    if (before == null) {
      NOTING.remove();
    } else {
      NOTING.set(before);
    }
  }

  @Override
  void end() {
    if (noting) {
      endNoting();
    }
  }

  /**
   * A tensor that outlives sequences: for what one of them leaves to the next.
   *
   * @param like its shape and storage order
   * @return the tensor, all zeros
   */
  public Tensor lasting(Tensor like) {
    Tensor tensor =
        new Tensor(
            new Storage.Floats(new float[like.size()]),
            like.shapeShared(),
            like.isChannelsLast(),
            owner(),
            false);
    tensor.keep();
    return tensor;
  }

  /**
   * A state for what is noted to start from: at every {@link #restart} it has the values that
   * another has now.
   *
   * @param as the other, which is copied
   * @return a state of the same form
   * @throws IllegalStateException if a step has consumed the other, or its scope is closed
   * @throws UnsupportedOperationException if it is of a user's own that does not override {@link
   *     State#with}
   */
  public State beginning(State as) {
    return as.with(
        new StateParts() {
          @Override
          public NeuronState neurons(NeuronState part) {
            NeuronState kept = part.copy();
            NeuronState noted = kept.copy();
            addBeginning(() -> noted.become(kept));
            return noted;
          }

          @Override
          public Tensor tensor(Tensor part) {
            Tensor noted = lasting(part);
            float[] kept = part.values().clone();
            float[] values = noted.data();
            addBeginning(() -> System.arraycopy(kept, 0, values, 0, values.length));
            return noted;
          }
        });
  }

  void add(Runnable action) {
    if (!noting) {
      action.run(); // within another
      return;
    }
    actions.add(action);
    places.add(draws().place());
  }

  /** States of the first sequence go on in those after it; others begin in every step. */
  void addBeginning(Runnable action) {
    if (noting && first) {
      beginnings.add(action);
    } else {
      add(action);
    }
  }

  void addPrepared(List<Parameter> parameters, Runnable action) {
    requireNoting();
    prepared.add(new Prepared(parameters, action));
  }

  void requireNoting() {
    if (!noting) {
      throw new IllegalStateException(
          "replay: expected operations on tensors before it starts, got one within another's work;"
              + " what Scope.run is given reads and writes arrays only");
    }
  }

  @Override
  Replay replay() {
    return this;
  }
}
