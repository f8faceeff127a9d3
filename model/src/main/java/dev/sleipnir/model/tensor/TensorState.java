package dev.sleipnir.model.tensor;

import dev.sleipnir.model.file.ArchiveReader;
import dev.sleipnir.model.file.ArchiveWriter;
import java.io.IOException;
import java.util.Arrays;

/**
 * A state that is made of tensors alone: what a stateful layer of one's own passes from step to
 * step. It can be copied, saved, read again, checkpointed and truncated as it is.
 */
public final class TensorState implements State {
  private static final String KIND = "tensors";

  private final Tensor[] tensors;

  /**
   * A state of these tensors, which it keeps: their memory is not used again while their scope is
   * open.
   *
   * @param tensors what the next step needs, always as many in the same order
   */
  public TensorState(Tensor... tensors) {
    this.tensors = tensors.clone();
    for (Tensor tensor : tensors) {
      tensor.keep();
    }
  }

  /**
   * A layer's own state.
   *
   * @param state what the layer was given
   * @param tensors how many tensors it has
   * @return the state
   * @throws IllegalArgumentException if it is no such state
   */
  public static TensorState of(State state, int tensors) {
    if (state instanceof TensorState own && own.tensors.length == tensors) {
      return own;
    }
    throw new IllegalArgumentException(
        "state: expected a state of " + tensors + " tensors, got " + state);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param in gives the values
   * @return the state, outside any scope
   * @throws IOException if they are not of such a state
   */
  public static TensorState read(ArchiveReader in) throws IOException {
    in.require("state", KIND);
    Tensor[] tensors = new Tensor[in.number("tensors of the state", 0, Short.MAX_VALUE)];
    for (int t = 0; t < tensors.length; t++) {
      int[] shape = in.shape("tensor " + t);
      tensors[t] = Tensor.of(in.floats("tensor " + t, Shape.size(shape)), shape);
    }
    return new TensorState(tensors);
  }

  /**
   * One of the tensors.
   *
   * @param index which, from 0
   * @return the tensor itself
   * @throws IndexOutOfBoundsException if there is no such tensor
   */
  public Tensor get(int index) {
    return tensors[index];
  }

  @Override
  public TensorState copy() {
    return new TensorState(Arrays.stream(tensors).map(Tensor::copy).toArray(Tensor[]::new));
  }

  @Override
  public void write(ArchiveWriter out) throws IOException {
    out.text(KIND);
    out.number(tensors.length);
    for (Tensor tensor : tensors) {
      out.shape(tensor.shape());
      out.floats(tensor.toArray());
    }
  }

  @Override
  public TensorState with(StateParts parts) {
    return new TensorState(Arrays.stream(tensors).map(parts::tensor).toArray(Tensor[]::new));
  }

  @Override
  public String toString() {
    return "state of " + tensors.length + " tensors";
  }
}
