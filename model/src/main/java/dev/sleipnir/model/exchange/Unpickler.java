package dev.sleipnir.model.exchange;

import dev.sleipnir.model.exchange.Pickled.Dictionary;
import dev.sleipnir.model.exchange.Pickled.ElementType;
import dev.sleipnir.model.exchange.Pickled.Function;
import dev.sleipnir.model.exchange.Pickled.Items;
import dev.sleipnir.model.exchange.Pickled.None;
import dev.sleipnir.model.exchange.Pickled.Storage;
import dev.sleipnir.model.exchange.Pickled.Tuple;
import dev.sleipnir.model.exchange.Pickled.View;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads pickles of tensors, dictionaries, lists, tuples, numbers and texts. A pickle is a program
 * for a machine with a stack; this machine knows no way to call anything: the names that PyTorch
 * uses for tensors stand for values of our own, every other name is refused.
 */
final class Unpickler {
  /** Values made in all: some tens for each array. */
  private static final int MOST_VALUES = 2_000_000;

  private static final String TYPES = "torch ";
  private static final Object MARK = new Object();

  private final ByteBuffer in;
  private final List<Object> stack = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();
  private int values;

  private Unpickler(byte[] pickle) {
    in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads a pickle.
   *
   * @return what it makes: one of the values of {@link Pickled}, a number, a boolean or a text
   * @throws IOException if it is damaged, too large, or makes anything else
   */
  static Object read(byte[] pickle) throws IOException {
    return new Unpickler(pickle).run();
  }

  private Object run() throws IOException {
    while (true) {
      int code = take(1).get(in.position() - 1) & 0xFF;
      if (code == '.') {
        return pop();
      }
      step(code);
    }
  }

  private void step(int code) throws IOException {
    switch (code) {
      case 0x80 -> requireProtocol(number(1));
      case 0x95 -> take(8); // a frame: its length
      case '(' -> push(MARK);
      case '0' -> pop();
      case '1' -> sinceMark();
      case '2' -> push(top());
      case 'N' -> push(None.NONE);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'J' -> push((long) (int) number(4));
      case 'K' -> push(number(1));
      case 'M' -> push(number(2));
      case 0x8A -> push(longOf(number(1)));
      case 0x8B -> push(longOf(number(4)));
      case 'G' -> push(bigEndianDouble());
      case 'I' -> push(lineNumber());
      case 'X' -> push(text(number(4), true));
      case 0x8C -> push(text(number(1), true));
      case 0x8D -> push(text(number(8), true));
      case 'T' -> push(text(number(4), false));
      case 'U' -> push(text(number(1), false));
      case ']' -> push(new Items());
      case 'a' -> append(List.of(pop()));
      case 'e' -> append(sinceMark());
      case ')' -> push(new Tuple(List.of()));
      case 't' -> push(new Tuple(sinceMark()));
      case 0x85 -> push(new Tuple(last(1)));
      case 0x86 -> push(new Tuple(last(2)));
      case 0x87 -> push(new Tuple(last(3)));
      case '}' -> push(new Dictionary());
      case 's' -> put(last(2));
      case 'u' -> put(sinceMark());
      case 'q' -> remember((int) number(1));
      case 'r' -> remember((int) number(4));
      case 0x94 -> remember(memo.size());
      case 'h' -> push(remembered((int) number(1)));
      case 'j' -> push(remembered((int) number(4)));
      case 'c' -> push(global(line(), line()));
      case 0x93 -> {
        List<Object> name = last(2);
        push(global(string(name.get(0)), string(name.get(1))));
      }
      case 'Q' -> push(storage(pop()));
      case 'R' -> {
        Object arguments = pop();
        push(reduce(pop(), arguments));
      }
      case 'b' -> build();
      default ->
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "expected tensors, dictionaries, lists, numbers and texts, got something made by"
                      + " instruction 0x%02x",
                  code));
    }
  }

  private static void requireProtocol(long protocol) throws IOException {
    if (protocol < 2 || protocol > 5) {
      throw new IOException("expected protocol 2 to 5 of pickle, got " + protocol);
    }
  }

  // ---- bytes

  /** Moves on and returns the buffer. */
  private ByteBuffer take(long count) throws IOException {
    if (count < 0 || count > in.remaining()) {
      throw new IOException("expected a whole pickle, got one that ends early");
    }
    return in.position(in.position() + (int) count);
  }

  /** A number without a sign; one of 8 bytes must not have the highest bit. */
  private long number(int bytes) throws IOException {
    int at = in.position();
    take(bytes);
    return switch (bytes) {
      case 1 -> in.get(at) & 0xFF;
      case 2 -> in.getShort(at) & 0xFFFF;
      case 4 -> in.getInt(at) & 0xFFFF_FFFFL;
      default -> in.getLong(at);
    };
  }

  private long longOf(long bytes) throws IOException {
    if (bytes > Long.BYTES) {
      throw new IOException("expected whole numbers of 64 bits, got one of " + 8 * bytes);
    }
    int at = in.position();
    take(bytes);
    long value = 0;
    for (int b = 0; b < bytes; b++) {
      value |= (in.get(at + b) & 0xFFL) << (8 * b);
    }
    int unused = Long.SIZE - 8 * (int) bytes;
    return bytes == 0 ? 0 : value << unused >> unused;
  }

  private double bigEndianDouble() throws IOException {
    int at = in.position();
    take(8);
    return Double.longBitsToDouble(Long.reverseBytes(in.getLong(at)));
  }

  private Object lineNumber() throws IOException {
    String line = line();
    try {
      return line.equals("01") ? (Object) true : line.equals("00") ? false : Long.parseLong(line);
    } catch (NumberFormatException e) {
      throw new IOException("expected a whole number, got " + ArrayNames.excerpt(line), e);
    }
  }

  private String line() throws IOException {
    int from = in.position();
    byte last;
    do {
      last = take(1).get(in.position() - 1);
    } while (last != '\n');
    return decoded(from, in.position() - 1 - from, true);
  }

  private String text(long bytes, boolean unicode) throws IOException {
    int from = in.position();
    take(bytes);
    return decoded(from, (int) bytes, unicode);
  }

  private String decoded(int from, int count, boolean unicode) throws IOException {
    ByteBuffer bytes = in.slice(from, count);
    if (!unicode) {
      return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(bytes);
      return text.toString();
    } catch (CharacterCodingException e) {
      throw new IOException("expected texts in UTF-8, got other bytes", e);
    }
  }

  // ---- the stack

  private void push(Object value) throws IOException {
    count();
    stack.add(value);
  }

  private void count() throws IOException {
    if (++values > MOST_VALUES) {
      throw new IOException("expected a pickle of at most " + MOST_VALUES + " values, got more");
    }
  }

  private static IOException damaged() {
    return new IOException("expected a pickle, got bytes that are none");
  }

  private Object top() throws IOException {
    if (stack.isEmpty() || stack.getLast() == MARK) {
      throw damaged();
    }
    return stack.getLast();
  }

  private Object pop() throws IOException {
    Object top = top();
    stack.removeLast();
    return top;
  }

  private List<Object> last(int count) throws IOException {
    Object[] items = new Object[count];
    for (int i = count - 1; i >= 0; i--) {
      items[i] = pop();
    }
    return List.of(items);
  }

  private List<Object> sinceMark() throws IOException {
    int mark = stack.lastIndexOf(MARK);
    if (mark < 0) {
      throw damaged();
    }
    List<Object> since = stack.subList(mark, stack.size());
    List<Object> items = List.copyOf(since.subList(1, since.size()));
    since.clear();
    return items;
  }

  private void remember(int key) throws IOException {
    count();
    memo.put(key, top());
  }

  private Object remembered(int key) throws IOException {
    Object value = memo.get(key);
    if (value == null) {
      throw damaged();
    }
    return value;
  }

  private void append(List<Object> items) throws IOException {
    if (!(top() instanceof Items list)) {
      throw damaged();
    }
    list.items.addAll(items);
  }

  private void put(List<Object> items) throws IOException {
    if (!(top() instanceof Dictionary dictionary) || items.size() % 2 != 0) {
      throw damaged();
    }
    for (int i = 0; i < items.size(); i += 2) {
      dictionary.put(items.get(i), items.get(i + 1));
    }
  }

  /** Attributes: those of an ordered dictionary say nothing of its arrays. */
  private void build() throws IOException {
    pop();
    if (!(top() instanceof Dictionary)) {
      throw damaged();
    }
  }

  // ---- what names stand for

  private static Object global(String module, String name) throws IOException {
    String full = module + " " + name;
    for (Function function : Function.values()) {
      if (function.name.equals(full)) {
        return function;
      }
    }
    if (full.equals("torch.storage UntypedStorage")) {
      return new ElementType(null);
    }
    if (full.startsWith(TYPES)) {
      DType type =
          name.endsWith("Storage")
              ? DType.ofTorch(name.substring(0, name.length() - "Storage".length()))
              : DType.ofTorchType(name);
      if (type != null) {
        return new ElementType(type);
      }
    }
    throw new IOException(
        "expected tensors, dictionaries, lists, numbers and texts, got "
            + ArrayNames.excerpt(module + "." + name)
            + ", which is not read: no code of a file is run");
  }

  private static String string(Object value) throws IOException {
    if (value instanceof String text) {
      return text;
    }
    throw damaged();
  }

  private static long whole(Object value) throws IOException {
    if (value instanceof Long number) {
      return number;
    }
    throw damaged();
  }

  private static List<Object> tuple(Object value) throws IOException {
    if (value instanceof Tuple tuple) {
      return tuple.items;
    }
    throw damaged();
  }

  private static long[] wholes(Object value) throws IOException {
    List<Object> items = tuple(value);
    long[] numbers = new long[items.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = whole(items.get(i));
    }
    return numbers;
  }

  /** A persistent id: ("storage", its type, its key, where it was, its size). */
  private static Storage storage(Object id) throws IOException {
    List<Object> items = tuple(id);
    if (items.size() != 5
        || !"storage".equals(items.get(0))
        || !(items.get(1) instanceof ElementType type)) {
      throw damaged();
    }
    long size = whole(items.get(4));
    if (size < 0) {
      throw damaged();
    }
    return new Storage(type.type(), string(items.get(2)), size);
  }

  private static Object reduce(Object function, Object arguments) throws IOException {
    List<Object> given = tuple(arguments);
    if (!(function instanceof Function known)) {
      throw damaged();
    }
    switch (known) {
      case ORDERED_DICT -> {
        if (given.isEmpty()) {
          return new Dictionary();
        }
      }
      case SIZE -> {
        if (given.size() == 1) {
          return new Tuple(tuple(given.get(0)));
        }
      }
      case PARAMETER -> {
        if (!given.isEmpty() && given.get(0) instanceof View view) {
          return view;
        }
      }
      case TENSOR -> {
        if (given.size() >= 4
            && given.get(0) instanceof Storage storage
            && storage.type() != null) {
          return view(storage, storage.type(), given);
        }
      }
      case TENSOR_OF_TYPE -> {
        if (given.size() >= 7
            && given.get(0) instanceof Storage storage
            && given.get(6) instanceof ElementType type
            && type.type() != null) {
          return view(storage, type.type(), given);
        }
      }
    }
    throw damaged();
  }

  private static View view(Storage storage, DType type, List<Object> given) throws IOException {
    long first = whole(given.get(1));
    long[] strides = wholes(given.get(3));
    ArrayHead head = ArrayHead.of("a tensor", type, wholes(given.get(2)));
    int[] shape = head.shape();
    long last = first;
    boolean fits = first >= 0 && strides.length == shape.length;
    for (int axis = 0; fits && axis < shape.length; axis++) {
      // Both factors are below 2^31 where they are to fit.
      fits = strides[axis] >= 0 && (strides[axis] <= Integer.MAX_VALUE || shape[axis] <= 1);
      last += shape[axis] <= 1 ? 0 : strides[axis] * (shape[axis] - 1);
      fits &= last <= Integer.MAX_VALUE;
    }
    long elements = storage.type() == null ? storage.size() / type.bytes() : storage.size();
    if (!fits || (head.size() > 0 && last >= elements)) {
      throw new IOException(
          "expected a tensor within its storage of " + storage.size() + ", got " + head);
    }
    return new View(head, storage, first, strides);
  }
}
