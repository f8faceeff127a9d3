package dev.sleipnir.nir.hdf5;

import dev.sleipnir.model.exchange.DType;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.nir.graph.NirValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes groups and datasets as HDF5 of its first version: superblock 0, groups as symbol tables,
 * contiguous data, strings of any length in global heaps. The NIR library writes its files in this
 * form, and everything that reads HDF5 reads it. jHDF, which reads our files, writes neither empty
 * groups nor strings of variable length.
 *
 * <p>The layout is that of the HDF5 File Format Specification, version 3.0.
 */
public final class Hdf5Writer {
  private static final int LEAF = 4;
  private static final int INTERNAL = 16;
  private static final int SUPERBLOCK = 96;
  private static final int COLLECTION = 4096;
  private static final int HEAP_HEAD = 16;
  private static final int MOST_IN_COLLECTION = 60_000;
  private static final long UNDEFINED = -1;

  private ByteBuffer out = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
  private final int internal;
  private final List<String> strings = new ArrayList<>();
  private final List<Integer> places = new ArrayList<>();

  private Hdf5Writer(int internal) {
    this.internal = internal;
  }

  /**
   * A file as bytes.
   *
   * @param root the members of its root group
   * @return the bytes
   * @throws IllegalArgumentException if a name is empty or has a slash, or an element type is not
   *     one of HDF5's
   */
  public static byte[] write(NirValue.Group root) {
    int tables = (largest(root) + 2 * LEAF - 1) / (2 * LEAF);
    var writer = new Hdf5Writer(Math.max(INTERNAL, (tables + 1) / 2));
    return writer.file(root);
  }

  private static int largest(NirValue.Group group) {
    int most = group.members().size();
    for (NirValue value : group.members().values()) {
      if (value instanceof NirValue.Group inner) {
        most = Math.max(most, largest(inner));
      }
    }
    return most;
  }

  private byte[] file(NirValue.Group root) {
    reserve(SUPERBLOCK);
    out.position(SUPERBLOCK);
    GroupPlace place = group(root);
    heaps();
    align();
    long end = out.position();
    out.position(0);
    out.put(new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'});
    out.put(new byte[] {0, 0, 0, 0, 0, 8, 8, 0}); // versions, sizes of offsets and lengths
    out.putShort((short) LEAF).putShort((short) internal).putInt(0);
    out.putLong(0).putLong(UNDEFINED).putLong(end).putLong(UNDEFINED);
    entry(0, place);
    return Arrays.copyOf(out.array(), (int) end);
  }

  /** Where an object is; a group's tree and heap are kept in the entry that points at it. */
  private record GroupPlace(long header, boolean isGroup, long tree, long heap) {}

  private void entry(long name, GroupPlace place) {
    out.putLong(name).putLong(place.header).putInt(place.isGroup ? 1 : 0).putInt(0);
    out.putLong(place.isGroup ? place.tree : 0).putLong(place.isGroup ? place.heap : 0);
  }

  // ---- groups

  private GroupPlace group(NirValue.Group group) {
    List<Map.Entry<byte[], GroupPlace>> members = new ArrayList<>();
    group
        .members()
        .forEach(
            (name, value) -> {
              if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf(0) >= 0) {
                throw new IllegalArgumentException(
                    "name: expected one without slashes, got '" + name + "'");
              }
              members.add(Map.entry(name.getBytes(StandardCharsets.UTF_8), object(value)));
            });
    members.sort((a, b) -> Arrays.compareUnsigned(a.getKey(), b.getKey()));
    int[] names = new int[members.size()];
    long heap = localHeap(members, names);
    long tree = tree(members, names);
    long header = header(1, 24);
    message(0x11, 16);
    out.putLong(tree).putLong(heap);
    return new GroupPlace(header, true, tree, heap);
  }

  private long localHeap(List<Map.Entry<byte[], GroupPlace>> members, int[] names) {
    int size = 8; // the empty name, the first tree's key
    for (int m = 0; m < names.length; m++) {
      names[m] = size;
      size += padded(members.get(m).getKey().length + 1);
    }
    int free = size;
    size += 16; // a free block, which readers expect to find
    align();
    reserve(32 + size);
    long heap = out.position();
    out.put("HEAP".getBytes(StandardCharsets.US_ASCII)).putInt(0);
    out.putLong(size).putLong(free).putLong(heap + 32);
    int data = out.position();
    for (int m = 0; m < names.length; m++) {
      out.position(data + names[m]);
      out.put(members.get(m).getKey());
    }
    out.position(data + free);
    out.putLong(1).putLong(size - free); // no next block; its size
    return heap;
  }

  private long tree(List<Map.Entry<byte[], GroupPlace>> members, int[] names) {
    int tables = (names.length + 2 * LEAF - 1) / (2 * LEAF);
    long[] at = new long[tables];
    for (int t = 0; t < tables; t++) {
      int from = t * 2 * LEAF;
      int to = Math.min(names.length, from + 2 * LEAF);
      align();
      int size = 8 + 2 * LEAF * 40;
      reserve(size);
      int start = out.position();
      at[t] = start;
      out.put("SNOD".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) 0);
      out.putShort((short) (to - from));
      for (int m = from; m < to; m++) {
        entry(names[m], members.get(m).getValue());
      }
      out.position(start + size);
    }
    align();
    int size = 24 + (2 * internal + 1) * 8 + 2 * internal * 8;
    reserve(size);
    int start = out.position();
    out.put("TREE".getBytes(StandardCharsets.US_ASCII)).put((byte) 0).put((byte) 0);
    out.putShort((short) tables).putLong(UNDEFINED).putLong(UNDEFINED);
    out.putLong(0);
    for (int t = 0; t < tables; t++) {
      out.putLong(at[t]).putLong(names[Math.min(names.length, (t + 1) * 2 * LEAF) - 1]);
    }
    out.position(start + size);
    return start;
  }

  private GroupPlace object(NirValue value) {
    return switch (value) {
      case NirValue.Group group -> group(group);
      case NirValue.Text text -> text(text);
      case NirValue.Numbers numbers -> numbers(numbers.array());
    };
  }

  // ---- datasets

  private GroupPlace text(NirValue.Text text) {
    align();
    reserve(16 * text.strings().size());
    int data = out.position();
    for (String string : text.strings()) {
      strings.add(string);
      places.add(out.position());
      out.position(out.position() + 16);
    }
    int[] shape = text.shape().stream().mapToInt(Integer::intValue).toArray();
    byte[] type = {0x19, 1, 1, 0, 16, 0, 0, 0, 0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0};
    return dataset(shape, type, data, out.position() - data);
  }

  private GroupPlace numbers(NDArray array) {
    byte[] type = type(array.dtype());
    align();
    int bytes = Math.multiplyExact(array.size(), array.dtype().bytes());
    reserve(bytes);
    int data = out.position();
    switch (array.dtype()) {
      case FLOAT64 -> out.asDoubleBuffer().put(array.toDoubles());
      case FLOAT32 -> out.asFloatBuffer().put(array.toFloats());
      case FLOAT16 -> {
        for (float value : array.toFloats()) {
          out.putShort(Float.floatToFloat16(value));
        }
      }
      default -> {
        for (long value : array.as(signed(array.dtype())).toLongs()) {
          for (int b = 0; b < array.dtype().bytes(); b++) {
            out.put((byte) (value >> (8 * b)));
          }
        }
      }
    }
    out.position(data + bytes);
    return dataset(array.shape(), type, data, bytes);
  }

  private static DType signed(DType type) {
    return type == DType.UINT64 ? DType.UINT64 : DType.INT64;
  }

  private static byte[] type(DType type) {
    byte size = (byte) type.bytes();
    return switch (type) {
      case FLOAT64 -> floating(size, 63, 52, 11, 1023);
      case FLOAT32 -> floating(size, 31, 23, 8, 127);
      case FLOAT16 -> floating(size, 15, 10, 5, 15);
      case BFLOAT16 ->
          throw new IllegalArgumentException("type: expected one of HDF5's, got " + type);
      case BOOL -> bool();
      default ->
          new byte[] {
            0x10,
            (byte) (type.isUnsigned() ? 0 : 8),
            0,
            0,
            size,
            0,
            0,
            0,
            0,
            0,
            (byte) (8 * size),
            0
          };
    };
  }

  private static byte[] floating(byte size, int sign, int mantissa, int exponent, int bias) {
    return ByteBuffer.allocate(20)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {0x11, 0x20, (byte) sign, 0})
        .putInt(size)
        .putShort((short) 0)
        .putShort((short) (8 * size))
        .put(new byte[] {(byte) mantissa, (byte) exponent, 0, (byte) mantissa})
        .putInt(bias)
        .array();
  }

  /** h5py's: an enumeration of FALSE and TRUE on bytes. */
  private static byte[] bool() {
    return ByteBuffer.allocate(38)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {0x18, 2, 0, 0, 1, 0, 0, 0})
        .put(new byte[] {0x10, 8, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0})
        .put("FALSE\0\0\0TRUE\0\0\0\0".getBytes(StandardCharsets.US_ASCII))
        .put(new byte[] {0, 1})
        .array();
  }

  private GroupPlace dataset(int[] shape, byte[] type, long data, long bytes) {
    int space = 8 + 8 * shape.length;
    int typeBytes = padded(type.length);
    long header = header(4, (8 + space) + (8 + typeBytes) + (8 + 8) + (8 + 24));
    message(1, space);
    out.put((byte) 1).put((byte) shape.length).put(new byte[6]);
    for (int axis : shape) {
      out.putLong(axis);
    }
    message(3, typeBytes);
    out.put(type).put(new byte[typeBytes - type.length]);
    message(5, 8);
    out.put(new byte[] {2, 2, 2, 1, 0, 0, 0, 0}); // fill value: zeros
    message(8, 24);
    out.put((byte) 3).put((byte) 1).putLong(bytes == 0 ? UNDEFINED : data).putLong(bytes);
    out.put(new byte[6]);
    return new GroupPlace(header, false, 0, 0);
  }

  private long header(int messages, int bytes) {
    align();
    reserve(16 + bytes);
    long at = out.position();
    out.put((byte) 1).put((byte) 0).putShort((short) messages).putInt(1).putInt(bytes).putInt(0);
    return at;
  }

  private void message(int type, int bytes) {
    out.putShort((short) type).putShort((short) bytes).putInt(0);
  }

  // ---- global heaps

  /** Writes all strings, and where each is to where it is used. */
  private void heaps() {
    List<byte[]> all = strings.stream().map(s -> s.getBytes(StandardCharsets.UTF_8)).toList();
    int next = 0;
    while (next < all.size()) {
      int to = next;
      int size = HEAP_HEAD;
      while (to < all.size()
          && to - next < MOST_IN_COLLECTION
          && (size < COLLECTION || to == next)) {
        size += HEAP_HEAD + padded(all.get(to++).length);
      }
      collection(all, next, to, Math.max(size + HEAP_HEAD, COLLECTION));
      next = to;
    }
  }

  private void collection(List<byte[]> all, int from, int to, int size) {
    align();
    reserve(size);
    int start = out.position();
    out.put("GCOL".getBytes(StandardCharsets.US_ASCII)).putInt(1).putLong(size);
    for (int s = from; s < to; s++) {
      byte[] bytes = all.get(s);
      int index = s - from + 1;
      out.putShort((short) index).putShort((short) 0).putInt(0).putLong(bytes.length);
      out.put(bytes).position(out.position() + padded(bytes.length) - bytes.length);
      int place = places.get(s);
      out.putInt(place, bytes.length).putLong(place + 4, start).putInt(place + 12, index);
    }
    out.putShort((short) 0).putShort((short) 0).putInt(0); // what is free
    out.putLong(start + size - out.position() + 8);
    out.position(start + size);
  }

  // ---- bytes

  private static int padded(int bytes) {
    return (bytes + 7) / 8 * 8;
  }

  private void align() {
    int position = padded(out.position());
    reserve(position - out.position());
    out.position(position);
  }

  private void reserve(int bytes) {
    int needed = Math.addExact(out.position(), bytes);
    if (needed + 8 > out.capacity()) {
      int capacity = (int) Math.min(Integer.MAX_VALUE - 16L, 2L * needed + 8);
      ByteBuffer larger = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
      out.flip();
      larger.put(out);
      out = larger;
    }
  }
}
