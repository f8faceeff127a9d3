package dev.sleipnir.model.exchange;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pickle of PyTorch's may be made of, besides numbers ({@link Long}, {@link Double}), {@link
 * Boolean} and {@link String}. None of it compares or hashes what it holds, which may be itself.
 */
sealed interface Pickled {
  /** Python's None. */
  enum None implements Pickled {
    NONE
  }

  /** A list: it may grow. */
  final class Items implements Pickled {
    final List<Object> items = new ArrayList<>();
  }

  /** A tuple. */
  final class Tuple implements Pickled {
    final List<Object> items;

    Tuple(List<Object> items) {
      this.items = List.copyOf(items);
    }
  }

  /** A dictionary, in the order of its making: it may grow. */
  final class Dictionary implements Pickled {
    final List<Object> keys = new ArrayList<>();
    final List<Object> values = new ArrayList<>();

    void put(Object key, Object value) {
      keys.add(key);
      values.add(value);
    }
  }

  /** A function or a class that is known by name. */
  enum Function implements Pickled {
    ORDERED_DICT("collections OrderedDict"),
    TENSOR("torch._utils _rebuild_tensor_v2"),
    TENSOR_OF_TYPE("torch._utils _rebuild_tensor_v3"),
    PARAMETER("torch._utils _rebuild_parameter"),
    SIZE("torch Size");

    final String name;

    Function(String name) {
      this.name = name;
    }
  }

  /**
   * The type of a storage or of a tensor.
   *
   * @param type what the elements are; null for bytes of any type
   */
  record ElementType(@Nullable DType type) implements Pickled {}

  /**
   * Where elements are.
   *
   * @param type what they are; null for bytes of any type
   * @param key the name of the record
   * @param size how many
   */
  record Storage(@Nullable DType type, String key, long size) implements Pickled {}

  /** Elements of a storage as a tensor. */
  final class View implements Pickled {
    final ArrayHead head;
    final Storage storage;
    final long first;
    final long[] strides;

    View(ArrayHead head, Storage storage, long first, long[] strides) {
      this.head = head;
      this.storage = storage;
      this.first = first;
      this.strides = strides;
    }
  }
}
