package dev.sleipnir.events.stream;

import dev.sleipnir.events.Events;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Events in the words of SPIF, as AEStream sends them: bit 31 is 0 where a word with the lower 32
 * bits of the time follows, bits 16 to 30 are x, bit 15 is the polarity, bits 0 to 14 are y;
 * little-endian.
 */
final class Spif {
  static final int MOST = 0x7FFF;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int UNTIMED = 1 << 31;

  private Spif() {}

  static int getInt(byte[] bytes, int at) {
    return (int) INTS.get(bytes, at);
  }

  /** Bytes of an event. */
  static int size(boolean timed) {
    return timed ? 8 : 4;
  }

  /** Writes events; their pixels are below 32768. */
  static void write(Events events, int from, int to, boolean timed, byte[] bytes) {
    int at = 0;
    for (int i = from; i < to; i++) {
      int word = events.x(i) << 16 | events.polarity(i) << 15 | events.y(i);
      INTS.set(bytes, at, timed ? word : word | UNTIMED);
      at += 4;
      if (timed) {
        INTS.set(bytes, at, (int) events.t(i));
        at += 4;
      }
    }
  }

  static boolean isTimed(int word) {
    return word >= 0;
  }

  static int x(int word) {
    return word >>> 16 & MOST;
  }

  static int y(int word) {
    return word & MOST;
  }

  static int polarity(int word) {
    return word >>> 15 & 1;
  }
}
