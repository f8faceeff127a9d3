package dev.sleipnir.model.exchange;

import dev.sleipnir.model.exchange.Pickled.Dictionary;
import dev.sleipnir.model.exchange.Pickled.Items;
import dev.sleipnir.model.exchange.Pickled.Storage;
import dev.sleipnir.model.exchange.Pickled.Tuple;
import dev.sleipnir.model.exchange.Pickled.View;
import dev.sleipnir.model.file.ReadLimit;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code torch.save} writes: a zip file with a pickle, which says what there is, and a record
 * of elements for each storage. Tensors within dictionaries and lists are called by the way to
 * them, with dots; numbers and texts beside them are left out.
 */
final class TorchFile implements ArraySource {
  private static final String PICKLE = "data.pkl";
  private static final String ROOT = "archive/";

  /** Some hundred bytes for each array. */
  private static final long LONGEST_PICKLE = 16L << 20;

  private static final int DEEPEST = 50;

  /** Values looked at: what stands at several places is looked at as often. */
  private static final int MOST_VALUES = 1_000_000;

  private final ZipRecords zip;
  private final String root;
  private final boolean isBigEndian;
  private final Map<String, View> views = new LinkedHashMap<>();
  private int values;

  /** The storage read last: many tensors may be views of one. */
  private @Nullable String lastKey;

  private byte[] lastStorage = {};

  /** Closes the zip file with itself. */
  TorchFile(ZipRecords zip) throws IOException {
    this.zip = zip;
    root = root(zip);
    isBigEndian = isBigEndian();
    Object all = Unpickler.read(zip.read(root + PICKLE, LONGEST_PICKLE));
    if (!(all instanceof Dictionary)) {
      throw new IOException(
          "expected a dictionary of tensors, as state_dict() gives, got something else");
    }
    collect("", all, 0);
  }

  /** Whether there is a pickle where PyTorch has it. */
  static boolean isOne(ZipRecords zip) {
    return zip.names().stream().anyMatch(TorchFile::isPickle);
  }

  private static boolean isPickle(String name) {
    return name.endsWith("/" + PICKLE) && name.indexOf('/') == name.lastIndexOf('/');
  }

  private static String root(ZipRecords zip) throws IOException {
    List<String> pickles = zip.names().stream().filter(TorchFile::isPickle).toList();
    if (pickles.size() != 1) {
      throw new IOException("expected one " + PICKLE + ", got " + pickles.size());
    }
    String pickle = pickles.getFirst();
    return pickle.substring(0, pickle.length() - PICKLE.length());
  }

  private boolean isBigEndian() throws IOException {
    if (!zip.has(root + "byteorder")) {
      return false;
    }
    String order = new String(zip.read(root + "byteorder", 16), StandardCharsets.US_ASCII);
    if (!order.equals("little") && !order.equals("big")) {
      throw new IOException("expected byte order little or big, got " + ArrayNames.excerpt(order));
    }
    return order.equals("big");
  }

  private void collect(String name, Object value, int depth) throws IOException {
    if (++values > MOST_VALUES) {
      throw new IOException("expected at most " + MOST_VALUES + " values, got more");
    }
    if (depth > DEEPEST) {
      throw new IOException(
          "expected at most " + DEEPEST + " dictionaries in each other, got more");
    }
    switch (value) {
      case View view -> {
        ArrayNames.require(name);
        if (views.put(name, view) != null) {
          throw new IOException(
              "expected each name once, got " + ArrayNames.excerpt(name) + " twice");
        }
      }
      case Dictionary dictionary -> {
        for (int i = 0; i < dictionary.keys.size(); i++) {
          Object key = dictionary.keys.get(i);
          if (key instanceof String || key instanceof Long) {
            collect(inner(name, String.valueOf(key)), dictionary.values.get(i), depth + 1);
          }
        }
      }
      case Items list -> collectAll(name, list.items, depth);
      case Tuple tuple -> collectAll(name, tuple.items, depth);
      default -> {
        // Numbers, texts and the like: of the training, not of the network.
      }
    }
  }

  private void collectAll(String name, List<Object> items, int depth) throws IOException {
    for (int i = 0; i < items.size(); i++) {
      collect(inner(name, Integer.toString(i)), items.get(i), depth + 1);
    }
  }

  private static String inner(String name, String key) {
    return name.isEmpty() ? key : name + "." + key;
  }

  @Override
  public Set<String> names() {
    return views.keySet();
  }

  @Override
  public ArrayHead head(String name) {
    return ArrayNames.known(views, name).head;
  }

  @Override
  public NDArray read(String name) throws IOException {
    View view = ArrayNames.known(views, name);
    byte[] storage = storage(name, view);
    byte[] bytes =
        Elements.gather(
            storage, view.head.type().bytes(), view.head.shape(), view.first, view.strides);
    if (isBigEndian) {
      Elements.reverse(bytes, view.head.type().bytes());
    }
    return view.head.array(bytes);
  }

  private byte[] storage(String name, View view) throws IOException {
    Storage storage = view.storage;
    String key = root + "data/" + storage.key();
    if (!zip.has(key)) {
      throw new IOException(
          name + ": expected a record " + ArrayNames.excerpt(key) + ", found none");
    }
    if (!key.equals(lastKey)) {
      lastKey = null;
      lastStorage = new byte[0]; // before the next is taken
      lastStorage = zip.read(key, Math.min(Integer.MAX_VALUE - 8L, ReadLimit.ofHeap(2)));
      lastKey = key;
    }
    int each = storage.type() == null ? 1 : storage.type().bytes();
    if (lastStorage.length != storage.size() * each) {
      throw new IOException(
          name
              + ": expected a storage of "
              + storage.size()
              + " elements of "
              + each
              + " bytes, got "
              + lastStorage.length
              + " bytes");
    }
    return lastStorage;
  }

  @Override
  public void close() throws IOException {
    lastKey = null;
    lastStorage = new byte[0];
    zip.close();
  }

  static void write(OutputStream out, Map<String, NDArray> arrays) throws IOException {
    ZipWriting zip = new ZipWriting(out);
    zip.record(ROOT + PICKLE, Pickle.of(arrays));
    zip.record(ROOT + "byteorder", "little".getBytes(StandardCharsets.US_ASCII));
    int key = 0;
    for (NDArray array : arrays.values()) {
      zip.record(ROOT + "data/" + key++, array.bytes());
    }
    zip.record(ROOT + "version", "3\n".getBytes(StandardCharsets.US_ASCII));
    zip.end();
  }
}
