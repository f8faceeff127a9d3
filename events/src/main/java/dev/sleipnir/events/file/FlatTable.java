package dev.sleipnir.events.file;

import com.google.flatbuffers.Table;
import java.nio.ByteBuffer;

/**
 * A table of a flatbuffer, whose fields are asked for by slot: 4, 6, 8 and so on. Where a buffer is
 * damaged, asking throws {@link IndexOutOfBoundsException}.
 */
final class FlatTable extends Table {
  private FlatTable(int at, ByteBuffer bytes) {
    __reset(at, bytes);
  }

  /** The root of the buffer that starts at a position. */
  static FlatTable root(ByteBuffer bytes, int start) {
    return new FlatTable(start + bytes.getInt(start), bytes);
  }

  /** Where a field lies, or 0 if it has its default. */
  private int field(int slot) {
    int offset = __offset(slot);
    return offset == 0 ? 0 : bb_pos + offset;
  }

  long longAt(int slot, long otherwise) {
    int at = field(slot);
    return at == 0 ? otherwise : bb.getLong(at);
  }

  int intAt(int slot) {
    int at = field(slot);
    return at == 0 ? 0 : bb.getInt(at);
  }

  int shortAt(int slot) {
    int at = field(slot);
    return at == 0 ? 0 : bb.getShort(at);
  }

  int byteAt(int slot) {
    int at = field(slot);
    return at == 0 ? 0 : bb.get(at);
  }

  float floatAt(int slot) {
    int at = field(slot);
    return at == 0 ? 0 : bb.getFloat(at);
  }

  String text(int slot) {
    int offset = __offset(slot);
    return offset == 0 ? "" : __string(bb_pos + offset);
  }

  /** How many elements of so many bytes a vector has; it lies within the buffer. */
  int count(int slot, int bytesEach) {
    int offset = __offset(slot);
    if (offset == 0) {
      return 0;
    }
    int count = __vector_len(offset);
    long end = elements(slot) + (long) count * bytesEach;
    if (count < 0 || end > bb.limit()) {
      throw new IndexOutOfBoundsException("a vector of " + count + " elements");
    }
    return count;
  }

  /** Where the elements of a vector start. */
  int elements(int slot) {
    int at = __vector(__offset(slot));
    if (at < 0) {
      throw new IndexOutOfBoundsException("a vector at " + at);
    }
    return at;
  }

  /** An element of a vector of tables. */
  FlatTable element(int slot, int index) {
    return new FlatTable(__indirect(elements(slot) + 4 * index), bb);
  }
}
