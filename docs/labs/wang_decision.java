// Two groups of neurons compete through slow excitation until one wins, and remembers it (Wang 2002).
import dev.sleipnir.kernels.parallel.*;
import dev.sleipnir.kernels.random.*;
import dev.sleipnir.network.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;

static final int E = 1600, I = 400, GROUP = 240; // neurons; the groups are the first of E
static final double STRONG = 1.7, WEAK = 1 - 0.15 * (STRONG - 1) / (1 - 0.15);
static final int BEFORE = 200, AFTER = 500, BIN = 50; // [ms]

/** AMPA from outside and inside, GABA, and NMDA: its gating variable s saturates, Mg blocks it. */
static final String NEURON =
    """
    state v = -60 (mV), outside = 0, ampa = 0, gaba = 0, x = 0, s = 0
    input nmda
    g = g_out * outside + g_ampa * ampa + g_nmda * nmda / (1 + exp(-0.062 * v) / 3.57)
    dv/dt = (g_L * (-70 - v) - g * v - g_gaba * gaba * (v + 70)) / C : rk2
    doutside/dt = -outside / 2 : rk2
    dampa/dt = -ampa / 2 : rk2
    dgaba/dt = -gaba / 5 : rk2
    dx/dt = -x / 2 : rk2
    ds/dt = -s / 100 + 0.5 * x * (1 - s) : rk2
    threshold v > -50
    reset v = -55, x = x + 1
    refractory t_ref (ms) holds v
    """;
static final String PYRAMIDAL =
    """
    model pyramidal
    parameters C = 500 (pF), g_L = 25 (nS), g_out = 2.1 (nS), g_ampa = 0.05 (nS),
        g_nmda = 0.165 (nS), g_gaba = 1.3 (nS), t_ref = 2 (ms)
    """;
static final String INTERNEURON =
    """
    model interneuron
    parameters C = 200 (pF), g_L = 20 (nS), g_out = 1.62 (nS), g_ampa = 0.04 (nS),
        g_nmda = 0.13 (nS), g_gaba = 1 (nS), t_ref = 1 (ms)
    """;

/** Rates of the group that the stimulus prefers and of the other, in bins [1/s]. */
record Trial(double[] preferred, double[] other) {
  boolean isRight() {
    return last(preferred) > last(other);
  }

  /** After the stimulus. */
  double last(double[] rates) {
    return Arrays.stream(rates).skip(rates.length - AFTER / BIN).average().orElseThrow();
  }

  /** From the stimulus on until a group spikes at 15 Hz [ms]. */
  double reaction() {
    int bin = BEFORE / BIN;
    while (bin < other.length && Math.max(preferred[bin], other[bin]) < 15) bin++;
    return (bin + 0.5) * BIN - BEFORE;
  }
}

void main(String[] args) throws Exception {
  var lab = Lab.start("wang_decision", args);
  double[] coherences = lab.isFast() ? new double[] {51.2} : new double[] {0, 6.4, 12.8, 25.6, 51.2};
  int trials = lab.isFast() ? 1 : 24;
  double[] right = new double[coherences.length], reactions = new double[coherences.length];
  var done = new Trial[trials];
  var panels = new ArrayList<Panel>();
  for (int c = 0; c < coherences.length; c++) {
    double coherence = coherences[c] / 100;
    int stimulus = lab.isFast() ? 1000 : 1500;
    Parallel.common().forEach(trials, (seed, _) -> done[seed] = trial(coherence, stimulus, seed));
    right[c] = mean(done, trial -> trial.isRight() ? 1 : 0);
    reactions[c] = mean(done, Trial::reaction);
    var what = "coherence %.1f %%: %.3f of %d right, in %.0f ms";
    lab.note(String.format(Locale.ROOT, what, coherences[c], right[c], trials, reactions[c]));
    if (c % 4 == 0) panels.add(plot("Coherence " + coherences[c] + " %", done[0]));
  }
  lab.checkRange("51.2 %: share that is right", right[right.length - 1], 0.95, 1);
  lab.checkRange("  the group that won, without stimulus [1/s]", mean(done, t -> t.last(t.preferred)), 10, 60);
  lab.checkRange("  the other [1/s]", mean(done, t -> t.last(t.other)), 0, 5);
  if (!lab.isFast()) {
    // Three standard deviations of a coin; recalled of Wang (2002): 9.2 %.
    lab.checkAbsolute("0 %: share of a group", right[0], 0.5, 1.5 / Math.sqrt(trials));
    lab.checkRange("coherence at which 82 % are right [%]", threshold(coherences, right), 5, 15);
    lab.checkRange("6.4 %: takes longer than 51.2 % [ms]", reactions[1] - reactions[4], 150, 1500);
    panels.add(new Plot("Decisions", "coherence [%]", "right").line("", coherences, right));
    panels.add(new Plot("", "coherence [%]", "reaction [ms]").line("", coherences, reactions));
  }
  lab.plot(lab.isFast() ? 1 : 2, panels);
  System.exit(lab.finish());
}

double mean(Trial[] trials, ToDoubleFunction<Trial> of) {
  return Arrays.stream(trials).mapToDouble(of).average().orElseThrow();
}

/** Of the likeliest Weibull function 1 - exp(-(c / a)^b) / 2, a. */
double threshold(double[] coherences, double[] right) {
  double best = Double.NEGATIVE_INFINITY, at = Double.NaN;
  for (double a = 1; a < 50; a += 0.1) {
    for (double b = 0.5; b < 4; b += 0.1) {
      double likelihood = 0;
      for (int c = 1; c < right.length; c++) {
        double wrong = Math.max(1e-9, Math.exp(-Math.pow(coherences[c] / a, b)) / 2);
        likelihood += right[c] * Math.log1p(-wrong) + (1 - right[c]) * Math.log(wrong);
      }
      at = likelihood > best ? a : at;
      best = Math.max(likelihood, best);
    }
  }
  return at;
}

Plot plot(String title, Trial trial) {
  var time = Time.ms(BIN).of(trial.other.length);
  return new Plot(title, "time [ms]", "rate [1/s]")
      .line("preferred group", time, trial.preferred)
      .line("other group", time, trial.other);
}

/** 0 and 1 compete, 2 are all other pyramidal neurons. */
int group(int neuron) {
  return Math.min(2, neuron / GROUP);
}

double weight(int from, int to) {
  return to == 2 ? 1 : from == to ? STRONG : WEAK;
}

Trial trial(double coherence, int stimulus, int seed) {
  var net = new Network(0.1, seed, Parallel.of(1));
  var e = net.population("e", PYRAMIDAL + NEURON, E);
  var i = net.population("i", INTERNEURON + NEURON, I);
  var all = Connectivity.allToAll();
  for (var to : List.of(e, i)) {
    net.poissonInput(to, "outside", 1000, 0.0024, 1);
    net.project(i, to).connect(all).delay(0.5).synapse(Synapse.into("gaba"));
  }
  net.project(e, i).connect(all).delay(0.5).synapse(Synapse.into("ampa"));
  net.project(e, e).connect(all).delay(0.5).synapse(Synapse.into("ampa"))
      .weight(Values.function(s -> weight(group(s / E), group(s % E))));
  // All neurons feel all: so s is added up for each group, then for each kind of those that feel it.
  var sums = net.population("sums", "model sums\nstate sum = 0\noutput sum", 3);
  var felt = net.population("felt", "model felt\nstate sum = 0\noutput sum", 4);
  net.project(e, sums)
      .connect((pre, _, _, into) -> IntStream.range(0, pre).forEach(j -> into.add(j, group(j))))
      .synapse(Synapse.parse("synapse gate\nsum s_pre into sum"));
  net.project(sums, felt).connect(all)
      .synapse(Synapse.parse("synapse mixed\nparameters w = 1\nsum w * sum_pre into sum"))
      .weight(Values.function(s -> s % 4 < 3 ? weight(s / 4, s % 4) : 1));
  for (var to : List.of(e, i)) {
    net.project(felt, to)
        .connect((_, post, _, into) ->
            IntStream.range(0, post).forEach(j -> into.add(to == i ? 3 : group(j), j)))
        .synapse(Synapse.parse("synapse nmda\nsum sum_pre into nmda"));
  }
  var inputs = net.poisson("inputs", 2 * GROUP, 0);
  net.project(inputs, e)
      .connect((pre, _, _, into) -> IntStream.range(0, pre).forEach(j -> into.add(j, j)))
      .synapse(Synapse.into("outside"));
  var preferred = net.record(e, IntStream.range(0, GROUP).toArray()).rate(BIN);
  var other = net.record(e, IntStream.range(GROUP, 2 * GROUP).toArray()).rate(BIN);
  net.run(BEFORE);
  var random = new RandomStream(seed).split("stimulus");
  for (int bin = 0; bin < stimulus / BIN; bin++) {
    double one = 0.04 * (1 + coherence) + 0.004 * random.nextGaussian();
    double two = 0.04 * (1 - coherence) + 0.004 * random.nextGaussian();
    inputs.set("rate", Values.function(j -> Math.max(0, j < GROUP ? one : two)));
    net.run(BIN);
  }
  inputs.set("rate", 0);
  net.run(AFTER);
  return new Trial(perSecond(preferred.rates()), perSecond(other.rates()));
}

double[] perSecond(double[] rates) {
  return DoubleStream.of(rates).map(rate -> 1000 * rate).toArray();
}
