// A bump of activity on a ring stays where it was put, and turns as fast as asymmetric synapses say (Zhang 1996).
import dev.sleipnir.network.*;
import dev.sleipnir.network.analysis.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;

static final int N = 360, BIN = 50; // neurons, a degree apart; what a place is looked at for [ms]
static final double TAU = 100, WIDTH = 30; // of synapses [ms], of excitation [degrees]

static final String NEURON =
    """
    model ring
    parameters tau = 20 (ms), tau_s = 100 (ms), background = 0.9, sigma = 0.1
    state v = 0, I = 0
    input stimulus, xi
    dv/dt = (background + I + stimulus - v) / tau + sigma * xi / sqrt(tau) : euler
    dI/dt = -I / tau_s : exact
    threshold v > 1
    reset v = 0
    refractory 2 (ms) holds v
    """;

/** Of a synapse to a neuron so many degrees further on: neighbours excite, all inhibit. */
double kernel(double degrees) {
  return (3.3 * bell(degrees) - 1) / N;
}

double bell(double degrees) {
  double x = Math.IEEEremainder(degrees, 360) / WIDTH;
  return Math.exp(-x * x / 2);
}

/** What moves the kernel by a degree. */
double slope(double degrees) {
  return (kernel(degrees - 0.01) - kernel(degrees + 0.01)) / 0.02;
}

void main(String[] args) throws Exception {
  var lab = Lab.start("ring_attractor", args);
  double[] stimuli = lab.isFast() ? new double[] {90} : new double[] {90, 190, 20, 300};
  double[] shifts = lab.isFast() ? new double[] {10, -5} : new double[] {2, 5, 10, 15, -2, -5, -10, -15};
  int stays = lab.isFast() ? 1000 : 5000, turns = lab.isFast() ? 500 : 2000; // [ms]
  var net = new Network(0.1, 1);
  var ring = net.population("ring", NEURON, N);
  var all = Connectivity.allToAll();
  net.project(ring, ring).connect(all).synapse(Synapse.into("I")).weight(each(this::kernel));
  var turning = net.project(ring, ring).connect(all).synapse(Synapse.into("I")).weight(0);
  var spikes = net.record(ring).spikes();
  for (double stimulus : stimuli) {
    ring.input("stimulus", net.step(), Values.of(-5)); // ends what was there
    net.run(500);
    ring.input("stimulus", net.step(), Values.function(j -> 2 * bell(j - stimulus)));
    net.run(300);
    ring.input("stimulus", net.step(), Values.of(0));
    net.run(stays);
    double[] places = places(spikes.trains());
    double off = Math.IEEEremainder(places[places.length - 1] - stimulus, 360);
    lab.checkAbsolute("put at " + stimulus + " degrees, later off by", off, 0, 5);
  }
  for (double shift : shifts) {
    turning.weight(each(degrees -> shift * slope(degrees)));
    net.run(turns);
    double[] places = places(spikes.trains());
    int to = places.length - 1, from = to - (turns - 200) / BIN; // once it moves
    double speed = 1000 * (places[to] - places[from]) / ((to - from) * BIN);
    String what = "kernel moved by " + shift + " degrees: speed [degrees/s]";
    lab.checkRelative(what, speed, 1000 * shift / TAU, 0.1);
  }
  double[] places = places(spikes.trains());
  lab.note(String.format(Locale.ROOT, "%.1f spikes/s", 1000 * spikes.count() / (N * net.time())));
  var place = new Plot("Place", "time [ms]", "degrees");
  lab.plot(
      Raster.of("One neuron a degree", spikes.trains().between(0, 20_000), 6, Time.ms(2)),
      place.line("", Time.ms(BIN).of(places.length), places));
  System.exit(lab.finish());
}

/** By the angle from sender to receiver. */
Values each(DoubleUnaryOperator weight) {
  return Values.function(synapse -> weight.applyAsDouble(synapse % N - synapse / N));
}

/** Where the bump is [degrees], without jumps: the mean direction of the spikes in a bin. */
double[] places(SpikeTrains trains) {
  int bins = (int) Math.round(trains.duration() / BIN);
  double[] x = new double[bins], y = new double[bins], places = new double[bins];
  long[] steps = trains.steps();
  int[] neurons = trains.neurons();
  for (int s = 0; s < steps.length; s++) {
    int bin = (int) (steps[s] * trains.dt() / BIN);
    x[bin] += Math.cos(Math.toRadians(neurons[s]));
    y[bin] += Math.sin(Math.toRadians(neurons[s]));
  }
  for (int bin = 0; bin < bins; bin++) {
    double before = places[Math.max(0, bin - 1)];
    boolean isSilent = x[bin] == 0 && y[bin] == 0;
    double place = isSilent ? before : Math.toDegrees(Math.atan2(y[bin], x[bin]));
    places[bin] = before + Math.IEEEremainder(place - before, 360);
  }
  return places;
}
