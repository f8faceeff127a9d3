package dev.sleipnir.model.exchange;

import java.util.Arrays;
import java.util.List;

/** What stands in a dataset or an attribute. */
sealed interface Hdf5Value {
  /** Sizes of the axes; none for one value. */
  List<Integer> axes();

  /** Numbers. */
  record Numbers(NDArray array) implements Hdf5Value {
    @Override
    public List<Integer> axes() {
      return Arrays.stream(array.shape()).boxed().toList();
    }
  }

  /** Strings, row-major. */
  record Text(List<String> strings, List<Integer> axes) implements Hdf5Value {
    public Text {
      strings = List.copyOf(strings);
      axes = List.copyOf(axes);
      long size = 1;
      for (int axis : axes) {
        size *= axis;
      }
      if (size != strings.size()) {
        throw new IllegalArgumentException(
            "strings: expected " + size + " of shape " + axes + ", got " + strings.size());
      }
    }
  }

  /** Another object of the file. */
  record Reference(Hdf5Object object) implements Hdf5Value {
    @Override
    public List<Integer> axes() {
      return List.of();
    }
  }
}
