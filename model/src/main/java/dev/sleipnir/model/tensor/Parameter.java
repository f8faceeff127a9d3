package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.gemm.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;

/** Values that are learned, with the gradient that accumulates for them. */
public final class Parameter implements Weights {
  private final String name;
  private final int[] shape;
  private final float[] data;
  private final float[] gradient;
  private int version;
  private String editor = "";

  /**
   * A parameter.
   *
   * @param name how messages and checkpoints call it
   * @param value initial values; copied, row-major
   */
  public Parameter(String name, Tensor value) {
    this.name = name;
    shape = value.shape();
    data = value.toArray();
    gradient = new float[data.length];
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
    return List.copyOf(new ArrayList<>(new LinkedHashSet<>(parameters)));
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
   * Sets the values.
   *
   * @param value new values of this shape
   * @throws IllegalArgumentException if the shape differs
   */
  public void set(Tensor value) {
    Shape.require("parameter " + name, shape, value.shapeShared());
    System.arraycopy(value.toArray(), 0, data, 0, data.length);
    edited("Parameter.set");
  }

  /**
   * Says that the values were edited in place, so that no {@link Tape} goes backward through a step
   * that used the old ones.
   *
   * @param by what edited them, as a message should call it
   */
  public void edited(String by) {
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
