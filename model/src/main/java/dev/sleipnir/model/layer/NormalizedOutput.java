package dev.sleipnir.model.layer;

import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;

/** The output of a normalisation within samples, and the way back. */
final class NormalizedOutput extends Node {
  private final Tensor x;
  private final Affine affine;
  private final float[] statistics;
  private final int parts;
  private final Backward work;

  /** The work of a way back. */
  @FunctionalInterface
  interface Backward {
    /**
     * Turns the gradient at the output into that at the input, in place.
     *
     * @param gradient the gradient
     * @param sums zeros; each part of the batch adds what it finds for weights, then for biases
     * @param on threads and scratch
     */
    void run(float[] gradient, float[] sums, Tape on);
  }

  /**
   * An output.
   *
   * @param y the output
   * @param x the input, which the tape keeps
   * @param affine weights and biases
   * @param statistics what the way back needs of the way forward; given back after it
   * @param parts of the batch, each with sums of its own
   * @param work the way back
   */
  NormalizedOutput(
      Tensor y, Tensor x, Affine affine, float[] statistics, int parts, Backward work) {
    super(y, x);
    this.x = x;
    this.affine = affine;
    this.statistics = statistics;
    this.parts = parts;
    this.work = work;
  }

  @Override
  protected List<Parameter> parameters() {
    return affine.parameters();
  }

  @Override
  protected void backward(float[] gradient, Tape tape) {
    float[] sums = tape.takeZeroed(2 * parts * affine.size());
    work.run(gradient, sums, tape);
    affine.addGradients(sums, parts);
    tape.giveBack(sums);
    tape.giveBack(statistics);
    tape.addGradient(x, gradient);
  }

  @Override
  protected void discard(Tape tape) {
    tape.giveBack(statistics);
  }
}
