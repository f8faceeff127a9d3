package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.gemm.SharedMatrix;
import dev.sleipnir.kernels.math.Elementwise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values that are learned, with the gradient that accumulates for them. */
public final class Parameter implements SharedMatrix {
  private final String name;
  private final int[] shape;
  private final float[] data;
  private final float[] gradient;
  private final boolean learned;
  private final boolean count;
  private int version;
  private String editor = "";
  private @Nullable Constraint constraint;

  /**
   * A parameter.
   *
   * @param name how messages and checkpoints call it
   * @param value initial values; copied, row-major
   */
  public Parameter(String name, Tensor value) {
    this(name, value, true, false);
  }

  private Parameter(String name, Tensor value, boolean learned, boolean count) {
    this.name = name;
    this.learned = learned;
    this.count = count;
    shape = value.shape();
    data = value.toArray();
    gradient = new float[data.length];
  }

  /**
   * Values that a network keeps, saves and copies as it does its parameters, and that nobody learns
   * from gradients: running statistics, which the layer that has them edits in training.
   *
   * @param name how messages and checkpoints call them
   * @param value initial values; copied, row-major
   * @return the values; optimisers leave them alone
   */
  public static Parameter kept(String name, Tensor value) {
    return new Parameter(name, value, false, false);
  }

  /**
   * A whole number that a network {@linkplain #kept keeps}: how often something happened, from 0.
   * Other programs read it as a whole number. It is exact up to 2^24.
   *
   * @param name how messages and checkpoints call it
   * @return the number, a single value
   */
  public static Parameter count(String name) {
    return new Parameter(name, Tensor.zeros(), false, true);
  }

  /**
   * Whether it is a whole number that is counted.
   *
   * @return true of what {@link #count} made
   */
  public boolean isCount() {
    return count;
  }

  /**
   * Whether optimisers update it.
   *
   * @return false of what is {@linkplain #kept kept} alone
   */
  public boolean isLearned() {
    return learned;
  }

  /**
   * Parameters, each once: one that is used at several places of a network, or by two networks, is
   * learned once, from the sum of its gradients. Optimisers, gradient clipping and the lists of
   * networks all go by this.
   *
   * @param parameters in any order, any of them any number of times
   * @return the same parameters in the order of their first places; unmodifiable
   */
  public static List<Parameter> distinct(List<Parameter> parameters) {
    // A parameter equals itself alone, whatever its values.
    return List.copyOf(new LinkedHashSet<>(parameters));
  }

  /**
   * How messages and checkpoints call it.
   *
   * @return such as {@code weight}
   */
  public String name() {
    return name;
  }

  /**
   * Sizes of the axes.
   *
   * @return a copy
   */
  public int[] shape() {
    return shape.clone();
  }

  /**
   * Number of values.
   *
   * @return the product of the shape
   */
  public int size() {
    return data.length;
  }

  /**
   * The values themselves, row-major: plasticity and optimisers edit them in place. Whoever does
   * says so with {@link #edited}.
   *
   * @return the storage
   */
  @Override
  public float[] data() {
    return data;
  }

  /**
   * The gradient accumulated so far, row-major.
   *
   * @return the storage
   */
  public float[] gradient() {
    return gradient;
  }

  /** Sets the gradient to 0. */
  public void clearGradient() {
    Arrays.fill(gradient, 0f);
  }

  /**
   * The values as a tensor.
   *
   * @return a copy
   */
  public Tensor value() {
    return Tensor.of(data.clone(), shape);
  }

  /**
   * The values as a tensor in the scope of another, to compute with: read where they are, so that
   * they are those of the moment in a session. On a tape a gradient that arrives is added to this
   * parameter's.
   *
   * @param input a tensor that they are to be computed with
   * @return the values, not a copy
   */
  public Tensor on(Tensor input) {
    Scope scope = Scope.of(input);
    Tensor values = scope.enter(Tensor.of(data, shape));
    Tape tape = scope.tape();
    if (tape != null && learned) {
      tape.record(
          new Node(values) {
            @Override
            protected List<Parameter> parameters() {
              return List.of(Parameter.this);
            }

            @Override
            protected void backward(float[] arrived, Tape on) {
              Elementwise.add(gradient, 0, arrived, 0, gradient, 0, gradient.length);
              on.giveBack(arrived);
            }
          });
    }
    return values;
  }

  /**
   * Sets the values.
   *
   * @param value new values of this shape
   * @throws IllegalArgumentException if the shape differs or the constraint, if there is one,
   *     objects; nothing has changed then
   */
  public void set(Tensor value) {
    Shape.require("parameter " + name, shape, value.shapeShared());
    setAll(List.of(this), List.of(value.toArray()), "Parameter.set");
  }

  /**
   * Sets the values of several parameters at once: what they have to satisfy together is checked
   * when all are set.
   *
   * @param parameters whose values
   * @param values new values of each, row-major
   * @param by what sets them, as a message should call it
   * @throws IllegalArgumentException if a number of values differs or a constraint objects; nothing
   *     has changed then
   */
  public static void setAll(List<Parameter> parameters, List<float[]> values, String by) {
    List<Parameter> constrained = new ArrayList<>();
    List<float[]> before = new ArrayList<>();
    List<float[]> after = new ArrayList<>();
    for (int p = 0; p < parameters.size(); p++) {
      Parameter parameter = parameters.get(p);
      if (values.get(p).length != parameter.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "parameter %s: expected %d values, got %d",
                parameter,
                parameter.size(),
                values.get(p).length));
      }
      if (parameter.constraint != null) {
        constrained.add(parameter);
        before.add(parameter.data.clone());
        after.add(values.get(p));
      }
    }
    copyAll(after, constrained);
    for (Parameter parameter : constrained) {
      String violation = parameter.violation();
      if (violation != null) {
        copyAll(before, constrained);
        throw new IllegalArgumentException("parameter " + parameter + ": " + violation);
      }
    }
    copyAll(values, parameters);
    for (Parameter parameter : parameters) {
      if (parameter.constraint != null) {
        parameter.constraint.accept();
      }
      parameter.edited(by);
    }
  }

  private static void copyAll(List<float[]> values, List<Parameter> parameters) {
    for (int p = 0; p < parameters.size(); p++) {
      Parameter parameter = parameters.get(p);
      System.arraycopy(values.get(p), 0, parameter.data, 0, parameter.size());
    }
  }

  /**
   * Says what the values have to satisfy from now on, instead of what was said before.
   *
   * @param constraint what holds after every edit
   * @throws IllegalArgumentException if the values do not satisfy it
   */
  public void constrain(Constraint constraint) {
    String violation = constraint.violation();
    if (violation != null) {
      throw new IllegalArgumentException("parameter " + this + ": " + violation);
    }
    this.constraint = constraint;
  }

  /**
   * What is wrong with the values as they stand.
   *
   * @return the constraint's reason, or null if they are legal or there is no constraint
   */
  public @Nullable String violation() {
    return constraint == null ? null : constraint.violation();
  }

  /**
   * Says that the values were edited in place, so that no {@link Tape} goes backward through a step
   * that used the old ones. Values that the constraint, if there is one, does not allow are moved
   * to the nearest that it allows.
   *
   * @param by what edited them, as a message should call it
   */
  public void edited(String by) {
    if (constraint != null) {
      constraint.project();
    }
    version++;
    editor = by;
  }

  /**
   * Number of edits so far: what was derived from the values is good as long as this is the same.
   *
   * @return at least 0
   */
  @Override
  public int version() {
    return version;
  }

  /**
   * What edited the values last.
   *
   * @return as it called itself; empty before the first edit
   */
  public String editor() {
    return editor;
  }

  @Override
  public String toString() {
    return name + Shape.text(shape);
  }
}
