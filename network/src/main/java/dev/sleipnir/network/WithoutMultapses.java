package dev.sleipnir.network;

import dev.sleipnir.kernels.random.RandomStream;
import java.util.HashSet;
import java.util.Set;

/** A rule's first synapse of each pair. In one part: two of a pair may be in different ones. */
record WithoutMultapses(Connectivity rule) implements Connectivity {
  @Override
  public void connect(int pre, int post, RandomStream random, Pairs into) {
    Set<Long> seen = new HashSet<>();
    rule.connect(
        pre,
        post,
        random,
        (i, j) -> {
          if (seen.add((long) i << Integer.SIZE | Integer.toUnsignedLong(j))) {
            into.add(i, j);
          }
        });
  }

  @Override
  public Connectivity withoutAutapses() {
    return new WithoutMultapses(rule.withoutAutapses());
  }

  @Override
  public Connectivity withoutMultapses() {
    return this;
  }
}
