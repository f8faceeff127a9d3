package dev.sleipnir.model.tensor;

import dev.sleipnir.kernels.update.FormulaLoops;

/** One call of a {@link TensorFunction}: the arrays of its loops, and its way back. */
final class FunctionCall {
  private static final float[] NONE = {};

  private final FormulaLoops loops;
  private final Broadcast table;
  private final Tensor[] inputs;
  private final Tensor[] outputs;

  /** The loops' arrays: inputs, outputs, what is saved, gradients at outputs and at inputs. */
  private final float[][] arrays;

  FunctionCall(FormulaLoops loops, Broadcast table, Tensor[] inputs, int outputs) {
    this.loops = loops;
    this.table = table;
    this.inputs = inputs;
    this.outputs = new Tensor[outputs];
    arrays = new float[loops.arrays()][];
  }

  Tensor[] outputs() {
    return outputs;
  }

  private int saved() {
    return inputs.length + outputs.length;
  }

  private int atOutputs() {
    return saved() + loops.saved();
  }

  private int atInputs() {
    return atOutputs() + outputs.length;
  }

  private int size() {
    return table.rows * table.columns;
  }

  void forward(Scope scope) {
    for (int i = 0; i < inputs.length; i++) {
      arrays[i] = values(i, scope);
    }
    for (int o = 0; o < outputs.length; o++) {
      outputs[o] = output(o, scope);
      arrays[inputs.length + o] = outputs[o].data();
    }
    for (int s = 0; s < loops.saved(); s++) {
      arrays[saved() + s] = scope.take(size());
    }
    scope.run(
        table.blocks(),
        (block, worker) ->
            loops.forward(
                arrays,
                table.row(block),
                table.rows(block),
                table.columns,
                table.column(block),
                table.columnEnd(block)));
  }

  /** The values of an input as the loops read them. */
  private float[] values(int input, Scope scope) {
    float[] own = inputs[input].values();
    int written = table.written(input);
    if (written == 0) {
      return own;
    }
    float[] out = scope.take(written);
    scope.run(() -> table.write(input, own, out));
    return out;
  }

  /** The first output works in the storage of an input that was lent and is not read again. */
  private Tensor output(int output, Scope scope) {
    for (int i = 0; i < inputs.length && output == 0; i++) {
      if (inputs[i].isLent() && table.isWhole(i) && !loops.readsInput(i)) {
        return scope.tensorOver(inputs[i]);
      }
    }
    return scope.tensor(table.shape, table.channelsLast);
  }

  /** Records the way back; without one, buffers are not needed any more. */
  void record(Tape tape) {
    boolean any = false;
    for (int i = 0; i < inputs.length; i++) {
      any |= loops.hasGradient(i);
    }
    for (int i = 0; i < inputs.length; i++) {
      if (!any || !loops.readsInput(i)) {
        giveBackWritten(i, tape);
      } else if (table.written(i) == 0) {
        inputs[i].keep();
      }
    }
    if (!any) {
      return;
    }
    for (int o = 0; o < outputs.length; o++) {
      if (loops.readsOutput(o)) {
        outputs[o].keep();
      }
    }
    tape.record(new All());
    for (int o = 1; o < outputs.length; o++) {
      tape.record(new Arriving(o));
    }
  }

  private void giveBackWritten(int input, Tape tape) {
    if (table.written(input) > 0) {
      giveBack(input, tape);
    }
  }

  private void giveBack(int array, Tape tape) {
    if (arrays[array] != null) {
      tape.giveBack(arrays[array]);
      arrays[array] = NONE;
    }
  }

  /** Gives back what was taken for the way back, but for the gradients at the outputs. */
  private void giveBackSaved(Tape tape) {
    for (int i = 0; i < inputs.length; i++) {
      if (loops.readsInput(i)) {
        giveBackWritten(i, tape);
      }
    }
    for (int s = 0; s < loops.saved(); s++) {
      giveBack(saved() + s, tape);
    }
  }

  /** The gradient at an output after the first, which waits until the first has its own. */
  private final class Arriving extends Node {
    private final int output;

    Arriving(int output) {
      super(outputs[output], inputs);
      this.output = output;
    }

    @Override
    protected void backward(float[] gradient, Tape tape) {
      arrays[atOutputs() + output] = gradient;
    }
  }

  /** The way back from all outputs. */
  private final class All extends Node {
    All() {
      super(outputs[0], inputs);
    }

    @Override
    protected boolean hasOtherGradient() {
      boolean arrived = false;
      for (int o = 1; o < outputs.length; o++) {
        arrived |= arrays[atOutputs() + o] != null;
      }
      return arrived;
    }

    @Override
    protected void discard(Tape tape) {
      giveBackSaved(tape);
    }

    @Override
    protected void backward(float[] gradient, Tape tape) {
      arrays[atOutputs()] = gradient;
      for (int o = 1; o < outputs.length; o++) {
        if (arrays[atOutputs() + o] == null) {
          arrays[atOutputs() + o] = tape.takeZeroed(size());
        }
      }
      compute(tape);
      giveBackSaved(tape);
      for (int i = inputs.length - 1; i >= 0; i--) {
        if (loops.hasGradient(i)) {
          give(i, tape);
        }
      }
      for (int o = 0; o < outputs.length; o++) {
        giveBack(atOutputs() + o, tape);
      }
    }
  }

  /** Computes the gradients that are not passed on, one of them where that at an output was. */
  private void compute(Tape tape) {
    int free = freeOutput();
    int inPlace = -1;
    for (int i = 0; i < inputs.length; i++) {
      if (!loops.hasGradient(i) || loops.passed(i) >= 0) {
        arrays[atInputs() + i] = NONE;
      } else if (free >= 0 && inPlace < 0) {
        inPlace = i;
        arrays[atInputs() + i] = arrays[atOutputs() + free];
      } else {
        arrays[atInputs() + i] = tape.take(size());
      }
    }
    if (loops.hasBackward()) {
      tape.run(
          table.blocks(),
          (block, worker) ->
              loops.backward(
                  arrays,
                  table.row(block),
                  table.rows(block),
                  table.columns,
                  table.column(block),
                  table.columnEnd(block)));
    }
    if (inPlace >= 0) {
      arrays[atOutputs() + free] = NONE;
    }
  }

  /** An output whose gradient nobody needs after the loop; negative if there is none. */
  private int freeOutput() {
    for (int o = 0; o < outputs.length; o++) {
      boolean passed = false;
      for (int i = 0; i < inputs.length; i++) {
        passed |= loops.passed(i) == o;
      }
      if (!passed) {
        return o;
      }
    }
    return -1;
  }

  private void give(int input, Tape tape) {
    float[] gradient = gradient(input, tape);
    if (size() == 0 && inputs[input].size() > 0) {
      // Repeated no time at all.
      tape.giveBack(gradient);
      gradient = tape.takeZeroed(inputs[input].size());
    } else if (!table.isWhole(input)) {
      float[] sum = table.sum(input, gradient, inputs[input].size(), tape);
      tape.giveBack(gradient);
      gradient = sum;
    }
    tape.addGradient(inputs[input], gradient);
  }

  /**
   * The gradient at every element: of one that is passed on, a copy unless nobody else needs it.
   */
  private float[] gradient(int input, Tape tape) {
    int output = loops.passed(input);
    if (output < 0) {
      return arrays[atInputs() + input];
    }
    float[] own = arrays[atOutputs() + output];
    for (int before = 0; before < input; before++) {
      if (loops.passed(before) == output) {
        float[] copy = tape.take(size());
        System.arraycopy(own, 0, copy, 0, size());
        return copy;
      }
    }
    arrays[atOutputs() + output] = NONE;
    return own;
  }
}
