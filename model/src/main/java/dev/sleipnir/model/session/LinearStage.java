package dev.sleipnir.model.session;

import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** y = x Wᵀ + b. */
final class LinearStage extends Stage {
  private final DenseProduct product;
  private final @Nullable Parameter bias;
  private final float[] y;
  private final int outputs;

  LinearStage(Linear layer, Values in, Values out, Scope scope) {
    super(new Edits(layer.parameters()));
    bias = layer.bias();
    y = out.data();
    outputs = out.dim(1);
    product = new DenseProduct(layer.weight(), DenseProduct.Part.ALL, in.data(), y, scope);
  }

  @Override
  void run() {
    if (bias == null) {
      Arrays.fill(y, 0f);
    } else {
      for (int at = 0; at < y.length; at += outputs) {
        System.arraycopy(bias.data(), 0, y, at, outputs);
      }
    }
    product.add();
  }

  @Override
  void refresh(Scope scope) {
    product.refresh();
  }
}
