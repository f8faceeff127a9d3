// Four regimes of a network of excitation and inhibition, against Brian2 (Brunel 2000).
import dev.sleipnir.kernels.parallel.*;
import dev.sleipnir.network.analysis.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;
import dev.sleipnir.tasks.simulate.*;

/** Means and deviations of five runs of Brian2: rate and frequency [1/s], CV of intervals. */
record Regime(
    KnownNetwork network, String name, double[] rate, double[] frequency, double[] cv) {}

/** Of 12,500 neurons, and of 5,000. */
static final List<Regime> FULL =
    List.of(
        new Regime(
            KnownNetwork.BRUNEL_SR, "synchronous regular", of(312.42, 0.59), of(626, 1), of(0.0008, 0.0001)),
        new Regime(
            KnownNetwork.BRUNEL_SI_FAST, "synchronous irregular, fast", of(60.5, 0.26), of(172, 2), of(0.887, 0.067)),
        new Regime(
            KnownNetwork.BRUNEL_AI, "asynchronous irregular", of(37.74, 0.29), of(114, 7), of(0.3943, 0.0009)),
        new Regime(
            KnownNetwork.BRUNEL_SI_SLOW, "synchronous irregular, slow", of(5.43, 0.19), of(19, 2), of(0.5304, 0.0105)));
static final List<Regime> SMALL =
    List.of(
        new Regime(
            KnownNetwork.BRUNEL_SR, "synchronous regular", of(312.4, 0.02), of(625, 1), of(0.0041, 0.0015)),
        new Regime(
            KnownNetwork.BRUNEL_SI_FAST, "synchronous irregular, fast", of(59.9, 1.2), of(163, 3), of(1.081, 0.017)),
        new Regime(
            KnownNetwork.BRUNEL_AI, "asynchronous irregular", of(41.46, 0.77), of(105, 14), of(0.74, 0.004)),
        new Regime(
            KnownNetwork.BRUNEL_SI_SLOW, "synchronous irregular, slow", of(11.51, 0.8), of(28, 2), of(0.627, 0.009)));

static double[] of(double mean, double deviation) {
  return new double[] {mean, deviation};
}

void main(String[] args) throws Exception {
  var lab = Lab.start("brunel", args);
  int seeds = lab.isFast() ? 2 : 5;
  var panels = new ArrayList<Panel>();
  for (var regime : lab.isFast() ? SMALL : FULL) {
    double[] rates = new double[seeds], frequencies = new double[seeds], cvs = new double[seeds];
    for (int seed = 1; seed <= seeds; seed++) {
      var built = regime.network.build(lab.isFast() ? 0.4 : 1, seed, Parallel.common());
      var net = built.net();
      boolean isShort = regime.network == KnownNetwork.BRUNEL_SR;
      net.run(isShort ? 300 : 500);
      var e = net.record(built.populations().getFirst()).spikes();
      var i = net.record(built.populations().getLast()).spikes();
      net.run(isShort ? 500 : 1000);
      var all = new SpikeStatistics(SpikeTrains.together(e.trains(), i.trains()));
      rates[seed - 1] = 1000 * new SpikeStatistics(e.trains()).rate();
      cvs[seed - 1] = Moments.of(all.intervals().cvs(5)).mean();
      frequencies[seed - 1] = frequency(all);
      if (seed == 1) {
        var shown = e.trains().between(net.step() - 1000, net.step());
        panels.add(Raster.of(regime.name, shown, lab.isFast() ? 80 : 200, Time.ms(0.5)));
      }
    }
    lab.note(regime.name + ", mean of " + seeds + " seeds against five of Brian2");
    check(lab, "  rate of excitatory neurons [1/s]", rates, regime.rate, 0.1);
    check(lab, "  CV of intervals", cvs, regime.cv, 0.001);
    // Where no oscillation stands out the highest peak is anywhere.
    if (regime.network != KnownNetwork.BRUNEL_AI) {
      check(lab, "  frequency of the network [1/s]", frequencies, regime.frequency, 2);
    }
  }
  lab.plot(2, panels);
  System.exit(lab.finish());
}

/** Within three standard errors of the difference, and what the definition itself leaves open. */
void check(Lab lab, String what, double[] ours, double[] theirs, double open) {
  var moments = Moments.of(ours);
  double own = moments.deviation() * Math.sqrt(ours.length / (ours.length - 1.0));
  double error = Math.max(own, theirs[1]) * Math.sqrt(1.0 / ours.length + 1 / 5.0);
  lab.checkAbsolute(what, moments.mean(), theirs[0], Math.max(open, 3 * error));
}

/** Where the power of the number of spikes in 0.5 ms is greatest, above 6 Hz. */
double frequency(SpikeStatistics statistics) {
  double[] power = statistics.spectrum(0.5, 1000).power(); // 2 Hz apart
  int best = 4;
  for (int f = best; f < power.length; f++) best = power[f] > power[best] ? f : best;
  return 2 * best;
}
