package dev.sleipnir.tasks.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.exchange.Npy;
import dev.sleipnir.model.exchange.StateDict;
import dev.sleipnir.model.layer.BatchNorm2d;
import dev.sleipnir.model.layer.Conv2d;
import dev.sleipnir.model.layer.Flatten;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Window;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.LifRefrac;
import dev.sleipnir.model.neuron.Lsnn;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.tasks.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cases that are folders: networks with weights of other programs, and trainings. */
class FolderCasesTest {
  private static final String JSON =
      """
      {"keys": {"0.weight": [2, 1, 3, 3]},
       "modules": [{"type": "Conv2d", "in": 1, "out": 2, "kernel": 3, "stride": [2, 1], "padding": 1,
                    "bias": false},
                   {"type": "BatchNorm2d", "channels": 2, "mode": "evaluation"},
                   {"type": "LIFRefracCell", "v_th": 0.1}, {"type": "Flatten"},
                   {"type": "LSNNRecurrentCell", "in": 20, "hidden": 3}, {"type": "LICell"}]}
      """;

  @TempDir private Path folder;

  private Path small;

  @BeforeEach
  void aFolder() throws IOException {
    small = Files.createDirectory(folder.resolve("small"));
    RandomStream random = new RandomStream(5);
    Window window = Window.of(3).stride(2, 1).padding(1);
    var network =
        new SequentialState(
            new Conv2d(random.split(), 1, 2, window, 1, false),
            new BatchNorm2d(2),
            new LifRefrac().with("v_th", 0.1).cell(),
            new Flatten(),
            new Lsnn().recurrentCell(20, 3),
            new Li().cell());
    for (String format : List.of("pt", "npz", "safetensors")) {
      StateDict.save(network, small.resolve("weights." + format));
    }
    Tensor input = Tensor.randn(random.split(), 6, 2, 1, 4, 5);
    Npy.write(small.resolve("input.npy"), NDArray.of(input));
    Npy.write(small.resolve("output.npy"), NDArray.of(Lift.of(network).forward(input)));
    Files.writeString(small.resolve("case.json"), JSON);
  }

  private static String run(int status, Path at) {
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    assertEquals(
        status, Main.run(new String[] {"verify", at.toString()}, out, out), said::toString);
    return said.toString();
  }

  @Test
  void aNetworkIsBuiltLoadedAndRun() {
    String said = run(0, folder);
    assertTrue(said.startsWith("interop "), said);
    assertTrue(said.contains("1 passed, 0 failed"), said);
  }

  private void assertFails(String message) {
    String said = run(1, folder);
    assertTrue(said.contains("failed interop/small: ") && said.contains(message), said);
  }

  @Test
  void whatDiffersIsTold() throws IOException {
    NDArray output = Npy.read(small.resolve("output.npy"));
    float[] values = output.toFloats();
    values[values.length - 1] += 0.1f;
    Npy.write(small.resolve("output.npy"), NDArray.of(values, output.shape()));
    assertFails("output at [5, 1, 2]: expected");
    Npy.write(small.resolve("output.npy"), NDArray.of(new float[6], 6, 1));
    assertFails("expected [6, 1], got [6, 2, 3]");
  }

  @Test
  void whatIsMissingOrUnknownIsTold() throws IOException {
    Path json = small.resolve("case.json");
    Files.writeString(json, JSON.replace("Flatten", "Fold"));
    assertTrue(run(1, folder).contains("1 unsupported\n"));
    assertTrue(run(1, folder).contains("unsupported: not built yet: module Fold"));
    Files.writeString(json, JSON.replace("v_th", "v_thresh"));
    assertTrue(run(1, folder).contains("LIFRefracCell with v_thresh"));
    Files.writeString(json, JSON.replace("\"hidden\": 3", "\"hidden\": 4"));
    assertFails("4.input_weights: expected [4, 20], got [3, 20]");
    Files.writeString(json, "[]");
    assertFails("expected a JSON object");
    Files.writeString(json, JSON);
    Files.delete(small.resolve("weights.pt"));
    assertFails("weights.pt: expected a file, found none");
  }

  /** Each number in turn: an error of one names it. */
  @Test
  void foldersAreRunOnSoManyThreads() throws IOException {
    String[] asked = {"verify", folder.toString(), "--threads", "1,2,3"};
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    assertEquals(0, Main.run(asked, out, out), said::toString);
    Tensor other = Tensor.full(5f, Npy.read(small.resolve("output.npy")).shape());
    Npy.write(small.resolve("output.npy"), NDArray.of(other));
    assertEquals(1, Main.run(asked, out, out));
    assertTrue(said.toString().contains("threads: 1, as a sequence"), said::toString);
    asked[3] = "0";
    assertEquals(2, Main.run(asked, out, out));
    assertTrue(said.toString().contains("--threads: expected 1 to "), said::toString);
  }

  @Test
  void everyFolderPasses() throws IOException {
    String interop = System.getenv("SLEIPNIR_INTEROP");
    assumeTrue(interop != null, "SLEIPNIR_INTEROP is not set: networks of other programs skipped");
    List<Path> files = Verify.files(Path.of(interop));
    assertTrue(files.size() >= 7, () -> "cases found: " + files);
    AllPassed.require(Verify.run(files));
  }
}
