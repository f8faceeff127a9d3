package dev.sleipnir.model.session;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.file.Archive;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.StatefulLayer;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.Replay;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A network at work for one caller, a step at a time: input in, output out.
 *
 * <pre>{@code
 * var session = Session.of(network, 1, 784);
 * float[] potentials = session.step(spikes);
 * }</pre>
 *
 * <p>A session owns the network's state and all the memory it works in: a step allocates nothing,
 * once it is compiled. It gives the bits that {@code network.step} gives, as long as the weights
 * are finite. The network itself is shared and only read: a service keeps one session for each of
 * its callers. Weights may be edited between steps (see {@link
 * dev.sleipnir.model.tensor.Parameter#edited}); the next step uses the new ones.
 *
 * <p>Stochastic neurons draw other random numbers in every session and after every {@link
 * #reset()}; {@link #reset(RandomStream)} says which.
 *
 * <p>What is 0 in the input of a dense layer costs next to nothing, and the weights of such layers
 * are held once more, transposed: a session takes about as much memory as they do.
 *
 * <p>While Flight Recorder runs, each step is an event {@code dev.sleipnir.Step} with its duration,
 * samples, spikes and synaptic events.
 *
 * <p>A session runs any module, layers of a user's own included: it notes what the operations of a
 * step do, and {@linkplain Replay replays} it. A kernel of one's own goes through {@link
 * dev.sleipnir.model.tensor.Scope#run(Runnable)}, a state of one's own overrides {@link
 * State#with}.
 */
public final class Session {
  private static final String KIND = "session 2";

  private final Parallel parallel;
  private final NetworkModule model;
  private final @Nullable State initial;
  private final int[] inputShape;
  private final float[] input;
  private final int[] outputShape;
  private final float[] output;
  private final Edits edits;
  private final Replay replay;
  private final Carried carried;
  private final Replay.Sequence first;
  private final Replay.Sequence next;
  private final AtomicBoolean busy = new AtomicBoolean();

  /** What the next step runs: one branch less, which compiled code would take for impossible. */
  private Replay.Sequence upcoming;

  private Session(Parallel parallel, NetworkModule model, @Nullable State initial, int[] shape) {
    this.parallel = parallel;
    this.model = model;
    this.initial = initial;
    inputShape = shape;
    input = new float[Shape.size(shape)];
    edits = new Edits(model.parameters());
    replay = new Replay(new Workspace(parallel));
    try {
      Tensor x = replay.enter(Tensor.of(input, shape));
      Noted begun = noted(x, initial == null ? null : replay.beginning(initial));
      carried = new Carried(begun.state(), replay);
      outputShape = begun.output().shape();
      output = new float[begun.output().size()];
      noteOutput(begun.output());
      first = replay.sequence();
      Noted step = noted(x, carried.state());
      noteOutput(step.output());
      carried.feedBack(step.state());
      next = replay.sequence();
      replay.start();
      new Rehearsal(model, initial, inputShape, parallel).require(carried, this::rehearsed);
      replay.restart(null);
      upcoming = first;
    } catch (RuntimeException | Error e) {
      replay.close();
      throw e;
    }
  }

  /** A step of a rehearsal; the first of a trial is from the initial state. */
  private float[] rehearsed(float[] x, @Nullable RandomStream trial) {
    System.arraycopy(x, 0, input, 0, x.length);
    if (trial == null) {
      next.run();
    } else {
      replay.restart(trial);
      first.run();
    }
    return output;
  }

  /** What a step computes: an output, and the state of a module that has one. */
  private record Noted(Tensor output, @Nullable State state) {}

  private Noted noted(Tensor x, @Nullable State state) {
    try {
      return switch (model) {
        case Layer layer -> new Noted(layer.forward(x), null);
        case StatefulLayer layer -> {
          Step step = layer.run(x, 1, state);
          yield new Noted(step.output(), step.state());
        }
      };
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("session: " + e.getMessage(), e);
    }
  }

  private void noteOutput(Tensor last) {
    Shape.require("session: output", outputShape, last.shape());
    float[] values = last.rowMajor().values();
    replay.run(() -> System.arraycopy(values, 0, output, 0, output.length));
  }

  /**
   * A session that computes in the caller's thread.
   *
   * @param model the network
   * @param batch samples of a step, at least 1
   * @param sample shape of a sample: 784, say, or 1, 28, 28
   * @return the session, in its initial state
   * @throws IllegalArgumentException if a size is less than 1, the network does not take such
   *     input, its states are not of one form after every step, or it gives other values in a
   *     session than by itself: because a layer computes neither by operations on tensors nor in
   *     {@link dev.sleipnir.model.tensor.Scope#run(Runnable)}
   * @throws IllegalStateException if a layer looks at the values of tensors outside of such work
   * @throws UnsupportedOperationException if a state of a user's own does not override {@link
   *     State#with}
   * @throws ArithmeticException if a parameter is not finite
   */
  public static Session of(NetworkModule model, int batch, int... sample) {
    return of(Parallel.of(1), model, batch, sample);
  }

  /**
   * A session on these threads. For one sample one thread is best; a batch may use more.
   *
   * @param parallel the threads; the caller closes them
   * @param model the network
   * @param batch samples of a step, at least 1
   * @param sample shape of a sample
   * @return the session, in its initial state
   * @throws IllegalArgumentException as {@link #of(NetworkModule, int, int...)} says
   */
  public static Session of(Parallel parallel, NetworkModule model, int batch, int... sample) {
    return new Session(parallel, model, null, shape(batch, sample));
  }

  /**
   * A session that begins in a state, in the caller's thread, and goes back to it with every {@link
   * #reset()}.
   *
   * <pre>{@code
   * NeuronState rested = cell.initialState(1, 256);
   * rested.set("v", potentials);
   * var session = Session.of(network, network.initialState(Map.of("1", rested)), 1, 784);
   * }</pre>
   *
   * @param model the network
   * @param initial a state of such a network and batch, which is copied; modules whose parts it
   *     leaves out begin in their initial states
   * @param batch samples of a step, at least 1
   * @param sample shape of a sample
   * @return the session
   * @throws IllegalArgumentException as {@link #of(NetworkModule, int, int...)} says, or if the
   *     state is of another network or batch
   * @throws IllegalStateException if a step has consumed the state, or its scope is closed
   */
  public static Session of(NetworkModule model, State initial, int batch, int... sample) {
    return of(Parallel.of(1), model, initial, batch, sample);
  }

  /**
   * A session that begins in a state, on these threads.
   *
   * @param parallel the threads; the caller closes them
   * @param model the network
   * @param initial the state
   * @param batch samples of a step, at least 1
   * @param sample shape of a sample
   * @return the session
   * @throws IllegalArgumentException as {@link #of(NetworkModule, State, int, int...)} says
   */
  public static Session of(
      Parallel parallel, NetworkModule model, State initial, int batch, int... sample) {
    Objects.requireNonNull(initial, "initial: expected a state, got null");
    int[] shape = shape(batch, sample);
    return new Session(parallel, model, initial.copy(), shape);
  }

  private static int[] shape(int batch, int[] sample) {
    int[] shape = new int[sample.length + 1];
    shape[0] = batch;
    System.arraycopy(sample, 0, shape, 1, sample.length);
    for (int size : shape) {
      if (size < 1) {
        throw new IllegalArgumentException(
            "session: expected sizes of at least 1, got input " + Shape.text(shape));
      }
    }
    return shape;
  }

  /**
   * One time step.
   *
   * @param x the input, [batch, ...] row-major; it is copied
   * @return the output, [batch, ...] row-major: the session's own array, which the next step
   *     overwrites
   * @throws IllegalArgumentException if the input has another length, or a value that is NaN or
   *     infinite; the state is unchanged then
   * @throws ArithmeticException if a parameter was edited and is not finite now; the state is
   *     unchanged then
   * @throws IllegalStateException if another thread is in the middle of a step; the state is
   *     unchanged then
   */
  public float[] step(float[] x) {
    if (x.length != input.length) {
      throw new IllegalArgumentException(
          "session: expected "
              + input.length
              + " floats as in "
              + Shape.text(inputShape)
              + ", got "
              + x.length);
    }
    if (!Reductions.allFinite(x, 0, x.length)) {
      // It would stay in the state of every neuron behind it, and look like silence.
      int at = Reductions.firstNonFinite(x, 0, x.length);
      throw new IllegalArgumentException(
          "session: expected finite numbers, got " + x[at] + " at index " + at + " of the input");
    }
    enter();
    try {
      edits.isNew();
      System.arraycopy(x, 0, input, 0, x.length);
      Replay.Sequence step = upcoming;
      upcoming = next;
      StepEvent event = StepEvent.begun();
      if (event == null) {
        step.run();
      } else {
        recorded(event, step);
      }
      return output;
    } finally {
      busy.set(false);
    }
  }

  private void recorded(StepEvent event, Replay.Sequence step) {
    replay.count(true);
    try {
      step.run();
      event.ended(inputShape[0], replay.arrived(), replay.synapticEvents());
    } finally {
      replay.count(false);
    }
  }

  /**
   * Back to the initial state, as for a new session. Stochastic neurons go on to new random
   * numbers, as for another trial.
   *
   * @throws IllegalStateException if another thread is in the middle of a step
   */
  public void reset() {
    enter();
    try {
      restart(null);
    } finally {
      busy.set(false);
    }
  }

  /**
   * Back to the initial state, for a trial whose random numbers come from this stream: those that
   * the network draws in a {@link dev.sleipnir.model.tensor.Scope} given the same stream at the
   * same position. A trial is repeated with a stream made anew from the same numbers.
   *
   * @param random where the numbers come from; its position moves, so that the next trial given it
   *     draws others
   * @throws IllegalStateException if another thread is in the middle of a step
   */
  public void reset(RandomStream random) {
    enter();
    try {
      restart(random);
    } finally {
      busy.set(false);
    }
  }

  /**
   * Goes on from a state, as {@code network.step} would. Memory is not allocated anew.
   *
   * @param state what {@link #state()} of a session or a step of such a network and batch returned,
   *     which is copied; null for the initial state
   * @throws IllegalArgumentException if it is of another network or batch, or leaves modules out; a
   *     session that begins in such a state is {@linkplain #of(NetworkModule, State, int, int...)
   *     made} with it
   * @throws IllegalStateException if a step has consumed the state, its scope is closed, or another
   *     thread is in the middle of a step
   */
  public void reset(@Nullable State state) {
    if (state == null) {
      reset();
      return;
    }
    Snapshot given = Snapshot.of(carried, state);
    enter();
    try {
      restart(null);
      restore(given);
    } finally {
      busy.set(false);
    }
  }

  /**
   * The state of the network as it is now, its neurons' random numbers included: for {@code
   * network.step}, a {@link dev.sleipnir.model.layer.Lift}, {@link State#save}, or {@link
   * #reset(State)} of this session or another of the same network and batch.
   *
   * @return a copy, outside any scope; null for the initial state, which {@code network.step} takes
   *     so, too
   * @throws IllegalStateException if another thread is in the middle of a step
   */
  public @Nullable State state() {
    enter();
    try {
      if (upcoming == first) {
        return initial == null ? null : initial.copy();
      }
      return carried.snapshot();
    } finally {
      busy.set(false);
    }
  }

  private void restart(@Nullable RandomStream random) {
    edits.isNew();
    replay.restart(random);
    upcoming = first;
  }

  /**
   * A session of the same network in the same state, with memory of its own: each goes on as the
   * other would.
   *
   * @return the copy, on the same threads
   * @throws IllegalStateException if another thread is in the middle of a step
   */
  public Session copy() {
    enter();
    try {
      Session copy = new Session(parallel, model, initial, inputShape);
      copy.restore(snapshot());
      return copy;
    } finally {
      busy.set(false);
    }
  }

  /**
   * Writes the state of the network, random numbers included, to a file; not its weights.
   *
   * @param file where; replaced if it exists, untouched if writing fails
   * @throws IOException if it cannot be written; the message names the file
   * @throws IllegalStateException if another thread is in the middle of a step
   */
  public void save(Path file) throws IOException {
    Snapshot state;
    enter();
    try {
      state = snapshot();
    } finally {
      busy.set(false);
    }
    Archive.write(
        file,
        KIND,
        out -> {
          out.shape(inputShape);
          state.write(carried, out);
        });
  }

  /**
   * Reads a state that {@link #save} wrote: the session then goes on, bit for bit, as that one
   * would have, if the weights are the same. If anything does not fit, nothing changes.
   *
   * @param file the file
   * @throws IOException if it is not the whole and undamaged state of a session of such a network
   *     and batch; the message names the file, what was expected and what came
   * @throws IllegalStateException if another thread is in the middle of a step
   */
  public void load(Path file) throws IOException {
    Snapshot state =
        Archive.read(
            file,
            KIND,
            in -> {
              int[] shape = in.shape("input");
              if (!Arrays.equals(shape, inputShape)) {
                throw new IOException(
                    "expected input " + Shape.text(inputShape) + ", got " + Shape.text(shape));
              }
              return Snapshot.read(carried, in);
            });
    enter();
    try {
      restore(state);
    } finally {
      busy.set(false);
    }
  }

  /**
   * Shape of a step's input.
   *
   * @return [batch, ...], a copy
   */
  public int[] inputShape() {
    return inputShape.clone();
  }

  /**
   * Shape of a step's output.
   *
   * @return [batch, ...], a copy
   */
  public int[] outputShape() {
    return outputShape.clone();
  }

  private Snapshot snapshot() {
    return Snapshot.of(carried, upcoming == first, replay.drawn());
  }

  private void restore(Snapshot state) {
    state.restore(carried);
    replay.drawOn(state.draws());
    upcoming = state.isFresh() ? first : next;
  }

  private void enter() {
    if (!busy.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "session: expected one thread at a time, got a second one; make a session for each"
              + " caller");
    }
  }

  @Override
  public String toString() {
    return "session of " + Shape.text(inputShape) + " to " + Shape.text(outputShape);
  }
}
