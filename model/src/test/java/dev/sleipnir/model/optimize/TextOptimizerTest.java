package dev.sleipnir.model.optimize;

import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.Refusals.refused;
import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.SameBits;
import dev.sleipnir.model.tensor.Parameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextOptimizerTest {
  private static final String LION =
      """
      optimizer lion
      parameters beta1 = 0.9, beta2 = 0.99, weight_decay = 0
      require beta1 < 1, beta2 < 1
      state m = 0
      c = beta1 * m + (1 - beta1) * gradient
      direction = where(c > 0, 1, 0) - where(c < 0, 1, 0)
      w = w - learning_rate * (direction + weight_decay * w)
      m = beta2 * m + (1 - beta2) * gradient
      """;

  /** A step size of each weight's own, which grows while its gradient keeps its sign. */
  private static final String RPROP =
      """
      optimizer rprop
      parameters first = 0.1
      state size = first, before = 0
      agree = before * gradient
      size = where(agree > 0, min(1.2 * size, 50), where(agree < 0, max(0.5 * size, 1e-6), size))
      w = w - size * (where(gradient > 0, 1, 0) - where(gradient < 0, 1, 0))
      before = gradient
      """;

  /** The bits of one weight's update, by hand; memory is updated. */
  private interface Twin {
    float next(int step, float w, float g, float[] memory);
  }

  private static List<Parameter> parameters() {
    return List.of(
        new Parameter("a", normal(1, 7, 5)),
        new Parameter("b", normal(2, 20_000)),
        new Parameter("c", normal(3, 1)));
  }

  private static void setGradients(List<Parameter> parameters, int step) {
    for (int p = 0; p < parameters.size(); p++) {
      float[] g = parameters.get(p).gradient();
      System.arraycopy(normal(100L * step + p, g.length).data(), 0, g, 0, g.length);
    }
  }

  private static void check(Optimizer optimizer, int memories, Twin twin) {
    List<Parameter> parameters = optimizer.parameters();
    List<float[]> expected = SameBits.values(parameters);
    float[][][] memory = new float[parameters.size()][][];
    for (int p = 0; p < memory.length; p++) {
      memory[p] = new float[expected.get(p).length][memories];
    }
    for (int step = 1; step <= 4; step++) {
      setGradients(parameters, step);
      for (int p = 0; p < memory.length; p++) {
        float[] w = expected.get(p);
        for (int i = 0; i < w.length; i++) {
          w[i] = twin.next(step, w[i], parameters.get(p).gradient()[i], memory[p][i]);
        }
      }
      optimizer.step();
      assertSame(optimizer.name() + ", step " + step, expected, SameBits.values(parameters));
    }
  }

  @Test
  void sgdHasTheBitsOfItsFormula() {
    check(
        new Sgd(parameters(), 0.1).weightDecay(0.01),
        0,
        (step, w, g, m) -> Math.fma(-0.1f, Math.fma(0.01f, w, g), w));
    check(
        new Sgd(parameters(), 0.1).momentum(0.9).weightDecay(0.01),
        1,
        (step, w, g, m) -> {
          m[0] = Math.fma(0.9f, m[0], Math.fma(0.01f, w, g));
          return Math.fma(-0.1f, m[0], w);
        });
  }

  private static float adam(int step, float kept, float g, float[] m) {
    m[0] = Math.fma((float) (1 - 0.9), g - m[0], m[0]);
    m[1] = Math.fma(0.999f, m[1], g * g * (float) (1 - 0.999));
    float root = (float) Math.sqrt(1 - StrictMath.pow(0.999, step));
    float rate = (float) (0.02 / (1 - StrictMath.pow(0.9, step)));
    return Math.fma(-rate, m[0] / ((float) Math.sqrt(m[1]) / root + 1e-8f), kept);
  }

  @Test
  void adamHasTheBitsOfItsFormula() {
    check(
        new Adam(parameters(), 0.02).weightDecay(0.1),
        2,
        (step, w, g, m) -> adam(step, w, Math.fma(0.1f, w, g), m));
    check(
        new AdamW(parameters(), 0.02),
        2,
        (step, w, g, m) -> adam(step, w * (float) (1 - 0.02 * 0.01), g, m));
  }

  @Test
  void aTextOfOnesOwnHasTheBitsOfItsFormula() {
    check(
        TextOptimizer.parse(LION, parameters(), 0.01).with("weight_decay", 0.1),
        1,
        (step, w, g, m) -> {
          float c = 0.9f * m[0] + (float) (1 - 0.9) * g;
          m[0] = 0.99f * m[0] + (float) (1 - 0.99) * g;
          return w - 0.01f * (Math.signum(c) + 0.1f * w);
        });
  }

  @Test
  void aMemoryMayBeginWithAnotherNumberThanZero() {
    List<Parameter> parameters = List.of(new Parameter("w", normal(1, 1)));
    TextOptimizer rprop = TextOptimizer.parse(RPROP, parameters, 1).with("first", 0.25);
    assertArrayEquals(new float[] {0.25f}, rprop.memory().getFirst());
    float w = parameters.getFirst().data()[0];
    for (int step = 0; step < 2; step++) {
      parameters.getFirst().gradient()[0] = 1;
      rprop.step();
    }
    float second = 1.2f * 0.25f;
    assertArrayEquals(new float[] {w - 0.25f - second}, parameters.getFirst().data());
    rprop.reset();
    assertArrayEquals(new float[] {0.25f}, rprop.memory().getFirst());
    assertArrayEquals(new float[] {0}, rprop.memory().get(1));
    assertEquals(0, rprop.steps());
  }

  @Test
  void savedAndCopiedItGoesOn(@TempDir Path directory) throws IOException {
    TextOptimizer lion = TextOptimizer.parse(LION, parameters(), 0.01);
    for (int step = 1; step <= 3; step++) {
      setGradients(lion.parameters(), step);
      lion.step();
    }
    Path file = directory.resolve("lion");
    lion.save(file);
    List<Parameter> copies =
        lion.parameters().stream().map(p -> new Parameter(p.name(), p.value())).toList();
    List<Parameter> others =
        lion.parameters().stream().map(p -> new Parameter(p.name(), p.value())).toList();
    Optimizer copy = lion.copy(copies);
    try (Parallel one = Parallel.of(1)) {
      TextOptimizer loaded = TextOptimizer.parse(LION, others, 0.01).parallel(one);
      loaded.load(file);
      for (Optimizer each : List.of(lion, copy, loaded)) {
        setGradients(each.parameters(), 9);
        each.step();
        assertEquals(4, each.steps());
      }
    }
    assertSame("copy", SameBits.values(lion.parameters()), SameBits.values(copies));
    assertSame("loaded", SameBits.values(lion.parameters()), SameBits.values(others));
  }

  @Test
  void settingsAreItsParametersAndItsText() {
    TextOptimizer lion = TextOptimizer.parse(LION, parameters(), 0.01);
    assertEquals("lion", lion.name());
    assertEquals("0.9", lion.settings().get("beta1"));
    String other = LION.replace("c > 0", "c >= 0");
    assertNotEquals(lion.settings(), TextOptimizer.parse(other, parameters(), 0.01).settings());
  }

  @Test
  void documentsItself() {
    String markdown = TextOptimizer.parse(LION, parameters(), 0.01).markdown();
    assertTrue(markdown.startsWith("## lion\n\n| Parameter | Symbol | Default |"), markdown);
    assertEquals(1, markdown.split("m &\\\\leftarrow", -1).length - 1);
  }

  @Test
  void whatIsNotFiniteIsRefusedAndNothingChanges() {
    TextOptimizer inverse =
        TextOptimizer.parse("optimizer inverse\nw = w / gradient", parameters(), 0.1);
    List<float[]> before = SameBits.values(inverse.parameters());
    String message =
        String.valueOf(assertThrows(ArithmeticException.class, inverse::step).getMessage());
    assertEquals("inverse step 1: parameter 0 (", message.substring(0, 29));
    assertSame("values", before, SameBits.values(inverse.parameters()));
    assertEquals(0, inverse.steps());
  }

  @Test
  void valuesAreChecked() {
    TextOptimizer lion = TextOptimizer.parse(LION, parameters(), 0.01);
    assertEquals("lion: expected beta1 < 1, got {beta1=1.0}", refused(() -> lion.with("beta1", 1)));
    assertEquals(
        "lion: expected one of the parameters [beta1, beta2, weight_decay], got 'beta3'",
        refused(() -> lion.with("beta3", 1)));
    assertEquals(
        "learningRate: expected a number >= 0, got -1.0",
        refused(() -> TextOptimizer.parse(LION, parameters(), -1)));
  }
}
