// Short-term depression and facilitation: ratios of responses (Tsodyks et al. 1998).
import dev.sleipnir.plasticity.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;

// Synapses from rest, a regular train: A_n is what the n-th spike transmits, u x.
static final double[] RATES = {10, 20, 50}; // [Hz]
static final int SPIKES = 20;
static final double DT = 1e-3; // [s]; periods are whole numbers of steps

void main(String[] args) throws Exception {
  var lab = Lab.start("tsodyks_markram", args);
  lab.note("expected ratios: the published equations, integrated exactly between spikes");

  // U 0.67, tau_rec 450 ms, no facilitation; U 0.1, tau_fac 1000 ms, tau_rec 100 ms
  var depressing = ShortTermPlasticity.rule(0.67, 0, 0.45);
  var facilitating = ShortTermPlasticity.rule(ShortTermPreset.FACILITATING);
  ratios(
      lab,
      "depressing",
      depressing, //
      new double[] {0.4635, 0.4005, 0.3591},
      new double[] {0.2708, 0.1492, 0.0635});
  ratios(
      lab,
      "facilitating",
      facilitating, //
      new double[] {1.7476, 1.7435, 1.7281},
      new double[] {4.054, 3.298, 1.745});

  var plots = new ArrayList<Plot>();
  for (var preset : ShortTermPreset.values()) {
    var plot = new Plot(preset.name().toLowerCase(Locale.ROOT), "time [s]", "transmitted, u x");
    for (double rate : RATES) {
      var time = IntStream.range(0, SPIKES).mapToDouble(n -> n / rate).toArray();
      plot.line("%.0f Hz".formatted(rate), time, train(ShortTermPlasticity.rule(preset), rate));
    }
    plots.add(plot);
  }
  lab.plot(plots.toArray(Plot[]::new));
  System.exit(lab.finish());
}

/** A_2 / A_1 and A_20 / A_1 at every rate. */
void ratios(Lab lab, String kind, LearningRule rule, double[] second, double[] last) {
  for (int r = 0; r < RATES.length; r++) {
    double[] a = train(rule, RATES[r]);
    String where = "%s, %.0f Hz".formatted(kind, RATES[r]);
    // Given to four decimals, and the larger ratios to three: half of a last digit is rounding.
    lab.checkAbsolute(where + ": A2/A1", a[1] / a[0], second[r], 1e-4);
    lab.checkAbsolute(where + ": A20/A1", a[19] / a[0], last[r], last[r] < 1 ? 1e-4 : 5e-4);
  }
}

double[] train(LearningRule rule, double rate) {
  int[] zero = {0};
  var one = SparseConnectivity.of(1, 1, zero, zero, new float[] {1}, zero);
  var synapse = rule.dt(DT).sparse(one);
  int period = (int) Math.round(1 / (rate * DT));
  var transmitted = new double[SPIKES];
  for (int t = 0; t < SPIKES * period; t++) {
    float[] spike = {t % period == 0 ? 1 : 0};
    float[] current = {0};
    synapse.step(spike, new float[1], current);
    transmitted[t / period] += current[0];
  }
  return transmitted;
}
