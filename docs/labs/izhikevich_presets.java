// The twenty kinds of firing of Izhikevich (2004), each under a current that shows it.
import static dev.sleipnir.model.neuron.Izhikevich.Preset.*;

import dev.sleipnir.model.neuron.Izhikevich.Preset;
import dev.sleipnir.model.tensor.*;
import dev.sleipnir.tasks.lab.*;
import dev.sleipnir.tasks.plot.*;

/** A current over model time [ms], one step of the neuron for each point, and what it evokes. */
record Protocol(
    Preset preset,
    double end,
    double step,
    DoubleUnaryOperator current,
    int spikes,
    List<Integer> first) {}

/**
 * Norse's protocols; the spikes were computed in double precision. Norse has none for
 * accommodation.
 */
static final List<Protocol> PROTOCOLS =
    List.of(
        show(TONIC_SPIKING, 100, 0.25, on(14, 9.975, 1e9), 5, 51, 67, 122, 232, 341),
        show(PHASIC_SPIKING, 200, 0.25, on(0.5, 20, 1e9), 1, 174),
        show(TONIC_BURSTING, 220, 0.25, on(15, 25, 1e9), 29, 112, 118, 125, 132, 140, 148),
        show(PHASIC_BURSTING, 200, 0.25, on(0.6, 20, 1e9), 7, 176, 195, 215, 237, 262, 291),
        show(MIXED_MODE, 160, 0.25, on(10, 15.975, 1e9), 6, 79, 90, 107, 261, 389, 517),
        show(SPIKE_FREQUENCY_ADAPTATION, 85, 0.25, on(30, 8.475, 1e9), 6, 40, 48, 59, 78, 166, 281),
        show(CLASS_1_EXC, 300, 0.25, ramp(0, 0.075), 10, 338, 501, 624, 727, 817, 898),
        show(CLASS_2_EXC, 300, 0.25, ramp(-0.5, 0.015), 16, 420, 500, 572, 637, 696, 751),
        show(SPIKE_LATENCY, 100, 0.2, on(7.4, 9.98, 3), 1, 70),
        show(SUBTHRESHOLD_OSCILLATION, 200, 0.25, on(2, 19.975, 5), 1, 104),
        show(RESONATOR, 400, 0.25, on(0.65, 39.975, 4, 59.975, 4, 279.825, 4, 319.825, 4), 1, 1352),
        show(
            INTEGRATOR,
            100,
            0.25,
            on(9, 99.75 / 11, 2, 99.75 / 11 + 5, 2, 69.825, 2, 79.825, 2),
            1,
            80),
        show(REBOUND_SPIKE, 200, 0.2, on(-15, 20, 5), 1, 308),
        show(REBOUND_BURST, 200, 0.2, on(-15, 20, 5), 11, 308, 322, 337, 353, 370, 388),
        show(
            THRESHOLD_VARIABILITY,
            100,
            0.25,
            t -> on(1, 10, 5, 80, 5).applyAsDouble(t) + on(-6, 70, 5).applyAsDouble(t),
            1,
            372),
        show(
            BISTABILITY,
            300,
            0.25,
            plus(0.24, on(1, 299.75 / 8, 5, 216, 5)),
            7,
            179,
            334,
            489,
            644,
            799,
            900),
        show(DAP, 50, 0.1, on(20, 9, 2), 4, 113, 159, 233, 305),
        show(INHIBITION_INDUCED_SPIKING, 350, 0.5, plus(80, on(-5, 49.9, 200.2)), 2, 275, 511),
        show(
            INHIBITION_INDUCED_BURSTING,
            350,
            0.5,
            plus(80, on(-5, 49.9, 200.2)),
            247,
            243,
            249,
            255,
            261,
            267,
            273),
        show(ACCOMODATION, 200, 0.5, t -> 0.1 * t, -1));

/** A current that rises from 30 ms on. */
static DoubleUnaryOperator ramp(double start, double slope) {
  return t -> start + slope * Math.max(0, t - 30);
}

static DoubleUnaryOperator plus(double constant, DoubleUnaryOperator current) {
  return t -> constant + current.applyAsDouble(t);
}

static Protocol show(
    Preset preset,
    double end,
    double step,
    DoubleUnaryOperator current,
    int spikes,
    Integer... first) {
  return new Protocol(preset, end, step, current, spikes, List.of(first));
}

/** A current in windows, each its start and its length, both open. */
static DoubleUnaryOperator on(double current, double... windows) {
  return t -> {
    boolean inside = false;
    for (int w = 0; w < windows.length; w += 2) {
      inside |= t > windows[w] && t < windows[w] + windows[w + 1];
    }
    return inside ? current : 0;
  };
}

void main(String[] args) throws Exception {
  var lab = Lab.start("izhikevich_presets", args);
  var plots = new ArrayList<Panel>();
  for (var p : PROTOCOLS) {
    var name = p.preset.name().toLowerCase(Locale.ROOT);
    int steps = (int) Math.round(p.end / p.step);
    var time = IntStream.range(0, steps).mapToDouble(k -> k * p.step).toArray();
    var current = Tensor.zeros(steps, 1, 1);
    for (int k = 0; k < steps; k++) {
      current.data()[k] = (float) p.current.applyAsDouble(time[k]);
    }
    var run = p.preset.neuron().layer().recordStates(current, null);
    var z = run.output().toArray();
    var spikes = IntStream.range(0, steps).filter(k -> z[k] > 0).boxed().toList();
    if (p.spikes >= 0) {
      lab.checkEqual(name + ": spikes", spikes.size(), p.spikes);
      lab.checkEqual("first steps", spikes.stream().limit(6).toList(), p.first);
    } else {
      lab.note(name + ": no criterion, shown under a ramp of 0.1 per ms");
    }
    var v = run.states().get("v").toArray();
    var trace = IntStream.range(0, steps).mapToDouble(k -> z[k] > 0 ? 30 : v[k]).toArray();
    var stimulus = new Plot("", "time [ms]", "input").line("input", time, doubles(current)).height(30);
    plots.add(
        new Plot(name.replace('_', ' '), "time [ms]", "v [mV]")
            .line("v", time, trace)
            .yRange(-100, 40)
            .above(stimulus));
  }
  lab.plot(4, plots);
  System.exit(lab.finish());
}

static double[] doubles(Tensor values) {
  var floats = values.toArray();
  return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
}
