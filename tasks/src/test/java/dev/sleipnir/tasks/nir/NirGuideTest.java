package dev.sleipnir.tasks.nir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.exchange.Npy;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.neuron.LifBox;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.nir.Convention;
import dev.sleipnir.nir.Nir;
import dev.sleipnir.nir.NirNetwork;
import dev.sleipnir.nir.graph.Edge;
import dev.sleipnir.nir.graph.NirCheck;
import dev.sleipnir.nir.graph.NirFile;
import dev.sleipnir.nir.graph.NirFinding;
import dev.sleipnir.nir.graph.NirGraph;
import dev.sleipnir.nir.graph.NirPrimitive;
import dev.sleipnir.nir.graph.NirType;
import dev.sleipnir.tasks.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page on NIR: its lines are this test's, and its commands run. */
@SuppressWarnings({"NullAway", "UnusedVariable"}) // as users write
class NirGuideTest {
  private static final Path PAGE = Path.of("../docs/guide/nir.md");

  @TempDir private Path folder;

  private Tensor xs;
  private SequentialState network;

  @BeforeEach
  void network() {
    float[] x = new float[60 * 2 * 12];
    RandomStream random = new RandomStream(4);
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextFloat() < 0.3f ? 1 : 0;
    }
    xs = Tensor.of(x, 60, 2, 12);
    network =
        new SequentialState(
            new Linear(random, 12, 30),
            new Lif().with("v_th", 0.2).cell(),
            new Linear(random, 30, 4),
            new LifBox().with("v_th", 0.05).cell());
  }

  @Test
  void everyLineRuns() throws IOException {
    // guide begins
    Path file = folder.resolve("trained.nir");
    List<String> lost = Nir.save(network, file, 12);
    NirNetwork loaded = Nir.load(file, Convention.EULER, 0.001);
    Tensor spikes = Lift.of(loaded.module()).forward(xs);
    Session session = Session.of(loaded.module(), 1, loaded.inputShape());
    NirNetwork.Traces traces = loaded.trace(xs);
    Tensor membranes = traces.potential("1");
    List<NirFinding> found = NirCheck.check(Nir.read(file).graph());
    NirNetwork exact = Nir.load(file, 0.001);
    // guide ends
    assertEquals(List.of(), lost);
    assertEquals(List.of(), found);
    assertArrayEquals(new int[] {60, 2, 30}, membranes.shape());
    float[] z = spikes.toArray();
    assertArrayEquals(Lift.of(network).forward(xs).toArray(), z);
    int count = 0;
    for (float each : z) {
      count += each != 0 ? 1 : 0;
    }
    assertTrue(count > 10, "some spikes");
    assertEquals(Convention.EXACT, exact.convention());
  }

  @Test
  void theGuideHasTheseLines() throws IOException {
    String name = NirGuideTest.class.getName().replace('.', '/');
    String test = Files.readString(Path.of("src/test/java", name + ".java"));
    assertEquals(
        code(between(test, "// guide begins\n", "    // guide ends").getFirst()),
        code(between(Files.readString(PAGE), "```java\n", "```\n").getFirst()));
  }

  private static List<String> between(String text, String begin, String end) {
    return Pattern.compile(Pattern.quote(begin) + "(.*?)" + Pattern.quote(end), Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  private static String code(String block) {
    return block
        .lines()
        .map(line -> line.replaceFirst("//.*", "").replaceAll("\\s+", ""))
        .collect(Collectors.joining());
  }

  @Test
  void everyCommandRuns() throws IOException {
    Nir.save(network, folder.resolve("trained.nir"), 12);
    Npy.write(folder.resolve("x.npy"), NDArray.of(xs));
    Npy.write(folder.resolve("spikes.npy"), NDArray.of(Lift.of(network).forward(xs)));
    Nir.write(folder.resolve("senses.nir"), new NirFile(null, senses()));
    Npy.write(folder.resolve("eye.npy"), NDArray.of(Tensor.full(1, 60, 3)));
    Npy.write(folder.resolve("ear.npy"), NDArray.of(Tensor.full(2, 60, 1, 3)));
    List<String> printed = new ArrayList<>();
    String commands = between(Files.readString(PAGE), "```sh\n", "```\n").getFirst();
    for (String line : commands.lines().toList()) {
      printed.add(run(line));
    }
    assertEquals(7, printed.size());
    assertTrue(printed.get(0).contains("0 errors, 0 warnings"), printed.get(0));
    assertTrue(printed.get(1).contains("1: CubaLIF r[30] = 1 "), printed.get(1));
    assertTrue(Files.readString(folder.resolve("trained.svg")).contains("CubaLIF [30]"));
    assertTrue(printed.get(2).contains("60x2x4"), printed.get(2));
    Path potentials = folder.resolve("traces").resolve("1.v.npy");
    assertArrayEquals(new int[] {60, 2, 30}, Npy.read(potentials).shape());
    Pattern best =
        Pattern.compile("\\(the recording\\) .*\n +(euler|norse|snntorch|spinn\\w+) +0 ");
    assertTrue(best.matcher(printed.get(3)).find(), printed.get(3));
    assertEquals(List.of(), NirCheck.check(Nir.read(folder.resolve("again.nir")).graph()));
    assertTrue(printed.get(6).contains("both"), printed.get(6));
    Path sums = folder.resolve("traces").resolve("both.npy");
    assertArrayEquals(new int[] {60, 1, 3}, Npy.read(sums).shape());
    assertEquals(3, Npy.read(sums).toFloats()[0]);
  }

  /** Two inputs that add up. */
  private static NirGraph senses() {
    return new NirGraph(
        Map.of(
            "eye", NirPrimitive.port(NirType.INPUT, 3),
            "ear", NirPrimitive.port(NirType.INPUT, 3),
            "both", NirPrimitive.port(NirType.OUTPUT, 3)),
        List.of(new Edge("eye", "both"), new Edge("ear", "both")));
  }

  /** A line of the page, its files in the folder. */
  private String run(String line) {
    String[] args = line.split(" ", -1);
    String[] own = new String[args.length - 1];
    for (int a = 1; a < args.length; a++) {
      boolean file = args[a].matches(".*\\.(nir|npy|svg|model)") || args[a].equals("traces");
      int name = args[a].indexOf('=') + 1;
      String path = folder.resolve(args[a].substring(name)).toString();
      own[a - 1] = file ? args[a].substring(0, name) + path : args[a];
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(own, new PrintWriter(out), new PrintWriter(err));
    assertEquals(0, status, line + ": " + err);
    return out.toString();
  }

  @Test
  void whatIsWrongIsSaidInALine() throws IOException {
    Path text = Files.writeString(folder.resolve("text.nir"), "no graph");
    String file = text.toString();
    refused(1, "expected HDF5", "nir", "check", file);
    refused(1, "expected HDF5", "nir", "show", file);
    refused(1, "expected HDF5", "nir", "run", file, "--input", "x.npy");
    refused(2, "expected one of", "nir");
    refused(2, "--input", "nir", "run", file);
    refused(2, "got 'brian'", "nir", "run", file, "--input", "x.npy", "--convention", "brian");
    refused(2, "--input and --trace", "nir", "check", file, "--trace", "x.npy");
    Nir.save(network, folder.resolve("a.nir"), 12);
    String graph = folder.resolve("a.nir").toString();
    refused(2, "--dt", "nir", "run", graph, "--input", "x.npy", "--dt", "-1");
    refused(2, "--time-unit", "nir", "run", graph, "--input", "x.npy", "--time-unit", "years");
    Npy.write(folder.resolve("x.npy"), NDArray.of(Tensor.zeros(3, 11)));
    String eleven = folder.resolve("x.npy").toString();
    refused(1, "[12]", "nir", "run", graph, "--input", eleven);
    refused(2, "NAME=FILE", "nir", "run", graph, "--input", "x.npy", "--input", "y.npy");
    Nir.write(folder.resolve("senses.nir"), new NirFile(null, senses()));
    String senses = folder.resolve("senses.nir").toString();
    Npy.write(folder.resolve("eye.npy"), NDArray.of(Tensor.zeros(4, 3)));
    String eye = "eye=" + folder.resolve("eye.npy");
    refused(2, "NAME=FILE for each of [", "nir", "run", senses, "--input", "x.npy");
    refused(2, "NAME=FILE for each of [", "nir", "run", senses, "--input", eye);
    Npy.write(folder.resolve("ear.npy"), NDArray.of(Tensor.zeros(5, 3)));
    String ear = "ear=" + folder.resolve("ear.npy");
    refused(1, "same time", "nir", "run", senses, "--input", eye, "--input", ear);
    refused(1, "one input", "nir", "convert", senses, folder.resolve("m.model").toString());
  }

  private static void refused(int status, String expected, String... args) {
    StringWriter err = new StringWriter();
    assertEquals(status, Main.run(args, new PrintWriter(new StringWriter()), new PrintWriter(err)));
    assertTrue(err.toString().contains(expected), err.toString());
  }
}
