package dev.sleipnir.tasks.verify;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.exchange.StateDict;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.layer.Step;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A network of another program: built from the list of its modules, its weights loaded from each
 * format, run on its input step by step and as a sequence, its weights written back in each format.
 */
final class InteropCase {
  private static final List<String> FORMATS = List.of(".pt", ".safetensors", ".npz");
  private static final double RELATIVE = 1e-5;

  private final FolderCase c;
  private final Differences out;
  private final Tensor input;
  private final NDArray expected;
  private final double tolerance;

  private final Parallel parallel;

  private InteropCase(FolderCase c, Differences out, Parallel parallel) {
    this.parallel = parallel;
    this.c = c;
    this.out = out;
    input = c.array("input.npy").toTensor();
    expected = c.array("output.npy");
    double largest = 0;
    boolean isSpikes = true;
    for (double value : expected.toDoubles()) {
      largest = Math.max(largest, Math.abs(value));
      isSpikes &= value == 0 || value == 1;
    }
    tolerance = isSpikes ? 0 : RELATIVE * largest;
    if (input.rank() < 2 || expected.size() == 0) {
      throw new MalformedCase("expected an input [time, batch, ...] and an output, got " + input);
    }
  }

  static void run(FolderCase c, Differences out, Parallel parallel) {
    InteropCase run = new InteropCase(c, out, parallel);
    for (String format : FORMATS) {
      run.network(format);
    }
  }

  private void network(String format) {
    NetworkModule network = module();
    Path weights = c.folder().resolve("weights" + format);
    try {
      StateDict.load(network, weights);
      writeBack(network, weights, format);
    } catch (IOException e) {
      throw FolderCase.malformed(e);
    }
    String what = "weights" + format + ", threads: " + parallel.threads();
    Workspace workspace = new Workspace(parallel);
    out.way(what + ", as a sequence");
    try (Scope scope = new Scope(workspace)) {
      compare(Lift.of(network).forward(scope.enter(input)));
    }
    out.way(what + ", one step at a time");
    try (Scope scope = new Scope(workspace)) {
      Tensor xs = scope.enter(input);
      List<Tensor> outputs = new ArrayList<>();
      State state = null;
      for (int t = 0; t < input.dim(0); t++) {
        Step step = Lift.of(network).run(xs.rows(t, t + 1), state);
        outputs.add(step.output());
        state = step.state();
      }
      compare(Tensor.concatenate(outputs));
    }
  }

  private NetworkModule module() {
    List<NetworkModule> modules = new ArrayList<>();
    for (JsonNode module : c.json().path("modules")) {
      modules.add(InteropModules.of(module));
    }
    if (modules.isEmpty()) {
      throw new MalformedCase("modules: expected a list of at least one, got none");
    }
    // A single module that is no container has names without a position.
    boolean isAlone = modules.size() == 1;
    for (String name : c.json().path("keys").propertyNames()) {
      isAlone &= !name.startsWith("0.");
    }
    return isAlone
        ? modules.getFirst()
        : new SequentialState(modules.toArray(NetworkModule[]::new));
  }

  private void writeBack(NetworkModule network, Path weights, String format) throws IOException {
    out.way("weights" + format + ", written back");
    Path folder = Files.createTempDirectory("sleipnir-verify");
    Path file = folder.resolve("weights" + format);
    try {
      StateDict.save(network, file);
      StateDict before = StateDict.read(weights);
      StateDict after = StateDict.read(file);
      if (!before.equals(after)) {
        out.differs("arrays", before.toString(), after + ", or other values");
      }
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private void compare(Tensor actual) {
    int[] shape = expected.shape();
    if (!Shape.text(shape).equals(Shape.text(actual.shape()))) {
      out.differs("output", Shape.text(shape), Shape.text(actual.shape()));
      return;
    }
    double[] want = expected.toDoubles();
    float[] got = actual.toArray();
    for (int e = 0; e < got.length; e++) {
      out.check("output at " + Shape.place(e, shape), want[e], got[e], tolerance);
    }
  }
}
