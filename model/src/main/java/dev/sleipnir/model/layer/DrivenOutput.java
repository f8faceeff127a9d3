package dev.sleipnir.model.layer;

import dev.sleipnir.kernels.spikes.SpikeDrive;
import dev.sleipnir.model.product.WholeDrive;
import dev.sleipnir.model.tensor.Node;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;

/** The output of a connection that is computed from spikes, and the way back. */
final class DrivenOutput extends Node {
  private final Drive drive;
  private final int size;

  DrivenOutput(Drive drive, Tensor y) {
    super(y, drive.input());
    this.drive = drive;
    size = y.size();
  }

  void forward(Scope scope) {
    SpikeDrive kernel = drive.begin();
    WholeDrive.compute(kernel, drive.steps(), output().data(), size, scope);
    kernel.end();
  }

  @Override
  protected List<Parameter> parameters() {
    return drive.parameters();
  }

  @Override
  protected void backward(float[] gradient, Tape tape) {
    SpikeDrive kernel = drive.begin();
    WholeDrive.collect(kernel, drive.steps(), gradient, size, tape);
    drive.endGradients();
    kernel.end();
    if (tape.needsGradient(drive.input())) {
      drive.addInputGradient(gradient, tape);
    }
    tape.giveBack(gradient);
  }
}
