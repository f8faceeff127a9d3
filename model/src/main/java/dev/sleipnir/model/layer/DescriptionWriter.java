package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.model.file.ArchiveWriter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.util.IdentityHashMap;

/** Writes descriptions, what stands at several places once. */
final class DescriptionWriter {
  static final String NUMBER = "number";
  static final String WHOLES = "whole numbers";
  static final String TEXT = "text";
  static final String TENSOR = "tensor";
  static final String PARTS = "parts";

  /** Of what has been written before, its number follows. */
  static final int BEFORE = 0;

  static final int NEW = 1;

  /** Modules inside modules. */
  static final int DEEPEST = 200;

  private final ArchiveWriter out;
  private final IdentityHashMap<Object, Integer> written = new IdentityHashMap<>();

  DescriptionWriter(ArchiveWriter out) {
    this.out = out;
  }

  void write(Object part, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException(
          "expected at most " + DEEPEST + " modules inside each other, got more");
    }
    Integer before = written.get(part);
    if (before != null) {
      out.number(BEFORE);
      out.number(before);
      return;
    }
    Description description = ((Described) part).description();
    out.number(NEW);
    out.text(description.kind());
    out.number(description.values().size());
    for (var entry : description.values().entrySet()) {
      out.text(entry.getKey());
      write(description.kind() + "." + entry.getKey(), entry.getValue(), depth);
    }
    written.put(part, written.size());
  }

  private void write(String name, Object value, int depth) throws IOException {
    switch (value) {
      case Double number -> {
        out.text(NUMBER);
        out.number(Double.doubleToRawLongBits(number));
      }
      case int[] numbers -> {
        out.text(WHOLES);
        out.ints(numbers);
      }
      case String text -> {
        out.text(TEXT);
        out.text(text);
      }
      case Tensor tensor -> {
        float[] values = tensor.toArray();
        int at = Reductions.firstNonFinite(values, 0, values.length);
        if (at >= 0) {
          throw new IllegalArgumentException(
              name
                  + ": expected finite values, got "
                  + values[at]
                  + " at "
                  + Shape.place(at, tensor.shape()));
        }
        out.text(TENSOR);
        out.shape(tensor.shape());
        out.floats(values);
      }
      case Description.Parts parts -> {
        out.text(PARTS);
        out.number(parts.all().size());
        for (Object part : parts.all()) {
          write(part, depth + 1);
        }
      }
      default -> throw new IllegalStateException("no value of a description: " + value);
    }
  }
}
