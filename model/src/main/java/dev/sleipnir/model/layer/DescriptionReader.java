package dev.sleipnir.model.layer;

import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads what a {@link DescriptionWriter} wrote, and makes what it describes. */
final class DescriptionReader {
  private static final int MOST_VALUES = 10_000;
  private static final int MOST_MODULES = 1_000_000;

  private final ArchiveReader in;
  private final ModuleKinds kinds;
  private final List<Object> made = new ArrayList<>();

  /** Of each, how many modules it is, those that stand at several places counted at each. */
  private final List<Long> sizes = new ArrayList<>();

  /** What the part that is being read has been so far. */
  private long size;

  DescriptionReader(ArchiveReader in, ModuleKinds kinds) {
    this.in = in;
    this.kinds = kinds;
  }

  Object read(int depth) throws IOException {
    if (depth > DescriptionWriter.DEEPEST) {
      throw new IOException(
          "expected at most " + DescriptionWriter.DEEPEST + " modules inside each other, got more");
    }
    if (in.number("whether a part is new", 0, 1) == DescriptionWriter.BEFORE) {
      int before = in.number("a part read before", 0, made.size() - 1);
      add(sizes.get(before));
      return made.get(before);
    }
    long around = size;
    size = 1;
    String kind = in.text("kind of a part");
    ModuleKinds.Factory factory = kinds.factory(kind);
    try {
      Description description = new Description(kind);
      int count = in.number(kind + ": values", 0, MOST_VALUES);
      for (int v = 0; v < count; v++) {
        String name = in.text(kind + ": name of a value");
        description.put(name, value(kind + "." + name, depth));
      }
      Object part = factory.make(description);
      description.requireTaken();
      made.add(part);
      sizes.add(size);
      add(around);
      return part;
    } catch (IllegalArgumentException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
  }

  /** A few parts inside each other twice would be more modules than can ever be run. */
  private void add(long modules) throws IOException {
    size += modules;
    if (size > MOST_MODULES) {
      throw new IOException(
          "expected at most " + MOST_MODULES + " modules, got more: parts inside each other");
    }
  }

  private Object value(String name, int depth) throws IOException {
    String type = in.text(name + ": type");
    return switch (type) {
      case DescriptionWriter.NUMBER -> Double.longBitsToDouble(in.number(name));
      case DescriptionWriter.WHOLES -> in.ints(name, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case DescriptionWriter.TEXT -> in.text(name);
      case DescriptionWriter.TENSOR -> {
        int[] shape = in.shape(name);
        yield Tensor.of(in.finite(name, Shape.size(shape)), shape);
      }
      case DescriptionWriter.PARTS -> {
        int count = in.number(name + ": parts", 0, Integer.MAX_VALUE);
        List<Object> parts = new ArrayList<>();
        for (int p = 0; p < count; p++) {
          parts.add(read(depth + 1));
        }
        yield new Description.Parts(List.copyOf(parts));
      }
      default -> throw new IOException(name + ": expected a value of a known type, got another");
    };
  }
}
