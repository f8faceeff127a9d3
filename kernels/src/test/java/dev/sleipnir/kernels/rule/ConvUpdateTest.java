package dev.sleipnir.kernels.rule;

import static dev.sleipnir.kernels.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sleipnir.kernels.Allocation;
import dev.sleipnir.kernels.conv.ConvShape;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.spikes.SpikeRows;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ConvUpdateTest {
  private static final double DT = 0.002;
  private static final int STEPS = 16;

  private static ConvUpdate update(
      RuleModel model, RuleSettings settings, ConvShape shape, int batch) {
    return new ConvUpdate(
        model, model.constants(Map.of(), DT, settings), shape, batch, Parallel.of(1));
  }

  /** Synapse by synapse: every output position to every pixel of the image it reads. */
  private static double[] plainStep(
      Rules.Case rule,
      RuleSettings settings,
      ConvShape c,
      int batch,
      double[] w,
      PlainTraces x,
      PlainTraces y,
      float[] zPre,
      float[] zPost) {
    boolean sequential = settings.reduction() == BatchReduction.SEQUENTIAL;
    double[] old = w.clone();
    double[] sums = new double[w.length];
    for (int b = 0; b < batch; b++) {
      for (int o = 0; o < c.outChannels(); o++) {
        for (int oy = 0; oy < c.outputHeight(); oy++) {
          for (int ox = 0; ox < c.outputWidth(); ox++) {
            int unit = ((b * c.outChannels() + o) * c.outputHeight() + oy) * c.outputWidth() + ox;
            for (int ch = 0; ch < c.inChannels(); ch++) {
              for (int i = 0; i < c.kernelHeight(); i++) {
                for (int j = 0; j < c.kernelWidth(); j++) {
                  int iy = oy * c.strideHeight() - c.paddingHeight() + i * c.dilationHeight();
                  int ix = ox * c.strideWidth() - c.paddingWidth() + j * c.dilationWidth();
                  if (iy < 0 || iy >= c.height() || ix < 0 || ix >= c.width()) {
                    continue;
                  }
                  int pixel = ((b * c.inChannels() + ch) * c.height() + iy) * c.width() + ix;
                  int s = ((o * c.inChannels() + ch) * c.kernelHeight() + i) * c.kernelWidth() + j;
                  sums[s] +=
                      PlainDense.change(
                          rule,
                          settings,
                          old[s],
                          x.values[pixel],
                          y.values[unit],
                          zPre[pixel] == 1,
                          zPost[unit] == 1);
                }
              }
            }
          }
        }
      }
      if (sequential || b == batch - 1) {
        double scale = settings.reduction() == BatchReduction.MEAN ? 1.0 / batch : 1;
        for (int s = 0; s < w.length; s++) {
          old[s] = PlainDense.bounded(settings, old[s] + scale * sums[s]);
          sums[s] = 0;
        }
      }
    }
    return old;
  }

  private static void compare(
      Rules.Case rule, RuleModel model, RuleSettings settings, ConvShape shape, int batch) {
    String what = model + " " + settings + " " + shape + ", batch " + batch;
    SpikeTrains trains = new SpikeTrains(shape.hashCode());
    float[] w = trains.weights(shape.weightSize());
    double[] plain = new double[w.length];
    for (int s = 0; s < w.length; s++) {
      plain[s] = w[s];
    }
    int inputs = batch * shape.inputSize();
    int outputs = batch * shape.outputSize();
    PlainTraces px = new PlainTraces(Rules.PRE_RATES, Rules.PRE_JUMPS, settings, DT, inputs);
    PlainTraces py = new PlainTraces(Rules.POST_RATES, Rules.POST_JUMPS, settings, DT, outputs);
    float[][] x = new float[2][inputs];
    float[][] y = new float[2][outputs];
    float[] zPre = new float[inputs];
    float[] zPost = new float[outputs];
    ConvUpdate update = update(model, settings, shape, batch);
    for (int t = 0; t < STEPS; t++) {
      trains.next(t, zPre, zPost);
      update.step(w, Bits.of(zPre), Bits.of(zPost), x, y);
      px.decay();
      py.decay();
      boolean spikesFirst = settings.order() == TraceOrder.SPIKES_FIRST;
      if (spikesFirst) {
        px.jump(zPre);
        py.jump(zPost);
      }
      plain = plainStep(rule, settings, shape, batch, plain, px, py, zPre, zPost);
      if (!spikesFirst) {
        px.jump(zPre);
        py.jump(zPost);
      }
      for (int s = 0; s < w.length; s++) {
        int step = t;
        int at = s;
        assertEquals(
            plain[s],
            w[s],
            5e-5 * Math.max(1, Math.abs(plain[s])),
            () -> what + ", step " + step + ", weight " + at);
      }
    }
  }

  @Test
  void equalsPlainRestatementInEveryWay() {
    ConvShape shape = new ConvShape(2, 5, 4, 3, 3, 2, 1, 1, 1, 1, 1, 1);
    for (Rules.Case rule : Rules.ALL) {
      // Without bounds, changes that grow with the weight would run away: many positions share one.
      RuleModel model = rule.model();
      for (RuleSettings settings : Rules.settings()) {
        if (settings.hardBounds() || rule == Rules.ADDITIVE) {
          compare(rule, model, settings, shape, 2);
        }
      }
    }
  }

  @Test
  void equalsPlainRestatementForEveryGeometry() {
    RuleModel model = Rules.TARGET.model();
    for (int stride = 1; stride <= 3; stride++) {
      for (int padding = 0; padding <= 2; padding++) {
        for (int dilation = 1; dilation <= 2; dilation++) {
          ConvShape shape =
              new ConvShape(2, 9, 7, 3, 3, 2, stride, stride, padding, padding, dilation, dilation);
          compare(Rules.TARGET, model, RuleSettings.DEFAULT, shape, 1);
        }
      }
    }
  }

  /** More events than are computed at a time. */
  @Test
  void equalsPlainRestatementForManyEvents() {
    ConvShape shape = new ConvShape(3, 16, 16, 5, 5, 5, 1, 1, 2, 2, 1, 1);
    compare(Rules.ADDITIVE, Rules.ADDITIVE.model(), RuleSettings.DEFAULT, shape, 1);
  }

  @Test
  @Tag("jit")
  void allocatesNothing() {
    ConvShape shape = new ConvShape(2, 8, 8, 4, 3, 3, 1, 1, 1, 1, 1, 1);
    SpikeTrains trains = new SpikeTrains(3);
    float[] w = trains.weights(shape.weightSize());
    float[] zPre = new float[2 * shape.inputSize()];
    float[] zPost = new float[2 * shape.outputSize()];
    trains.next(0, zPre, zPost);
    float[][] x = new float[2][zPre.length];
    float[][] y = new float[2][zPost.length];
    ConvUpdate update = update(Rules.SOFT.model(), RuleSettings.DEFAULT, shape, 2);
    SpikeRows preSpikes = Bits.of(zPre);
    SpikeRows postSpikes = Bits.of(zPost);
    Allocation.assertNoneOnceCompiled(
        "convolutional step", () -> update.step(w, preSpikes, postSpikes, x, y));
  }

  @Test
  void rejectsArraysOfOtherLengths() {
    ConvShape shape = new ConvShape(1, 3, 3, 1, 2, 2, 1, 1, 0, 0, 1, 1);
    ConvUpdate update = update(Rules.ADDITIVE.model(), RuleSettings.DEFAULT, shape, 1);
    float[] w = {0.1f, 0.2f, 0.3f, 0.4f};
    float[] before = w.clone();
    assertThrows(
        IllegalArgumentException.class,
        () ->
            update.step(
                w, Bits.of(new float[9]), Bits.of(new float[9]), new float[2][9], new float[2][4]));
    assertSame(before, w, "weights");
  }
}
