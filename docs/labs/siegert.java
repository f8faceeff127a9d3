// Noisy LIF neurons against Siegert's formula for their rate, at threshold on average.
import dev.sleipnir.model.neuron.*;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;
import org.apache.commons.math3.analysis.integration.*;
import org.apache.commons.math3.special.*;

// Potentials from rest. tau dv/dt = mu - v + sigma sqrt(tau) xi(t), so that without a threshold the
// variance of v is sigma^2 / 2.
static final double TAU = 10; // [ms]
static final double T_REF = 2; // [ms]
static final double V_TH = 15; // [mV], reset to 0
static final double SIGMA = Math.sqrt(1.5); // [mV]

/** Euler-Maruyama with steps of +-1 standard deviation, which are drawn in the neuron. */
static final Neuron NEURON =
    Neuron.parse(
            """
            model noisy_lif
            parameters tau = 10 (ms), sigma = 1 (mV), v_th = 15 (mV)
            state v = 0 (mV)
            input mu
            noise = sigma * sqrt(tau / dt) * (2 * bernoulli(0.5) - 1)
            dv/dt = (mu - v + noise) / tau : euler
            threshold v > v_th
            reset v = 0
            refractory 2 (ms) holds v
            output z
            """)
        .with("sigma", SIGMA)
        .seed(1);

void main(String[] args) throws Exception {
  var lab = Lab.start("siegert", args);
  lab.checkRelative("theory at mu = 15 mV [Hz]", siegert(15), 27.1095934379, 1e-9);

  double dt = 0.01; // [ms]
  int neurons = lab.isFast() ? 300 : 2_000; // at each mean
  var means = lab.isFast() ? new double[] {15} : new double[] {12, 13, 13.5, 14, 15, 16, 17, 18};
  var rates = simulate(means, neurons, dt);
  int at = Arrays.binarySearch(means, 15);
  lab.checkRelative("simulated rate at mu = 15 mV [Hz]", rates[at], siegert(15), 0.03);
  lab.note("%d neurons, 1 s after 0.2 s, dt %s ms".formatted(neurons, dt));
  lab.note(
      "A walk seen at steps oversteps the threshold by half a step or more: as if it were higher"
          + " by");
  double shift = 0.5 * SIGMA * Math.sqrt(dt / TAU);
  lab.note(
      "%.3f mV, which alone lowers the rate by %.2f %%; measured: %.2f %%"
          .formatted(
              shift,
              100 * (1 - siegert(15, V_TH + shift) / siegert(15)),
              100 * (1 - rates[at] / siegert(15))));

  var x = IntStream.rangeClosed(120, 180).mapToDouble(k -> k / 10.).toArray();
  lab.plot(
      new Plot("LIF with white noise, sigma^2 = 1.5 mV^2", "mean input [mV]", "rate [Hz]")
          .line("Siegert", x, DoubleStream.of(x).map(mu -> siegert(mu)).toArray())
          .points("simulation", means, rates));
  System.exit(lab.finish());
}

double siegert(double mu) {
  return siegert(mu, V_TH);
}

/** Rate [Hz]: 1 / (t_ref + tau sqrt(pi) int exp(u^2) (1 + erf u) du), from reset to threshold. */
double siegert(double mu, double threshold) {
  var rule = new IterativeLegendreGaussIntegrator(16, 1e-13, 1e-13);
  double integral =
      rule.integrate(
          1_000_000, u -> Math.exp(u * u) * Erf.erfc(-u), -mu / SIGMA, (threshold - mu) / SIGMA);
  return 1000 / (T_REF + TAU * Math.sqrt(Math.PI) * integral);
}

/** Rates at each mean input [Hz]. */
double[] simulate(double[] means, int neurons, double dt) {
  int block = 500; // steps
  var input = Tensor.zeros(block, 1, means.length * neurons);
  for (int k = 0; k < input.size(); k++) {
    input.data()[k] = (float) means[k / neurons % means.length];
  }
  var layer = NEURON.dt(dt).layer();
  var state = layer.run(input, null).state(); // 0.2 s until the start is forgotten
  for (int s = block; s < Math.round(200 / dt); s += block) {
    state = layer.run(input, state).state();
  }
  var spikes = new double[means.length];
  int steps = (int) Math.round(1000 / dt);
  for (int s = 0; s < steps; s += block) {
    var step = layer.run(input, state);
    state = step.state();
    var z = step.output().values();
    for (int k = 0; k < z.length; k++) {
      spikes[k / neurons % means.length] += z[k];
    }
  }
  return DoubleStream.of(spikes).map(n -> n / neurons).toArray();
}
