// Competition of 1,000 inputs by STDP: bimodal weights (Song, Miller & Abbott 2000).
import dev.sleipnir.network.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;

/** Forward Euler; a spike raises a conductance, in units of the leak, after the step it comes in. */
static final String NEURON =
    """
    model song_abbott
    parameters tau_m = 20 (ms), tau_ex = 5 (ms), tau_in = 5 (ms)
    parameters v_rest = -70 (mV), e_ex = 0 (mV), e_in = -70 (mV), v_th = -54 (mV), v_reset = -60 (mV)
    state v = v_rest, g_ex = 0, g_in = 0
    dv/dt = (v_rest - v + g_ex * (e_ex - v) + g_in * (e_in - v)) / tau_m : euler
    dg_ex/dt = -g_ex / tau_ex : euler
    dg_in/dt = -g_in / tau_in : euler
    threshold v > v_th
    reset v = v_reset
    """;

/**
 * Pairs of all spikes, additive, hard bounds; weights are fractions of g_max. A spike delivers the
 * weight that it finds, and arrives before the neuron's own spike of the same step.
 */
static final String STDP =
    """
    synapse song_abbott
    parameters g_max = 0.015, a_plus = 0.005, a_minus = 0.00525, tau = 20 (ms)
    state w = 0, x = 0, y = 0
    dx/dt = -x / tau
    dy/dt = -y / tau
    on pre deliver g_max * w into g_ex
    on pre x = x + a_plus
    on pre w = clip(w - y, 0, 1)
    on post y = y + a_minus
    on post w = clip(w + x, 0, 1)
    """;

static final int INPUTS = 1_000; // excitatory ones of each neuron
static final int REPEATS = 4; // neurons for each input rate, each with inputs of its own; their mean counts
static final int GROUP = REPEATS * INPUTS; // synapses of one rate, side by side
static final int POINTS = 50; // of the course, so that ten of them are the last fifth

/**
 * What is known of an input rate [Hz]: output rate [Hz], mean weight, fraction of weights in the outer
 * tenths, all of the last fifth of the time.
 */
record Known(int input, double output, double mean, double outer) {}

/**
 * Figures of a simulation in double precision, written independently of this library, with two
 * seeds. They belong to the time step: at 0.2 ms, 16.7 Hz to 26.2 Hz come out, as more pairs share a
 * step. The seeds differ by 6 % in the output rate, 0.01 in the mean, 0.02 in the outer tenths.
 */
static final List<Known> KNOWN =
    List.of(
        new Known(10, 13.5, 0.549, 0.78),
        new Known(15, 14.7, 0.370, 0.79),
        new Known(20, 16.4, 0.279, 0.79),
        new Known(30, 18.2, 0.188, 0.82),
        new Known(40, 21.7, 0.143, 0.84));

/**
 * The same of the shorter version, in which the weights are still on their way: means of 24 seeds of
 * a simulation in double precision, of which a mean of four neurons may be off by three standard
 * errors.
 */
static final List<Known> KNOWN_FAST =
    List.of(new Known(30, 20.1, 0.1930, 0.546), new Known(40, 17.7, 0.1437, 0.630));

void main(String[] args) throws Exception {
  var lab = Lab.start("song_abbott", args);
  boolean isFast = lab.isFast();
  var known = isFast ? KNOWN_FAST : KNOWN;
  int seconds = isFast ? 60 : 5_000;
  double dt = 0.1; // [ms], as are all times of the network
  double time = 1000.0 * seconds;

  var net = new Network(dt, 1);
  var neurons = net.population("neurons", NEURON, known.size() * REPEATS);
  var inputs =
      net.poisson("inputs", known.size() * GROUP, 0)
          .set("rate", Values.function(i -> known.get(i / GROUP).input / 1000.0));
  net.poissonInput(neurons, "g_in", 200, 0.01, 0.05); // inhibitory ones, at 10 Hz
  var plastic =
      net.project(inputs, neurons)
          .connect((pre, _, _, into) -> IntStream.range(0, pre).forEach(i -> into.add(i, i / INPUTS)))
          .synapse(Synapse.parse(STDP))
          .weight(Values.uniform(0, 1));
  var weights = net.record(plastic).weights(time / POINTS);
  var outputs = new ArrayList<RateMonitor>();
  for (int n = 0; n < neurons.size(); n += REPEATS) {
    outputs.add(net.record(neurons, IntStream.range(n, n + REPEATS).toArray()).rate(time / 5));
  }
  net.run(time);

  lab.note(
      "%d s, dt %s ms, %d neurons for each input rate; means over the last fifth of the time"
          .formatted(seconds, dt, REPEATS));
  var histogram = new Plot("Weights after %,d s".formatted(seconds), "weight / g_max", "synapses");
  var course = new Plot("", "time [s]", "fraction in the outer tenths");
  var rates = new double[known.size()];
  for (int r = 0; r < rates.length; r++) {
    var expected = known.get(r);
    String of = ", input %d Hz".formatted(expected.input);
    rates[r] = 1000 * outputs.get(r).rates()[4];
    double[] mean = new double[POINTS], outer = new double[POINTS], counts = new double[20];
    for (int p = 0; p < POINTS; p++) {
      mean[p] = group(weights.sample(p), r).average().orElseThrow();
      outer[p] = group(weights.sample(p), r).filter(w -> w < 0.1 || w > 0.9).count() / (double) GROUP;
    }
    lab.checkRelative("output rate [Hz]" + of, rates[r], expected.output, isFast ? 0.15 : 0.06);
    lab.checkAbsolute("mean weight / g_max" + of, late(mean), expected.mean, isFast ? 0.002 : 0.01);
    lab.checkAbsolute(
        "weights in the outer tenths" + of, late(outer), expected.outer, isFast ? 0.014 : 0.02);
    group(plastic.values("w"), r).forEach(w -> counts[Math.min(19, (int) (20 * w))] += 1. / REPEATS);
    histogram.bars(expected.input + " Hz", IntStream.range(0, 20).mapToDouble(b -> (b + 0.5) / 20).toArray(), counts);
    course.line(expected.input + " Hz", DoubleStream.of(weights.times()).map(t -> t / 1000).toArray(), outer);
  }
  lab.plot(histogram, course);

  if (!isFast) {
    lab.checkAbsolute("output at 40 Hz / output at 10 Hz", rates[4] / rates[0], 1.6, 0.1);
    plastic.plastic(false);
    inputs.set("rate", Values.of(0.04));
    var fixed = net.record(neurons, 0, 1, 2, 3).rate(50_000);
    net.run(50_000);
    lab.note(
        "with the weights learned at 10 Hz kept, input of 40 Hz gives %.1f Hz"
            .formatted(1000 * fixed.rates()[0]));
  }
  System.exit(lab.finish());
}

/** The weights of an input rate's synapses. */
DoubleStream group(float[] weights, int rate) {
  return IntStream.range(rate * GROUP, (rate + 1) * GROUP).mapToDouble(s -> weights[s]);
}

/** The mean of the last fifth. */
double late(double[] course) {
  return Arrays.stream(course, POINTS * 4 / 5, POINTS).average().orElseThrow();
}
