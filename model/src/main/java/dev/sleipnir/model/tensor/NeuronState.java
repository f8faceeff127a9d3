package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.math.Elementwise;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.file.ArchiveWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * State of a neuron population as columns: one {@code float[]} for each state variable (membrane
 * potential {@code v}, synaptic current {@code i}, ...), over the flat index of its shape.
 *
 * <p>A step consumes the state it is given: it returns another object with the same storage,
 * updated. The one that was given shows what is there now, and is refused by steps and by {@link
 * #copy}, which keeps a state if called before.
 *
 * <p>Neurons that draw random numbers take a stream in their first step and carry it in their
 * state, with how far they have come in it: a state that goes on draws new numbers, a copy of it
 * those of the original.
 */
public final class NeuronState implements State {
  private final List<String> names;
  private final int[] shape;
  private final boolean channelsLast;
  private final @Nullable Scope scope;
  private final float[][] columns;
  private final Run run;
  private boolean consumed;

  /**
   * What all states of a run have in common; gradients go from a step's to that of the one before.
   */
  private static final class Run {
    private float @Nullable [][] gradients;
    private @Nullable RandomStream random;

    /** Its children, one for each draw of a step. */
    private RandomStream[] parts = {};
  }

  NeuronState(List<String> names, int[] shape, boolean channelsLast, @Nullable Scope scope) {
    this.names = names;
    this.shape = shape;
    this.channelsLast = channelsLast;
    this.scope = scope;
    columns = new float[names.size()][];
    run = new Run();
  }

  private NeuronState(NeuronState before) {
    names = before.names;
    shape = before.shape;
    channelsLast = before.channelsLast;
    scope = before.scope;
    columns = before.columns;
    run = before.run;
  }

  /**
   * Consumes this state: for a module that is about to update it in a step.
   *
   * @param scope where the step computes
   * @return the state that the step updates and returns, with this one's storage
   * @throws IllegalStateException if a step has consumed it before, its scope is closed, or it is
   *     of another open scope
   */
  public NeuronState next(Scope scope) {
    requireFresh();
    columns();
    scope.admit("state", this.scope);
    consumed = true;
    return new NeuronState(this);
  }

  private void requireFresh() {
    if (consumed) {
      throw new IllegalStateException(
          "state: expected one that no step has consumed, got one that was passed to a step"
              + " before; pass on the state that the step returned, or a copy() made before");
    }
  }

  /** What all states of one run have in common. */
  Object identity() {
    return run;
  }

  /**
   * Whether another state is of the same run: with the same storage, some steps before or after.
   *
   * @param other another state
   * @return true if it is this state, or steps made one of the other
   */
  public boolean isSameRun(NeuronState other) {
    return run == other.run;
  }

  /**
   * A state outside any scope, all columns 0.
   *
   * @param names names of the state variables
   * @param shape sizes of the axes
   * @return the state
   */
  public static NeuronState zeros(List<String> names, int... shape) {
    NeuronState state = new NeuronState(List.copyOf(names), shape.clone(), false, null);
    for (int c = 0; c < state.columns.length; c++) {
      state.columns[c] = new float[Shape.size(shape)];
    }
    return state;
  }

  /** Sets all columns to 0. */
  void clear() {
    for (float[] column : columns) {
      Arrays.fill(column, 0f);
    }
  }

  void setColumn(int c, float[] values) {
    columns[c] = values;
  }

  /**
   * Names of the state variables.
   *
   * @return in order of the columns
   */
  public List<String> names() {
    return names;
  }

  /**
   * Sizes of the axes.
   *
   * @return a copy
   */
  public int[] shape() {
    return shape.clone();
  }

  /**
   * Whether the last three axes are stored channels-last.
   *
   * @return as of the input of the first step
   */
  public boolean isChannelsLast() {
    return channelsLast;
  }

  /**
   * Number of neurons.
   *
   * @return the product of the shape
   */
  public int size() {
    return Shape.size(shape);
  }

  /**
   * One state variable of every neuron: the storage itself, in stored order.
   *
   * @param name its name, such as {@code v}
   * @return the column
   * @throws IllegalArgumentException if there is none of that name
   */
  public float[] column(String name) {
    return column(index(name));
  }

  /**
   * One state variable of every neuron: the storage itself, in stored order.
   *
   * @param c which
   * @return the column
   * @throws IllegalStateException if the scope this state belongs to has closed
   */
  public float[] column(int c) {
    if (c < 0 || c >= columns.length) {
      throw new IndexOutOfBoundsException(
          "column: expected 0 to " + (columns.length - 1) + ", got " + c);
    }
    float[] values = columns[c];
    if (values.length == 0 && size() > 0) {
      throw new IllegalStateException("state: its scope is closed; copy() keeps a state longer");
    }
    return values;
  }

  /**
   * All state variables: the storage itself.
   *
   * @return the columns in order; not to be replaced
   * @throws IllegalStateException if the scope this state belongs to has closed
   */
  public float[][] columns() {
    for (int c = 0; c < columns.length; c++) {
      column(c);
    }
    return columns;
  }

  /**
   * A copy of one state variable as it is now, in a scope. On a tape, what is computed from the
   * copy sends its gradient back to the state.
   *
   * @param name its name
   * @param scope where the copy goes
   * @return values of this state's shape
   */
  public Tensor snapshot(String name, Scope scope) {
    int c = index(name);
    scope.admit("state", this.scope);
    Tensor copy = scope.tensor(shape, channelsLast);
    float[] values = column(c);
    float[] to = copy.data();
    scope.run(() -> System.arraycopy(values, 0, to, 0, to.length));
    Tape tape = scope.tape();
    if (tape != null) {
      tape.record(
          new Node(copy) {
            @Override
            protected NeuronState state() {
              return NeuronState.this;
            }

            @Override
            protected void backward(float[] gradient, Tape on) {
              float[] sum = gradientColumns(on)[c];
              Elementwise.add(sum, 0, gradient, 0, sum, 0, sum.length);
              on.giveBack(gradient);
            }
          });
    }
    return copy;
  }

  /**
   * What stochastic neurons of this state draw from; a step moves its position.
   *
   * @return the state's own stream; null for neurons that draw nothing, or before they first do
   */
  public @Nullable RandomStream random() {
    return run.random;
  }

  /**
   * The children of the {@linkplain #random() stream}, one for each number that a step draws.
   *
   * @param count how many
   * @return the same until the stream is replaced; not to be written to
   * @throws IllegalStateException if there is no stream
   */
  public RandomStream[] randomParts(int count) {
    RandomStream stream = run.random;
    if (stream == null) {
      throw new IllegalStateException("state: expected one with a stream of random numbers");
    }
    if (run.parts.length != count) {
      run.parts = new RandomStream[count];
      for (int r = 0; r < count; r++) {
        run.parts[r] = stream.split(r);
      }
    }
    return run.parts;
  }

  /**
   * Lets stochastic neurons of this state draw from here on what a stream gives: to repeat what
   * another state has drawn, or to go on as it would.
   *
   * @param stream the stream, of which the state takes a copy at its position
   */
  public void setRandom(RandomStream stream) {
    run.random = stream.copy();
    run.parts = NO_PARTS;
  }

  /**
   * One state variable as a tensor.
   *
   * @param name its name
   * @return a copy of the column, row-major
   */
  public Tensor get(String name) {
    return Tensor.of(StorageOrder.rowMajor(column(name), shape, channelsLast), shape);
  }

  /**
   * Sets one state variable.
   *
   * @param name its name
   * @param values values of this state's shape
   * @throws IllegalArgumentException if the shape differs
   */
  public void set(String name, Tensor values) {
    Shape.require("state " + name, shape, values.shapeShared());
    Tensor stored = channelsLast ? values.channelsLast() : values.rowMajor();
    System.arraycopy(stored.values(), 0, column(name), 0, size());
  }

  /**
   * Gradient at one state variable of the state the tape started from; available between {@link
   * Tape#backward} and the end of the tape.
   *
   * @param name its name
   * @return a copy, or null if no gradient arrived
   */
  public @Nullable Tensor gradient(String name) {
    float[][] g = run.gradients;
    return g == null
        ? null
        : Tensor.of(StorageOrder.rowMajor(g[index(name)], shape, channelsLast), shape);
  }

  /**
   * Sets the gradient at the state after the last step, before {@link Tape#backward}: for losses
   * that depend on the final state.
   *
   * @param name name of the state variable
   * @param gradient gradient of this state's shape
   * @param tape the tape that recorded the steps
   */
  public void setFinalGradient(String name, Tensor gradient, Tape tape) {
    Shape.require("gradient of " + name, shape, gradient.shapeShared());
    Tensor stored = channelsLast ? gradient.channelsLast() : gradient.rowMajor();
    System.arraycopy(stored.values(), 0, gradientColumns(tape)[index(name)], 0, size());
  }

  /**
   * The gradient columns that a neuron's backward step turns from the state after it into the state
   * before it.
   *
   * @param tape where the buffers come from
   * @return one column for each state variable, 0 at first
   */
  public float[][] gradientColumns(Tape tape) {
    float[][] g = run.gradients;
    if (g == null) {
      g = new float[columns.length][];
      for (int c = 0; c < g.length; c++) {
        g[c] = tape.takeZeroed(size());
      }
      run.gradients = g;
      tape.trackGradients(this);
    }
    return g;
  }

  /**
   * Takes the gradients of another state of this form over, in the place of this one's own. The
   * other has none then.
   *
   * @param from the other state
   * @param tape the tape that goes backward through this state
   */
  public void takeGradients(NeuronState from, Tape tape) {
    if (isSameRun(from)) {
      return;
    }
    stopGradient(tape);
    run.gradients = from.run.gradients;
    from.run.gradients = null;
    if (run.gradients != null) {
      tape.trackGradients(this);
    }
  }

  /**
   * Drops the gradients that have arrived, so that none goes to earlier steps.
   *
   * @param tape the tape that goes backward through this state
   */
  public void stopGradient(Tape tape) {
    giveBackGradients(tape);
  }

  /**
   * Whether any gradient has arrived.
   *
   * @return true once the gradient columns exist
   */
  public boolean hasGradient() {
    return run.gradients != null;
  }

  /**
   * A state of its own with the same values, outside any scope.
   *
   * @return the copy
   */
  @Override
  public NeuronState copy() {
    requireFresh();
    NeuronState copy = new NeuronState(names, shape, channelsLast, null);
    for (int c = 0; c < columns.length; c++) {
      copy.columns[c] = column(c).clone();
    }
    if (run.random != null) {
      copy.setRandom(run.random);
    }
    return copy;
  }

  /**
   * A copy with the values that are there now, outside any scope, whether a step has consumed this
   * state or not: for whoever steps it in place.
   *
   * @return the copy
   */
  public NeuronState snapshot() {
    return new NeuronState(this).copy();
  }

  /** Takes the values of another state of this form, and where it draws from. */
  void become(NeuronState other) {
    for (int c = 0; c < columns.length; c++) {
      System.arraycopy(other.columns[c], 0, columns[c], 0, columns[c].length);
    }
    run.random = other.run.random == null ? null : other.run.random.copy();
    run.parts = NO_PARTS;
  }

  /**
   * A copy with the same values in a scope, which it ends with.
   *
   * @param scope where the copy lives
   * @return the copy
   */
  public NeuronState copy(Scope scope) {
    requireFresh();
    scope.requireOpen();
    NeuronState copy = new NeuronState(names, shape, channelsLast, scope.owner());
    for (int c = 0; c < columns.length; c++) {
      copy.columns[c] = scope.take(size());
      System.arraycopy(column(c), 0, copy.columns[c], 0, size());
    }
    if (run.random != null) {
      copy.setRandom(run.random);
    }
    scope.hold(copy);
    return copy;
  }

  @Override
  public void write(ArchiveWriter out) throws IOException {
    requireFresh();
    out.text(KIND_OF_STATE);
    out.number(names.size());
    for (String name : names) {
      out.text(name);
    }
    out.shape(shape);
    out.number(channelsLast ? 1 : 0);
    for (int c = 0; c < columns.length; c++) {
      out.floats(columns[c].length == size() ? column(c) : Arrays.copyOf(column(c), size()));
    }
    out.random(run.random);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param in gives the values
   * @param neuron whose state it has to be, for messages
   * @param expected names of the state variables it has to have
   * @return the state, outside any scope
   * @throws IOException if it is not one of such neurons
   */
  public static NeuronState read(ArchiveReader in, String neuron, List<String> expected)
      throws IOException {
    in.require(neuron + ": state", KIND_OF_STATE);
    in.require(neuron + ": state variables", expected.size());
    for (String name : expected) {
      in.require(neuron + ": state variable", name);
    }
    int[] shape = in.shape(neuron);
    boolean channelsLast = in.number(neuron + ": storage order", 0, 1) != 0;
    if (channelsLast && shape.length < 4) {
      throw new IOException(
          neuron + ": expected row-major storage of shape " + Shape.text(shape) + ", got another");
    }
    NeuronState state = new NeuronState(List.copyOf(expected), shape, channelsLast, null);
    for (int c = 0; c < state.columns.length; c++) {
      state.columns[c] = in.floats(neuron + ": " + expected.get(c), state.size());
    }
    state.run.random = in.random(neuron);
    return state;
  }

  @Override
  public NeuronState with(StateParts parts) {
    return parts.neurons(this);
  }

  /**
   * Checks that this is the state of such a population.
   *
   * @param neuron who asks, for the message
   * @param expectedNames state variables it should have
   * @param expectedShape shape it should have
   * @throws IllegalArgumentException if it is not
   */
  public void require(String neuron, List<String> expectedNames, int[] expectedShape) {
    if (!names.equals(expectedNames)) {
      throw new IllegalArgumentException(
          neuron + ": expected state with variables " + expectedNames + ", got " + names);
    }
    if (!Arrays.equals(expectedShape, shape)) {
      throw new IllegalArgumentException(
          neuron
              + ": expected state of shape "
              + Shape.text(expectedShape)
              + ", got "
              + Shape.text(shape));
    }
  }

  /**
   * An input in the storage order of this state.
   *
   * @param x the input
   * @return the same values
   */
  public Tensor align(Tensor x) {
    if (x.isChannelsLast() == channelsLast || x.rank() < 3) {
      return x;
    }
    return channelsLast ? x.channelsLast() : x.rowMajor();
  }

  private int index(String name) {
    int c = names.indexOf(name);
    if (c < 0) {
      throw new IllegalArgumentException(
          "state: expected one of " + names + ", got '" + name + "'");
    }
    return c;
  }

  void giveBack(Memory memory) {
    for (int c = 0; c < columns.length; c++) {
      memory.give(columns[c]);
      columns[c] = CLOSED;
    }
  }

  void giveBackGradients(Scope to) {
    float[][] g = run.gradients;
    if (g != null) {
      for (float[] column : g) {
        to.giveBack(column);
      }
      run.gradients = null;
    }
  }

  private static final String KIND_OF_STATE = "neurons";
  private static final RandomStream[] NO_PARTS = {};
  private static final float[] CLOSED = new float[0];

  @Override
  public String toString() {
    return "NeuronState" + names + Arrays.toString(shape);
  }
}
