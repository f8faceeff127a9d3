package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.spikes.SpikeRows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the tensors of one computation live. A tensor enters with {@link #enter}; everything
 * computed from it belongs to the scope and its memory is used again when the scope closes:
 *
 * <pre>{@code
 * try (var scope = new Scope(workspace)) {
 *   float[] out = model.step(scope.enter(input), null).output().toArray();
 * }
 * }</pre>
 *
 * <p>A scope alone records nothing: that is inference. A {@link Tape} is a scope that does.
 *
 * <p>A scope may have another one {@linkplain #inner inside}, which ends first.
 */
public class Scope implements AutoCloseable {
  private final Workspace workspace;
  private final boolean pooled;
  private final @Nullable Scope outer;
  private final int depth;
  private Memory memory;
  private final Holdings held;
  private @Nullable Scope inside;
  private Draws draws;
  private boolean training;
  private boolean closed;

  /**
   * Opens a scope. Stochastic neurons that begin in it draw from streams of their own cells: those
   * of another call differ.
   *
   * @param workspace its threads and buffers
   * @throws IllegalStateException if the workspace already has an open scope
   */
  public Scope(Workspace workspace) {
    this(opened(workspace), true, null, Draws.of(null));
  }

  /**
   * Opens a scope in which stochastic neurons that begin draw from this stream: the same stream, at
   * the same position, gives the same numbers again.
   *
   * @param workspace its threads and buffers
   * @param random where the numbers come from; the scope draws from its {@linkplain
   *     RandomStream#split() next child}, so that the next scope it is given to draws others
   * @throws IllegalStateException if the workspace already has an open scope
   */
  public Scope(Workspace workspace, RandomStream random) {
    this(opened(workspace), true, null, Draws.of(random));
  }

  private static Workspace opened(Workspace workspace) {
    workspace.open();
    return workspace;
  }

  /** Opens a scope inside another, with random numbers of its own. */
  Scope(Scope outer, Draws draws) {
    this(outer.workspace, outer.pooled, outer, draws);
    outer.requireOpen();
    if (outer.inside != null) {
      throw new IllegalStateException("scope: expected no open scope inside, got one");
    }
    outer.inside = this;
  }

  private Scope(Workspace workspace, boolean pooled, @Nullable Scope outer, Draws draws) {
    this.workspace = workspace;
    this.pooled = pooled;
    this.outer = outer;
    this.draws = draws;
    training = outer != null && outer.training;
    memory = outer != null ? outer.memory : pooled ? workspace.memory() : Memory.ORDINARY;
    depth = outer == null ? 0 : outer.depth + 1;
    held = workspace.holdings(depth);
  }

  /**
   * Opens a scope inside this one: what is computed in it ends with it and is not recorded, though
   * this be a tape. Random layers and neurons draw in it as they would on this one. Until it closes
   * nothing is recorded here.
   *
   * @return the inner scope
   * @throws IllegalStateException if this is closed or has an open scope inside already
   */
  public final Scope inner() {
    return new Scope(this, draws);
  }

  /**
   * Whether layers that do one thing in training and another in evaluation are to train: to leave
   * values out, or to normalise by the statistics of the batch and keep them.
   *
   * @return true on a {@link Tape} unless it is {@linkplain Tape#evaluating evaluating}, and in
   *     what is inside it; false in any other scope
   */
  public final boolean isTraining() {
    return training;
  }

  /** Sets what {@link #isTraining} gives. */
  final void setTraining(boolean isTraining) {
    training = isTraining;
  }

  /**
   * A stream for something random that begins in this scope, such as a population in its initial
   * state.
   *
   * @return the next of the scope's streams, which nobody else gets; null if the scope was given
   *     none
   */
  public final @Nullable RandomStream newRandom() {
    return draws.next();
  }

  /**
   * The stream of a layer without state: one for each layer and each place in a network. What a
   * call {@linkplain RandomStream#reserve reserves} of it the next call does not get.
   *
   * @param layer the layer, compared by identity
   * @return its stream in this scope; null if the scope was given none
   */
  public @Nullable RandomStream random(Object layer) {
    return draws.of(layer);
  }

  /**
   * How far the scope's random numbers have been drawn.
   *
   * @return a copy, for {@link Tape#again}; null if the scope was given none
   */
  public @Nullable Draws drawn() {
    return draws.isNone() ? null : draws.copy();
  }

  /**
   * Random numbers of what is computed here, and where in a network that is.
   *
   * @return the same until the scope ends
   */
  public final Draws draws() {
    return draws;
  }

  /** Random numbers from here on. */
  final void setDraws(Draws other) {
    draws = other;
  }

  /**
   * Runs the work of an operation: at once, and, where operations are {@linkplain Replay replayed},
   * again in every step. It reads and writes arrays that were found before, so that it finds them
   * again: what depends on values is decided in it. Operations on tensors are not called in it.
   *
   * @param action the work; in the steady state it allocates nothing
   */
  public final void run(Runnable action) {
    Replay replay = replay();
    if (replay == null) {
      action.run();
    } else {
      replay.add(action);
    }
  }

  /**
   * As {@link #run(Runnable)}, of blocks of work on this scope's threads.
   *
   * @param blocks number of blocks
   * @param task what to run for each
   */
  public final void run(int blocks, Parallel.Task task) {
    Parallel parallel = parallel();
    if (replay() == null) {
      parallel.forEach(blocks, task);
    } else {
      run(() -> parallel.forEach(blocks, task));
    }
  }

  /**
   * Runs what a state begins with: at once, and, where operations are {@linkplain Replay replayed},
   * at every new beginning.
   *
   * @param action sets the values of a state that was made here
   */
  public final void begin(Runnable action) {
    Replay replay = replay();
    if (replay == null) {
      action.run();
    } else {
      replay.addBeginning(action);
    }
  }

  /**
   * Runs what an operation prepares from parameters alone: at once, and, where operations are
   * {@linkplain Replay replayed}, after every edit of them.
   *
   * @param parameters what the action reads
   * @param action the work
   */
  public final void prepare(List<Parameter> parameters, Runnable action) {
    Replay replay = replay();
    if (replay == null) {
      action.run();
    } else {
      replay.addPrepared(parameters, action);
    }
  }

  /**
   * Whether operations here are run again and again, with other values.
   *
   * @return true in a {@link Replay}: values must not decide what an operation does outside {@link
   *     #run(Runnable)}
   */
  public final boolean isReplayed() {
    return replay() != null;
  }

  /**
   * Notes that values arrive at weights, for what a {@link Replay} is asked to count; elsewhere it
   * does nothing.
   *
   * @param x the values: spikes, or the numbers of an input
   * @param synapses weights that one of them meets, the mean of all
   */
  public final void arriveAt(Tensor x, double synapses) {
    Replay replay = replay();
    if (replay != null) {
      replay.addArrivals(x, synapses);
    }
  }

  /** The replay that operations here belong to, if there is one. */
  @Nullable Replay replay() {
    return outer == null ? null : outer.replay();
  }

  /** Whether a scope is open inside this one. */
  final boolean hasInner() {
    return inside != null;
  }

  /** What this scope holds. */
  final Holdings held() {
    return held;
  }

  /**
   * The scope of a tensor, or, for one that has none, a scope of ordinary objects.
   *
   * @param tensor the tensor
   * @return where what is computed from it goes
   */
  public static Scope of(Tensor tensor) {
    Scope scope = tensor.scope();
    if (scope == null) {
      scope = Replay.noting();
    }
    return scope != null ? scope : new Scope(Workspace.ofThread(), false, null, Draws.of(null));
  }

  /**
   * The scope of the first of some tensors that has one, or, if none has, a scope of ordinary
   * objects.
   *
   * @param tensors operands of one operation
   * @return where what is computed from them goes
   */
  public static Scope ofAny(List<Tensor> tensors) {
    for (int t = 0; t < tensors.size(); t++) {
      Scope scope = tensors.get(t).scope();
      if (scope != null) {
        return scope;
      }
    }
    return of(tensors.getFirst());
  }

  /**
   * Brings a tensor in. No gradient is computed for it.
   *
   * @param tensor the tensor; its storage is shared
   * @return the same values, in this scope
   */
  public final Tensor enter(Tensor tensor) {
    requireOpen();
    SpikeRows spikes = tensor.spikes();
    Storage storage =
        spikes != null ? new Storage.Bits(spikes) : new Storage.Floats(tensor.values());
    Tensor entered =
        new Tensor(storage, tensor.shapeShared(), tensor.isChannelsLast(), owner(), true);
    entered.keep();
    return hold(entered.eventsAs(tensor));
  }

  /**
   * A tensor in this scope, not yet filled.
   *
   * @param shape sizes of the axes; shared, not to be written to
   * @return the tensor, row-major; its values are whatever was left in the buffer
   */
  public final Tensor tensor(int... shape) {
    return tensor(shape, false);
  }

  /**
   * A tensor in this scope, not yet filled.
   *
   * @param shape sizes of the axes; shared, not to be written to
   * @param channelsLast whether the last three axes are stored channels-last
   * @return the tensor; its values are whatever was left in the buffer
   */
  public final Tensor tensor(int[] shape, boolean channelsLast) {
    requireOpen();
    Storage storage = new Storage.Floats(take(Shape.size(shape)));
    return hold(new Tensor(storage, shape, channelsLast, owner(), false));
  }

  /** Part of another tensor of floats, read where it is. */
  final Tensor borrowed(Tensor whole, int from, int[] shape) {
    requireOpen();
    BorrowedRows rows = new BorrowedRows(whole, from, Shape.size(shape));
    return hold(new Tensor(rows, shape, whole.isChannelsLast(), owner(), false));
  }

  /**
   * A tensor of spikes in this scope, not yet filled.
   *
   * @param shape sizes of the axes; shared, not to be written to
   * @param channelsLast whether the last three axes are stored channels-last
   * @param features neurons of a row of bits; divides the number of values
   * @return the tensor; its bits are whatever was left in the buffer
   */
  public final Tensor spikes(int[] shape, boolean channelsLast, int features) {
    requireOpen();
    int rows = features == 0 ? 0 : Shape.size(shape) / features;
    Storage storage = new Storage.Bits(takeSpikes(rows, features));
    return hold(new Tensor(storage, shape, channelsLast, owner(), false));
  }

  /**
   * The storage of a tensor that was {@linkplain #lend lent}, for the operation on it to work in,
   * or a buffer of its size.
   *
   * @param other the operation's input
   * @return the storage, the caller's to give back
   */
  public final float[] storageOver(Tensor other) {
    if (!other.isLent()) {
      return take(other.size());
    }
    float[] storage = other.data();
    other.endLoan();
    return storage;
  }

  /**
   * A neuron population's state in this scope, all columns 0.
   *
   * @param columns names of the state variables
   * @param like tensor whose shape (less the time axis) and layout the state takes
   * @param shape sizes of the axes
   * @return the state
   */
  public final NeuronState state(List<String> columns, Tensor like, int[] shape) {
    requireOpen();
    NeuronState state = new NeuronState(columns, shape, like.isChannelsLast(), owner());
    int size = Shape.size(shape);
    for (int c = 0; c < columns.size(); c++) {
      state.setColumn(c, takeZeroed(size));
    }
    if (isReplayed()) {
      begin(state::clear);
    }
    hold(state);
    return state;
  }

  /** Takes care of a tensor's storage. */
  final Tensor hold(Tensor tensor) {
    if (pooled) {
      held.tensors.add(tensor);
    }
    return tensor;
  }

  /** Takes care of a state's columns, which come from the workspace. */
  final void hold(NeuronState state) {
    if (pooled) {
      held.states.add(state);
    }
  }

  /** The scope that tensors and states made here belong to: none if they are ordinary objects. */
  final @Nullable Scope owner() {
    return pooled ? this : null;
  }

  final void requireOpen() {
    Replay replay = replay();
    if (replay != null) {
      replay.requireNoting();
    }
    if (closed) {
      throw new IllegalStateException("scope: expected an open one, got one that was closed");
    }
    if (pooled) {
      workspace.requireOwner();
    }
  }

  /**
   * Refuses a tensor of another scope that is open at the same time: no gradient would find its way
   * back to it.
   *
   * @param tensor an operand of what is computed here
   * @throws IllegalStateException if it belongs to a scope that is neither this nor around or
   *     inside this
   */
  public final void admit(Tensor tensor) {
    admit("tensor", tensor.scope());
  }

  /** As {@link #admit(Tensor)}, of whatever belongs to a scope. */
  final void admit(String what, @Nullable Scope other) {
    if (other == null || other.workspace == workspace || (!pooled && other.tape() == null)) {
      return;
    }
    throw new IllegalStateException(
        what
            + ": expected one of the scope that the operation computes in"
            + (pooled ? "" : " (its input belongs to none: bring it in with enter(...))")
            + ", got one of another scope; copy() takes it out");
  }

  /**
   * A buffer from the workspace.
   *
   * @param length number of floats
   * @return the buffer; its content is whatever was left in it
   */
  public final float[] take(int length) {
    return memory.floats(length);
  }

  /**
   * A buffer of zeros from the workspace.
   *
   * @param length number of floats
   * @return the buffer
   */
  public final float[] takeZeroed(int length) {
    return memory.zeroes(length);
  }

  /** Whether buffers taken now are those of operations that are replayed: they stay theirs. */
  final boolean isNoted() {
    return memory.isLasting();
  }

  /** Buffers come from there from now on. */
  final void setMemory(Memory other) {
    memory = other;
  }

  /**
   * A byte buffer from the workspace.
   *
   * @param length number of bytes
   * @return the buffer; its content is whatever was left in it
   */
  public final byte[] takeBytes(int length) {
    return memory.bytes(length);
  }

  /**
   * A buffer for spikes from the workspace.
   *
   * @param rows number of rows
   * @param features neurons of a row
   * @return the buffer; its content is whatever was left in it
   */
  public final SpikeRows takeSpikes(int rows, int features) {
    return new SpikeRows(rows, features, memory.longs(SpikeRows.length(rows, features)));
  }

  /**
   * Gives a buffer back to the workspace.
   *
   * @param buffer a buffer nobody uses any more
   */
  public final void giveBack(SpikeRows buffer) {
    memory.give(buffer.bits());
  }

  /**
   * Gives a buffer back to the workspace.
   *
   * @param buffer a buffer nobody uses any more
   */
  public final void giveBack(float[] buffer) {
    memory.give(buffer);
  }

  /**
   * Gives a byte buffer back to the workspace.
   *
   * @param buffer a buffer nobody uses any more
   */
  public final void giveBack(byte[] buffer) {
    memory.give(buffer);
  }

  /**
   * A tensor like another, not yet filled.
   *
   * @param other the other
   * @return a tensor of the same shape and storage order
   */
  public final Tensor tensorLike(Tensor other) {
    return tensor(other.shapeShared(), other.isChannelsLast());
  }

  /**
   * A tensor like another, not yet filled: in the other's own storage if that was {@linkplain #lend
   * lent}, so that an elementwise operation works in place and in the cache.
   *
   * @param other the operation's input
   * @return a tensor of the same shape and storage order
   */
  public final Tensor tensorOver(Tensor other) {
    requireOpen();
    Storage storage = new Storage.Floats(storageOver(other));
    return hold(new Tensor(storage, other.shapeShared(), other.isChannelsLast(), owner(), false));
  }

  /**
   * Protects a tensor that is read again, by a node in its backward or as part of a state, from
   * {@link #release} and {@link #lend}.
   *
   * @param tensor the tensor
   */
  public final void keep(Tensor tensor) {
    tensor.keep();
  }

  /**
   * Allows the next operation on an intermediate tensor to overwrite it. Does nothing if an
   * operation or the user keeps the tensor.
   *
   * @param tensor a tensor that nobody reads after the next operation on it
   */
  public final void lend(Tensor tensor) {
    if (pooled && tensor.scope() == this && !tensor.isKept() && !tensor.isView()) {
      tensor.lend();
    }
  }

  /**
   * Ends the use of an intermediate tensor before the scope ends, so that its buffer, still in the
   * cache, serves the next. Does nothing if an operation or the user keeps the tensor.
   *
   * @param tensor a tensor nobody reads any more
   */
  public final void release(Tensor tensor) {
    if (pooled && tensor.scope() == this && !tensor.isKept() && !isNoted()) {
      tensor.end(memory);
    }
  }

  /**
   * The threads.
   *
   * @return the workspace's
   */
  public final Parallel parallel() {
    return workspace.parallel();
  }

  /**
   * This scope as a tape, if it records.
   *
   * @return the tape, or null in inference
   */
  public @Nullable Tape tape() {
    return null;
  }

  /** Gives back what a kind of scope holds beside tensors and states. */
  void end() {}

  /**
   * What serves the computation: products, kernels, what is kept from call to call.
   *
   * @return the scope's workspace; outside any scope, one of the thread
   */
  public final Workspace workspace() {
    return workspace;
  }

  /**
   * Ends the scope: the memory of its tensors is used again. Closing twice does nothing.
   *
   * @throws IllegalStateException if a scope inside this one is still open, which is closed too; or
   *     if another thread opened it, which leaves it open
   */
  @Override
  public final void close() {
    if (closed || !pooled) {
      return;
    }
    workspace.requireOwner();
    Scope late = inside;
    if (late != null) {
      late.close();
    }
    end();
    closed = true;
    held.end(this, memory);
    if (outer == null) {
      workspace.close();
    } else {
      outer.inside = null;
    }
    if (late != null) {
      throw new IllegalStateException(
          "scope: expected the scope inside to be closed before the one around it; both are closed"
              + " now");
    }
  }
}
