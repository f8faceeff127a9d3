package dev.sleipnir.model.extending;

import dev.sleipnir.model.layer.Copies;
import dev.sleipnir.model.layer.Description;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.math.Maths;
import dev.sleipnir.model.math.Reduction;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;

/** Each row with mean 0 and variance 1, times a learned gain. */
public final class OwnNorm implements Layer {
  private final Parameter gain;

  public OwnNorm(Tensor gain) {
    this.gain = new Parameter("gain", gain);
  }

  @Override
  public Tensor forward(Tensor x) {
    Tensor centred = x.subtract(Reduction.of(x, -1).keepDims().mean());
    Tensor variance = Reduction.of(centred.multiply(centred), -1).keepDims().mean();
    Tensor deviation = Maths.sqrt(variance.add(1e-5f));
    return centred.divide(deviation).multiply(gain.on(x));
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(gain);
  }

  @Override
  public OwnNorm copy(Copies copies) {
    return new OwnNorm(gain.value());
  }

  @Override
  public Description description() {
    return new Description("own norm").parameter("gain", gain);
  }

  public static OwnNorm of(Description description) {
    return new OwnNorm(description.tensor("gain"));
  }
}
