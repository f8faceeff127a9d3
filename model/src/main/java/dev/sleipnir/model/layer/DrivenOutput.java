package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;

/** The output of a connection that is computed from spikes, and the way back. */
final class DrivenOutput extends Node {
  private final Drive drive;
  private final int row;

  DrivenOutput(Drive drive, Tensor y) {
    super(y, drive.input());
    this.drive = drive;
    row = y.size() / drive.steps();
  }

  void forward(Scope scope) {
    SpikeDrive kernel = drive.begin();
    float[] out = output().data();
    blocks(
        scope,
        kernel,
        (unit, first, count, own, worker) -> {
          kernel.drive(unit, first, count, own, worker);
          for (int t = 0; t < count; t++) {
            kernel.fromUnit(unit, own, t * kernel.neurons(), out, (first + t) * row);
          }
        });
    kernel.end();
  }

  @Override
  protected List<Parameter> parameters() {
    return drive.parameters();
  }

  @Override
  protected void backward(float[] gradient, Tape tape) {
    SpikeDrive kernel = drive.begin();
    kernel.beginGradients(tape.parallel().threads());
    blocks(
        tape,
        kernel,
        (unit, first, count, own, worker) -> {
          for (int t = 0; t < count; t++) {
            kernel.toUnit(unit, gradient, (first + t) * row, own, t * kernel.neurons());
          }
          kernel.addGradients(unit, first, count, own, worker);
        });
    drive.endGradients();
    kernel.end();
    if (tape.needsGradient(drive.input())) {
      drive.addInputGradient(gradient, tape);
    }
    tape.giveBack(gradient);
  }

  private interface Block {
    void run(int unit, int first, int count, float[] own, int worker);
  }

  /** Every block of steps of every unit, those of a task in order. */
  private void blocks(Scope scope, SpikeDrive kernel, Block block) {
    Parallel parallel = scope.parallel();
    int length = Math.min(kernel.blockSteps(), drive.steps()) * kernel.neurons();
    float[][] own = new float[parallel.threads()][];
    for (int w = 0; w < own.length; w++) {
      own[w] = scope.take(length);
    }
    parallel.forEach(
        kernel.tasks(),
        (task, worker) -> {
          for (int unit = kernel.firstUnit(task); unit < kernel.firstUnit(task + 1); unit++) {
            for (int first = 0; first < drive.steps(); first += kernel.blockSteps()) {
              int count = Math.min(kernel.blockSteps(), drive.steps() - first);
              block.run(unit, first, count, own[worker], worker);
            }
          }
        });
    for (float[] buffer : own) {
      scope.giveBack(buffer);
    }
  }
}
