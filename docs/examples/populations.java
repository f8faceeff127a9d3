// A network of 1,000 integrate-and-fire neurons: excitation, inhibition, delays; its raster and rate.
import dev.sleipnir.network.*;
import dev.sleipnir.tasks.plot.*;

void main(String[] args) throws Exception {
  Path folder = Path.of(args.length > 0 ? args[0] : ".");
  var text =
      """
      model lif
      parameters tau = 20 (ms), tau_e = 5 (ms), tau_i = 10 (ms), E_L = -49 (mV), v_th = -50 (mV), v_r = -60 (mV)
      state v = E_L, ge = 0, gi = 0
      dv/dt = (E_L - v + ge + gi) / tau : exact
      dge/dt = -ge / tau_e : exact
      dgi/dt = -gi / tau_i : exact
      threshold v > v_th
      reset v = v_r
      refractory 5 (ms) holds v
      """;
  var net = new Network(0.1, 1); // time step in ms, seed
  var e = net.population("e", text, 800).set("v", Values.uniform(-60, -50));
  var i = net.population("i", text, 200).set("v", Values.uniform(-60, -50));
  for (var to : List.of(e, i)) {
    var random = Connectivity.probability(0.08);
    net.project(e, to).connect(random).delay(1.5).synapse(Synapse.into("ge")).weight(1.62);
    net.project(i, to).connect(random).delay(0.8).synapse(Synapse.into("gi")).weight(-9);
  }
  var spikes = net.record(e).spikes();
  var rate = net.record(e).rate(5);
  net.run(300);

  IO.println(spikes.count() / (800 * 0.3) + " spikes a second and neuron");
  var raster = Raster.of("Excitatory neurons", spikes.trains(), 5, Time.ms(0.5));
  double[] rates = Arrays.stream(rate.rates()).map(perMs -> 1000 * perMs).toArray();
  var course = new Plot("Rate", "ms", "1/s").line("rate", Time.ms(5).of(rates.length), rates);
  Picture.of(raster.above(course)).write(folder.resolve("populations.png"));
}

// Prints:
// 6.5875 spikes a second and neuron
