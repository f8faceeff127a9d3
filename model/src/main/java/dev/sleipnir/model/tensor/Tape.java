package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A scope that records what is computed in it, so that {@link #backward} can find gradients:
 *
 * <pre>{@code
 * try (var tape = new Tape(workspace)) {
 *   var voltages = Lift.of(model).forward(tape.enter(spikes));
 *   tape.backward(Losses.crossEntropy(voltages.maxOverTime(), labels));
 * }
 * adam.step();
 * }</pre>
 */
public final class Tape extends Scope {
  private boolean spent;
  private final List<NeuronState> withGradients = new ArrayList<>();

  /** Opens a tape on a workspace of its own. */
  public Tape() {
    this(new Workspace());
  }

  /**
   * Opens a tape on which random layers and neurons draw from the {@linkplain Seeds#next() next
   * stream} of the process: no other tape draws the same.
   *
   * @param workspace its threads and buffers
   * @throws IllegalStateException if the workspace already has an open scope
   */
  public Tape(Workspace workspace) {
    this(workspace, Seeds.next());
  }

  /**
   * Opens a tape on which random layers and neurons draw from this stream: the same stream, at the
   * same position, gives the same numbers again.
   *
   * @param workspace its threads and buffers
   * @param random where the numbers come from; the tape draws from its {@linkplain
   *     RandomStream#split() next child}, so that the next tape it is given to draws others
   * @throws IllegalStateException if the workspace already has an open scope
   */
  public Tape(Workspace workspace, RandomStream random) {
    super(workspace, random);
    setTraining(true);
  }

  /**
   * From here on, layers compute on this tape as in evaluation: nothing is left out, and batches
   * are normalised by the statistics that were kept. For gradients at the input of a network that
   * is done, or to train what is in front of or behind one that is.
   *
   * @return this tape
   */
  public Tape evaluating() {
    setTraining(false);
    return this;
  }

  /** Opens a tape inside another, whose random numbers go on from here. */
  private Tape(Tape outer, Draws draws) {
    super(outer, draws);
  }

  /**
   * Opens a tape inside this one, to record what an {@linkplain #inner inner scope} computed before
   * and run it backwards. Until it closes nothing is recorded here.
   *
   * @param before what {@link #drawn} was when the computation began: random layers and neurons
   *     then draw the same again
   * @return the inner tape
   * @throws IllegalStateException if this is closed or has an open scope inside already
   */
  public Tape again(Draws before) {
    return new Tape(this, before.copy());
  }

  /**
   * A stream for what no layer and no neuron draws.
   *
   * @return a child of the stream given when the tape was opened; its position moves with what is
   *     {@linkplain RandomStream#reserve reserved} of it
   */
  public RandomStream random() {
    return Objects.requireNonNull(draws().random());
  }

  @Override
  public RandomStream random(Object layer) {
    return Objects.requireNonNull(draws().of(layer));
  }

  @Override
  public Draws drawn() {
    return draws().copy();
  }

  /**
   * Brings a tensor in and asks for its gradient.
   *
   * @param tensor the tensor; its storage is shared
   * @return the same values, in this scope; {@link Tensor#gradient} holds the gradient after {@link
   *     #backward}
   */
  public Tensor watch(Tensor tensor) {
    Tensor watched = enter(tensor);
    watched.wantGradient();
    return watched;
  }

  /**
   * Whether a gradient is wanted for this tensor.
   *
   * @param tensor a tensor of this tape
   * @return true for what was watched and what depends on that or on parameters
   */
  public boolean needsGradient(Tensor tensor) {
    return tensor.needsGradient();
  }

  /**
   * Records an operation.
   *
   * @param node the operation
   * @throws IllegalStateException if this is closed, or a scope is open inside this tape: what runs
   *     in it would have to compute from that scope's tensors
   */
  public void record(Node node) {
    requireOpen();
    if (hasInner()) {
      throw new IllegalStateException(
          "tape: expected no operation on its tensors while a scope is open inside it, got one;"
              + " with checkpoints a module computes from its input, state and parameters only");
    }
    node.output().wantGradient();
    node.rememberParameters();
    held().nodes.add(node);
  }

  /**
   * Adds to the gradient of a tensor.
   *
   * @param tensor the tensor; nothing happens if its gradient is not wanted
   * @param gradient what to add, in the tensor's storage order; the buffer passes to the tape
   */
  public void addGradient(Tensor tensor, float[] gradient) {
    ArrivingGradient arriving = tensor.arriving();
    if (arriving == null) {
      giveBack(gradient);
    } else {
      arriving.add(gradient, this);
    }
  }

  /**
   * Adds to the gradient of a tensor one that is not written out.
   *
   * @param tensor the tensor
   * @param gradient as many values as the tensor has; passes to the tape
   */
  public void addGradient(Tensor tensor, DeferredGradient gradient) {
    ArrivingGradient arriving = tensor.arriving();
    if (arriving == null) {
      gradient.end(this);
    } else {
      arriving.add(gradient, this);
    }
  }

  /**
   * Adds to the gradient of some consecutive values of a tensor.
   *
   * @param tensor the tensor; nothing happens if its gradient is not wanted
   * @param at index of the first of these values, in the tensor's storage order
   * @param gradient what to add; the buffer passes to the tape
   */
  public void addGradient(Tensor tensor, int at, float[] gradient) {
    ArrivingGradient arriving = tensor.arriving();
    if (arriving == null) {
      giveBack(gradient);
    } else {
      arriving.add(at, gradient, this);
    }
  }

  /**
   * Takes the gradient of a tensor away from it.
   *
   * @param tensor the tensor
   * @return its gradient in its storage order, a buffer that passes to the caller; null if none
   *     arrived
   */
  public float @Nullable [] takeGradient(Tensor tensor) {
    ArrivingGradient arriving = tensor.arriving();
    return arriving == null ? null : arriving.take(this);
  }

  /**
   * Runs the record backwards from a single number. It has to be finite: a loss that is not has no
   * gradient, and would leave NaN in those of all parameters. Who wants to see them all the same
   * calls {@link #backward(Tensor, Tensor)}, which looks at nothing.
   *
   * @param loss a tensor of one value, computed on this tape
   * @throws ArithmeticException if the loss is not finite; no gradient has changed then
   * @throws IllegalArgumentException if it was not, or has more than one value
   * @throws IllegalStateException if the record was already used, or a parameter that gradients
   *     would go through was edited since it was recorded; no gradient has changed then
   */
  public void backward(Tensor loss) {
    if (loss.size() != 1) {
      throw new IllegalArgumentException(
          "loss: expected one value, got shape " + Shape.text(loss.shapeShared()));
    }
    float value = loss.item();
    if (!Float.isFinite(value)) {
      throw new ArithmeticException(
          "loss: expected a finite number, got "
              + value
              + "; no gradient was changed. Look for NaN in input and targets, or lower the"
              + " learning rate; Diagnose.of(network, input) names the layer");
    }
    backward(loss, Tensor.full(1f, loss.shape()));
  }

  /**
   * Runs the record backwards from a tensor: a vector-Jacobian product.
   *
   * @param output a tensor computed on this tape
   * @param gradient gradient at it, of the same shape
   * @throws IllegalArgumentException if the output is not of this tape or the shapes differ
   * @throws IllegalStateException if the record was already used, or a parameter that gradients
   *     would go through was edited since it was recorded; no gradient has changed then
   */
  public void backward(Tensor output, Tensor gradient) {
    if (output.scope() != this || !output.needsGradient()) {
      throw new IllegalArgumentException(
          "backward: expected a tensor computed on this tape from a watched tensor or a parameter;"
              + " got one that was not: bring inputs in with tape.enter(...)");
    }
    Shape.require("gradient", output.shapeShared(), gradient.shapeShared());
    beginBackward(output);
    Tensor stored = output.isChannelsLast() ? gradient.channelsLast() : gradient.rowMajor();
    float[] seed = take(output.size());
    System.arraycopy(stored.values(), 0, seed, 0, seed.length);
    addGradient(output, seed);
    run();
  }

  /**
   * Runs the record backwards from the gradients that tensors and states have: those given with
   * {@link #addGradient(Tensor, float[]) addGradient} and {@link NeuronState#setFinalGradient}.
   *
   * @throws IllegalStateException if the record was already used, or a parameter that gradients
   *     would go through was edited since it was recorded; no gradient has changed then
   */
  public void backward() {
    beginBackward(null);
    run();
  }

  private void beginBackward(@Nullable Tensor output) {
    requireOpen();
    if (hasInner()) {
      throw new IllegalStateException(
          "tape: expected no open scope inside it when it goes backward, got one");
    }
    if (spent) {
      throw new IllegalStateException("tape: backward runs once; open a new tape");
    }
    EditedParameters.refuse(held().nodes, output);
    spent = true;
  }

  private void run() {
    List<Node> nodes = held().nodes;
    for (int n = nodes.size() - 1; n >= 0; n--) {
      Node node = nodes.get(n);
      Tensor out = node.output();
      ArrivingGradient arriving = out.wantGradient();
      DeferredGradient deferred = arriving.takeDeferred();
      if (deferred != null && node.backward(deferred, this)) {
        continue;
      }
      float[] g = deferred != null ? deferred.write(out.size(), this) : arriving.take(this);
      if (g == null) {
        if (!node.hasOtherGradient()) {
          continue;
        }
        g = takeZeroed(out.size());
      }
      node.backward(g, this);
    }
    nodes.clear();
  }

  void trackGradients(NeuronState state) {
    withGradients.add(state);
  }

  @Override
  public @Nullable Tape tape() {
    return this;
  }

  @Override
  void end() {
    var nodes = held().nodes;
    for (int n = 0; n < nodes.size(); n++) {
      nodes.get(n).discard(this);
    }
    nodes.clear();
    for (NeuronState state : withGradients) {
      state.giveBackGradients(this);
    }
    withGradients.clear();
  }
}
