package dev.sleipnir.network;

import dev.sleipnir.kernels.random.RandomStream;

/**
 * A number of synapses between any neurons. How many each neuron sends follows from halving: the
 * number of a range of neurons is drawn from that of the range twice as large, so that any range
 * can be asked for without the others.
 */
record FixedTotal(long count, Partners partners) implements Connectivity {
  @Override
  public void connect(int pre, int post, RandomStream random, Pairs into) {
    connectPart(pre, post, random, 0, 1, into);
  }

  @Override
  public void connectPart(int pre, int post, RandomStream random, int part, int parts, Pairs into) {
    partners.require("fixed total", count, pairs(0, pre, post), "pairs");
    int from = (int) ((long) pre * part / parts);
    int to = (int) ((long) pre * (part + 1) / parts);
    new Halving(from, to, post, random, into).range(0, pre, count, 1);
  }

  @Override
  public Connectivity withoutAutapses() {
    return new FixedTotal(count, partners.withoutAutapses());
  }

  @Override
  public Connectivity withoutMultapses() {
    return new FixedTotal(count, partners.withoutMultapses());
  }

  private long pairs(int from, int to, int post) {
    long all = (long) (to - from) * post;
    return partners.autapses() ? all : all - Math.max(0, Math.min(to, post) - from);
  }

  private final class Halving {
    private final int first;
    private final int last;
    private final int post;
    private final RandomStream random;
    private final Pairs into;

    Halving(int first, int last, int post, RandomStream random, Pairs into) {
      this.first = first;
      this.last = last;
      this.post = post;
      this.random = random;
      this.into = into;
    }

    void range(int from, int to, long number, long place) {
      if (to <= first || from >= last || number == 0) {
        return;
      }
      RandomStream own = random.split(place);
      if (to - from == 1) {
        partners.draw(from, post, Math.toIntExact(number), own, j -> into.add(from, j));
        return;
      }
      int middle = (from + to) >>> 1;
      long lower = pairs(from, middle, post);
      long upper = pairs(middle, to, post);
      long half =
          partners.multapses()
              ? own.nextBinomial(number, (double) lower / (lower + upper))
              : own.nextHypergeometric(lower, upper, number);
      range(from, middle, half, 2 * place);
      range(middle, to, number - half, 2 * place + 1);
    }
  }
}
