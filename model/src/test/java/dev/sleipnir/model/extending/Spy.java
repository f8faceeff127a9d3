package dev.sleipnir.model.extending;

import dev.sleipnir.model.layer.Drive;
import dev.sleipnir.model.layer.DrivenLayer;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Neurons that count how often a connection drove them block by block. */
final class Spy implements DrivenLayer {
  private final DrivenLayer neurons;
  int driven;

  Spy(DrivenLayer neurons) {
    this.neurons = neurons;
  }

  @Override
  public boolean canFollow(List<Drive> drives, @Nullable State state) {
    return neurons.canFollow(drives, state);
  }

  @Override
  public boolean isSpiking() {
    return neurons.isSpiking();
  }

  @Override
  public Step run(List<Drive> drives, @Nullable State state) {
    driven++;
    return neurons.run(drives, state);
  }

  @Override
  public Step run(Tensor x, int steps, @Nullable State state) {
    return neurons.run(x, steps, state);
  }

  @Override
  public List<Parameter> parameters() {
    return neurons.parameters();
  }
}
