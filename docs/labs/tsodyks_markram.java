// Short-term depression and facilitation: ratios of responses (Tsodyks et al. 1998).
import dev.sleipnir.network.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;

static final String SYNAPSE = """
    synapse short_term
    parameters U = 0.5, tau_rec = 800 (ms), tau_fac = 1 (ms)
    state x = 1, u = 0
    dx/dt = (1 - x) / tau_rec
    du/dt = -u / tau_fac
    on pre u = u + U * (1 - u)
    on pre deliver u * x into arriving
    on pre x = x - u * x
    """;
static final String NEURON = "model response\nstate a = 0\ninput arriving\na = arriving\noutput a";
static final int[] RATES = {10, 20, 50}; // [Hz]; periods are whole numbers of steps

/** Time constants in ms; A2 / A1 and A20 / A1 at each rate, A_n the n-th response, where they are known. */
record Kind(String name, double use, double recovery, double facilitation, double[]... ratios) {}

static final List<Kind> KINDS =
    List.of(
        new Kind("depressing", 0.67, 450, 1, // what facilitates is gone by the next spike
            new double[] {0.4635, 0.4005, 0.3591}, new double[] {0.2708, 0.1492, 0.0635}),
        new Kind("facilitating", 0.1, 100, 1000,
            new double[] {1.7476, 1.7435, 1.7281}, new double[] {4.054, 3.298, 1.745}),
        new Kind("pseudolinear", 0.32, 144, 62));

void main(String[] args) throws Exception {
  var lab = Lab.start("tsodyks_markram", args);
  lab.note("expected ratios: the published equations, integrated exactly between spikes");
  var net = new Network(1, 1); // [ms]; of each kind a synapse for each rate, from rest
  var trains = new long[KINDS.size() * RATES.length][20];
  for (int s = 0; s < trains.length; s++) {
    for (int n = 0; n < 20; n++) trains[s][n] = n * 1000 / RATES[s % RATES.length];
  }
  var to = net.population("responses", NEURON, trains.length);
  net.project(net.spikes("trains", trains), to)
      .connect(Connectivity.oneToOne())
      .synapse(Synapse.parse(SYNAPSE))
      .set("U", Values.function(s -> KINDS.get(s / RATES.length).use))
      .set("tau_rec", Values.function(s -> KINDS.get(s / RATES.length).recovery))
      .set("tau_fac", Values.function(s -> KINDS.get(s / RATES.length).facilitation));
  var responses = net.record(to).state("a", 1);
  net.run(2000);

  var plots = new ArrayList<Plot>();
  for (int s = 0; s < trains.length; s++) {
    var kind = KINDS.get(s / RATES.length);
    String rate = RATES[s % RATES.length] + " Hz";
    float[] response = responses.values(s); // of the step after the spike, seen when that is over
    var a = LongStream.of(trains[s]).mapToDouble(t -> response[(int) t + 2]).toArray();
    for (int k = 0; k < kind.ratios.length; k++) {
      String what = kind.name + ", " + rate + (k == 0 ? ": A2/A1" : ": A20/A1");
      double expected = kind.ratios[k][s % RATES.length];
      // Given to four decimals, and the larger ratios to three: half of a last digit is rounding.
      lab.checkAbsolute(what, a[k == 0 ? 1 : 19] / a[0], expected, k == 1 && expected > 1 ? 5e-4 : 1e-4);
    }
    if (s % RATES.length == 0) plots.add(new Plot(kind.name, "time [s]", "transmitted, u x"));
    plots.getLast().line(rate, LongStream.of(trains[s]).mapToDouble(t -> t / 1000.0).toArray(), a);
  }
  lab.plot(plots.toArray(Plot[]::new));
  System.exit(lab.finish());
}
