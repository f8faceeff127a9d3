// The window of pair-based STDP, and the pairings of spike trains, against their closed forms.
import dev.sleipnir.kernels.random.*;
import dev.sleipnir.network.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;

static final double A_PLUS = 0.005, A_MINUS = 0.00525;
static final double TAU_PLUS = 16.8, TAU_MINUS = 33.7; // [ms]

/** The lags t_post - t_pre [ms] of the pairs that count. */
interface Pairing {
  LongStream lags(long[] pre, long[] post);
}

/** What spikes do to the traces, and the closed form of the same. */
record Convention(String name, String traces, Pairing pairing) {}

static final List<Convention> CONVENTIONS =
    List.of(
        new Convention(
            "all-to-all",
            """
            on pre x = x + a_plus
            on post y = y + a_minus
            """,
            (pre, post) -> LongStream.of(pre).flatMap(s -> LongStream.of(post).map(t -> t - s))),
        new Convention(
            "nearest",
            """
            on pre x = a_plus
            on post y = a_minus
            """,
            (pre, post) ->
                LongStream.concat(
                    LongStream.of(post).flatMap(t -> last(pre, s -> s <= t).map(s -> t - s)),
                    LongStream.of(pre).flatMap(s -> last(post, t -> t < s).map(t -> t - s)))),
        new Convention(
            "pre-centred",
            """
            on pre x = x + a_plus
            on post x = 0
            on post y = a_minus
            """,
            (pre, post) ->
                LongStream.of(pre)
                    .flatMap(
                        s ->
                            LongStream.concat(
                                    last(post, t -> t < s),
                                    LongStream.of(post).filter(t -> t >= s).limit(1))
                                .map(t -> t - s))));

/** The last of the times, in order, that are so; none if there is none. */
static LongStream last(long[] times, LongPredicate is) {
  return LongStream.of(times).filter(is).max().stream();
}

/** The change by one pair. A spike arrives before the neuron's own of the same step. */
static double window(double lag) {
  return lag >= 0 ? A_PLUS * Math.exp(-lag / TAU_PLUS) : -A_MINUS * Math.exp(lag / TAU_MINUS);
}

void main(String[] args) throws Exception {
  var lab = Lab.start("stdp_window", args);
  lab.note("errors are relative to the sum of the sizes of all terms; dt 1 ms, float32");
  var lags = LongStream.rangeClosed(-100, 100).toArray();
  // One synapse for each lag of one pair, then of 60 at 1 Hz; then ten of Poisson trains.
  List<long[]> pre = new ArrayList<>(), post = new ArrayList<>();
  for (int count : new int[] {1, 60}) {
    for (long lag : lags) {
      pre.add(LongStream.range(0, count).map(k -> 100 + 1_000 * k).toArray());
      post.add(LongStream.range(0, count).map(k -> 100 + 1_000 * k + lag).toArray());
    }
  }
  for (int k = 0; k < 10; k++) {
    pre.add(train(2 * k + 1));
    post.add(train(2 * k + 2));
  }
  var net = new Network(1, 1);
  var from = net.spikes("pre", pre.toArray(long[][]::new));
  var to = net.spikes("post", post.toArray(long[][]::new));
  var synapses = new ArrayList<Projection>();
  for (var convention : CONVENTIONS) {
    var rule =
        Synapse.parse(
            """
            synapse pairs
            parameters a_plus = %s, a_minus = %s, tau_plus = %s, tau_minus = %s
            state w = 0, x = 0, y = 0
            dx/dt = -x / tau_plus
            dy/dt = -y / tau_minus
            on pre w = w - y
            on post w = w + x
            %s"""
                .formatted(A_PLUS, A_MINUS, TAU_PLUS, TAU_MINUS, convention.traces));
    synapses.add(net.project(from, to).connect(Connectivity.oneToOne()).synapse(rule));
  }
  net.run(60_000);

  var plot = new Plot("STDP window", "t_post - t_pre [ms]", "change of weight");
  var x = LongStream.of(lags).asDoubleStream().toArray();
  for (int c = 0; c < CONVENTIONS.size(); c++) {
    String name = CONVENTIONS.get(c).name;
    float[] w = synapses.get(c).values("w");
    double[] errors = new double[w.length], found = new double[lags.length];
    for (int s = 0; s < w.length; s++) {
      var pairs = CONVENTIONS.get(c).pairing.lags(pre.get(s), post.get(s));
      var changes = pairs.mapToDouble(lag -> window(lag)).toArray();
      double size = DoubleStream.of(changes).map(Math::abs).sum();
      errors[s] = Math.abs(w[s] - DoubleStream.of(changes).sum()) / size;
      if (s < lags.length) found[s] = w[s];
    }
    int n = lags.length;
    lab.checkRange(name + ": largest error, one pair", largest(errors, 0, n), 0, 1e-6);
    lab.checkRange(name + ": largest error, 60 equal pairs", largest(errors, n, 2 * n), 0, 1e-6);
    lab.checkRange(name + ": largest error, Poisson trains", largest(errors, 2 * n, w.length), 0, 1e-6);
    plot.line(name, x, found);
  }
  plot.line("closed form", x, DoubleStream.of(x).map(lag -> window(lag)).toArray());
  lab.plot(plot);
  System.exit(lab.finish());
}

double largest(double[] errors, int from, int to) {
  return Arrays.stream(errors, from, to).max().orElseThrow();
}

/** About 80 spikes at 20 Hz. */
long[] train(long seed) {
  var random = new RandomStream(seed, 0);
  return LongStream.range(0, 4_000).filter(t -> random.nextFloat() < 0.02).toArray();
}
