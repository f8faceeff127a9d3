package dev.sleipnir.model.exchange;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes the pickle of a state dictionary as {@code torch.save} does. */
final class Pickle {
  private static final int PROTOCOL = 2;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  private Pickle() {}

  /** An ordered dictionary of tensors, the elements of each in a storage of its own, from 0. */
  static byte[] of(Map<String, NDArray> arrays) throws IOException {
    Pickle pickle = new Pickle();
    pickle.out.write(0x80);
    pickle.out.write(PROTOCOL);
    pickle.orderedDictionary();
    pickle.out.write('(');
    int key = 0;
    for (var array : arrays.entrySet()) {
      pickle.text(array.getKey());
      pickle.tensor(Integer.toString(key++), array.getValue());
    }
    pickle.out.writeBytes("u.");
    return pickle.bytes.toByteArray();
  }

  private void orderedDictionary() throws IOException {
    global("collections", "OrderedDict");
    out.writeBytes(")R");
  }

  private void tensor(String key, NDArray array) throws IOException {
    String storage = array.dtype().torch();
    if (storage == null) {
      throw new IOException(
          "expected a type that PyTorch's format has, got " + array + "; convert it: as(INT64)");
    }
    global("torch._utils", "_rebuild_tensor_v2");
    out.writeBytes("((");
    text("storage");
    global("torch", storage + "Storage");
    text(key);
    text("cpu");
    number(array.size());
    out.writeBytes("tQ");
    number(0);
    int[] shape = array.shape();
    int[] strides = new int[shape.length];
    int stride = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= Math.max(1, shape[axis]);
    }
    tuple(shape);
    tuple(strides);
    out.write(0x89); // needs no gradient
    orderedDictionary();
    out.writeBytes("tR");
  }

  private void tuple(int... numbers) throws IOException {
    out.write('(');
    for (int number : numbers) {
      number(number);
    }
    out.write('t');
  }

  private void number(int value) throws IOException {
    out.write('J');
    out.writeInt(Integer.reverseBytes(value));
  }

  private void text(String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.write('X');
    out.writeInt(Integer.reverseBytes(utf8.length));
    out.write(utf8);
  }

  private void global(String module, String name) throws IOException {
    out.write('c');
    out.writeBytes(module + "\n" + name + "\n");
  }
}
