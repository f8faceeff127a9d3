package dev.sleipnir.events.file;

import java.io.IOException;
import java.util.Arrays;

/**
 * Reads the frames of LZ4. Ours, because the library reads no frames whose blocks refer to the ones
 * before, and those are all that cameras' software writes. Blocks of a frame are decoded one behind
 * the other into one array, so that what is referred to is there.
 */
final class Lz4 {
  private static final int MAGIC = 0x184D2204;

  /** More than the bytes of a sequence with short lengths, in and out. */
  private static final int LONGEST_SHORT = 40;

  private byte[] out = new byte[1 << 16];
  private final int most;

  /** Refuses frames of more bytes than that. */
  Lz4(int most) {
    this.most = most;
  }

  /** What was decoded; more than its length. */
  byte[] bytes() {
    return out;
  }

  private static IOException corrupt(String what) {
    return new IOException("expected an LZ4 frame, got " + what);
  }

  private static int i32(byte[] in, int at) {
    return (int) ByteInput.INT.get(in, at);
  }

  /** Decodes one frame, which is all of a range of bytes. Returns how long it is. */
  int decode(byte[] in, int from, int to) throws IOException {
    if (to - from < 7 || i32(in, from) != MAGIC) {
      throw corrupt("other bytes");
    }
    int flags = in[from + 4];
    int largest = 1 << (8 + 2 * (in[from + 5] >>> 4 & 7));
    if ((flags & 0xC0) != 0x40 || largest < 1 << 16) {
      throw corrupt("flags " + (flags & 0xFF) + ", " + (in[from + 5] & 0xFF));
    }
    if ((flags & 1) != 0) {
      throw corrupt("one that needs a dictionary");
    }
    int at = from + 7 + ((flags & 8) != 0 ? 8 : 0);
    int checksum = (flags & 16) != 0 ? 4 : 0;
    int length = 0;
    while (true) {
      if (to - at < 4) {
        throw corrupt("its end without an end mark");
      }
      int size = i32(in, at);
      at += 4;
      if (size == 0) {
        return length;
      }
      int stored = size & 0x7FFFFFFF;
      if (stored > to - at - checksum || stored > largest) {
        throw corrupt("a block of " + stored + " bytes, with " + (to - at) + " left");
      }
      room(length + (long) largest);
      if (size < 0) {
        System.arraycopy(in, at, out, length, stored);
        length += stored;
      } else {
        length = block(in, at, at + stored, out, length, length + largest);
      }
      at += stored + checksum;
    }
  }

  /** Room for so many bytes, and for what copies of 8 at once write too much. */
  private void room(long length) throws IOException {
    if (length > most + (4L << 20)) {
      throw corrupt("more than " + most + " bytes");
    }
    if (length + 32 > out.length) {
      out = Arrays.copyOf(out, (int) Math.max(length + 32, Math.min(2L * out.length, most)));
    }
  }

  /** Decodes a block behind what is there. Returns the new length. */
  private static int block(byte[] in, int from, int to, byte[] out, int start, int limit)
      throws IOException {
    int at = from;
    int n = start;
    int lastIn = to - LONGEST_SHORT;
    int lastOut = limit - LONGEST_SHORT;
    while (at < to) {
      // Short literals and a short match, as nearly all are: copied without asking how long.
      while (at < lastIn && n < lastOut) {
        int token = in[at] & 0xFF;
        int literals = token >>> 4;
        int behind = n + literals;
        int offset = (short) ByteInput.SHORT.get(in, at + 1 + literals) & 0xFFFF;
        int source = behind - offset;
        if (literals > 8 || (token & 15) > 12 || offset < 8 || source < 0) {
          break;
        }
        ByteInput.LONG.set(out, n, (long) ByteInput.LONG.get(in, at + 1));
        ByteInput.LONG.set(out, behind, (long) ByteInput.LONG.get(out, source));
        ByteInput.LONG.set(out, behind + 8, (long) ByteInput.LONG.get(out, source + 8));
        at += 3 + literals;
        n = behind + 4 + (token & 15);
      }
      int token = in[at++] & 0xFF;
      int literals = token >>> 4;
      if (literals == 15) {
        int more;
        do {
          if (at >= to || literals > limit) {
            throw corrupt("a length that does not end");
          }
          more = in[at++] & 0xFF;
          literals += more;
        } while (more == 255);
      }
      if (literals > to - at || literals > limit - n) {
        throw corrupt("more literals than bytes");
      }
      if (literals <= 16 && in.length - at >= 16) {
        ByteInput.LONG.set(out, n, (long) ByteInput.LONG.get(in, at));
        ByteInput.LONG.set(out, n + 8, (long) ByteInput.LONG.get(in, at + 8));
      } else {
        System.arraycopy(in, at, out, n, literals);
      }
      at += literals;
      n += literals;
      if (at == to) {
        return n;
      }
      if (to - at < 2) {
        throw corrupt("half an offset");
      }
      int offset = (short) ByteInput.SHORT.get(in, at) & 0xFFFF;
      at += 2;
      int match = token & 15;
      if (match == 15) {
        int more;
        do {
          if (at >= to || match > limit) {
            throw corrupt("a length that does not end");
          }
          more = in[at++] & 0xFF;
          match += more;
        } while (more == 255);
      }
      match += 4;
      if (offset == 0 || offset > n || match > limit - n) {
        throw corrupt("a match of " + match + " bytes, " + offset + " back from " + n);
      }
      int source = n - offset;
      int end = n + match;
      if (offset >= 8) {
        // In eights, each of which is complete before the next one reads it.
        do {
          ByteInput.LONG.set(out, n, (long) ByteInput.LONG.get(out, source));
          n += 8;
          source += 8;
        } while (n < end);
        n = end;
      } else {
        while (n < end) {
          out[n++] = out[source++];
        }
      }
    }
    return n;
  }
}
