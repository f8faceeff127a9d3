// The window of pair-based STDP, and the pairings of spike trains, against their closed forms.
import dev.sleipnir.kernels.rule.*;
import dev.sleipnir.kernels.random.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.plasticity.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;

static final double A_PLUS = 0.005;
static final double A_MINUS = 0.00525;
static final double TAU_PLUS = 16.8; // [ms]
static final double TAU_MINUS = 33.7; // [ms]

/** Which pairs count: a rule, and the sum over some function of each pair. */
record Convention(String name, LearningRule rule, ClosedForm sum) {}

interface ClosedForm {
  /** The sum of f(t_post - t_pre) over all pairs that count; times in ms. */
  double of(int[] pre, int[] post, DoubleUnaryOperator f);
}

static final LearningRule PAIRS = fitted(Stdp.additive());
static final List<Convention> CONVENTIONS =
    List.of(
        new Convention("all-to-all", PAIRS, (pre, post, f) -> pairs(pre, post, f, false)),
        new Convention(
            "nearest", PAIRS.pairing(Pairing.NEAREST), (pre, post, f) -> pairs(pre, post, f, true)),
        new Convention("pre-centred", fitted(Stdp.preCentred()), (p, q, f) -> preCentred(p, q, f)));

static LearningRule fitted(LearningRule rule) {
  return rule.with("eta_plus", A_PLUS)
      .with("eta_minus", A_MINUS)
      .with("tau_pre_inv", 1 / TAU_PLUS)
      .with("tau_post_inv", 1 / TAU_MINUS) // [1/ms]
      .dt(1)
      .hardBounds(false)
      .jump(TraceJump.UNIT)
      .order(TraceOrder.WEIGHTS_FIRST);
}

void main(String[] args) throws Exception {
  var lab = Lab.start("stdp_window", args);
  lab.note("errors are relative to the sum of the sizes of all terms; dt 1 ms, float32");
  var lags = IntStream.rangeClosed(-100, 100).mapToDouble(lag -> lag).toArray();
  var plot = new Plot("STDP window", "t_post - t_pre [ms]", "change of weight");
  for (var convention : CONVENTIONS) {
    var name = convention.name;
    var found = new double[lags.length];
    double single = 0;
    double repeated = 0;
    for (int i = 0; i < lags.length; i++) {
      int lag = (int) lags[i];
      found[i] = weight(convention, pulses(1, 100), pulses(1, 100 + lag));
      single = Math.max(single, error(convention, pulses(1, 100), pulses(1, 100 + lag)));
      if (!lab.isFast() || lag % 20 == 1) {
        repeated = Math.max(repeated, error(convention, pulses(60, 100), pulses(60, 100 + lag)));
      }
    }
    lab.checkRange(name + ": largest error, one pair", single, 0, 1e-6);
    lab.checkRange(
        name + ": error, two Poisson trains", error(convention, train(1), train(2)), 0, 1e-6);
    lab.note(
        "%s: the largest error of 60 equal pairs at 1 Hz is %.2e: each addition rounds the"
            .formatted(name, repeated));
    lab.note("same way, by up to 6e-8 of the weight reached so far");
    plot.line(name, lags, found);
  }
  plot.line("closed form", lags, DoubleStream.of(lags).map(lag -> window(lag)).toArray());
  lab.plot(plot);
  System.exit(lab.finish());
}

/** The change by one pair; none for spikes at the same time. */
static double window(double lag) {
  return lag > 0
      ? A_PLUS * Math.exp(-lag / TAU_PLUS)
      : lag < 0 ? -A_MINUS * Math.exp(lag / TAU_MINUS) : 0;
}

/** The sum over all pairs, or for each spike the pair with the last one of the other side. */
static double pairs(int[] pre, int[] post, DoubleUnaryOperator f, boolean nearest) {
  double sum = 0;
  for (int t : post) {
    var before = IntStream.of(pre).filter(s -> s < t).sorted();
    sum += latest(before.toArray(), nearest).mapToDouble(s -> f.applyAsDouble(t - s)).sum();
  }
  for (int s : pre) {
    var before = IntStream.of(post).filter(t -> t < s).sorted();
    sum += latest(before.toArray(), nearest).mapToDouble(t -> f.applyAsDouble(t - s)).sum();
  }
  return sum;
}

/** For each pre-synaptic spike the pairs with the last post-synaptic one and with the next. */
static double preCentred(int[] pre, int[] post, DoubleUnaryOperator f) {
  double sum = 0;
  for (int s : pre) {
    var last = IntStream.of(post).filter(t -> t < s).max();
    var next = IntStream.of(post).filter(t -> t > s).min();
    sum += last.isPresent() ? f.applyAsDouble(last.getAsInt() - s) : 0;
    sum += next.isPresent() ? f.applyAsDouble(next.getAsInt() - s) : 0;
  }
  return sum;
}

static IntStream latest(int[] times, boolean nearest) {
  return IntStream.of(times).skip(nearest ? Math.max(0, times.length - 1) : 0);
}

double error(Convention convention, int[] pre, int[] post) {
  double size = convention.sum.of(pre, post, lag -> Math.abs(window(lag)));
  double off = weight(convention, pre, post) - convention.sum.of(pre, post, lag -> window(lag));
  return off == 0 ? 0 : Math.abs(off) / size; // the change of simultaneous spikes is 0
}

/** Spikes at 1 Hz. */
int[] pulses(int count, int first) {
  return IntStream.range(0, count).map(k -> first + 1_000 * k).toArray();
}

/** About 80 spikes at 20 Hz. */
int[] train(long seed) {
  var random = new RandomStream(seed, 0);
  return IntStream.range(0, 4_000).filter(t -> random.nextFloat() < 0.02).toArray();
}

/** The weight of one synapse, from 0. */
double weight(Convention convention, int[] pre, int[] post) {
  var synapse = convention.rule.dense(new Parameter("w", Tensor.zeros(1, 1)));
  var traces = synapse.initialState(1);
  int end = 1 + Math.max(pre[pre.length - 1], post[post.length - 1]);
  var z = new float[2][end];
  IntStream.of(pre).forEach(t -> z[0][t] = 1);
  IntStream.of(post).forEach(t -> z[1][t] = 1);
  for (int t = 0; t < end; t++) {
    synapse.step(new float[] {z[0][t]}, new float[] {z[1][t]}, traces);
  }
  return synapse.weights().data()[0];
}
