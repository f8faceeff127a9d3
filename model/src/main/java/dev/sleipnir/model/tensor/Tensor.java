package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.spikes.SpikeRows;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A block of 32-bit floats with a shape.
 *
 * <p>The logical order is row-major and images are [batch, channels, height, width]; the last three
 * axes of an image may be <em>stored</em> channels-last, which is how convolutions and pooling want
 * them. Nothing that reads by index or as an array can tell the difference.
 *
 * <p>Spikes are stored as bits, which neurons put out and connections read as they are; floats of
 * them are made when {@link #values} first asks for them.
 *
 * <p>A tensor computed from one that entered a {@link Scope} (or {@link Tape}) belongs to that
 * scope and is valid until the scope closes; {@link #copy} keeps one longer. All others are
 * ordinary objects.
 */
public final class Tensor {
  private final int[] shape;
  private final boolean channelsLast;
  private final @Nullable Scope scope;
  private final boolean view;
  private @Nullable Storage storage;
  private @Nullable ArrivingGradient gradient;
  private boolean kept;
  private boolean lent;
  private boolean events;

  Tensor(Storage storage, int[] shape, boolean channelsLast, @Nullable Scope scope, boolean view) {
    this.storage = storage;
    this.shape = shape;
    this.channelsLast = channelsLast;
    this.scope = scope;
    this.view = view;
  }

  /**
   * A tensor over spikes, which it uses as they are.
   *
   * @param spikes the spikes, a row for each sample and time step
   * @param shape sizes of the axes
   * @return the tensor
   * @throws IllegalArgumentException if shape and number of spikes differ
   */
  public static Tensor of(SpikeRows spikes, int... shape) {
    long size = (long) spikes.rows() * spikes.features();
    if (size != Shape.size(shape)) {
      throw new IllegalArgumentException(
          "spikes: expected "
              + Shape.size(shape)
              + " neurons for shape "
              + Shape.text(shape)
              + ", got "
              + spikes.rows()
              + " rows of "
              + spikes.features());
    }
    return new Tensor(new Storage.Bits(spikes), shape.clone(), false, null, false);
  }

  /**
   * A tensor over an array, which it uses as it is.
   *
   * @param data the values, row-major
   * @param shape sizes of the axes
   * @return the tensor
   * @throws IllegalArgumentException if shape and length differ
   */
  public static Tensor of(float[] data, int... shape) {
    Objects.requireNonNull(data, "data: expected floats, got null");
    int size = Shape.size(shape);
    if (data.length != size) {
      throw new IllegalArgumentException(
          "data: expected "
              + size
              + " floats for shape "
              + Shape.text(shape)
              + ", got "
              + data.length);
    }
    return new Tensor(new Storage.Floats(data), shape.clone(), false, null, false);
  }

  /**
   * A tensor of zeros.
   *
   * @param shape sizes of the axes
   * @return the tensor
   */
  public static Tensor zeros(int... shape) {
    return of(new float[Shape.size(shape)], shape);
  }

  /**
   * A tensor of one value.
   *
   * @param value the value
   * @param shape sizes of the axes
   * @return the tensor
   */
  public static Tensor full(float value, int... shape) {
    float[] data = new float[Shape.size(shape)];
    Arrays.fill(data, value);
    return of(data, shape);
  }

  /**
   * Independent standard-normal values.
   *
   * @param random where they come from
   * @param shape sizes of the axes
   * @return the tensor
   */
  public static Tensor randn(RandomStream random, int... shape) {
    float[] data = new float[Shape.size(shape)];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) random.nextGaussian();
    }
    return of(data, shape);
  }

  /**
   * Independent values, uniform in [0, 1).
   *
   * @param random where they come from
   * @param shape sizes of the axes
   * @return the tensor
   */
  public static Tensor rand(RandomStream random, int... shape) {
    float[] data = new float[Shape.size(shape)];
    for (int i = 0; i < data.length; i++) {
      data[i] = random.nextFloat();
    }
    return of(data, shape);
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
   * Number of axes.
   *
   * @return 0 for a single number
   */
  public int rank() {
    return shape.length;
  }

  /**
   * Size of one axis.
   *
   * @param axis which; negative ones count from the last
   * @return its size
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public int dim(int axis) {
    int index = axis < 0 ? axis + shape.length : axis;
    if (index < 0 || index >= shape.length) {
      throw noAxis(axis);
    }
    return shape[index];
  }

  private IndexOutOfBoundsException noAxis(int axis) {
    return new IndexOutOfBoundsException(
        "dim: expected one of the " + rank() + " axes of " + Shape.text(shape) + ", got " + axis);
  }

  /**
   * Number of values.
   *
   * @return the product of the shape
   */
  public int size() {
    return Shape.size(shape);
  }

  /**
   * Whether the last three axes are stored channels-last.
   *
   * @return true if the array's order is ..., height, width, channels
   */
  public boolean isChannelsLast() {
    return channelsLast;
  }

  private Storage open() {
    Storage open = storage;
    if (open == null) {
      throw new IllegalStateException(
          "tensor " + Shape.text(shape) + ": its scope is closed; copy() keeps a tensor longer");
    }
    return open;
  }

  /**
   * The storage itself, in stored order. For kernels: whoever writes to it must know why. {@link
   * #values} reads any tensor. Of a {@linkplain #slice slice} it is a copy, made once, which is the
   * slice's storage from then on.
   *
   * @return the array
   * @throws IllegalStateException if the scope this tensor belongs to has closed, or if it holds
   *     spikes as bits: floats of them are a copy, and what is written to that would be lost
   */
  public float[] data() {
    if (open().spikes() != null) {
      throw new IllegalStateException(
          "tensor "
              + Shape.text(shape)
              + ": expected floats, which may be written to, got spikes stored as bits; values()"
              + " reads them, toArray() copies them");
    }
    return open().values(scope);
  }

  /**
   * The values as floats, in stored order, to be read: the storage itself, or, of spikes stored as
   * bits and of a {@linkplain #slice slice}, a copy that is made once.
   *
   * @return the array; not to be written to
   * @throws IllegalStateException if the scope this tensor belongs to has closed
   */
  public float[] values() {
    return open().values(scope);
  }

  /**
   * The array that holds the values from index {@link #sourceFrom} on, to be read: for kernels that
   * read a part of an array where it is. {@link #values} would copy a {@linkplain #slice slice}.
   *
   * @return the array; not to be written to
   * @throws IllegalStateException if the scope this tensor belongs to has closed
   */
  public float[] source() {
    return open().source(scope);
  }

  /**
   * Where in {@link #source} the values begin.
   *
   * @return index of the first value
   */
  public int sourceFrom() {
    return open().from();
  }

  /**
   * The spikes, if they are stored as bits: in stored order, in rows of which the shape's first
   * axes count the number.
   *
   * @return the bits themselves, or null for floats
   */
  public @Nullable SpikeRows spikes() {
    Storage open = storage;
    return open == null ? null : open.spikes();
  }

  /**
   * The spikes of a tensor that is known to be stored as bits.
   *
   * @return the bits themselves
   * @throws IllegalStateException if it holds floats
   */
  public SpikeRows bits() {
    SpikeRows bits = spikes();
    if (bits == null) {
      throw new IllegalStateException("spikes: expected bits, got floats");
    }
    return bits;
  }

  /**
   * The same values, stored as bits: what connections and pooling read fastest. The copy belongs to
   * no scope.
   *
   * @param axes number of first axes whose indices count rows: 1 for [batch, ...], 2 for [time,
   *     batch, ...]
   * @return spikes of this shape and storage order
   * @throws IllegalArgumentException if a value is neither 0 nor 1, or there are fewer axes
   */
  public Tensor asSpikes(int axes) {
    return Packing.pack(this, axes);
  }

  /**
   * The same values, as events: signed ones, counts, or any numbers of which few are not 0.
   * Connections then visit those that are not 0 one by one, as they do spikes, where few are; the
   * results are the same bits. Views, rows and slices of events are events.
   *
   * @return a view of this tensor; this tensor itself if it holds spikes as bits
   */
  public Tensor asEvents() {
    if (spikes() != null) {
      return this;
    }
    Tensor view = Reshaping.reshape(this, shape);
    view.events = true;
    return view;
  }

  /**
   * Whether {@link #asEvents} said that few of the numbers are not 0.
   *
   * @return true of floats whose connections look which are not 0
   */
  public boolean isEvents() {
    return events;
  }

  /** Says of what is made of another tensor's values that these are events if those are. */
  Tensor eventsAs(Tensor other) {
    events = other.events;
    return this;
  }

  /**
   * The values in row-major order.
   *
   * @return a new array
   */
  public float[] toArray() {
    requireValues();
    return StorageOrder.rowMajor(values(), shape, channelsLast);
  }

  /**
   * A tensor of its own with the same values, outside any scope.
   *
   * @return the copy, row-major
   */
  public Tensor copy() {
    return new Tensor(new Storage.Floats(toArray()), shape, false, null, false);
  }

  /**
   * The gradient that {@link Tape#backward} left here.
   *
   * @return a copy with this tensor's shape, or null if none arrived
   * @throws IllegalStateException if the scope this tensor belongs to has closed
   */
  public @Nullable Tensor gradient() {
    source();
    float[] g = gradient == null || scope == null ? null : gradient.written(scope);
    return g == null ? null : of(StorageOrder.rowMajor(g, shape, channelsLast), shape);
  }

  /**
   * One value.
   *
   * @param index one index for each axis
   * @return the value
   * @throws IndexOutOfBoundsException if the index lies outside the shape
   */
  public float get(int... index) {
    requireValues();
    return values()[StorageOrder.offset(shape, channelsLast, index)];
  }

  /**
   * The value of a tensor that has only one.
   *
   * @return the value
   * @throws IllegalStateException if there are more
   */
  public float item() {
    if (size() != 1) {
      throw new IllegalStateException("item: expected one value, got shape " + Shape.text(shape));
    }
    requireValues();
    return values()[0];
  }

  /**
   * Checks that no value is NaN or infinite. Costs one pass over the values, nothing for spikes.
   *
   * @param name what messages call this tensor
   * @return this tensor
   * @throws IllegalArgumentException if one is not finite; the message says which
   */
  public Tensor requireFinite(String name) {
    if (spikes() == null && !isNoted() && !Reductions.allFinite(values(), 0, size())) {
      float[] values = toArray();
      int at = Reductions.firstNonFinite(values, 0, values.length);
      throw new IllegalArgumentException(
          name + ": expected finite numbers, got " + values[at] + " at " + Shape.place(at, shape));
    }
    return this;
  }

  /** Whether the values are only computed when a replay runs. */
  private boolean isNoted() {
    return scope != null && scope.isNoted();
  }

  /** Refuses a look at values while operations are noted. */
  void requireValues() {
    if (isNoted()) {
      throw new IllegalStateException(
          "tensor "
              + Shape.text(shape)
              + ": expected no look at its values while a replay, such as a session's, notes"
              + " operations: they are computed when it runs; look at arrays within Scope.run");
    }
  }

  /** Scope this tensor belongs to, if any. */
  @Nullable Scope scope() {
    return scope;
  }

  /** The shape itself: not to be written to. */
  int[] shapeShared() {
    return shape;
  }

  /** What arrives by way of gradients; null if none is wanted. */
  @Nullable ArrivingGradient arriving() {
    return gradient;
  }

  boolean needsGradient() {
    return gradient != null;
  }

  boolean hasGradient() {
    return gradient != null && gradient.isAny();
  }

  /** Wants the gradient from now on. */
  ArrivingGradient wantGradient() {
    if (gradient == null) {
      gradient = new ArrivingGradient(size());
    }
    return gradient;
  }

  /**
   * A view of this tensor's storage under another shape, or, where both are the same array, under
   * the other storage order.
   */
  Tensor viewAs(int[] newShape, boolean asChannelsLast) {
    // The base must outlive the view, which does not know when the base goes.
    kept = true;
    Tensor view = new Tensor(open(), newShape, asChannelsLast, scope, true);
    view.kept = true;
    view.events = events;
    if (scope != null) {
      scope.held().tensors.add(view);
    }
    return view;
  }

  /**
   * This plus another, element by element.
   *
   * @param other a tensor whose shape broadcasts with this one's
   * @return the sum
   * @throws IllegalArgumentException if the shapes do not broadcast
   */
  public Tensor add(Tensor other) {
    return Arithmetic.add(this, other);
  }

  /**
   * This plus a number.
   *
   * @param number the number
   * @return the sum
   */
  public Tensor add(float number) {
    return Arithmetic.add(this, number(number));
  }

  /**
   * This minus another, element by element.
   *
   * @param other a tensor whose shape broadcasts with this one's
   * @return the difference
   * @throws IllegalArgumentException if the shapes do not broadcast
   */
  public Tensor subtract(Tensor other) {
    return Arithmetic.subtract(this, other);
  }

  /**
   * This minus a number.
   *
   * @param number the number
   * @return the difference
   */
  public Tensor subtract(float number) {
    return Arithmetic.subtract(this, number(number));
  }

  /**
   * This times another, element by element.
   *
   * @param other a tensor whose shape broadcasts with this one's
   * @return the product
   * @throws IllegalArgumentException if the shapes do not broadcast
   */
  public Tensor multiply(Tensor other) {
    return Arithmetic.multiply(this, other);
  }

  /**
   * This times a number.
   *
   * @param number the number
   * @return the product
   */
  public Tensor multiply(float number) {
    return Arithmetic.multiply(this, number(number));
  }

  /**
   * This divided by another, element by element.
   *
   * @param other a tensor whose shape broadcasts with this one's
   * @return the quotient
   * @throws IllegalArgumentException if the shapes do not broadcast
   */
  public Tensor divide(Tensor other) {
    return Arithmetic.divide(this, other);
  }

  /**
   * This divided by a number.
   *
   * @param number the number
   * @return the quotient
   */
  public Tensor divide(float number) {
    return Arithmetic.divide(this, number(number));
  }

  /**
   * This times a number: another name of {@link #multiply(float)}.
   *
   * @param factor the number
   * @return the product
   */
  public Tensor scale(float factor) {
    return multiply(factor);
  }

  private static Tensor number(float number) {
    return of(new float[] {number});
  }

  /**
   * max(this, 0); the gradient at 0 is 0.
   *
   * @return the rectified tensor
   */
  public Tensor relu() {
    return Arithmetic.relu(this);
  }

  /**
   * The same values in the same row-major order under another shape.
   *
   * @param newShape sizes of the axes
   * @return a view if this is stored row-major, else a copy
   * @throws IllegalArgumentException if the number of values differs
   */
  public Tensor reshape(int... newShape) {
    return Reshaping.reshape(this, newShape.clone());
  }

  /**
   * Part of the first axis.
   *
   * @param from first row
   * @param to one past the last row
   * @return a copy of these rows
   */
  public Tensor rows(int from, int to) {
    return Reshaping.rows(this, from, to);
  }

  /**
   * Part of the first axis as {@link #rows}, but read where it is: a copy is made only for
   * operations that need one. Whoever writes to this tensor's storage may change it.
   *
   * @param from first row
   * @param to one past the last row
   * @return these rows
   */
  public Tensor slice(int from, int to) {
    return Reshaping.slice(this, from, to);
  }

  /**
   * One index of the first axis, without that axis: a step of a sequence, a sample of a batch. It
   * is read where it is, as of {@link #slice}.
   *
   * @param index which
   * @return the values there
   * @throws IndexOutOfBoundsException if there is no such index
   * @throws IllegalArgumentException if there is no axis
   */
  public Tensor at(int index) {
    if (rank() == 0) {
      throw new IllegalArgumentException("at: expected an axis, got a single value");
    }
    if (index < 0 || index >= shape[0]) {
      throw new IndexOutOfBoundsException(
          "at: expected 0 to "
              + (shape[0] - 1)
              + " of shape "
              + Shape.text(shape)
              + ", got "
              + index);
    }
    return slice(index, index + 1).reshape(Arrays.copyOfRange(shape, 1, shape.length));
  }

  /**
   * Tensors one after the other along their first axis.
   *
   * @param parts tensors that differ in their first axis only
   * @return one tensor
   */
  public static Tensor concatenate(List<Tensor> parts) {
    return Reshaping.concatenate(parts);
  }

  /**
   * The same values, stored row-major.
   *
   * @return this, if it is
   */
  public Tensor rowMajor() {
    return Reshaping.rowMajor(this);
  }

  /**
   * The same values, the last three axes stored channels-last.
   *
   * @return this, if they are
   * @throws IllegalArgumentException if there is no axis before these three
   */
  public Tensor channelsLast() {
    return Reshaping.channelsLast(this);
  }

  /**
   * The maximum over the first axis: how a classifier's read-out is decoded.
   *
   * @return a tensor without the first axis; its gradient goes to the (earliest) maximum
   */
  public Tensor maxOverTime() {
    return Reducing.max(this);
  }

  /**
   * The sum of all values.
   *
   * @return a single number
   */
  public Tensor sum() {
    return Reducing.sum(this, 1f);
  }

  /**
   * The mean of all values.
   *
   * @return a single number
   * @throws IllegalArgumentException if there is no value
   */
  public Tensor mean() {
    if (size() == 0) {
      throw new IllegalArgumentException(
          "mean: expected at least one value, got shape " + Shape.text(shape));
    }
    return Reducing.sum(this, 1f / size());
  }

  /**
   * The same values, through which no gradient goes back.
   *
   * @return a view of this tensor
   */
  public Tensor detach() {
    return viewAs(shape, channelsLast);
  }

  void keep() {
    kept = true;
    if (storage instanceof BorrowedRows rows) {
      rows.whole().keep();
    }
  }

  /** Whether the next operation may work in this tensor's storage. */
  boolean isLent() {
    return lent && !kept;
  }

  void lend() {
    lent = spikes() == null;
  }

  /** The storage is another tensor's now. */
  void endLoan() {
    lent = false;
    storage = null;
  }

  boolean isKept() {
    return kept;
  }

  boolean isView() {
    return view;
  }

  /** Gives the storage back: nothing can be read any more. */
  void end(Memory memory) {
    Storage open = storage;
    storage = null;
    if (open != null) {
      open.end(view, memory);
    }
  }

  /**
   * The shape and the values, in five digits: up to 100 values all of them, of more than that three
   * at each end of axes longer than ten.
   *
   * @return such as {@code Tensor[2, 3] [[1, 2, 3], [4, 5, 6]]}; the shape alone where there are no
   *     values to be seen
   */
  @Override
  public String toString() {
    String text = "Tensor" + Shape.text(shape);
    return storage == null || isNoted() ? text : text + " " + TensorText.of(this);
  }
}
