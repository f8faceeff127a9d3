package dev.sleipnir.kernels.rule;

import static dev.sleipnir.kernels.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.Allocation;
import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.SpikeRows;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Updates shared out among threads leave the bits that one thread leaves. */
class ThreadsTest {
  private static final double DT = 0.002;
  private static final int STEPS = 6;

  /** Steps that are shared, at least: in the others few or none spike. */
  private static final int SHARED = 3;

  private static final List<RuleSettings> BOUNDED =
      Rules.settings().stream().filter(RuleSettings::hardBounds).toList();

  /** Shares steps of a few synapses, in blocks of few weights, and counts how many. */
  private static final class Eager extends SharedWork {
    int steps;

    Eager() {
      super(60, 60);
    }

    @Override
    boolean pays(long synapses) {
      boolean pays = super.pays(synapses);
      steps += pays ? 1 : 0;
      return pays;
    }
  }

  @Test
  void denseMatrices() {
    try (Parallel two = Parallel.of(2);
        Parallel seven = Parallel.of(7)) {
      for (Rules.Case rule : Rules.ALL) {
        RuleModel model = rule.model();
        for (RuleSettings settings : BOUNDED) {
          float[] one = dense(model, settings, 3, Parallel.of(1));
          assertSame(one, dense(model, settings, 3, two), model + " " + settings);
        }
        float[] one = dense(model, RuleSettings.DEFAULT, 1, Parallel.of(1));
        assertSame(one, dense(model, RuleSettings.DEFAULT, 1, two), model + ", batch 1");
        assertSame(one, dense(model, RuleSettings.DEFAULT, 1, seven), model + ", seven threads");
      }
    }
  }

  /** Of several blocks of rows, which are shared out. */
  private static float[] dense(
      RuleModel model, RuleSettings settings, int batch, Parallel parallel) {
    int pre = 17;
    int post = 35;
    RuleConstants constants = model.constants(Map.of(), DT, settings);
    Eager eager = new Eager();
    DenseUpdate update = new DenseUpdate(model, constants, pre, post, batch, parallel, eager);
    assertTrue(SharedWork.blocks(post, eager.rowsAtOnce(pre)) >= 7);
    eager.steps = 0; // the constructor asks, too
    SpikeTrains trains = new SpikeTrains(5);
    float[] w = trains.weights(post * pre);
    float[] zPre = new float[batch * pre];
    float[] zPost = new float[batch * post];
    float[][] x = new float[2][batch * pre];
    float[][] y = new float[2][batch * post];
    for (int t = 0; t < STEPS; t++) {
      trains.next(t, zPre, zPost);
      update.step(w, Bits.of(zPre), Bits.of(zPost), x, y);
    }
    assertTrue(eager.steps >= SHARED || parallel.threads() == 1, model + ": " + eager.steps);
    return w;
  }

  @Test
  void convolutions() {
    try (Parallel two = Parallel.of(2);
        Parallel seven = Parallel.of(7)) {
      ConvShape shape = new ConvShape(3, 5, 4, 17, 2, 3, 1, 1, 1, 2, 1, 1);
      ConvShape strided = new ConvShape(2, 9, 7, 35, 3, 3, 2, 1, 1, 1, 1, 2);
      for (Rules.Case rule : Rules.ALL) {
        RuleModel model = rule.model();
        for (RuleSettings settings : BOUNDED) {
          float[] one = conv(model, settings, shape, Parallel.of(1));
          assertSame(one, conv(model, settings, shape, two), model + " " + settings);
        }
        float[] one = conv(model, RuleSettings.DEFAULT, strided, Parallel.of(1));
        assertSame(one, conv(model, RuleSettings.DEFAULT, strided, two), model + ", strided");
        assertSame(one, conv(model, RuleSettings.DEFAULT, strided, seven), model + ", seven");
      }
    }
  }

  private static float[] conv(
      RuleModel model, RuleSettings settings, ConvShape shape, Parallel parallel) {
    int batch = 2;
    RuleConstants constants = model.constants(Map.of(), DT, settings);
    Eager eager = new Eager();
    ConvUpdate update = new ConvUpdate(model, constants, shape, batch, parallel, eager);
    SpikeTrains trains = new SpikeTrains(6);
    float[] w = trains.weights(shape.weightSize());
    float[] zPre = new float[batch * shape.inputSize()];
    float[] zPost = new float[batch * shape.outputSize()];
    float[][] x = new float[2][zPre.length];
    float[][] y = new float[2][zPost.length];
    for (int t = 0; t < STEPS; t++) {
      trains.next(t, zPre, zPost);
      update.step(w, Bits.of(zPre), Bits.of(zPost), x, y);
    }
    assertTrue(eager.steps >= SHARED, model + ": " + eager.steps);
    return w;
  }

  @Test
  @Tag("jit")
  void aSharedStepAllocatesNothing() {
    try (Parallel two = Parallel.of(2)) {
      RuleModel model = Rules.SOFT.model();
      RuleConstants constants = model.constants(Map.of(), DT, RuleSettings.DEFAULT);
      int n = 65;
      SpikeTrains trains = new SpikeTrains(3);
      float[] w = trains.weights(n * n);
      float[] z = new float[n];
      trains.next(0, z, new float[n]);
      SpikeRows spikes = Bits.of(z);
      float[][] x = new float[2][n];
      float[][] y = new float[2][n];
      Eager eager = new Eager();
      DenseUpdate update = new DenseUpdate(model, constants, n, n, 1, two, eager);
      Allocation.assertNoneOnceCompiled("dense", () -> update.step(w, spikes, spikes, x, y));
      assertTrue(eager.steps > 1);
    }
  }

  /** Divides by a trace that is 0: every weight of the row becomes NaN. */
  @Test
  void theFirstWeightThatIsNoNumberIsFoundOnAnyThread() {
    RuleModel model =
        RuleModel.parse(
            """
            rule divides
            parameters tau = 1
            trace x of pre decay 1 / tau jump 1
            trace y of post decay 1 / tau jump 1
            on post w = w + 1 / (x - x)
            """);
    RuleConstants constants = model.constants(Map.of(), DT, RuleSettings.DEFAULT);
    int n = 70;
    try (Parallel two = Parallel.of(2)) {
      DenseUpdate update = new DenseUpdate(model, constants, n, n, 1, two, new Eager());
      float[] z = new float[n];
      for (int i = 11; i < n; i++) {
        z[i] = 1;
      }
      for (int t = 0; t < 20; t++) {
        float[][] x = new float[1][n];
        float[][] y = new float[1][n];
        update.step(new float[n * n], Bits.of(new float[n]), Bits.of(z), x, y);
        assertEquals(11 * n, update.firstOther());
      }
    }
  }

  /** Loops are compiled on first use, by whichever thread comes first. */
  @Test
  void aRuleIsCompiledByManyThreadsAtOnce() {
    float[] expected = dense(Rules.TARGET.model(), RuleSettings.DEFAULT, 1, Parallel.of(1));
    for (int trial = 0; trial < 5; trial++) {
      RuleModel fresh = Rules.TARGET.model();
      IntStream.range(0, 8)
          .parallel()
          .mapToObj(t -> dense(fresh, RuleSettings.DEFAULT, 1, Parallel.of(1)))
          .forEach(w -> assertSame(expected, w, "compiled by many threads"));
    }
  }
}
