package dev.sleipnir.tasks.verify;

import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares what came out with what a case expects, shapes too, and keeps account of what was
 * compared. A value is right if |actual - expected| &lt;= atol + rtol |expected|.
 *
 * <p>What is expected is named by its JSON pointer, such as {@code /expected/state/v}.
 */
final class Comparison {
  static final String STATISTICS = "/expected/statistics";

  private static final int MOST_VALUES = 100_000_000;

  private final CaseFile c;
  private final Map<String, ReferenceTensor> references = new HashMap<>();
  private final Set<String> whole = new HashSet<>();
  private final Map<String, BitSet> steps = new HashMap<>();
  private final Differences differences = new Differences();

  Comparison(CaseFile c) {
    this.c = c;
  }

  /** Says how what follows is computed, for the message of a difference. */
  void way(String how) {
    differences.way(how);
  }

  /** Compares a tensor; a gradient that never arrived (null) counts as zeros. */
  void value(String pointer, @Nullable Tensor actual) {
    whole.add(pointer);
    compare(pointer, -1, expected(pointer), actual);
  }

  /** Compares a tensor whose first axis is time; a gradient that never arrived counts as zeros. */
  void series(String pointer, @Nullable Tensor actual) {
    ReferenceTensor expected = expected(pointer);
    if (actual == null || !Arrays.equals(actual.shape(), expected.shape())) {
      value(pointer, actual);
      return;
    }
    for (int t = 0; t < expected.steps(); t++) {
      step(pointer, t, step(actual, t));
    }
  }

  /** Compares one step of something whose first axis is time. */
  void step(String pointer, int t, Tensor actual) {
    steps.computeIfAbsent(pointer, p -> new BitSet()).set(t);
    compare(pointer, t, expected(pointer).step(t), actual);
  }

  /** Compares the gradient that a parameter has accumulated. */
  void gradient(String pointer, Parameter parameter) {
    value(pointer, Tensor.of(parameter.gradient().clone(), parameter.shape()));
  }

  /** Compares samples, [samples, ...], of something random with what is known of it. */
  void statistics(Tensor samples) {
    whole.add(STATISTICS);
    ReferenceTensor mean = c.tensor(STATISTICS + "/expected_mean");
    ReferenceTensor tolerance = c.tensor(STATISTICS + "/tolerance");
    ReferenceTensor allowed = c.tensor(STATISTICS + "/allowed_values");
    int count = samples(c);
    int[] shape = new int[mean.rank() + 1];
    shape[0] = count;
    System.arraycopy(mean.shape(), 0, shape, 1, mean.rank());
    if (!Arrays.equals(shape, samples.shape())) {
      differences.differs(
          "samples", "shape " + Shape.text(shape), "shape " + Shape.text(samples.shape()));
      return;
    }
    double[] sums = new double[mean.size()];
    float[] values = samples.toArray();
    for (int i = 0; i < values.length; i++) {
      if (!isOneOf(values[i], allowed)) {
        String where = "sample " + i / sums.length + position(i % sums.length, mean.shape());
        differences.differs(where, "an allowed value", Float.toString(values[i]));
        return;
      }
      sums[i % sums.length] += values[i];
    }
    for (int e = 0; e < sums.length; e++) {
      // Where nothing is random the tolerance is 0, but the sum of doubles is rounded.
      double allowance = tolerance.get(e) + 1e-12;
      differences.check(
          "mean of the samples" + position(e, mean.shape()),
          mean.get(e),
          sums[e] / count,
          allowance);
    }
  }

  /** Samples that a random case asks for; so many that they can be held. */
  static int samples(CaseFile c) {
    int samples = CaseFile.integer(c.at(STATISTICS), "samples");
    long values = (long) samples * c.tensor(STATISTICS + "/expected_mean").size();
    if (values > MOST_VALUES) {
      throw new MalformedCase(
          "expected.statistics.samples: expected at most "
              + MOST_VALUES
              + " values in all samples, got "
              + values);
    }
    return samples;
  }

  private static boolean isOneOf(float value, ReferenceTensor allowed) {
    for (int a = 0; a < allowed.size(); a++) {
      if (value == allowed.get(a)) {
        return true;
      }
    }
    return false;
  }

  /** One entry of a tensor's first axis. */
  static Tensor step(Tensor series, int t) {
    return series.rows(t, t + 1).reshape(Arrays.copyOfRange(series.shape(), 1, series.rank()));
  }

  private ReferenceTensor expected(String pointer) {
    return references.computeIfAbsent(pointer, c::tensor);
  }

  private void compare(String pointer, int t, ReferenceTensor expected, @Nullable Tensor actual) {
    String where = title(pointer) + (t < 0 ? "" : ", step " + t);
    // A number of the file may be a tensor of one value here: [] against [1].
    boolean sameShape =
        actual == null
            || Arrays.equals(expected.shape(), actual.shape())
            || (expected.rank() == 0 && actual.size() == 1);
    if (!sameShape) {
      String got = actual == null ? "none" : Shape.text(actual.shape());
      differences.differs(where, "shape " + Shape.text(expected.shape()), "shape " + got);
      return;
    }
    float[] values = actual == null ? new float[expected.size()] : actual.toArray();
    for (int e = 0; e < values.length; e++) {
      double want = expected.get(e);
      differences.check(
          where + position(e, expected.shape()),
          want,
          values[e],
          c.atol() + c.rtol() * Math.abs(want));
    }
  }

  /** Such as {@code , index [1, 3]}; nothing for a single number. */
  private static String position(int element, int[] shape) {
    if (shape.length == 0) {
      return "";
    }
    int[] index = new int[shape.length];
    int rest = element;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape[axis];
      rest /= shape[axis];
    }
    return ", index " + Arrays.toString(index);
  }

  /** What a reader calls an entry of the file. */
  private static String title(String pointer) {
    String[] parts = pointer.split("/", -1);
    String last = parts[parts.length - 1];
    return switch (parts[parts.length - 2]) {
      case "state" -> "state " + last;
      case "initial_state" -> "gradient of the initial " + last;
      case "spike_counts" -> "spike count of layer " + last;
      default ->
          switch (parts[1]) {
            case "vjp" -> "gradient of " + last;
            default ->
                parts.length > 4 ? "final " + last + " of layer " + parts[parts.length - 2] : last;
          };
    };
  }

  /** What differed so far. */
  Differences differences() {
    return differences;
  }

  /** What the case lists but nothing was compared with. */
  List<String> unchecked() {
    return c.listed().stream()
        .filter(pointer -> !isChecked(pointer))
        .map(Comparison::title)
        .toList();
  }

  private boolean isChecked(String pointer) {
    BitSet each = steps.get(pointer);
    return whole.contains(pointer)
        || (each != null && each.cardinality() == expected(pointer).steps());
  }
}
