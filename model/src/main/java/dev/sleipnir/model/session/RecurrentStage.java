package dev.sleipnir.model.session;

import dev.sleipnir.model.cell.RecurrentCell;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.cell.ResidentNeurons;
import dev.sleipnir.model.session.DenseProduct.Part;
import dev.sleipnir.model.tensor.Scope;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step of recurrently connected neurons. */
final class RecurrentStage extends Stage {
  private final DenseProduct[] input;
  private final DenseProduct[] recurrent;
  private final float[][] drives;
  private final float[] output;

  /** Spikes of the step before: the next stage may overwrite the output. */
  private final float[] before;

  private final ResidentNeurons neurons;

  RecurrentStage(RecurrentCell cell, Values in, Values out, Scope scope) {
    super(new Edits(cell.parameters()));
    output = out.data();
    before = new float[output.length];
    int n = cell.drives();
    drives = new float[n][output.length];
    input = new DenseProduct[n];
    recurrent = new DenseProduct[n];
    RecurrentWeights weights = cell.weights();
    for (int k = 0; k < n; k++) {
      Part part = n == 1 ? Part.ALL : k == 0 ? Part.EXCITING : Part.INHIBITING;
      input[k] = new DenseProduct(weights.input(), part, in.data(), drives[k], scope);
      recurrent[k] = new DenseProduct(weights.recurrent(), part, before, drives[k], scope);
    }
    neurons = cell.resident(scope.tensor(out.shape()), drives, output, scope);
  }

  @Override
  void run() {
    for (int k = 0; k < drives.length; k++) {
      Arrays.fill(drives[k], 0f);
      input[k].add();
      recurrent[k].add();
    }
    neurons.step();
    System.arraycopy(output, 0, before, 0, before.length);
  }

  @Override
  void reset(@Nullable Scope scope) {
    Arrays.fill(before, 0f);
    if (scope == null) {
      neurons.reset();
    } else {
      neurons.reset(scope);
    }
  }

  @Override
  List<float[]> memory() {
    return List.of(before);
  }

  @Override
  ResidentNeurons neurons() {
    return neurons;
  }

  @Override
  void refresh(Scope scope) {
    for (int k = 0; k < drives.length; k++) {
      input[k].refresh();
      recurrent[k].refresh();
    }
    neurons.refresh(scope);
  }
}
