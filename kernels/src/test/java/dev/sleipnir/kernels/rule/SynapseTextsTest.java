package dev.sleipnir.kernels.rule;

import static dev.sleipnir.kernels.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.Allocation;
import dev.sleipnir.kernels.equation.EquationException;
import dev.sleipnir.kernels.equation.RuleEquations.Side;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.sparse.SparseCase;
import dev.sleipnir.kernels.sparse.SparseRows;
import dev.sleipnir.kernels.spikes.SpikeRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Texts of sparse synapses: what they deliver, what they have, what happens at every step. */
class SynapseTextsTest {
  private static final double DT = 0.002;
  private static final int NO_REBASE = 1 << 30;

  private static final String SHORT_TERM =
      """
      rule short_term
      parameters U = 0.3, tau_f = 0.4 (s), tau_d = 0.15 (s)
      synapse u = 0 decay 1 / tau_f
      synapse x = 1 decay 1 / tau_d follow 1
      on pre u = u + U * (1 - u)
      deliver w * u * x into ge
      on pre x = x - u * x
      """;

  private static final String TAGGED =
      """
      rule tagged
      parameters a = 0.05, b = 0.04, tau = 0.03 (s), tau_c = 0.2 (s), rest = 0.25
      trace x of pre decay 1 / tau jump 1
      trace y of post decay 1 / tau jump 1
      synapse c = 0.5 decay 1 / tau_c
      synapse n = 0
      synapse d = 1 decay 2 / tau_c follow rest
      on pre c = c - b * y
      on pre w = w - 0.1 * c * w
      on pre n = n + 1
      on post c = c + a * x
      on post d = d + 0.25 * (1 - d)
      on post w = w + 0.1 * c * (1 - w) * d
      bounds 0, 1
      """;

  private static final String PORTS =
      """
      rule ports
      parameters a = 0.3, tau = 0.03 (s)
      trace y of post decay 1 / tau jump 1
      synapse n = 0.5
      deliver w into first
      on pre w = w - a * w
      deliver w * (1 - y) into second
      on pre n = 0.5 * n + w
      deliver 2 * n into first
      deliver max(w, y) into third
      on post w = w - 0.125
      bounds 0, 1
      """;

  private static final String DELIVERS_ONLY =
      """
      rule scaled
      parameters g = 2.5
      deliver g * w into ge
      deliver -w into gi
      """;

  /** Waits: what neurons have counts where pre-synaptic spikes arrive. */
  private static final String CONDUCTANCE =
      """
      rule conductance
      parameters E = 0.5, tau = 0.03 (s)
      signal v of post
      signal gain of pre
      signal level
      trace v_mean of post decay 1 / tau follow v * level
      trace gain_mean of pre decay 1 / tau follow gain + x
      trace y of post decay 1 / tau jump 1
      trace x of pre decay 1 / tau jump 1
      deliver w * (E - v) * gain into ge
      deliver level * gain_mean into gi
      on pre w = w - 0.05 * level * y * (v_mean - 0.25)
      on post w = w + 0.1 * x
      bounds 0, 1
      """;

  /** Reaches every synapse at every step. */
  private static final String REWARD =
      """
      rule reward
      parameters eta = 2, tau = 0.02 (s), tau_c = 0.1 (s), tau_n = 0.05 (s)
      signal reward
      trace x of pre decay 1 / tau jump 1
      trace y of post decay 1 / tau jump 1
      synapse c = 0.25 decay 1 / tau_c
      synapse n = 0 decay 1 / tau_n follow 0.5
      on pre c = c - y
      on pre n = n + 1
      on post c = c + x
      on step w = w + dt * eta * c * reward * n
      bounds 0, 1
      """;

  /** Reaches some synapses at every step. */
  private static final String VOLTAGE =
      """
      rule voltage
      parameters a = 0.2, theta = 0.7, tau = 0.03 (s)
      signal u of post
      trace x of pre decay 1 / tau jump 1
      trace u_mean of post decay 1 / tau follow u
      synapse changes = 0
      on pre w = w - 0.1 * relu(u_mean - 0.2)
      on step when u > theta, w = w + a * x * (u - theta)
      on step when u > theta and u_mean > 0.1, changes = changes + 1
      bounds 0, 1
      """;

  /** Needs to know at once what the neuron has when it spikes. */
  private static final String GATED =
      """
      rule gated
      parameters a = 0.2, tau = 0.03 (s)
      signal u of post
      signal g of pre
      trace x of pre decay 1 / tau jump 1
      on pre w = w - 0.1 * w * u
      deliver w * (1 - u) into first
      deliver g into second
      on post w = w + a * x * u * (0.5 + g)
      bounds 0, 1
      """;

  private static final List<String> TEXTS =
      List.of(SHORT_TERM, TAGGED, PORTS, DELIVERS_ONLY, CONDUCTANCE, REWARD, VOLTAGE, GATED);

  private static Map<String, float[]> signals(RuleModel model, SparseRows rows, Random random) {
    Map<String, float[]> signals = new HashMap<>();
    model.signals(null).forEach(name -> signals.put(name, drawn(1, random)));
    model.signals(Side.PRE).forEach(name -> signals.put(name, drawn(rows.pre(), random)));
    model.signals(Side.POST).forEach(name -> signals.put(name, drawn(rows.post(), random)));
    return signals;
  }

  private static float[] drawn(int n, Random random) {
    float[] drawn = new float[n];
    for (int i = 0; i < n; i++) {
      drawn[i] = random.nextFloat();
    }
    return drawn;
  }

  private static void set(SparseUpdate update, RuleModel model, Map<String, float[]> signals) {
    for (int k = 0; k < model.signals(null).size(); k++) {
      update.signals()[k] = Objects.requireNonNull(signals.get(model.signals(null).get(k)))[0];
    }
    for (Side side : Side.values()) {
      for (int k = 0; k < model.signals(side).size(); k++) {
        float[] values = Objects.requireNonNull(signals.get(model.signals(side).get(k)));
        System.arraycopy(values, 0, update.signal(side, k), 0, values.length);
      }
    }
  }

  private static List<RuleSettings> settings() {
    List<RuleSettings> all = new ArrayList<>();
    for (RuleSettings settings : Rules.settings()) {
      if (settings.reduction() == BatchReduction.SUM && settings.hardBounds()) {
        all.add(settings);
      }
    }
    return all;
  }

  private static SparseUpdate update(
      RuleModel model,
      RuleSettings settings,
      SparseRows rows,
      float[] w,
      Parallel parallel,
      int partitions,
      int mostSteps) {
    RuleConstants constants = model.constants(Map.of(), DT, settings);
    return SparseUpdate.of(model, constants, rows, w, parallel, partitions, mostSteps);
  }

  private static void near(double expected, double got, String what, int step, int at) {
    double tolerance = 2e-5 * Math.max(1, Math.abs(expected));
    assertEquals(expected, got, tolerance, () -> what + ", step " + step + ", " + at);
  }

  /** Flushed at every step, and at the end only: the former near, both the same bits. */
  private static void compare(
      String text, RuleSettings settings, SparseCase made, int steps, int mostSteps) {
    RuleModel model = RuleModel.parse(text);
    SparseRows rows = made.rows;
    String what = model + " " + settings + ", " + rows.pre() + " to " + rows.post();
    SpikeTrains trains = new SpikeTrains(rows.size());
    Random random = new Random(rows.size());
    boolean waits = SparseLoops.waits(model.equations());
    PlainSynapses plain = new PlainSynapses(model, settings, rows, DT, made.weights);
    float[] eager = made.weights.clone();
    float[] lazy = made.weights.clone();
    Parallel one = Parallel.of(1);
    SparseUpdate eagerly = update(model, settings, rows, eager, one, 3, mostSteps);
    SparseUpdate lazily = update(model, settings, rows, lazy, one, 1, NO_REBASE);
    float[][] eagerPorts = new float[model.ports().size()][rows.post()];
    float[][] lazyPorts = new float[model.ports().size()][rows.post()];
    float[] zPre = new float[rows.pre()];
    float[] zPost = new float[rows.post()];
    for (int t = 0; t < steps; t++) {
      trains.next(t, zPre, zPost);
      Map<String, float[]> signals = signals(model, rows, random);
      set(eagerly, model, signals);
      set(lazily, model, signals);
      plain.step(zPre, zPost, signals);
      eagerly.deliver(Bits.of(zPre), Bits.of(zPost), eagerPorts);
      lazily.deliver(Bits.of(zPre), Bits.of(zPost), lazyPorts);
      eagerly.flush();
      for (int s = 0; s < eager.length; s++) {
        near(plain.now(s, "w"), eager[s], what, t, s);
        // Counting anew, variables decay that have been silent for long.
        for (int v = 0; mostSteps == NO_REBASE && v < model.variables().size(); v++) {
          String name = model.variables().get(v);
          double expected = waits ? plain.stored(s, name) : plain.now(s, name);
          near(expected, eagerly.variable(v)[s], what + ", " + name, t, s);
        }
      }
      for (int p = 0; p < eagerPorts.length; p++) {
        double[] expected = Objects.requireNonNull(plain.ports.get(model.ports().get(p)));
        for (int j = 0; j < expected.length; j++) {
          near(expected[j], eagerPorts[p][j], what + ", port " + p, t, j);
        }
        if (mostSteps == NO_REBASE) {
          assertSame(eagerPorts[p], lazyPorts[p], what + ", port " + p + ", step " + t);
        }
      }
    }
    lazily.flush();
    if (mostSteps == NO_REBASE) {
      assertSame(eager, lazy, what + ", weights flushed at the end");
      for (int v = 0; v < model.variables().size(); v++) {
        assertSame(eagerly.variable(v), lazily.variable(v), what + ", variable " + v);
      }
    }
  }

  @Test
  void equalTheInterpretedTextInEveryWay() {
    SparseCase made = new SparseCase(9, 5, 12, 3, 1);
    for (String text : TEXTS) {
      for (RuleSettings settings : settings()) {
        compare(text, settings, made, 30, NO_REBASE);
      }
    }
  }

  @Test
  void equalTheInterpretedTextAtOddSizes() {
    for (String text : TEXTS) {
      for (int pre : new int[] {1, 31}) {
        for (int post : new int[] {1, 67}) {
          for (int maxDelay : new int[] {0, 20}) {
            SparseCase made = new SparseCase(pre, post, 2 * post, maxDelay, pre * 100 + post);
            compare(text, RuleSettings.DEFAULT, made, 40, NO_REBASE);
          }
        }
      }
    }
  }

  @Test
  void countStepsFromALaterOneBeforeTheyOverflow() {
    SparseCase made = new SparseCase(9, 5, 12, 3, 2);
    for (String text : TEXTS) {
      compare(text, RuleSettings.DEFAULT, made, 60, 16);
    }
  }

  @Test
  void sameBitsForAnyNumberOfThreadsAndPartitions() {
    SparseCase made = new SparseCase(300, 500, 120, 4, 3);
    for (String text : TEXTS) {
      RuleModel model = RuleModel.parse(text);
      float[] expected = null;
      float[][] expectedPorts = null;
      for (int threads : new int[] {1, 3}) {
        for (int partitions : new int[] {0, 1, 7}) {
          try (var parallel = Parallel.of(threads)) {
            SpikeTrains trains = new SpikeTrains(4);
            Random random = new Random(5);
            float[] w = made.weights.clone();
            SparseUpdate update =
                update(model, RuleSettings.DEFAULT, made.rows, w, parallel, partitions, NO_REBASE);
            float[] zPre = new float[300];
            float[] zPost = new float[500];
            float[][] ports = new float[model.ports().size()][500];
            for (int t = 0; t < 100; t++) {
              trains.next(t, zPre, zPost);
              set(update, model, signals(model, made.rows, random));
              update.deliver(Bits.of(zPre), Bits.of(zPost), ports);
            }
            update.flush();
            if (expected == null || expectedPorts == null) {
              expected = w;
              expectedPorts = ports;
            }
            String what = model + ", " + threads + " threads, " + partitions + " partitions";
            assertSame(expected, w, what);
            for (int p = 0; p < ports.length; p++) {
              assertSame(expectedPorts[p], ports[p], what + ", port " + p);
            }
          }
        }
      }
    }
  }

  @Test
  void goOnFromWhatIsRemembered() {
    SparseCase made = new SparseCase(9, 5, 12, 3, 1);
    for (String text : TEXTS) {
      RuleModel model = RuleModel.parse(text);
      Parallel one = Parallel.of(1);
      float[] w = made.weights.clone();
      SparseUpdate update = update(model, RuleSettings.DEFAULT, made.rows, w, one, 2, NO_REBASE);
      SpikeTrains trains = new SpikeTrains(1);
      Random random = new Random(2);
      float[] zPre = new float[9];
      float[] zPost = new float[5];
      for (int t = 0; t < 25; t++) {
        trains.next(t, zPre, zPost);
        set(update, model, signals(model, made.rows, random));
        update.deliver(Bits.of(zPre), Bits.of(zPost), null);
        if (t == 10) {
          update.flush();
        }
      }
      float[] others = w.clone();
      SparseUpdate copy = update.copy(others);
      float[][] ports = new float[model.ports().size()][5];
      float[][] otherPorts = new float[model.ports().size()][5];
      for (int t = 25; t < 50; t++) {
        trains.next(t, zPre, zPost);
        if (t > 27) {
          Map<String, float[]> signals = signals(model, made.rows, random);
          set(update, model, signals);
          set(copy, model, signals);
        }
        update.deliver(Bits.of(zPre), Bits.of(zPost), ports);
        copy.deliver(Bits.of(zPre), Bits.of(zPost), otherPorts);
      }
      update.flush();
      copy.flush();
      assertSame(w, others, model + ", weights");
      for (int p = 0; p < ports.length; p++) {
        assertSame(ports[p], otherPorts[p], model + ", port " + p);
      }
      for (int v = 0; v < model.variables().size(); v++) {
        assertSame(update.variable(v), copy.variable(v), model + ", variable " + v);
      }
      // From the start again: as a new one on the weights as they are.
      update.reset();
      float[] fresh = w.clone();
      SparseUpdate anew = update(model, RuleSettings.DEFAULT, made.rows, fresh, one, 2, NO_REBASE);
      for (int t = 0; t < 20; t++) {
        trains.next(t, zPre, zPost);
        update.deliver(Bits.of(zPre), Bits.of(zPost), null);
        anew.deliver(Bits.of(zPre), Bits.of(zPost), null);
      }
      update.flush();
      anew.flush();
      assertSame(fresh, w, model + ", after a reset");
      assertEquals(anew.events(), update.events());
    }
  }

  @Test
  @Tag("jit")
  void allocateNothing() {
    SparseCase made = new SparseCase(65, 33, 40, 3, 6);
    for (String text : TEXTS) {
      RuleModel model = RuleModel.parse(text);
      float[] w = made.weights.clone();
      SparseUpdate update =
          update(model, RuleSettings.DEFAULT, made.rows, w, Parallel.of(1), 2, NO_REBASE);
      float[] zPre = new float[65];
      float[] zPost = new float[33];
      new SpikeTrains(3).next(0, zPre, zPost);
      SpikeRows pre = Bits.of(zPre);
      SpikeRows post = Bits.of(zPost);
      float[][] ports = new float[model.ports().size()][33];
      Allocation.assertNoneOnceCompiled(model.name(), () -> update.deliver(pre, post, ports));
    }
  }

  @Test
  void keepWhatIsTheSameForAllOnce() {
    assertArrayEquals(new boolean[] {true, true}, shared(SHORT_TERM));
    assertArrayEquals(new boolean[] {false, false, false}, shared(TAGGED));
    assertArrayEquals(new boolean[] {false}, shared(VOLTAGE));
    // n has w in it, m has n in it, k has the trace of the pre-synaptic neuron alone.
    String chain =
        """
        rule chain
        trace x of pre decay 1 jump 1
        synapse n = 0
        synapse m = 0 decay 1
        synapse k = 0 decay 2
        on pre m = m + n
        on pre n = n + w
        on pre k = k + x
        """;
    assertArrayEquals(new boolean[] {false, false, true}, shared(chain));
    SparseRows rows = SparseCase.full(30, 300, 0);
    SparseUpdate update =
        update(
            RuleModel.parse(SHORT_TERM),
            RuleSettings.DEFAULT,
            rows,
            new float[9000],
            Parallel.of(1),
            1,
            NO_REBASE);
    float[][] ports = new float[1][300];
    float[] zPre = new float[30];
    zPre[29] = 1;
    update.deliver(Bits.of(zPre), Bits.of(new float[300]), ports);
    float[] u = update.variable(0);
    assertEquals(9000, u.length);
    assertTrue(u[8699] == 0 && u[8700] > 0.2f && u[8999] == u[8700]);
  }

  private static boolean[] shared(String text) {
    return SharedVariables.of(RuleModel.parse(text).equations());
  }

  private static String rejected(String text) {
    return String.valueOf(
        assertThrows(EquationException.class, () -> RuleModel.parse(text)).getMessage());
  }

  @Test
  void nameThePlaceOfAnError() {
    String head = "rule r\nparameters a = 1\nsynapse u = 0 decay a\n";
    assertTrue(rejected(head + "deliver w * v into ge").contains("line 4, column 13"));
    assertTrue(rejected(head + "deliver w ge").contains("expected 'into' and an input"));
    assertTrue(rejected(head + "deliver w into").contains("expected an input"));
    assertTrue(rejected(head + "deliver w into w").contains("which is the weight"));
    assertTrue(rejected(head + "deliver w > 1 into ge").contains("expected a number"));
    assertTrue(rejected(head + "deliver spike(w) into ge").contains("got 'spike'"));
    assertTrue(rejected("rule r\nsynapse x = 1 follow 1\ndeliver w into g").contains("'follow'"));
    assertTrue(
        rejected("rule r\nsynapse x = 1 decay 1 follow w\ndeliver w into g")
            .contains("expected a parameter or a number"));
  }

  @Test
  void haveTheirPortsAndRefuseOthers() {
    assertEquals(List.of("first", "second", "third"), RuleModel.parse(PORTS).ports());
    assertEquals(List.of("current"), Rules.ADDITIVE.model().ports());
    SparseRows rows = SparseCase.full(2, 3, 1);
    Parallel one = Parallel.of(1);
    RuleModel model = RuleModel.parse(DELIVERS_ONLY);
    SparseUpdate update =
        update(model, RuleSettings.DEFAULT, rows, new float[6], one, 0, NO_REBASE);
    String message =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class,
                    () -> update.step(SpikeRows.silent(1, 2), SpikeRows.silent(1, 3), new float[3]))
                .getMessage());
    assertEquals("currents: expected one array for each of [ge, gi], got 1", message);
    assertThrows(IllegalArgumentException.class, model::deliveringFirst);
    assertThrows(IllegalArgumentException.class, () -> model.requireNoDelivery("dense synapses"));
  }
}
