package dev.sleipnir.plasticity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.rule.TraceJump;
import dev.sleipnir.model.cell.NeuronCell;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide to plasticity: its code is this test, token for token, and its rules run. */
class PlasticityGuideTest {
  private final RandomStream random = new RandomStream(1, 0);

  private static float[] train(int n, int seed) {
    RandomStream random = new RandomStream(2, seed);
    float[] z = new float[n];
    for (int e = 0; e < n; e++) {
      z[e] = random.nextFloat() < 0.2f ? 1 : 0;
    }
    return z;
  }

  private static Tensor inputSpikes(int t) {
    return Tensor.of(train(100, t), 1, 100);
  }

  private static Tensor outputSpikes(int t) {
    return Tensor.of(train(10, 1000 + t), 1, 10);
  }

  private static float[] spikes(int t) {
    return train(1000, t);
  }

  private static boolean isRewarded(int t) {
    return t == 20;
  }

  @Test
  void firstSteps() {
    // snippet begins
    var linear = new Linear(Tensor.rand(random, 10, 100).scale(0.1f), null);
    var rule = Stdp.additive().with("eta_plus", 0.01).with("eta_minus", 0.012).jump(TraceJump.UNIT);
    var synapses = rule.dense(linear.weight()); // edits the layer's weights from now on
    TraceState state = synapses.initialState(1); // a batch of 1
    var neurons = new Lif().cell();
    State membrane = neurons.initialState(1, 10);
    for (int t = 0; t < 100; t++) {
      Tensor pre = inputSpikes(t); // 0 or 1, [1, 100]
      Step step = neurons.step(linear.forward(pre), membrane);
      Tensor post = step.output();
      membrane = step.state();
      state = synapses.step(pre, post, state); // traces, then weights
    }
    // snippet ends
    assertTrue(state.pre().column("t_pre")[0] > 0);
  }

  @Test
  void bounds() {
    // snippet begins
    var layer = new Linear(100, 10); // weights between -0.1 and 0.1
    var wide = Stdp.additive().with("w_min", -0.2).with("w_max", 0.2).dense(layer.weight());
    var moved = Stdp.additive().clipWeights(true).dense(layer.weight()); // negative ones become 0
    // snippet ends
    for (float w : moved.weights().data()) {
      assertTrue(w >= 0);
    }
    assertEquals(wide.weights(), moved.weights());
  }

  @Test
  void reward() {
    Parameter weights = new Parameter("w", Tensor.full(0.5f, 10, 100));
    // snippet begins
    var learning = RewardStdp.dopamine().with("eta", 0.5).dense(weights);
    TraceState memory = learning.initialState(1);
    float dopamine = 0;
    for (int t = 0; t < 50; t++) {
      dopamine = 0.995f * dopamine + (isRewarded(t) ? 0.5f : 0); // decays in 200 ms
      memory.signal("dopamine", dopamine);
      memory = learning.step(inputSpikes(t), outputSpikes(t), memory);
    }
    // snippet ends
    assertNotEquals(0.5f, weights.data()[0]);
  }

  @Test
  void homeostasis() {
    Linear plastic = new Linear(Tensor.full(0.5f, 10, 100), null);
    NeuronCell cell = new Lif().with("v_th", Tensor.full(1, 10)).learn("v_th").cell();
    // snippet begins
    var scaling = SynapticScaling.toRate(10).with("eta", 0.1).every(50).bounds(0, 1);
    var scaled = scaling.on(plastic.weight()); // for any number of layers
    var adapted = ThresholdAdaptation.toRate(20).on(cell.parameters().getFirst());
    for (int t = 0; t < 100; t++) {
      Tensor post = outputSpikes(t); // 0 or 1, [1, 10]
      scaled.step(post);
      adapted.step(post);
    }
    // snippet ends
    assertTrue(scaled.rates()[0] > 10);
    assertTrue(plastic.weight().data()[0] < 0.5f);
    assertTrue(cell.parameters().getFirst().data()[0] > 1);
  }

  @Test
  void documentation() throws IOException {
    String own = found(GUIDE, "```text", "```\n").getFirst();
    // snippet begins
    String section = LearningRule.parse(own).with("a", 0.02).markdown();
    // snippet ends
    assertTrue(section.startsWith("## forgetful\n\n| Parameter | Symbol | Default "), section);
    assertTrue(section.contains("w &\\leftarrow w - b \\, w \\, y\n"), section);
    assertTrue(section.endsWith("\nWith `a` 0.02, `dt` 0.001.\n"), section);
  }

  @Test
  void sparse(@TempDir Path folder) throws IOException {
    // snippet begins
    var connectivity =
        SparseConnectivity.random(1000, 1000, 0.1, 7)
            .withWeights(0, 0.5f, 8)
            .withDelays(1, 16, 9); // steps
    var sparse = Stdp.additive().jump(TraceJump.UNIT).sparse(connectivity, Parallel.common());
    float[] currents = new float[1000];
    for (int t = 0; t < 50; t++) {
      Arrays.fill(currents, 0);
      sparse.step(spikes(t), spikes(t + 1), currents); // adds the weights that arrive now
    }
    float[] now = sparse.weights(); // brought up to date
    // snippet ends
    assertTrue(currents[0] > 0 && now.length == connectivity.size());
    String text =
        found(GUIDE, "```text", "```\n").stream()
            .filter(r -> r.contains("deliver"))
            .findFirst()
            .orElseThrow();
    // snippet begins
    var ampa = new float[1000];
    var slow = new float[1000];
    var tired =
        LearningRule.parse(text)
            .jump(TraceJump.UNIT)
            .sparse(connectivity)
            .into("ampa", ampa)
            .into("slow", slow); // raised by every step from now on
    for (int t = 0; t < 50; t++) {
      tired.step(spikes(t), spikes(t + 1));
    }
    float[] resources = tired.variable("x"); // as of each synapse's last spike
    // snippet ends
    assertTrue(resources[0] < 1 && ampa[0] > 0);
    assertEquals(0.3 * ampa[0], slow[0], 1e-4);
    // snippet begins
    var fixed = new FixedSynapses(connectivity, Parallel.common());
    for (int t = 0; t < 50; t++) {
      fixed.step(spikes(t), currents); // weights arrive after their delays
    }
    // snippet ends
    assertTrue(fixed.events() > 0);
    // snippet begins
    sparse.save(folder.resolve("synapses")); // weights, traces, spikes under way
    var later = Stdp.additive().jump(TraceJump.UNIT).sparse(connectivity);
    later.load(folder.resolve("synapses")); // goes on bit for bit, on any number of threads
    var branch = later.copy(); // another future
    later.reset(); // no spikes remembered; the weights stay
    // snippet ends
    assertArrayEquals(now, branch.weights());
    assertArrayEquals(now, later.weights());
  }

  private static List<String> found(String file, String begin, String end) throws IOException {
    String text = Files.readString(Path.of(file));
    return Pattern.compile(begin + "\n(.*?)" + end, Pattern.DOTALL)
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  private static String code(List<String> blocks) {
    return blocks.stream()
        .flatMap(String::lines)
        .map(line -> line.replaceFirst("//.*", "").replaceAll("\\s+", ""))
        .collect(Collectors.joining());
  }

  private static final String GUIDE = "../docs/guide/plasticity.md";

  @Test
  void theGuideHasThisCode() throws IOException {
    String test = "src/test/java/dev/sleipnir/plasticity/PlasticityGuideTest.java";
    String here = code(found(test, "    // snippet begins", "    // snippet ends\n"));
    assertTrue(here.length() > 500, here);
    assertEquals(here, code(found(GUIDE, "```java", "```\n")));
  }

  @Test
  void theGuidesRulesRun() throws IOException {
    List<String> rules = new ArrayList<>(found(GUIDE, "```text", "```\n"));
    rules.addAll(found("../README.md", "```text", "```\n"));
    assertEquals(4, rules.size());
    rules.removeIf(text -> text.contains("deliver")); // for sparse synapses: run above
    for (String text : rules) {
      Parameter weights = new Parameter("w", Tensor.full(0.5f, 10, 100));
      DenseSynapses synapses = LearningRule.parse(text).dense(weights);
      TraceState state = synapses.initialState(1);
      for (int t = 0; t < 50; t++) {
        if (text.contains("signal u")) {
          state.signal("u", t % 2);
        }
        state = synapses.step(inputSpikes(t), outputSpikes(t), state);
      }
      assertNotEquals(0.5f, weights.data()[0], text);
    }
  }

  /** Plots and labs that the guide shows are there. */
  @Test
  void itsLinksLeadSomewhere() throws IOException {
    String guide = Files.readString(Path.of(GUIDE));
    List<String> links =
        Pattern.compile("\\]\\(([^)#]+)")
            .matcher(guide)
            .results()
            .map((MatchResult match) -> match.group(1))
            .toList();
    assertTrue(links.size() > 8);
    for (String link : links) {
      assertTrue(Files.exists(Path.of("../docs/guide").resolve(link)), link);
    }
  }
}
