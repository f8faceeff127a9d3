package dev.sleipnir.events.file;

import dev.sleipnir.events.Events;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What can be said of events in few numbers: how many, from when to when, between which pixels, and
 * a digest of each column, by which recordings are compared across formats and programs.
 *
 * <p>Digests are SHA-256 of the columns in the order of the events, little-endian: t of 64 bits, x
 * and y of 16, polarity of 8.
 */
public final class EventSummary {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int BLOCK = 1 << 13;

  private final Events first = new Events(3);
  private final byte[] bytes = new byte[8 * BLOCK];
  private final MessageDigest t = sha256();
  private final MessageDigest x = sha256();
  private final MessageDigest y = sha256();
  private final MessageDigest polarity = sha256();
  private long count;
  private long on;
  private long lastTime;
  private int leastX = Integer.MAX_VALUE;
  private int mostX = -1;
  private int leastY = Integer.MAX_VALUE;
  private int mostY = -1;
  private long goesBackAt = -1;
  private long goesBackBy;

  /** A summary of no events. */
  public EventSummary() {}

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("expected a Java with SHA-256", e);
    }
  }

  /**
   * Adds events behind those that were added before.
   *
   * @param events the events
   */
  public void add(Events events) {
    for (int from = 0; from < events.size(); from += BLOCK) {
      add(events, from, Math.min(events.size(), from + BLOCK));
    }
  }

  private void add(Events events, int from, int to) {
    long[] times = events.t();
    short[] columns = events.x();
    short[] rows = events.y();
    if (first.size() < 3) {
      first.add(events, from, Math.min(to, from + 3 - first.size()));
    }
    long last = count == 0 ? times[from] : lastTime;
    for (int i = from; i < to; i++) {
      if (times[i] < last && goesBackAt < 0) {
        goesBackAt = count + i - from;
        goesBackBy = last - times[i];
      }
      last = times[i];
      LONG.set(bytes, 8 * (i - from), last);
    }
    lastTime = last;
    t.update(bytes, 0, 8 * (to - from));
    for (int i = from; i < to; i++) {
      int column = columns[i] & 0xFFFF;
      leastX = Math.min(leastX, column);
      mostX = Math.max(mostX, column);
      SHORT.set(bytes, 2 * (i - from), columns[i]);
    }
    x.update(bytes, 0, 2 * (to - from));
    for (int i = from; i < to; i++) {
      int row = rows[i] & 0xFFFF;
      leastY = Math.min(leastY, row);
      mostY = Math.max(mostY, row);
      SHORT.set(bytes, 2 * (i - from), rows[i]);
    }
    y.update(bytes, 0, 2 * (to - from));
    byte[] signs = events.polarity();
    for (int i = from; i < to; i++) {
      on += signs[i];
    }
    polarity.update(signs, from, to - from);
    count += to - from;
  }

  /** {@return how many events there are} */
  public long count() {
    return count;
  }

  /** {@return how many of them are ON} */
  public long on() {
    return on;
  }

  /** {@return up to three events, the first} */
  public Events first() {
    return first;
  }

  /** {@return the time of the first event, microseconds; 0 without events} */
  public long firstTime() {
    return count == 0 ? 0 : first.t(0);
  }

  /** {@return the time of the last event, microseconds; 0 without events} */
  public long lastTime() {
    return lastTime;
  }

  /** {@return the least column; 0 without events} */
  public int leastX() {
    return count == 0 ? 0 : leastX;
  }

  /** {@return the greatest column; 0 without events} */
  public int mostX() {
    return Math.max(mostX, 0);
  }

  /** {@return the least row; 0 without events} */
  public int leastY() {
    return count == 0 ? 0 : leastY;
  }

  /** {@return the greatest row; 0 without events} */
  public int mostY() {
    return Math.max(mostY, 0);
  }

  /** {@return whether no event is earlier than the one before it} */
  public boolean isMonotone() {
    return goesBackAt < 0;
  }

  /** {@return the number, from 0, of the first event that is earlier than the one before, or -1} */
  public long goesBackAt() {
    return goesBackAt;
  }

  /** {@return by how many microseconds that event is earlier; 0 if there is none} */
  public long goesBackBy() {
    return goesBackBy;
  }

  /** {@return the digest of the times, hexadecimal} */
  public String digestOfT() {
    return hex(t);
  }

  /** {@return the digest of the columns, hexadecimal} */
  public String digestOfX() {
    return hex(x);
  }

  /** {@return the digest of the rows, hexadecimal} */
  public String digestOfY() {
    return hex(y);
  }

  /** {@return the digest of the polarities, hexadecimal} */
  public String digestOfPolarity() {
    return hex(polarity);
  }

  /** A digest can be taken once: of a copy, so that more events can follow. */
  private static String hex(MessageDigest digest) {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("expected a SHA-256 that can be copied", e);
    }
  }
}
