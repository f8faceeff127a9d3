package dev.sleipnir.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The neurons of the library against formulas and plain loops in double precision. */
class NeuronsTest {
  private static final double DT = 0.1;

  private static SpikeMonitor spikes(Neuron neuron, double dt, double current, double time) {
    var net = new Network(dt, 1);
    var one = net.population("one", neuron, 1).input("I", 0, Values.of(current));
    var spikes = net.record(one).spikes();
    net.run(time);
    return spikes;
  }

  /** The course of a variable after a spike of weight 1 that acts in step 0. */
  private static float[] response(Neuron neuron, String port, String variable, int steps) {
    var net = new Network(DT, 1);
    var one = net.population("one", neuron, 1);
    one.set("E_L", 0).set("v", 0).set("v_th", 10).set("v_r", 0);
    var source = net.spikes("source", 1, new long[] {0}, new int[] {0});
    net.project(source, one).connect(Connectivity.allToAll()).synapse(Synapse.into(port));
    var course = net.record(one).state(variable);
    net.runSteps(steps + 2);
    return Arrays.copyOfRange(course.values(0), 1, steps + 2);
  }

  /** A constant current brings a leaky neuron to its threshold after a time that is known. */
  @ParameterizedTest
  @CsvSource({"lifDelta, 376", "lifExp, 400", "lifAlpha, 500", "lifDoubleExp, 1000"})
  void ratesOfConstantCurrents(String name, double current) {
    double r = 10.0 / 250;
    double first = 10 * Math.log(r * current / (r * current - 15));
    long[] steps = spikes(kind(name), DT, current, 200).steps();
    // The step whose end is the first at or past the crossing; the reset is held for 2 ms.
    long toThreshold = (long) Math.ceil(first / DT);
    assertEquals(toThreshold - 1, steps[0]);
    assertEquals(toThreshold + 19, steps[1] - steps[0]);
    assertTrue(steps.length > 2);
  }

  private static Neuron kind(String method) {
    return Neurons.all().stream()
        .filter(kind -> kind.java().equals("Neurons." + method + "()"))
        .findFirst()
        .orElseThrow()
        .neuron();
  }

  @Test
  void aCurrentBelowTheThresholdNeverFires() {
    assertEquals(0, spikes(Neurons.lifExp(), DT, 374, 500).count());
  }

  @Test
  void shapesOfCurrentsAndConductances() {
    for (var which : List.of("lifAlpha", "lifCondAlpha")) {
      double tau = which.equals("lifAlpha") ? 2 : 0.2;
      String variable = which.equals("lifAlpha") ? "Ie" : "ge";
      float[] alpha = response(kind(which), "se", variable, 100);
      for (int k = 0; k < alpha.length; k++) {
        double t = k * DT;
        assertEquals(t / tau * Math.exp(1 - t / tau), alpha[k], 1e-6, which + " at " + t);
      }
    }
    float[] both = response(Neurons.lifDoubleExp(), "si", "Ii", 100);
    double peak = 0.5 * 5 / 4.5 * Math.log(10);
    double norm = 1 / (Math.exp(-peak / 5) - Math.exp(-peak / 0.5));
    for (int k = 0; k < both.length; k++) {
      double t = k * DT;
      assertEquals(norm * (Math.exp(-t / 5) - Math.exp(-t / 0.5)), both[k], 2e-6);
    }
    float[] exp = response(Neurons.lifCondExp(), "gi", "gi", 100);
    for (int k = 0; k < exp.length; k++) {
      assertEquals(Math.exp(-k * DT / 10), exp[k], 1e-6);
    }
    // The potential's answer to a current of 1 pA, solved: 1 / C of it in every time step.
    float[] v = response(Neurons.lifExp(), "Ie", "v", 100);
    for (int k = 0; k < v.length; k++) {
      double t = k * DT;
      double deflection = (Math.exp(-t / 10) - Math.exp(-t / 2)) / 250 / (1. / 2 - 1. / 10);
      assertEquals(deflection, v[k], 1e-8);
    }
  }

  @Test
  void aSpikeMovesThePotential() {
    assertEquals(1, response(Neurons.lifDelta(), "v", "v", 0)[0], 0);
  }

  @Test
  void conductancesPullTowardsTheirReversal() {
    var net = new Network(DT, 1);
    var one = net.population("one", Neurons.lifCondExp(), 2);
    one.set("ge", Values.of(30, 0)).set("gi", Values.of(0, 30)).set("v_th", 100);
    net.run(20);
    // The same by many small steps.
    double[] v = {-60, -60};
    int fine = 100_000;
    double h = 20.0 / fine;
    for (int k = 0; k < fine; k++) {
      double t = (k + 0.5) * h;
      v[0] += h * (10 * (-60 - v[0]) + 30 * Math.exp(-t / 5) * (0 - v[0])) / 200;
      v[1] += h * (10 * (-60 - v[1]) + 30 * Math.exp(-t / 10) * (-80 - v[1])) / 200;
    }
    assertEquals(v[0], one.state("v")[0], 0.2); // first order in dt
    assertEquals(v[1], one.state("v")[1], 0.1);
  }

  @Test
  void adaptiveThreshold() {
    long[] steps = spikes(Neurons.lifAdaptiveThreshold(), DT, 500, 300).steps();
    var expected = new ArrayList<Long>();
    double v = -70;
    double theta = 0;
    long last = -1000;
    for (long n = 0; n < 3000; n++) {
      boolean free = n - last >= 20;
      v = free ? -50 + (v + 50) * Math.exp(-DT / 10) : v;
      theta *= Math.exp(-DT / 100);
      if (free && v >= -55 + theta) {
        expected.add(n);
        last = n;
        v = -70;
        theta += 1;
      }
    }
    assertArrayEquals(expected.stream().mapToLong(Long::longValue).toArray(), steps);
    assertTrue(steps[2] - steps[1] > steps[1] - steps[0], "intervals grow");
  }

  private interface Slope {
    double at(double v, double w);
  }

  /** The midpoint rule for one or two variables, the potential cut before it runs away. */
  private static List<Long> midpoint(
      Slope dv, Slope dw, double start, double cut, double reset, double jump, int hold, int n) {
    var spikes = new ArrayList<Long>();
    double v = start;
    double w = 0;
    long last = -1000;
    for (long k = 0; k < n; k++) {
      boolean free = k - last >= hold;
      double u = Math.min(v, cut);
      double half = v + DT / 2 * dv.at(u, w);
      double halfW = w + DT / 2 * dw.at(u, w);
      if (free) {
        v += DT * dv.at(Math.min(half, cut), halfW);
        w += DT * dw.at(Math.min(half, cut), halfW);
      }
      if (free && v >= cut) {
        spikes.add(k);
        last = k;
        v = reset;
        w += jump;
      }
    }
    return spikes;
  }

  private static void assertSpikes(List<Long> expected, SpikeMonitor actual) {
    assertTrue(expected.size() > 2, "spikes");
    assertArrayEquals(
        expected.stream().mapToLong(Long::longValue).toArray(), actual.steps(), "steps");
  }

  @Test
  void eif() {
    Slope dv = (v, w) -> (10 * (-65 - v + 3.48 * Math.exp((v + 59.9) / 3.48)) + 150) / 100;
    assertSpikes(
        midpoint(dv, (v, w) -> 0, -65, -59.9 + 34.8, -68, 0, 17, 3000),
        spikes(Neurons.eif(), DT, 150, 300));
  }

  @Test
  void adex() {
    Slope dv = (v, w) -> (30 * (-70.6 - v + 2 * Math.exp((v + 50.4) / 2)) - w + 800) / 281;
    Slope dw = (v, w) -> (4 * (v + 70.6) - w) / 144;
    SpikeMonitor spikes = spikes(Neurons.adex(), DT, 800, 500);
    assertSpikes(midpoint(dv, dw, -70.6, -30.4, -70.6, 80.5, 0, 5000), spikes);
    long[] steps = spikes.steps();
    assertTrue(steps[5] - steps[4] > 2 * (steps[1] - steps[0]), "spikes get rarer");
  }

  @ParameterizedTest
  @CsvSource({"0.02, 0.2, -65, 8", "0.1, 0.2, -65, 2", "0.02, 0.2, -50, 2", "0.02, 0.25, -65, 2"})
  void izhikevich(double a, double b, double c, double d) {
    double dt = 0.5;
    var net = new Network(dt, 1);
    var one = net.population("one", Neurons.izhikevich(), 1).input("I", 0, Values.of(10));
    one.set("a", a).set("b", b).set("c", c).set("d", d);
    var spikes = net.record(one).spikes();
    net.run(100);
    var expected = new ArrayList<Long>();
    double v = -65;
    double u = b * v;
    for (long n = 0; n < 200; n++) {
      double before = v;
      v += dt * (0.04 * v * v + 5 * v + 140 - u + 10);
      u += dt * a * (b * before - u);
      if (v >= 30) {
        expected.add(n);
        v = c;
        u += d;
      }
    }
    assertSpikes(expected, spikes);
  }

  @Test
  void hodgkinHuxley() {
    double[] x = {-60, 0, 0, 0};
    var expected = new ArrayList<Long>();
    long last = -1000;
    for (long k = 0; k < 2000; k++) {
      double v = x[0];
      double am = 0.32 * (13 - v - 63) / (Math.exp((13 - v - 63) / 4) - 1);
      double bm = 0.28 * (v + 63 - 40) / (Math.exp((v + 63 - 40) / 5) - 1);
      double ah = 0.128 * Math.exp((17 - v - 63) / 18);
      double bh = 4 / (1 + Math.exp((40 - v - 63) / 5));
      double an = 0.032 * (15 - v - 63) / (Math.exp((15 - v - 63) / 5) - 1);
      double bn = 0.5 * Math.exp((10 - v - 63) / 40);
      double na = 20_000 * Math.pow(x[1], 3) * x[3];
      double kd = 6000 * Math.pow(x[2], 4);
      double g = 10 + na + kd;
      double rest = (10 * -60 + na * 50 + kd * -90 + 300) / g;
      x[0] = rest + (v - rest) * Math.exp(-DT * g / 200);
      x[1] = am / (am + bm) + (x[1] - am / (am + bm)) * Math.exp(-DT * (am + bm));
      x[2] = an / (an + bn) + (x[2] - an / (an + bn)) * Math.exp(-DT * (an + bn));
      x[3] = ah / (ah + bh) + (x[3] - ah / (ah + bh)) * Math.exp(-DT * (ah + bh));
      if (x[0] > -20 && k - last >= 30) {
        expected.add(k);
        last = k;
      }
    }
    assertSpikes(expected, spikes(Neurons.hodgkinHuxley(), DT, 300, 200));
  }

  /** At a potential that is held the hazard is known; a spike lowers it. */
  @Test
  void gifSpikesByItsHazard() {
    int size = 20_000;
    var net = new Network(DT, 1);
    var many = net.population("many", Neurons.gif(), size);
    many.set("E_L", -34).set("v", -34);
    var first = net.record(many).spikes();
    net.run(1);
    double rate = 0.001 * Math.exp((-34 + 39.6) / 1.4);
    double expected = size * (1 - Math.exp(-rate));
    assertEquals(expected, first.count(), 4 * Math.sqrt(expected));
    int j = first.neurons()[0];
    assertEquals(11.7, many.state("gamma1")[j], 0.3);
    assertEquals(56.7, many.state("eta1")[j], 1.2);
    assertEquals(-36.7f, many.state("v")[j], "held for 4 ms");
    net.run(4);
    double once = size * (1 - Math.exp(-5 * rate));
    assertEquals(once, first.count(), 4 * Math.sqrt(once), "none spikes again so soon");
  }

  @Test
  void poissonNeuronsHaveTheirRates() {
    var net = new Network(DT, 1);
    var many = net.population("many", Neurons.poisson(), 10_001);
    many.set("rate", Values.function(i -> i < 5000 ? 0.02 : 0.1));
    var spikes = net.record(many).spikes();
    net.run(100);
    long slow = Arrays.stream(spikes.neurons()).filter(i -> i < 5000).count();
    double of = (1 - Math.exp(-0.002)) * 1000;
    assertEquals(5000 * of, (double) slow, 4 * Math.sqrt(5000 * of));
    double ofFast = (1 - Math.exp(-0.01)) * 1000;
    assertEquals(5001 * ofFast, (double) (spikes.count() - slow), 4 * Math.sqrt(5001 * ofFast));
    // Drawn anew in each step and neuron: pairs of steps coincide by chance only.
    long[] steps = spikes.steps();
    int[] neurons = spikes.neurons();
    int again = 0;
    for (int s = 1; s < steps.length; s++) {
      again += neurons[s] == neurons[s - 1] && steps[s] != steps[s - 1] ? 1 : 0;
    }
    assertTrue(again < 100, "repeated " + again);
  }

  /** What is drawn for a line is one number, wherever the line is used. */
  @Test
  void chanceIsTheSameInTheReset() {
    var net = new Network(1, 3);
    var many =
        net.population(
            "many",
            """
            model coin
            state heads = 0, tails = 0
            coin = bernoulli(0.5)
            other = bernoulli(0.5)
            threshold coin + other > 0
            reset heads = heads + coin
            reset tails = tails + (1 - coin) * other
            """,
            1000);
    var spikes = net.record(many).spikes();
    net.runSteps(10);
    double sum = 0;
    for (int i = 0; i < 1000; i++) {
      sum += many.state("heads")[i] + many.state("tails")[i];
    }
    assertEquals(spikes.count(), sum, "either it was heads or the other was");
    assertEquals(7500, spikes.count(), 4 * Math.sqrt(10_000 * 0.75 * 0.25));
  }

  @Test
  void allAreThereOnce() {
    assertEquals(
        Neurons.all().size(), Neurons.all().stream().map(Neurons.Kind::name).distinct().count());
    assertSame(Neurons.lifExp(), Neurons.lifExp());
  }
}
