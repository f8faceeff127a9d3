package dev.sleipnir.kernels.rule;

import static dev.sleipnir.kernels.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sleipnir.kernels.Allocation;
import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.SpikeRows;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Updates shared out among threads leave the bits that one thread leaves. */
class ThreadsTest {
  private static final double DT = 0.002;
  private static final int STEPS = 6;

  @Test
  void denseMatrices() {
    try (Parallel two = Parallel.of(2);
        Parallel seven = Parallel.of(7)) {
      for (Rules.Case rule : Rules.ALL) {
        RuleModel model = rule.model();
        for (RuleSettings settings : Rules.settings()) {
          for (int batch : new int[] {1, 3}) {
            float[] one = dense(model, settings, batch, Parallel.of(1));
            assertSame(one, dense(model, settings, batch, two), model + " " + settings);
            assertSame(one, dense(model, settings, batch, seven), model + " " + settings);
          }
        }
      }
    }
  }

  /** Of several blocks of rows, with so many spikes that they are shared out. */
  private static float[] dense(
      RuleModel model, RuleSettings settings, int batch, Parallel parallel) {
    int pre = 1201;
    int post = 661;
    RuleConstants constants = model.constants(Map.of(), DT, settings);
    DenseUpdate update = new DenseUpdate(model, constants, pre, post, batch, parallel);
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
    return w;
  }

  @Test
  void convolutions() {
    try (Parallel two = Parallel.of(2);
        Parallel seven = Parallel.of(7)) {
      for (ConvShape shape :
          new ConvShape[] {
            new ConvShape(5, 17, 16, 29, 3, 5, 1, 1, 1, 2, 1, 1),
            new ConvShape(2, 25, 23, 41, 3, 3, 2, 1, 1, 1, 1, 2)
          }) {
        for (Rules.Case rule : Rules.ALL) {
          RuleModel model = rule.model();
          for (RuleSettings settings : Rules.settings()) {
            float[] one = conv(model, settings, shape, Parallel.of(1));
            assertSame(one, conv(model, settings, shape, two), model + " " + settings);
            assertSame(one, conv(model, settings, shape, seven), model + " " + settings);
          }
        }
      }
    }
  }

  private static float[] conv(
      RuleModel model, RuleSettings settings, ConvShape shape, Parallel parallel) {
    int batch = 2;
    RuleConstants constants = model.constants(Map.of(), DT, settings);
    ConvUpdate update = new ConvUpdate(model, constants, shape, batch, parallel);
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
    return w;
  }

  @Test
  @Tag("jit")
  void aSharedStepAllocatesNothing() {
    try (Parallel two = Parallel.of(2)) {
      RuleModel model = Rules.SOFT.model();
      RuleConstants constants = model.constants(Map.of(), DT, RuleSettings.DEFAULT);
      int n = 520;
      SpikeTrains trains = new SpikeTrains(3);
      float[] w = trains.weights(n * n);
      float[] z = new float[n];
      trains.next(0, z, new float[n]);
      SpikeRows spikes = Bits.of(z);
      float[][] x = new float[2][n];
      float[][] y = new float[2][n];
      DenseUpdate update = new DenseUpdate(model, constants, n, n, 1, two);
      Allocation.assertNoneOnceCompiled("dense", () -> update.step(w, spikes, spikes, x, y));
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
    int n = 700;
    try (Parallel two = Parallel.of(2)) {
      DenseUpdate update = new DenseUpdate(model, constants, n, n, 1, two);
      float[] z = new float[n];
      for (int i = 111; i < n; i++) {
        z[i] = 1;
      }
      for (int t = 0; t < 20; t++) {
        float[][] x = new float[1][n];
        float[][] y = new float[1][n];
        update.step(new float[n * n], Bits.of(new float[n]), Bits.of(z), x, y);
        assertEquals(111 * n, update.firstOther());
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
