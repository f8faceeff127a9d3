package dev.sleipnir.model.neuron;

import static dev.sleipnir.model.Close.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.model.cell.NeuronLayer;
import dev.sleipnir.model.cell.RecurrentWeights;
import dev.sleipnir.model.tensor.NeuronState;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Traces of Norse in double precision: one neuron, or two with weights, from the first step on. */
class GoldenTracesTest {
  private static final RecurrentWeights WEIGHTS =
      new RecurrentWeights(
          Tensor.of(new float[] {1, 0.5f, -0.25f, 0.75f}, 2, 2),
          Tensor.of(new float[] {0, 2, 1, 0}, 2, 2),
          false);

  private static NeuronLayer.Recording constant(Neuron neuron, double x, int steps) {
    return neuron.layer().recordStates(Tensor.full((float) x, steps, 1, 1), null);
  }

  private static NeuronLayer.Recording recurrent(Neuron neuron, int steps) {
    return neuron.recurrent(WEIGHTS).recordStates(Tensor.full(1f, steps, 1, 2), null);
  }

  private static void assertSpikes(NeuronLayer.Recording recording, String digits) {
    double[] expected = digits.replace(" ", "").chars().mapToDouble(c -> c - '0').toArray();
    assertClose("z", expected, recording.output().toArray(), 0, 0);
  }

  private static void assertTrace(
      NeuronLayer.Recording recording, String name, double... expected) {
    assertTraceOf(0, recording, name, expected);
  }

  /** A state variable of one neuron of two. */
  private static void assertTraceOf(
      int neuron, NeuronLayer.Recording recording, String name, double... expected) {
    Tensor series = Recorded.named(recording.states(), name);
    float[] actual = new float[series.dim(0)];
    IntStream.range(0, actual.length).forEach(t -> actual[t] = series.get(t, 0, neuron));
    assertClose(name, expected, actual, 2e-6, 2e-6);
  }

  @Test
  void lif() {
    var lif = constant(new Lif(), 1, 10);
    assertSpikes(lif, "0000010010");
    assertTrace(
        lif, "v", 0.1, 0.27, 0.487, 0.7335, 0.99631, 0, 0.3951424, 0.77174208, 0, 0.446312909);
    assertTrace(
        lif,
        "i",
        0.8,
        1.44,
        1.952,
        2.3616,
        2.68928,
        2.951424,
        3.1611392,
        3.32891136,
        3.46312909,
        3.57050327);
  }

  @Test
  void lifRecurrent() {
    var lif = recurrent(new Lif(), 10);
    assertSpikes(lif, "00 00 00 10 00 10 01 10 00 11");
    assertTrace(lif, "v", 0.15, 0.405, 0.7305, 0, 0.50424, 0, 0.5927136, 0, 0.809336704, 0);
    assertTraceOf(
        1,
        lif,
        "v",
        0.05,
        0.135,
        0.2435,
        0.36675,
        0.598155,
        0.8028035,
        0,
        0.33925696,
        0.726736832,
        0);
    assertTrace(
        lif,
        "i",
        1.2,
        2.16,
        2.928,
        3.5424,
        4.03392,
        4.427136,
        4.7417088,
        6.59336704,
        6.47469363,
        6.37975491);
    assertTraceOf(
        1,
        lif,
        "i",
        0.4,
        0.72,
        0.976,
        1.1808,
        2.14464,
        2.115712,
        2.8925696,
        2.71405568,
        3.37124454,
        3.09699564);
  }

  @Test
  void lifBox() {
    var value = constant(new LifBox(), 3, 10);
    assertSpikes(value, "0001000100");
    assertTrace(value, "v", 0.3, 0.57, 0.813, 0, 0.3, 0.57, 0.813, 0, 0.3, 0.57);
    var subtract = constant(new LifBox(LifBox.Reset.SUBTRACT), 3, 10);
    assertSpikes(subtract, "0001000100");
    assertTrace(
        subtract,
        "v",
        0.3,
        0.57,
        0.813,
        0.0317,
        0.32853,
        0.595677,
        0.8361093,
        0.05249837,
        0.347248533,
        0.61252368);
  }

  @Test
  void lifRefrac() {
    var lif = constant(new LifRefrac().with("rho_reset", 3), 2, 12);
    assertSpikes(lif, "000100001000");
    assertTrace(lif, "v", 0.2, 0.54, 0.974, 0, 0, 0, 0, 0.83222784, 0, 0, 0, 0);
    assertTrace(
        lif,
        "i",
        1.6,
        2.88,
        3.904,
        4.7232,
        5.37856,
        5.902848,
        6.3222784,
        6.65782272,
        6.92625818,
        7.14100654,
        7.31280523,
        7.45024419);
    assertTrace(lif, "rho", 0, 0, 0, 3, 2, 1, 0, 0, 3, 2, 1, 0);
  }

  @Test
  void lifEx() {
    var lif = constant(new LifEx(), 1, 10);
    assertSpikes(lif, "0000100100");
    assertTrace(
        lif,
        "v",
        0.106766764,
        0.284467646,
        0.511973595,
        0.774816008,
        0,
        0.375694764,
        0.747612847,
        0,
        0.4396579,
        0.85830785);
  }

  @Test
  void lifAdEx() {
    var lif = constant(new LifAdEx(), 1, 10);
    assertSpikes(lif, "0000100100");
    assertTrace(
        lif,
        "v",
        0.106766764,
        0.284467646,
        0.511888181,
        0.774423101,
        0,
        0.372354967,
        0.741178412,
        0,
        0.433447871,
        0.846319986);
    assertTrace(
        lif,
        "a",
        0,
        0.000854134113,
        0.00312816702,
        0.00721701613,
        0.0333979669,
        0.033331171,
        0.0362433484,
        0.062100289,
        0.0619760884,
        0.0653197192);
  }

  @Test
  void lifMc() {
    Tensor g = Tensor.of(new float[] {-100, 100, 100, -100}, 2, 2);
    var lif = recurrent(LifMc.of(g), 10);
    assertSpikes(lif, "00 00 00 10 00 10 01 10 00 11");
    assertTrace(
        lif,
        "v",
        0.14,
        0.3708,
        0.657176,
        0.04327416,
        0.550728139,
        0.0814417371,
        0.599410047,
        0.0399197965,
        0.835213661,
        0);
    assertTraceOf(
        1,
        lif,
        "v",
        0.06,
        0.1692,
        0.316824,
        0.38946744,
        0.611059301,
        0.732975634,
        0.0666011163,
        0.359278168,
        0.75480678,
        0);
  }

  @Test
  void lifMcRefrac() {
    Tensor g = Tensor.of(new float[] {-0.01f, 0.01f, 0.01f, -0.01f}, 2, 2);
    var lif = recurrent(LifMcRefrac.of(g).with("rho_reset", 3), 12);
    assertSpikes(lif, "00 00 00 00 10 00 00 00 01 10 00 00");
    assertTrace(
        lif,
        "v",
        0,
        0.15,
        0.404,
        0.72692,
        0,
        0.003747704,
        0.00872648352,
        0.0159487018,
        0.647647249,
        0,
        6.47647249e-05,
        0.000128234155);
    assertTraceOf(
        1,
        lif,
        "v",
        0,
        0.05,
        0.136,
        0.24708,
        0.3747704,
        0.501625656,
        0.730948311,
        0.928202462,
        0,
        0.00647647249,
        0.00641170777,
        0.00634823834);
    assertTrace(
        lif,
        "i",
        1.5,
        2.7,
        3.66,
        4.428,
        5.0424,
        5.53392,
        5.927136,
        6.2417088,
        6.49336704,
        8.69469363,
        8.45575491,
        8.26460392);
    assertTrace(lif, "rho", 0, 0, 0, 0, 3, 2, 1, 0, 0, 3, 2, 1);
    assertTraceOf(1, lif, "rho", 0, 0, 0, 0, 0, 0, 0, 0, 3, 2, 1, 0);
  }

  @Test
  void cobaLif() {
    NeuronLayer layer = new CobaLif().dt(0.1).layer();
    NeuronState start = layer.cell().initialState(1, 1);
    start.column("v")[0] = -20;
    var coba = layer.recordStates(Tensor.full(0.2f, 10, 1, 1), start);
    assertSpikes(coba, "0101111111");
    assertTrace(coba, "v", -12.16, -70, -26.289304, -70, -70, -70, -70, -70, -70, -70);
    assertTrace(
        coba,
        "g_e",
        0.196,
        0.38808,
        0.5763184,
        0.760792032,
        0.941576191,
        1.11874467,
        1.29236977,
        1.46252238,
        1.62927193,
        1.79268649);
  }

  @Test
  void iaf() {
    var iaf = constant(new Iaf(), 0.3, 8);
    assertSpikes(iaf, "00010001");
    assertTrace(iaf, "v", 0.3, 0.6, 0.9, 0, 0.3, 0.6, 0.9, 0);
  }

  @Test
  void li() {
    Tensor pulse = Tensor.zeros(10, 1, 1);
    pulse.data()[0] = 1;
    var li = new Li().layer().recordStates(pulse, null);
    double[] v = {
      0.1, 0.17, 0.217, 0.2465, 0.26281, 0.269297, 0.2685817, 0.26269505, 0.253202761, 0.241304258
    };
    assertTrace(li, "v", v);
    assertClose("output", v, li.output().toArray(), 2e-6, 0);
    assertTrace(
        li,
        "i",
        0.8,
        0.64,
        0.512,
        0.4096,
        0.32768,
        0.262144,
        0.2097152,
        0.16777216,
        0.134217728,
        0.107374182);
  }

  @Test
  void lsnn() {
    var lsnn = constant(new Lsnn(), 2, 12);
    assertSpikes(lsnn, "000010000100");
    assertTrace(
        lsnn,
        "v",
        0,
        0.2,
        0.54,
        0.974,
        0,
        0.67232,
        1.342944,
        1.9989344,
        2.6312688,
        0,
        0.892625818,
        1.71746389);
    assertTrace(
        lsnn,
        "b",
        1,
        1,
        1,
        1,
        2.8,
        2.79999775,
        2.7999955,
        2.79999325,
        2.799991,
        4.59998875,
        4.59998425,
        4.59997975);
  }

  @Test
  void adaLif() {
    var ada = recurrent(new AdaLif(), 12);
    assertSpikes(ada, "00 00 00 00 10 00 00 10 01 00 10 00");
    assertTrace(
        ada,
        "v",
        0,
        0.15,
        0.405,
        0.7305,
        0.10025,
        0.414465,
        0.746410725,
        0.0844837025,
        0.340206887,
        0.595524028,
        0.045442563,
        0.346475822);
    assertTraceOf(
        1,
        ada,
        "v",
        0,
        0.05,
        0.135,
        0.2435,
        0.36675,
        0.498155,
        0.7328035,
        0.93709435,
        0.115441875,
        0.291543256,
        0.426505609,
        0.529148662);
    assertTrace(
        ada,
        "b",
        0,
        0,
        0,
        0,
        1.8,
        1.79999775,
        1.7999955,
        3.59999325,
        3.59998875,
        3.59998425,
        5.39997975,
        5.399973);
  }

  @Test
  void lifCurrentEncoder() {
    var encoder = constant(new LifCurrentEncoder(), 2.5, 10);
    assertSpikes(encoder, "0000100001");
    assertTrace(encoder, "v", 0.25, 0.475, 0.6775, 0.85975, 0, 0.25, 0.475, 0.6775, 0.85975, 0);
  }

  /** Where Norse is wrong: the adaptation is integrated, in time, from the potential before. */
  @Test
  void lifAdExCurrentEncoder() {
    var encoder = constant(new LifAdExCurrentEncoder(), 2, 60);
    double v = 0;
    double a = 0;
    double[] vs = new double[60];
    double[] as = new double[60];
    double[] zs = new double[60];
    for (int t = 0; t < 60; t++) {
      double u = v + 0.1 * (-v + 0.5 * Math.exp((v - 1) / 0.5) + 2 - a);
      a += 0.002 * (4 * v - a);
      zs[t] = u > 1 ? 1 : 0;
      v = u > 1 ? 0 : u;
      a += 0.02 * zs[t];
      vs[t] = v;
      as[t] = a;
    }
    assertTrue(Arrays.stream(zs).sum() > 3);
    assertClose("z", zs, encoder.output().toArray(), 0, 0);
    assertClose("v", vs, Recorded.named(encoder.states(), "v").toArray(), 1e-5, 1e-5);
    assertClose("a", as, Recorded.named(encoder.states(), "a").toArray(), 1e-5, 1e-5);
  }

  /** Silent at rest, firing under a current of twice the distance to the threshold. */
  @Test
  void biologicalParametersFire() {
    for (Neuron bio :
        List.of(Lif.bio(), LifRefrac.bio(), LifEx.bio(), LifAdEx.bio(), Lsnn.bio(), Iaf.bio())) {
      assertEquals(0, spikes(bio, 0), bio.toString());
      assertTrue(spikes(bio, 2) > 1, bio.toString());
    }
    assertEquals(
        0, CobaLif.bio().layer().run(Tensor.zeros(500, 1, 1), rest()).output().sum().item());
    Tensor strong = Tensor.full(0.5f, 500, 1, 1);
    assertTrue(CobaLif.bio().layer().run(strong, rest()).output().sum().item() > 1);
    float settled = Li.bio().layer().forward(Tensor.zeros(500, 1, 1)).get(499, 0, 0);
    assertEquals(-70f, settled);
  }

  private static NeuronState rest() {
    NeuronState state = CobaLif.bio().cell().initialState(1, 1);
    state.column("v")[0] = -65;
    return state;
  }

  private static float spikes(Neuron neuron, double x) {
    return neuron.layer().forward(Tensor.full((float) x, 1000, 1, 1)).sum().item();
  }
}
