package dev.sleipnir.events;

import dev.sleipnir.kernels.require.Require;
import java.util.Arrays;

/**
 * A batch of events in columns, filled again and again: it allocates when it is made, and when it
 * has to grow. Event i is {@code t()[i], x()[i], y()[i], polarity()[i]} for i below {@link #size}.
 *
 * <ul>
 *   <li>t: time in microseconds, without the wrap-around of files;
 *   <li>x, y: column and row of the pixel, 0 to 65535, so read them as {@code x[i] & 0xFFFF} or
 *       with {@link #x(int)}; row 0 is where the source says, most often at the top;
 *   <li>polarity: 1 where it became brighter (ON), 0 where it became darker (OFF).
 * </ul>
 *
 * <p>The arrays are the batch's own, to read and to write; they are others after it has grown. A
 * batch is used by one thread at a time.
 */
public final class Events {
  private long[] t;
  private short[] x;
  private short[] y;
  private byte[] polarity;
  private int size;

  /**
   * Makes an empty batch.
   *
   * @param capacity for how many events there is room at first, 1 or more
   * @throws IllegalArgumentException if it is less than 1
   */
  public Events(int capacity) {
    Require.positive("capacity", capacity);
    t = new long[capacity];
    x = new short[capacity];
    y = new short[capacity];
    polarity = new byte[capacity];
  }

  /** {@return the times in microseconds; the first {@link #size} are events} */
  public long[] t() {
    return t;
  }

  /** {@return the columns, 0 to 65535 without a sign; the first {@link #size} are events} */
  public short[] x() {
    return x;
  }

  /** {@return the rows, 0 to 65535 without a sign; the first {@link #size} are events} */
  public short[] y() {
    return y;
  }

  /** {@return the polarities, 1 ON and 0 OFF; the first {@link #size} are events} */
  public byte[] polarity() {
    return polarity;
  }

  /** {@return how many events there are} */
  public int size() {
    return size;
  }

  /** {@return for how many events there is room} */
  public int capacity() {
    return t.length;
  }

  /** {@return for how many more events there is room} */
  public int room() {
    return t.length - size;
  }

  /** {@return whether there are none} */
  public boolean isEmpty() {
    return size == 0;
  }

  /**
   * The time of an event.
   *
   * @param i which, from 0
   * @return microseconds
   * @throws IndexOutOfBoundsException if there is no such event
   */
  public long t(int i) {
    return t[check(i)];
  }

  /**
   * The column of an event.
   *
   * @param i which, from 0
   * @return 0 to 65535
   * @throws IndexOutOfBoundsException if there is no such event
   */
  public int x(int i) {
    return x[check(i)] & 0xFFFF;
  }

  /**
   * The row of an event.
   *
   * @param i which, from 0
   * @return 0 to 65535
   * @throws IndexOutOfBoundsException if there is no such event
   */
  public int y(int i) {
    return y[check(i)] & 0xFFFF;
  }

  /**
   * The polarity of an event.
   *
   * @param i which, from 0
   * @return 1 ON or 0 OFF
   * @throws IndexOutOfBoundsException if there is no such event
   */
  public int polarity(int i) {
    return polarity[check(i)];
  }

  private int check(int i) {
    if (i < 0 || i >= size) {
      throw new IndexOutOfBoundsException(
          "event: expected an index in [0, " + size + "), got " + i);
    }
    return i;
  }

  /** Takes all events out; the room stays. */
  public void clear() {
    size = 0;
  }

  /**
   * Says how many events there are, after the arrays were written to.
   *
   * @param size how many
   * @throws IllegalArgumentException if it is negative or more than the capacity
   */
  public void size(int size) {
    if (size < 0 || size > t.length) {
      throw new IllegalArgumentException(
          "size: expected 0 to the capacity, " + t.length + ", got " + size);
    }
    this.size = size;
  }

  /**
   * Makes room, at least doubling it where there is too little.
   *
   * @param capacity for how many events in all
   */
  public void ensureCapacity(int capacity) {
    if (capacity > t.length) {
      int larger = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(capacity, 2L * t.length));
      t = Arrays.copyOf(t, larger);
      x = Arrays.copyOf(x, larger);
      y = Arrays.copyOf(y, larger);
      polarity = Arrays.copyOf(polarity, larger);
    }
  }

  /**
   * Appends one event, growing if there is no room. Loops over many write to the arrays instead.
   *
   * @param t time in microseconds
   * @param x column, 0 to 65535
   * @param y row, 0 to 65535
   * @param polarity 1 ON or 0 OFF
   * @throws IllegalArgumentException if one is out of range
   */
  public void add(long t, int x, int y, int polarity) {
    if ((x | y) >>> 16 != 0) {
      throw new IllegalArgumentException(
          "pixel: expected x and y of 0 to 65535, got " + x + ", " + y);
    }
    if (polarity >>> 1 != 0) {
      throw new IllegalArgumentException("polarity: expected 0 or 1, got " + polarity);
    }
    ensureCapacity(size + 1);
    this.t[size] = t;
    this.x[size] = (short) x;
    this.y[size] = (short) y;
    this.polarity[size] = (byte) polarity;
    size++;
  }

  /**
   * Appends events of another batch, growing if there is no room.
   *
   * @param other the batch
   * @param from the first of its events
   * @param to one past the last
   * @throws IndexOutOfBoundsException unless 0 &lt;= from &lt;= to &lt;= its size
   */
  public void add(Events other, int from, int to) {
    Require.range("events", from, to);
    Require.array("events", other.size, from, (long) to - from);
    int count = to - from;
    ensureCapacity(Math.addExact(size, count));
    System.arraycopy(other.t, from, t, size, count);
    System.arraycopy(other.x, from, x, size, count);
    System.arraycopy(other.y, from, y, size, count);
    System.arraycopy(other.polarity, from, polarity, size, count);
    size += count;
  }
}
