package dev.sleipnir.model.exchange;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Where everything is in an HDF5 file of the first version: superblock 0, groups as symbol tables,
 * contiguous data, strings of any length in global heaps. What describes the file comes first and
 * is in memory; the numbers of datasets come after it, from the arrays they are in.
 *
 * <p>The layout is that of the HDF5 File Format Specification, version 3.0.
 */
final class Hdf5Layout {
  private static final int LEAF = 4;
  private static final int INTERNAL = 16;
  private static final int SUPERBLOCK = 96;
  private static final int COLLECTION = 4096;
  private static final int HEAP_HEAD = 16;
  private static final int MOST_IN_COLLECTION = 60_000;
  private static final int MOST_IN_MESSAGE = 65_528;
  private static final int MESSAGE_HEAD = 8;
  private static final long UNDEFINED = -1;
  private static final byte[] TEXT = {
    0x19, 1, 1, 0, 16, 0, 0, 0, 0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0
  };
  private static final byte[] REFERENCE = {0x17, 0, 0, 0, 8, 0, 0, 0};

  private ByteBuffer out = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
  private final int internal;
  private final List<String> strings = new ArrayList<>();
  private final List<Integer> places = new ArrayList<>();
  private final IdentityHashMap<Hdf5Object, Long> headers = new IdentityHashMap<>();
  private final List<Pointer> pointers = new ArrayList<>();
  private final List<Numbers> numbers = new ArrayList<>();

  /** A place that gets the address of an object's header. */
  private record Pointer(String name, int place, Hdf5Object object) {}

  /** A dataset's numbers, and the place that gets their address. */
  private record Numbers(NDArray array, int place) {}

  Hdf5Layout(Hdf5Group root) {
    int tables = (largest(root) + 2 * LEAF - 1) / (2 * LEAF);
    internal = Math.max(INTERNAL, (tables + 1) / 2);
    reserve(SUPERBLOCK);
    out.position(SUPERBLOCK);
    GroupPlace place = group(root);
    heaps();
    align();
    int metadata = out.position();
    long end = metadata;
    for (Numbers each : numbers) {
      out.putLong(each.place, end);
      end += padded(each.array.bytes().length);
    }
    for (Pointer pointer : pointers) {
      Long header = headers.get(pointer.object);
      if (header == null) {
        throw new IllegalArgumentException(
            pointer.name + ": expected an object of the same file, got another");
      }
      out.putLong(pointer.place, header);
    }
    out.position(0);
    out.put(new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'});
    out.put(new byte[] {0, 0, 0, 0, 0, 8, 8, 0}); // versions, sizes of offsets and lengths
    out.putShort((short) LEAF).putShort((short) internal).putInt(0);
    out.putLong(0).putLong(UNDEFINED).putLong(end).putLong(UNDEFINED);
    entry(0, place);
    out.position(metadata);
  }

  void writeTo(OutputStream to) throws IOException {
    to.write(out.array(), 0, out.position());
    for (Numbers each : numbers) {
      byte[] bytes = each.array.bytes();
      to.write(bytes);
      to.write(new byte[padded(bytes.length) - bytes.length]);
    }
  }

  private static int largest(Hdf5Group group) {
    int most = group.members().size();
    for (Hdf5Object value : group.members().values()) {
      if (value instanceof Hdf5Group inner) {
        most = Math.max(most, largest(inner));
      }
    }
    return most;
  }

  /** Where an object is; a group's tree and heap are kept in the entry that points at it. */
  private record GroupPlace(long header, boolean isGroup, long tree, long heap) {}

  private void entry(long name, GroupPlace place) {
    out.putLong(name).putLong(place.header).putInt(place.isGroup ? 1 : 0).putInt(0);
    out.putLong(place.isGroup ? place.tree : 0).putLong(place.isGroup ? place.heap : 0);
  }

  // ---- groups

  private GroupPlace group(Hdf5Group group) {
    List<Map.Entry<byte[], GroupPlace>> members = new ArrayList<>();
    group
        .members()
        .forEach(
            (name, object) ->
                members.add(
                    Map.entry(
                        name.getBytes(StandardCharsets.UTF_8),
                        switch (object) {
                          case Hdf5Group inner -> group(inner);
                          case Hdf5Dataset dataset -> dataset(dataset);
                        })));
    members.sort((a, b) -> Arrays.compareUnsigned(a.getKey(), b.getKey()));
    int[] names = new int[members.size()];
    long heap = localHeap(members, names);
    long tree = tree(members, names);
    long header = header(group, 1, MESSAGE_HEAD + 16);
    message(0x11, 16);
    out.putLong(tree).putLong(heap);
    attributes(group.attributes());
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

  // ---- datasets

  private GroupPlace dataset(Hdf5Dataset dataset) {
    Hdf5Value value = dataset.value();
    long bytes = (long) elements(value) * elementBytes(value);
    long data = UNDEFINED;
    if (bytes > 0 && !(value instanceof Hdf5Value.Numbers)) {
      align();
      reserve(Math.toIntExact(bytes));
      data = out.position();
      put(value, "");
    }
    byte[] type = type(value);
    int typeBytes = padded(type.length);
    int space = 8 + 8 * value.axes().size();
    long header = header(dataset, 4, 4 * MESSAGE_HEAD + space + typeBytes + 8 + 24);
    message(1, space);
    space(value);
    message(3, typeBytes);
    out.put(type).put(new byte[typeBytes - type.length]);
    message(5, 8);
    out.put(new byte[] {2, 2, 2, 1, 0, 0, 0, 0}); // fill value: zeros
    message(8, 24);
    out.put((byte) 3).put((byte) 1);
    if (bytes > 0 && value instanceof Hdf5Value.Numbers(NDArray array)) {
      numbers.add(new Numbers(array, out.position()));
    }
    out.putLong(data).putLong(bytes);
    out.put(new byte[6]);
    attributes(dataset.attributes());
    return new GroupPlace(header, false, 0, 0);
  }

  private static int elements(Hdf5Value value) {
    int size = 1;
    for (int axis : value.axes()) {
      size = Math.multiplyExact(size, axis);
    }
    return size;
  }

  private static int elementBytes(Hdf5Value value) {
    return switch (value) {
      case Hdf5Value.Numbers(NDArray array) -> array.dtype().bytes();
      case Hdf5Value.Text _ -> 16;
      case Hdf5Value.Reference _ -> 8;
    };
  }

  private static byte[] type(Hdf5Value value) {
    return switch (value) {
      case Hdf5Value.Numbers(NDArray array) -> type(array.dtype());
      case Hdf5Value.Text _ -> TEXT;
      case Hdf5Value.Reference _ -> REFERENCE;
    };
  }

  private void space(Hdf5Value value) {
    out.put((byte) 1).put((byte) value.axes().size()).put(new byte[6]);
    for (int axis : value.axes()) {
      out.putLong(axis);
    }
  }

  /** Puts the elements here; strings and addresses follow when they are known. */
  private void put(Hdf5Value value, String name) {
    switch (value) {
      case Hdf5Value.Numbers(NDArray array) -> out.put(array.bytes());
      case Hdf5Value.Text text -> {
        for (String string : text.strings()) {
          strings.add(string);
          places.add(out.position());
          out.position(out.position() + 16);
        }
      }
      case Hdf5Value.Reference(Hdf5Object object) -> {
        pointers.add(new Pointer(name, out.position(), object));
        out.position(out.position() + 8);
      }
    }
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

  // ---- headers of objects

  /** Begins the header of an object, of messages that are to follow and of its attributes. */
  private long header(Hdf5Object object, int messages, int bytes) {
    int all = bytes;
    for (Map.Entry<String, Hdf5Value> each : object.attributes().entrySet()) {
      all += MESSAGE_HEAD + attributeBytes(each.getKey(), each.getValue());
    }
    align();
    reserve(16 + all);
    long at = out.position();
    out.put((byte) 1).put((byte) 0).putShort((short) (messages + object.attributes().size()));
    out.putInt(1).putInt(all).putInt(0);
    headers.put(object, at);
    return at;
  }

  private static int attributeBytes(String name, Hdf5Value value) {
    long bytes =
        9L
            + name.getBytes(StandardCharsets.UTF_8).length
            + 1
            + type(value).length
            + 8
            + 8L * value.axes().size()
            + (long) elements(value) * elementBytes(value);
    if (bytes > MOST_IN_MESSAGE) {
      throw new IllegalArgumentException(
          "attribute " + name + ": expected at most 64 KiB, got " + bytes + " bytes");
    }
    return padded((int) bytes);
  }

  private void attributes(SequencedMap<String, Hdf5Value> attributes) {
    attributes.forEach(
        (name, value) -> {
          int bytes = attributeBytes(name, value);
          message(0x0C, bytes);
          int end = out.position() + bytes;
          byte[] letters = name.getBytes(StandardCharsets.UTF_8);
          byte[] type = type(value);
          out.put((byte) 3).put((byte) 0).putShort((short) (letters.length + 1));
          out.putShort((short) type.length).putShort((short) (8 + 8 * value.axes().size()));
          out.put((byte) 1).put(letters).put((byte) 0).put(type); // 1: UTF-8
          space(value);
          put(value, name);
          out.position(end);
        });
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
