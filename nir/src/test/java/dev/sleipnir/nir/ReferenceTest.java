package dev.sleipnir.nir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.exchange.Npy;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What frameworks made of published graphs, and what we make of them. */
class ReferenceTest {
  private static final double DT = 1e-4;

  /** Input, membrane after the step, spike. */
  private static double[][] columns(String name) throws IOException {
    List<String> lines = Files.readAllLines(Samples.published("ref_lif_" + name + ".csv"));
    double[][] columns = new double[3][lines.size()];
    for (int t = 0; t < lines.size(); t++) {
      String[] cells = lines.get(t).split(",", -1);
      for (int c = 0; c < 3; c++) {
        columns[c][t] = Double.parseDouble(cells[c].strip());
      }
    }
    return columns;
  }

  @ParameterizedTest
  @CsvSource({
    "exact, EXACT, 1, 1e-6",
    "nengo, NENGO, 0.1, 1e-6",
    "nengo, ZOH, 0.1, 1e-6",
    "norse, NORSE, 1, 1e-6",
    "norse, EULER, 1, 1e-6",
    "snntorch, SNNTORCH, 0.04, 1e-6",
    "spinnaker2, SPINNAKER2, 0.04, 3e-5",
    "rockpool, ROCKPOOL, 1, 1e-6",
    "sinabs, SINABS, 1, 1e-6",
    "spyx, SPYX, 1, 1e-6",
    "lava_cpu_float, LAVA, 1, 1e-6",
    "lava_cpu_fixed, LAVA_INT, 1, 0",
    "lava_loihi_fixed, LAVA_INT, 1, 0",
  })
  void aSingleNeuronIsEachBackEnds(
      String name, Convention convention, double volts, double tolerance) throws IOException {
    double[][] reference = columns(name);
    float[] x = new float[1000];
    boolean jumps = convention == Convention.ROCKPOOL || convention == Convention.SINABS;
    for (int t = 0; t < x.length; t++) {
      x[t] = reference[0][t] != 0 ? jumps ? 0.04f : 1 : 0;
    }
    NirNetwork network = Nir.load(Samples.published("nirpaper_lif_norse.nir"), convention, DT);
    NirNetwork.Traces traces = network.trace(Tensor.of(x, 1000, 1, 1));
    float[] v = traces.potential("1").toArray();
    float[] z = traces.output("1").toArray();
    assertArrayEquals(steps(reference[2]), steps(z), name);
    assertEquals(4, steps(z).length);
    double worst = 0;
    for (int t = 0; t < 1000; t++) {
      boolean probe = name.equals("lava_loihi_fixed") && z[t] != 0; // an artefact of the probe
      worst = Math.max(worst, probe ? 0 : Math.abs(v[t] - reference[1][t] * volts));
    }
    assertTrue(worst <= tolerance, name + ": expected at most " + tolerance + ", got " + worst);
  }

  private static int[] steps(double[] z) {
    List<Integer> steps = new ArrayList<>();
    for (int t = 0; t < z.length; t++) {
      if (z[t] != 0) {
        steps.add(t);
      }
    }
    return steps.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int[] steps(float[] z) {
    double[] wide = new double[z.length];
    Arrays.setAll(wide, t -> z[t]);
    return steps(wide);
  }

  private static float[] braille() throws IOException {
    return Npy.read(Samples.published("braille_sample0_u8.npy")).toFloats();
  }

  @ParameterizedTest
  @CsvSource({
    "snntorch, noDelay_bias_zero, SNNTORCH, 119, 0, 0",
    "snntorch, noDelay_bias_zero, EULER, 119, 0, 0",
    "norse, noDelay_bias_zero, NORSE, 118, 0, 0",
    "norse, noDelay_bias_zero, EULER, 118, 23, 0",
    "spyx, noDelay_bias_zero, SPYX, 151, 0, 0",
    "nengo, noDelay_bias_zero, NENGO, 174, 0, 0",
    "lava, noDelay_bias_zero, LAVA_DL, 109, 0, 0",
    "s2, noDelay_bias_zero, EULER, 119, 148, 0",
    "snntorch, noDelay_noBias_subtract, SNNTORCH_SUBTRACT, 118, 0, 0",
    "snntorch, noDelay_noBias_subtract, EULER_SUBTRACT, 118, 46, 0",
    "norse, noDelay_noBias_subtract, NORSE, 103, 0, 0",
    "spyx, noDelay_noBias_subtract, SPYX, 120, 0, 0",
    "rockpool, noDelay_noBias_subtract, ROCKPOOL, 105, 32, 118",
  })
  void brailleIsEachBackEnds(
      String back, String graph, Convention convention, int spikes, int differing, int from)
      throws IOException {
    NDArray read =
        Npy.read(Samples.published("ref_braille_" + back + "_activity_" + graph + ".npy"));
    boolean turned = back.equals("lava");
    int hidden = read.shape()[turned ? 0 : 1];
    double[] reference = read.toDoubles();
    NirNetwork network =
        Nir.load(Samples.published("nirpaper_braille_" + graph + ".nir"), convention, DT);
    float[] z =
        Objects.requireNonNull(network.trace(Tensor.of(braille(), 256, 1, 12)).output("lif1.lif"))
            .toArray();
    assertEquals(spikes, Arrays.stream(reference).filter(cell -> cell != 0).count());
    int wrong = 0;
    int late = 0;
    for (int t = 0; t < 256; t++) {
      for (int n = 0; n < hidden; n++) {
        double expected = reference[turned ? n * 256 + t : t * hidden + n];
        float got = z[t * hidden + n];
        wrong += expected != 0 != (got != 0) ? 1 : 0;
        late += t >= from && got != expected ? 1 : 0; // counts, too
      }
    }
    assertEquals(differing, wrong);
    assertEquals(from == 0 ? differing : 0, late);
  }

  @Test
  void theGraphWithWrongNamesIsItsFlatTwin() throws IOException {
    for (String name : List.of("noDelay_bias_zero", "noDelay_noBias_subtract")) {
      Tensor x = Tensor.of(braille(), 256, 1, 12);
      float[] flat =
          Nir.load(Samples.published("nirpaper_braille_" + name + ".nir"), Convention.EULER, DT)
              .trace(x)
              .output("lif2")
              .toArray();
      float[] nested =
          Nir.load(
                  Samples.published("nirpaper_braille_" + name + "_subgraph.nir"),
                  Convention.EULER,
                  DT)
              .trace(x)
              .output("lif2")
              .toArray();
      assertArrayEquals(flat, nested);
    }
  }

  @Test
  void outputsOfBrailleAreThosePublished() throws IOException {
    assertArrayEquals(
        new int[] {10, 160, 112, 113, 103, 68, 121},
        counts("noDelay_bias_zero", Convention.SNNTORCH));
    assertArrayEquals(
        new int[] {0, 64, 23, 19, 4, 24, 22},
        counts("noDelay_noBias_subtract", Convention.EULER_SUBTRACT));
  }

  private static int[] counts(String graph, Convention convention) throws IOException {
    NirNetwork network =
        Nir.load(Samples.published("nirpaper_braille_" + graph + ".nir"), convention, DT);
    float[] z = network.trace(Tensor.of(braille(), 256, 1, 12)).output("lif2").toArray();
    int[] counts = new int[7];
    for (int i = 0; i < z.length; i++) {
      counts[i % 7] += (int) z[i];
    }
    return counts;
  }

  @Test
  void twoNeuronsFireWithoutInput() throws IOException {
    Tensor nothing = Tensor.zeros(1000, 1, 1);
    var euler =
        Nir.load(Samples.published("nirpaper_two_lif_neurons.nir"), Convention.EULER, DT)
            .trace(nothing);
    assertArrayEquals(new int[] {178, 357, 536, 715, 894}, steps(euler.output("lif1").toArray()));
    float[] v = euler.potential("lif2").toArray();
    assertEquals(0.0119812003, max(v), 1e-6);
    assertEquals(0.0041705733, v[999], 1e-6);
    var zoh =
        Nir.load(Samples.published("nirpaper_two_lif_neurons.nir"), Convention.ZOH, DT)
            .trace(nothing);
    assertArrayEquals(new int[] {179, 359, 539, 719, 899}, steps(zoh.output("lif1").toArray()));
    assertEquals(0.0119191626, max(zoh.potential("lif2").toArray()), 1e-6);
  }

  private static double max(float[] v) {
    double max = Double.NEGATIVE_INFINITY;
    for (float each : v) {
      max = Math.max(max, each);
    }
    return max;
  }

  @Test
  void rockpoolsGraphIsAnotherInEachFramework() throws IOException {
    float[] x = new float[1000];
    double[][] reference = columns("norse");
    for (int t = 0; t < x.length; t++) {
      x[t] = (float) reference[0][t];
    }
    Tensor input = Tensor.of(x, 1000, 1, 1);
    assertArrayEquals(new int[] {460, 520, 720, 780}, rockpool(input, Convention.EULER));
    assertArrayEquals(new int[] {460, 510, 720, 770}, rockpool(input, Convention.EULER_SUBTRACT));
    assertArrayEquals(new int[] {450, 500, 710, 760}, rockpool(input, Convention.ROCKPOOL));
    NirNetwork norse =
        Nir.load(Samples.published("nirpaper_lif_rockpool.nir"), Convention.NORSE, DT);
    assertEquals(0.00474394, max(norse.trace(input).potential("1_LIFNeuronTorch").toArray()), 1e-7);
    assertEquals(List.of("1_LIFNeuronTorch: norse ignores r"), norse.notes());
  }

  private static int[] rockpool(Tensor input, Convention convention) throws IOException {
    NirNetwork network = Nir.load(Samples.published("nirpaper_lif_rockpool.nir"), convention, DT);
    return steps(network.trace(input).output("1_LIFNeuronTorch").toArray());
  }
}
