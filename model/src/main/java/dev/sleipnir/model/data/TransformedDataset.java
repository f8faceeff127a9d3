package dev.sleipnir.model.data;

import dev.sleipnir.kernels.random.RandomStream;

/** {@link Dataset#transform}. */
record TransformedDataset(Dataset data, Transform transform) implements Dataset {
  @Override
  public int size() {
    return data.size();
  }

  @Override
  public Example item(int index, RandomStream random) {
    Example item = data.item(index, random.split("item"));
    return new Example(transform.apply(item.input(), random.split("transform")), item.target());
  }

  @Override
  public String text() {
    return data.text() + ", " + transform.text();
  }
}
