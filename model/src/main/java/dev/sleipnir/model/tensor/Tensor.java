package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.spikes.SpikePacking;
import dev.sleipnir.kernels.spikes.SpikeRows;
import dev.sleipnir.kernels.spikes.Spikes;
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
 * them are made when {@link #data} first asks for them.
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
  private float @Nullable [] data;
  private @Nullable SpikeRows spikes;
  private @Nullable BorrowedRows borrowed;
  private float @Nullable [] gradient;
  private @Nullable DeferredGradient deferred;
  private boolean kept;
  private boolean lent;
  private boolean needsGradient;

  Tensor(float[] data, int[] shape, boolean channelsLast, @Nullable Scope scope, boolean view) {
    this.data = data;
    this.shape = shape;
    this.channelsLast = channelsLast;
    this.scope = scope;
    this.view = view;
  }

  Tensor(SpikeRows spikes, int[] shape, boolean channelsLast, @Nullable Scope scope, boolean view) {
    this.spikes = spikes;
    this.shape = shape;
    this.channelsLast = channelsLast;
    this.scope = scope;
    this.view = view;
  }

  Tensor(
      BorrowedRows borrowed,
      int[] shape,
      boolean channelsLast,
      @Nullable Scope scope,
      boolean view) {
    this.borrowed = borrowed;
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
    return new Tensor(spikes, shape.clone(), false, null, false);
  }

  /**
   * A tensor over an array an array, which it uses as it is.
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
    return new Tensor(data, shape.clone(), false, null, false);
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

  /**
   * The storage itself, in stored order. For kernels: whoever writes to it must know why. Of spikes
   * stored as bits it is a copy as floats, made once: what is written to that reaches nobody, and
   * {@link #of(float[], int...)} of an array of one's own makes a tensor that can be written to.
   *
   * @return the array
   * @throws IllegalStateException if the scope this tensor belongs to has closed
   */
  public float[] data() {
    float[] d = data;
    SpikeRows bits = spikes;
    BorrowedRows rows = borrowed;
    if (d == null && rows != null) {
      d = rows.copy(scope);
      data = d;
    }
    if (d == null && bits != null) {
      float[] values = scope == null ? new float[size()] : scope.take(size());
      if (scope == null) {
        unpack(bits, values);
      } else {
        scope.run(() -> unpack(bits, values));
      }
      d = values;
      data = d;
    }
    if (d == null) {
      throw new IllegalStateException(
          "tensor " + Shape.text(shape) + ": its scope is closed; copy() keeps a tensor longer");
    }
    return d;
  }

  private static void unpack(SpikeRows bits, float[] values) {
    int features = bits.features();
    for (int r = 0; r < bits.rows(); r++) {
      SpikePacking.unpack(bits.bits(), r * bits.words(), features, values, r * features);
    }
  }

  /**
   * The array that holds the values from index {@link #sourceFrom} on: for kernels that read a part
   * of an array where it is. {@link #data} would copy a {@linkplain #slice slice}.
   *
   * @return the array
   * @throws IllegalStateException if the scope this tensor belongs to has closed
   */
  public float[] source() {
    BorrowedRows rows = borrowed;
    return rows != null && rows.isInPlace() ? rows.whole().data() : data();
  }

  /**
   * Where in {@link #source} the values begin.
   *
   * @return index of the first value
   */
  public int sourceFrom() {
    BorrowedRows rows = borrowed;
    return rows != null && rows.isInPlace() ? rows.from() : 0;
  }

  /**
   * The spikes, if they are stored as bits: in stored order, in rows of which the shape's first
   * axes count the number.
   *
   * @return the bits themselves, or null for floats
   */
  public @Nullable SpikeRows spikes() {
    return spikes;
  }

  /**
   * The spikes of a tensor that is known to be stored as bits.
   *
   * @return the bits themselves
   * @throws IllegalStateException if it holds floats
   */
  public SpikeRows bits() {
    SpikeRows bits = spikes;
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
    if (axes < 1 || axes > rank()) {
      throw new IllegalArgumentException(
          "asSpikes: expected 1 to " + rank() + " axes, got " + axes);
    }
    requireValues();
    float[] values = data();
    int other = Spikes.firstOther(values, 0, size());
    if (other < size()) {
      throw new IllegalArgumentException(
          "asSpikes: expected values of 0 or 1, got " + values[other]);
    }
    int rows = 1;
    for (int a = 0; a < axes; a++) {
      rows *= shape[a];
    }
    SpikeRows bits = SpikeRows.silent(rows, rows == 0 ? 0 : size() / rows);
    for (int r = 0; r < rows; r++) {
      int features = bits.features();
      SpikePacking.pack(values, r * features, features, bits.bits(), r * bits.words());
    }
    return new Tensor(bits, shape, channelsLast, null, false);
  }

  /**
   * The values in row-major order.
   *
   * @return a new array
   */
  public float[] toArray() {
    requireValues();
    return Layout.rowMajor(data(), shape, channelsLast);
  }

  /**
   * A tensor of its own with the same values, outside any scope.
   *
   * @return the copy, row-major
   */
  public Tensor copy() {
    return new Tensor(toArray(), shape, false, null, false);
  }

  /**
   * The gradient that {@link Tape#backward} left here.
   *
   * @return a copy with this tensor's shape, or null if none arrived
   * @throws IllegalStateException if the scope this tensor belongs to has closed
   */
  public @Nullable Tensor gradient() {
    source();
    float[] g = gradientData();
    return g == null ? null : of(Layout.rowMajor(g, shape, channelsLast), shape);
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
    return data()[Layout.offset(shape, channelsLast, index)];
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
    return data()[0];
  }

  /**
   * Checks that no value is NaN or infinite. Costs one pass over the values, nothing for spikes.
   *
   * @param name what messages call this tensor
   * @return this tensor
   * @throws IllegalArgumentException if one is not finite; the message says which
   */
  public Tensor requireFinite(String name) {
    if (spikes() == null && !isNoted() && !Reductions.allFinite(data(), 0, size())) {
      float[] values = toArray();
      int at = Reductions.firstNonFinite(values, 0, values.length);
      throw new IllegalArgumentException(
          name + ": expected finite numbers, got " + values[at] + " at " + Shape.place(at, shape));
    }
    return this;
  }

  /** Whether the values are only computed when a replay runs. */
  private boolean isNoted() {
    Replay replay = scope == null ? null : scope.replay();
    return replay != null && replay.isNoting();
  }

  private void requireValues() {
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

  /** The gradient, written out. */
  float @Nullable [] gradientData() {
    if (deferred != null && scope != null) {
      gradient = deferred.write(size(), scope);
      deferred = null;
    }
    return gradient;
  }

  boolean hasGradient() {
    return gradient != null || deferred != null;
  }

  void setDeferredGradient(DeferredGradient g) {
    deferred = g;
  }

  /** The gradient that is not written out, if there is such a one: the caller's to end. */
  @Nullable DeferredGradient takeDeferredGradient() {
    DeferredGradient g = deferred;
    deferred = null;
    return g;
  }

  void setGradient(float @Nullable [] g) {
    gradient = g;
  }

  boolean needsGradient() {
    return needsGradient;
  }

  void setNeedsGradient() {
    needsGradient = true;
  }

  /**
   * A view of this tensor's storage under another shape, or, where both are the same array, under
   * the other storage order.
   */
  Tensor viewAs(int[] newShape, boolean asChannelsLast) {
    // The base must outlive the view, which does not know when the base goes.
    kept = true;
    SpikeRows bits = spikes;
    BorrowedRows rows = borrowed;
    Tensor view;
    if (bits != null) {
      view = new Tensor(bits, newShape, asChannelsLast, scope, true);
    } else if (rows != null) {
      view = new Tensor(rows, newShape, asChannelsLast, scope, true);
    } else {
      view = new Tensor(data(), newShape, asChannelsLast, scope, true);
    }
    view.kept = true;
    if (scope != null) {
      scope.held().tensors.add(view);
    }
    return view;
  }

  /**
   * This plus another.
   *
   * @param other a tensor of the same shape
   * @return the sum
   */
  public Tensor add(Tensor other) {
    return Arithmetic.add(this, other);
  }

  /**
   * This minus another.
   *
   * @param other a tensor of the same shape
   * @return the difference
   */
  public Tensor subtract(Tensor other) {
    return Arithmetic.subtract(this, other);
  }

  /**
   * This times another, element by element.
   *
   * @param other a tensor of the same shape
   * @return the product
   */
  public Tensor multiply(Tensor other) {
    return Arithmetic.multiply(this, other);
  }

  /**
   * This times a number.
   *
   * @param factor the number
   * @return the product
   */
  public Tensor scale(float factor) {
    return Arithmetic.scale(this, factor);
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
    if (borrowed != null) {
      borrowed.whole().keep();
    }
  }

  /** Whether the next operation may work in this tensor's storage. */
  boolean isLent() {
    return lent && !kept;
  }

  void lend() {
    lent = spikes == null;
  }

  /** The storage is another tensor's now. */
  void endLoan() {
    lent = false;
    data = null;
  }

  boolean isKept() {
    return kept;
  }

  boolean isView() {
    return view;
  }

  /** The floats that go back to the pool: a view's are another's, unless made from bits. */
  float @Nullable [] takeData() {
    BorrowedRows rows = borrowed;
    float[] d;
    if (rows != null) {
      d = view ? null : rows.takeCopy();
      borrowed = null;
    } else {
      d = view && spikes == null ? null : data;
    }
    data = null;
    return d;
  }

  /** The bits that go back to the pool. */
  long @Nullable [] takeBits() {
    SpikeRows bits = spikes;
    spikes = null;
    return bits == null || view ? null : bits.bits();
  }

  @Override
  public String toString() {
    return "Tensor" + Shape.text(shape);
  }
}
