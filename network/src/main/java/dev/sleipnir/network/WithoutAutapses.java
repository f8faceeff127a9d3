package dev.sleipnir.network;

import dev.sleipnir.kernels.random.RandomStream;

/** A rule less the synapses of neurons with those of their own index. */
record WithoutAutapses(Connectivity rule) implements Connectivity {
  @Override
  public void connect(int pre, int post, RandomStream random, Pairs into) {
    rule.connect(pre, post, random, apart(into));
  }

  @Override
  public void connectPart(int pre, int post, RandomStream random, int part, int parts, Pairs into) {
    rule.connectPart(pre, post, random, part, parts, apart(into));
  }

  private static Pairs apart(Pairs into) {
    return (i, j) -> {
      if (i != j) {
        into.add(i, j);
      }
    };
  }

  @Override
  public Connectivity withoutAutapses() {
    return this;
  }

  @Override
  public Connectivity withoutMultapses() {
    return new WithoutAutapses(rule.withoutMultapses());
  }
}
