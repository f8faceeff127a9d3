package dev.sleipnir.model.data;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.math.Indexing;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;

/** {@link Dataset#mixup}. */
record MixedDataset(Dataset data, double alpha, int classes) implements Dataset {
  private static final TensorFunction MIX =
      TensorFunction.parse("function mix\ninput a, b, share\ny = share * a + (1 - share) * b");

  @Override
  public int size() {
    return data.size();
  }

  @Override
  public Example item(int index, RandomStream random) {
    RandomStream draws = random.split("mix");
    Example one = data.item(index, random.split("one"));
    Example other = data.item(draws.nextInt(data.size()), random.split("other"));
    Tensor share = Tensor.full((float) beta(draws));
    return new Example(
        MIX.apply(one.input(), other.input(), share), MIX.apply(oneHot(one), oneHot(other), share));
  }

  private Tensor oneHot(Example item) {
    return Indexing.oneHot(item.target(), classes);
  }

  /** Jöhnk 1964. */
  private double beta(RandomStream draws) {
    while (true) {
      double x = StrictMath.pow(draws.nextFloat(), 1 / alpha);
      double y = StrictMath.pow(draws.nextFloat(), 1 / alpha);
      if (x + y > 0 && x + y <= 1) {
        return x / (x + y);
      }
    }
  }

  @Override
  public String text() {
    return data.text() + ", mixup " + alpha;
  }
}
