package dev.sleipnir.model.cell;

import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.kernels.neuron.ParameterRules;
import dev.sleipnir.model.tensor.Constraint;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the parameters of a cell what its equations require of them, for every neuron, also while
 * some are learned.
 *
 * <p>An edit that leaves the legal values is stopped at their border: each value goes from where it
 * was towards where the edit put it, as far as is legal while the others are where they were; then
 * once more, with the others where they went. The border of a strict inequality, {@code tau > 0},
 * is where its sides are a thousandth of what they were apart when the cell was made.
 */
final class LegalValues implements Constraint {
  private static final double MARGIN = 1e-3;
  private static final int PASSES = 2;

  private final NeuronModel model;

  /** All rules; those that values by neuron have a part in; those that learned values have. */
  private final ParameterRules all;

  private final ParameterRules byNeuron;
  private final ParameterRules rules;
  private final double[] numbers;
  private final @Nullable Parameter[] learned;
  private final Range[] ranges;

  /** Values by neuron, or null for one number. */
  private final float[] @Nullable [] columns;

  /** For each parameter with values by neuron, which one each combination of values has. */
  private final int[] @Nullable [] indices;

  private final int combinations;

  /** The learned values when they were last found legal. */
  private final float[] @Nullable [] kept;

  private final double[] margins;
  private final double[] none;
  private final double[] gaps;
  private final double[] values;

  /**
   * The parameters of a cell.
   *
   * @param model the equations
   * @param numbers the parameters in order, then time step and alpha
   * @param fixed tensors of those that have a value for each neuron
   * @param learned those that are learned
   * @param ranges what each may be
   */
  LegalValues(
      NeuronModel model,
      double[] numbers,
      @Nullable Tensor[] fixed,
      @Nullable Parameter[] learned,
      Range[] ranges) {
    this.ranges = ranges;
    this.model = model;
    this.numbers = numbers;
    this.learned = learned;
    all = model.rules();
    byNeuron = all.about(present(fixed));
    rules = all.about(present(learned));
    JointShape joint = new JointShape(fixed);
    combinations = joint.size();
    indices = new int[fixed.length][];
    columns = new float[fixed.length][];
    kept = new float[fixed.length][];
    for (int p = 0; p < fixed.length; p++) {
      Tensor tensor = fixed[p];
      Parameter parameter = learned[p];
      if (tensor != null) {
        indices[p] = joint.indices(tensor.shape());
        columns[p] = parameter != null ? parameter.data() : tensor.toArray();
      } else if (parameter != null) {
        columns[p] = parameter.data();
      }
      kept[p] = parameter == null ? null : parameter.data().clone();
    }
    margins = new double[rules.margins()];
    none = new double[margins.length];
    gaps = new double[margins.length];
    values = numbers.clone();
  }

  private static boolean[] present(@Nullable Object[] parts) {
    boolean[] present = new boolean[parts.length];
    for (int p = 0; p < parts.length; p++) {
      present[p] = parts[p] != null;
    }
    return present;
  }

  /**
   * Checks the values, and takes them as given.
   *
   * @throws IllegalArgumentException if they are not legal
   */
  void require() {
    for (int n = 0; n < combinations; n++) {
      String violation = violation(n, n == 0 ? all : byNeuron);
      if (violation != null) {
        throw new IllegalArgumentException(violation);
      }
    }
    if (Arrays.stream(learned).allMatch(Objects::isNull)) {
      return;
    }
    Arrays.fill(margins, Double.POSITIVE_INFINITY);
    for (int n = 0; n < combinations; n++) {
      fill(columns, n);
      rules.gaps(values, gaps);
      for (int k = 0; k < gaps.length; k++) {
        margins[k] = Math.min(margins[k], MARGIN * gaps[k]);
      }
    }
    accept();
  }

  /**
   * Checks values that were edited without a word.
   *
   * @throws IllegalArgumentException if they are not legal
   */
  void requireStill() {
    if (isChanged()) {
      String violation = violation();
      if (violation != null) {
        throw new IllegalArgumentException(violation);
      }
    }
  }

  @Override
  public @Nullable String violation() {
    for (int n = 0; n < combinations; n++) {
      String violation = violation(n, rules);
      if (violation != null) {
        return violation;
      }
    }
    return null;
  }

  private @Nullable String violation(int combination, ParameterRules which) {
    fill(columns, combination);
    int outside = outside();
    if (outside >= 0) {
      return String.format(
          Locale.ROOT,
          "%s: expected %s%s, got %s",
          model.name(),
          model.parameters().get(outside),
          ranges[outside],
          values[outside]);
    }
    return isFinite() && which.hold(values, none) ? null : all.violation(values);
  }

  @Override
  public void accept() {
    for (int p = 0; p < learned.length; p++) {
      float[] before = kept[p];
      Parameter parameter = learned[p];
      if (before != null && parameter != null) {
        System.arraycopy(parameter.data(), 0, before, 0, before.length);
      }
    }
  }

  @Override
  public void project() {
    if (!isChanged() || !learnedAreFinite()) {
      // What is not finite is not moved: it is no number to start from, and must not vanish.
      return;
    }
    if (!hold()) {
      moveToBorder();
    }
    accept();
  }

  private boolean isChanged() {
    for (int p = 0; p < learned.length; p++) {
      Parameter parameter = learned[p];
      if (parameter != null && !Arrays.equals(parameter.data(), kept[p])) {
        return true;
      }
    }
    return false;
  }

  private boolean learnedAreFinite() {
    for (Parameter parameter : learned) {
      if (parameter != null) {
        for (float value : parameter.data()) {
          if (!Float.isFinite(value)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private boolean isFinite() {
    for (int p = 0; p < learned.length; p++) {
      if (!Double.isFinite(values[p])) {
        return false;
      }
    }
    return true;
  }

  /** The first parameter that is out of its range, or -1. */
  private int outside() {
    for (int p = 0; p < ranges.length; p++) {
      if (Double.isFinite(values[p]) && !ranges[p].contains(values[p])) {
        return p;
      }
    }
    return -1;
  }

  private boolean hold() {
    for (int n = 0; n < combinations; n++) {
      fill(columns, n);
      if (outside() >= 0 || !rules.hold(values, margins)) {
        return false;
      }
    }
    return true;
  }

  /** The values of one combination, then time step and alpha. */
  private void fill(float[] @Nullable [] from, int combination) {
    for (int p = 0; p < from.length; p++) {
      float[] column = from[p] != null ? from[p] : columns[p];
      int[] index = indices[p];
      values[p] = column == null ? numbers[p] : column[index == null ? 0 : index[combination]];
    }
  }

  private void moveToBorder() {
    float[][] wanted = new float[learned.length][];
    for (int p = 0; p < learned.length; p++) {
      Parameter parameter = learned[p];
      float[] before = kept[p];
      if (parameter != null && before != null) {
        wanted[p] = parameter.data().clone();
        System.arraycopy(before, 0, parameter.data(), 0, before.length);
      }
    }
    for (int pass = 0; pass < PASSES; pass++) {
      for (int p = 0; p < learned.length; p++) {
        Parameter parameter = learned[p];
        if (parameter != null) {
          moveTowards(p, parameter.data(), wanted[p]);
        }
      }
    }
  }

  private void moveTowards(int p, float[] data, float[] wanted) {
    int[][] having = having(indices[p], data.length);
    for (int k = 0; k < data.length; k++) {
      if (data[k] != wanted[k]) {
        float fine = data[k];
        data[k] = wanted[k];
        if (!hold(having[k])) {
          data[k] = border(data, k, fine, having[k]);
        }
      }
    }
  }

  /** The last legal value on the way from one that is to one that is not. */
  private float border(float[] data, int k, float from, int[] combinations) {
    float fine = from;
    float not = data[k];
    // Most often the value was at the border already.
    data[k] = Math.nextAfter(fine, not);
    if (!hold(combinations)) {
      return fine;
    }
    for (float between = middle(fine, not);
        between != fine && between != not;
        between = middle(fine, not)) {
      data[k] = between;
      if (hold(combinations)) {
        fine = between;
      } else {
        not = between;
      }
    }
    return fine + 0f; // no negative 0
  }

  private static float middle(float a, float b) {
    return (float) (((double) a + b) / 2);
  }

  /** For each value of a parameter, the combinations that have it. */
  private int[][] having(int @Nullable [] index, int count) {
    int[] sizes = new int[count];
    for (int n = 0; n < combinations; n++) {
      sizes[index == null ? 0 : index[n]]++;
    }
    int[][] having = new int[count][];
    for (int k = 0; k < count; k++) {
      having[k] = new int[sizes[k]];
    }
    for (int n = combinations - 1; n >= 0; n--) {
      int k = index == null ? 0 : index[n];
      having[k][--sizes[k]] = n;
    }
    return having;
  }

  /** Whether combinations are legal, with the margin that they had if that was smaller. */
  private boolean hold(int[] combinations) {
    for (int n : combinations) {
      fill(kept, n);
      rules.gaps(values, gaps);
      for (int k = 0; k < gaps.length; k++) {
        gaps[k] = Math.min(gaps[k], margins[k]);
      }
      fill(columns, n);
      if (outside() >= 0 || !rules.hold(values, gaps)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "what " + model.name() + " requires";
  }
}
