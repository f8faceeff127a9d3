package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.gemm.Gemm;
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
  private final Holdings held;
  private @Nullable Scope inside;
  private @Nullable Draws draws;
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
    this(workspace, true, null, null);
    workspace.open();
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
    this(opened(workspace), true, null, new Draws(random.split()));
  }

  private static Workspace opened(Workspace workspace) {
    workspace.open();
    return workspace;
  }

  /** Opens a scope inside another, which draws what that one would. */
  Scope(Scope outer) {
    this(outer, outer.draws);
  }

  /** Opens a scope inside another, with random numbers of its own. */
  Scope(Scope outer, @Nullable Draws draws) {
    this(outer.workspace, outer.pooled, outer, draws);
    outer.requireOpen();
    if (outer.inside != null) {
      throw new IllegalStateException("scope: expected no open scope inside, got one");
    }
    outer.inside = this;
  }

  private Scope(Workspace workspace, boolean pooled, @Nullable Scope outer, @Nullable Draws draws) {
    this.workspace = workspace;
    this.pooled = pooled;
    this.outer = outer;
    this.draws = draws;
    training = outer != null && outer.training;
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
    return new Scope(this);
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
    return draws == null || isNoted() ? null : draws.next();
  }

  /**
   * The stream of a layer without state: one for each layer and each place in a network. What a
   * call {@linkplain RandomStream#reserve reserves} of it the next call does not get.
   *
   * @param layer the layer, compared by identity
   * @return its stream in this scope; null if the scope was given none
   */
  public @Nullable RandomStream random(Object layer) {
    return draws == null ? null : draws.of(layer);
  }

  /**
   * Where in a network the computation is.
   *
   * @return the place, for {@link #moveTo} and {@link #moveBack}
   */
  public final long place() {
    return draws == null ? 0 : draws.place();
  }

  /**
   * Goes to a part of a network: a layer that is used in two parts draws from two streams.
   *
   * @param outer {@link #place} of the network
   * @param part which part of it, from 0
   */
  public final void moveTo(long outer, int part) {
    if (draws != null) {
      draws.moveTo(outer, part);
    }
  }

  /**
   * Goes back to the network around.
   *
   * @param outer its place
   */
  public final void moveBack(long outer) {
    if (draws != null) {
      draws.moveBack(outer);
    }
  }

  /**
   * How far the scope's random numbers have been drawn.
   *
   * @return a copy, for {@link Tape#again}; null if the scope was given none
   */
  public @Nullable Draws drawn() {
    return draws == null ? null : draws.copy();
  }

  /** Its random numbers; null if it was given none. */
  final @Nullable Draws draws() {
    return draws;
  }

  /** Random numbers from here on. */
  final void setDraws(@Nullable Draws other) {
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
    return scope != null ? scope : new Scope(Workspace.ofThread(), false, null, null);
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
    int[] shape = tensor.shapeShared();
    Tensor entered =
        spikes != null
            ? new Tensor(new Storage.Bits(spikes), shape, tensor.isChannelsLast(), owner(), true)
            : new Tensor(
                new Storage.Floats(tensor.values()), shape, tensor.isChannelsLast(), owner(), true);
    entered.keep();
    if (pooled) {
      held.tensors.add(entered);
    }
    return entered;
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
    Tensor tensor =
        new Tensor(
            new Storage.Floats(take(Shape.size(shape))), shape, channelsLast, owner(), false);
    if (pooled) {
      held.tensors.add(tensor);
    }
    return tensor;
  }

  /** Part of another tensor of floats, read where it is. */
  final Tensor borrowed(Tensor whole, int from, int[] shape) {
    requireOpen();
    BorrowedRows rows = new BorrowedRows(whole, from, Shape.size(shape));
    Tensor tensor = new Tensor(rows, shape, whole.isChannelsLast(), owner(), false);
    if (pooled) {
      held.tensors.add(tensor);
    }
    return tensor;
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
    Tensor tensor =
        new Tensor(
            new Storage.Bits(takeSpikes(rows, features)), shape, channelsLast, owner(), false);
    if (pooled) {
      held.tensors.add(tensor);
    }
    return tensor;
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
    Replay replay = replay();
    if (replay != null && replay.isNoting()) {
      return replay.takeHeld(length);
    }
    return pooled ? workspace.floats().take(length) : new float[length];
  }

  /**
   * A buffer of zeros from the workspace.
   *
   * @param length number of floats
   * @return the buffer
   */
  public final float[] takeZeroed(int length) {
    if (isNoted()) {
      return new float[length];
    }
    return pooled ? workspace.floats().takeZeroed(length) : new float[length];
  }

  /** Whether buffers taken now are those of operations that are replayed: they stay theirs. */
  private boolean isNoted() {
    Replay replay = replay();
    return replay != null && replay.isNoting();
  }

  /**
   * A byte buffer from the workspace.
   *
   * @param length number of bytes
   * @return the buffer; its content is whatever was left in it
   */
  public final byte[] takeBytes(int length) {
    return pooled && !isNoted() ? workspace.bytes().take(length) : new byte[length];
  }

  /**
   * A buffer for spikes from the workspace.
   *
   * @param rows number of rows
   * @param features neurons of a row
   * @return the buffer; its content is whatever was left in it
   */
  public final SpikeRows takeSpikes(int rows, int features) {
    int length = SpikeRows.length(rows, features);
    long[] bits = pooled && !isNoted() ? workspace.longs().take(length) : new long[length];
    return new SpikeRows(rows, features, bits);
  }

  /**
   * Gives a buffer back to the workspace.
   *
   * @param buffer a buffer nobody uses any more
   */
  public final void giveBack(SpikeRows buffer) {
    if (pooled && !isNoted()) {
      workspace.longs().give(buffer.bits());
    }
  }

  /**
   * Gives a buffer back to the workspace.
   *
   * @param buffer a buffer nobody uses any more
   */
  public final void giveBack(float[] buffer) {
    if (pooled && !isNoted()) {
      workspace.floats().give(buffer);
    }
  }

  /**
   * Gives a byte buffer back to the workspace.
   *
   * @param buffer a buffer nobody uses any more
   */
  public final void giveBack(byte[] buffer) {
    if (pooled && !isNoted()) {
      workspace.bytes().give(buffer);
    }
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
    if (!other.isLent()) {
      return tensorLike(other);
    }
    float[] storage = other.data();
    other.endLoan();
    Tensor tensor =
        new Tensor(
            new Storage.Floats(storage),
            other.shapeShared(),
            other.isChannelsLast(),
            owner(),
            false);
    held.tensors.add(tensor);
    return tensor;
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
      giveBackData(tensor);
    }
  }

  private void giveBackData(Tensor tensor) {
    tensor.end(workspace.floats(), workspace.longs());
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
   * The product C = op(A) op(W) or C += op(A) op(W) with weights, which the workspace keeps packed
   * from edit to edit, or which stay on the GPU.
   *
   * @param form which operand is transposed
   * @param m rows of C
   * @param n columns of C
   * @param k length of the sums
   * @param a A, row-major
   * @param aFrom where it starts
   * @param weight W
   * @param c C, row-major, m x n
   * @param accumulate whether to add to what C holds
   */
  public final void multiply(
      Gemm.Form form,
      int m,
      int n,
      int k,
      float[] a,
      int aFrom,
      Parameter weight,
      float[] c,
      boolean accumulate) {
    Replay replay = replay();
    if (replay != null && form == Gemm.Form.NT) {
      replay.product(weight, HeldProduct.Part.ALL, m).multiply(a, aFrom, c, 0, accumulate);
    } else if (workspace.isOffloaded(m, n, k)) {
      workspace.product(m, n, k).multiply(form, m, n, k, a, aFrom, weight, c, 0, accumulate);
    } else {
      float[] packed = workspace.packed(weight, form, n, k);
      workspace.gemm().multiplyPacked(form, m, n, k, a, aFrom, packed, c, 0, accumulate);
    }
  }

  /**
   * The product that operations which are replayed have with weights.
   *
   * @param weight W, [outputs, inputs]
   * @param part which part of it
   * @param rows rows of the other factor
   * @return the product, which keeps W as it needs it
   * @throws IllegalStateException if operations here are not replayed
   */
  public final HeldProduct heldProduct(Parameter weight, HeldProduct.Part part, int rows) {
    Replay replay = replay();
    if (replay == null) {
      throw new IllegalStateException("scope: expected a replay, got one of another kind");
    }
    return replay.product(weight, part, rows);
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
    for (int t = 0; t < held.tensors.size(); t++) {
      Tensor tensor = held.tensors.get(t);
      if (!isNoted()) {
        giveBackData(tensor);
      }
      DeferredGradient deferred = tensor.takeDeferredGradient();
      if (deferred != null) {
        deferred.end(this);
      }
      float[] gradient = tensor.gradientData();
      if (gradient != null) {
        tensor.setGradient(null);
        workspace.floats().give(gradient);
      }
    }
    held.tensors.clear();
    for (int s = 0; s < held.states.size(); s++) {
      held.states.get(s).giveBack(workspace.floats());
    }
    held.states.clear();
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
