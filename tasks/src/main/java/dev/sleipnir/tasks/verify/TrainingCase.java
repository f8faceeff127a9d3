package dev.sleipnir.tasks.verify;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.cell.Cell;
import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.exchange.StateDict;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.optimize.Sgd;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Propagation;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Some steps of training by another program, done again event-driven and densely: losses and
 * numbers of spikes of every step, gradients of the first, weights after the last.
 *
 * <p>The other program computed everything in single and in double precision. Where a spike differs
 * between these two, nothing can be held to it.
 */
final class TrainingCase {
  private static final double OF_LOSSES = 1e-4;
  private static final double OF_GRADIENTS = 1e-5;
  private static final double OF_WEIGHTS = 1e-4;

  private final FolderCase c;
  private final Differences out;
  private final StateDict before;
  private final Tensor batches;
  private final long[] labels;
  private final int steps;
  private final int agreeing;

  private TrainingCase(FolderCase c, Differences out) {
    this.c = c;
    this.out = out;
    before = c.arrays("weights.npz");
    batches = c.array("batches.npy").toTensor();
    NDArray given = c.array("labels.npy");
    labels = given.toLongs();
    steps = batches.dim(0);
    if (batches.rank() < 3 || !Arrays.equals(given.shape(), new int[] {steps, samples()})) {
      throw new MalformedCase(
          "expected batches [steps, ...] and a label for each sample, got "
              + Shape.text(batches.shape())
              + " and "
              + Shape.text(given.shape()));
    }
    agreeing = agreeing();
  }

  /** Of images, [steps, batch, pixels]; of sequences, [steps, time, batch, inputs]. */
  private int samples() {
    return batches.dim(batches.rank() - 2);
  }

  static void run(FolderCase c, Differences out, Parallel parallel) {
    TrainingCase training = new TrainingCase(c, out);
    for (Propagation propagation : List.of(Propagation.EVENT, Propagation.DENSE)) {
      training.run(propagation, parallel);
    }
  }

  private double number(String key, int step) {
    JsonNode value = c.json().path(key).path(step);
    if (!value.isNumber()) {
      throw new MalformedCase(key + ": expected " + steps + " numbers, got " + value);
    }
    return value.doubleValue();
  }

  /** Steps from the first on in which both precisions agree. */
  private int agreeing() {
    int all = 0;
    while (all < steps && number("spikes_float64", all) == number("spikes_float32", all)) {
      all++;
    }
    return all;
  }

  private void run(Propagation propagation, Parallel parallel) {
    TrainingNetwork trained = TrainingNetwork.of(before);
    Optimizer optimizer = optimizer(trained.network().parameters());
    Workspace workspace = new Workspace(parallel, propagation);
    out.way(propagation + ", threads: " + parallel.threads());
    for (int step = 0; step < steps; step++) {
      Tensor batch = Comparison.step(batches, step);
      Tensor input = trained.input(batch);
      if (step < agreeing) {
        long spikes = spikes(trained, input, workspace);
        out.check("spikes of step " + step, number("spikes_float64", step), (double) spikes, 0);
      }
      optimizer.clearGradients();
      try (Tape tape = new Tape(workspace)) {
        Tensor scores = Lift.of(trained.network()).forward(tape.enter(input)).maxOverTime();
        Tensor loss = Losses.crossEntropy(scores, labels(step));
        if (step < agreeing) {
          double expected = number("loss_float64", step);
          out.check("loss of step " + step, expected, loss.item(), OF_LOSSES * expected);
        }
        tape.backward(loss);
      }
      if (step == 0 && agreeing > 0) {
        gradients(trained);
      }
      optimizer.step();
    }
    if (agreeing == steps) {
      compare("weight", trained, c.arrays("weights_after.npz"), StateDict.of(trained.network()));
    }
  }

  private int[] labels(int step) {
    int[] of = new int[samples()];
    for (int s = 0; s < of.length; s++) {
      of[s] = Math.toIntExact(labels[step * of.length + s]);
    }
    return of;
  }

  /** Spikes of all neurons in all steps: one step at a time, which has the bits of a sequence. */
  private static long spikes(TrainingNetwork trained, Tensor input, Workspace workspace) {
    double count = 0;
    State state = null;
    var modules = trained.network().modules();
    try (Scope scope = new Scope(workspace)) {
      for (int t = 0; t < input.dim(0); t++) {
        List<Tensor> hidden = new ArrayList<>();
        Tensor x = scope.enter(Comparison.step(input, t));
        state = trained.network().step(x, state, hidden).state();
        for (int m = 0; m < hidden.size(); m++) {
          if (modules.get(m) instanceof Cell cell && cell.isSpiking()) {
            count += hidden.get(m).sum().item();
          }
        }
      }
    }
    return Math.round(count);
  }

  private void gradients(TrainingNetwork trained) {
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    StateDict.of(trained.network())
        .arrays()
        .keySet()
        .forEach(name -> gradients.put(name, gradient(trained, name)));
    compare("gradient", trained, c.arrays("gradients.npz"), StateDict.of(gradients));
  }

  private static NDArray gradient(TrainingNetwork trained, String name) {
    int dot = name.indexOf('.');
    var module = trained.network().modules().get(Integer.parseInt(name, 0, dot, 10));
    for (Parameter parameter : module.parameters()) {
      if (parameter.name().equals(name.substring(dot + 1))) {
        return NDArray.of(parameter.gradient(), parameter.shape());
      }
    }
    throw new IllegalStateException("no " + name);
  }

  private void compare(String what, TrainingNetwork trained, StateDict theirs, StateDict ours) {
    StateDict expected = trained.ours(theirs);
    if (!expected.arrays().keySet().equals(ours.arrays().keySet())) {
      out.differs(what, expected.toString(), ours.toString());
      return;
    }
    expected
        .arrays()
        .forEach(
            (name, array) -> {
              double[] want = array.toDoubles();
              double[] got = ours.get(name).toDoubles();
              if (want.length != got.length) {
                throw new MalformedCase(
                    what
                        + " of "
                        + name
                        + ": expected "
                        + got.length
                        + " values, got "
                        + want.length);
              }
              double largest = Arrays.stream(want).map(Math::abs).max().orElse(0);
              double tolerance = what.equals("weight") ? OF_WEIGHTS : OF_GRADIENTS * largest;
              for (int e = 0; e < want.length; e++) {
                String where = what + " of " + name + " at " + Shape.place(e, array.shape());
                out.check(where, want[e], got[e], tolerance);
              }
            });
  }

  private static final Pattern NUMBER =
      Pattern.compile("(learning rate|momentum|betas|epsilon) (\\S+?)(?:, (0\\.\\S+?))?(?=,|$)");

  private Optimizer optimizer(List<Parameter> parameters) {
    String text = c.json().path("optimizer").asString("");
    Map<String, List<Double>> numbers = new LinkedHashMap<>();
    Matcher found = NUMBER.matcher(text);
    while (found.find()) {
      List<Double> values = new ArrayList<>(List.of(Double.parseDouble(found.group(2))));
      if (found.group(3) != null) {
        values.add(Double.parseDouble(found.group(3)));
      }
      numbers.put(found.group(1), values);
    }
    List<Double> rate = numbers.get("learning rate");
    if (rate == null) {
      throw new MalformedCase("optimizer: expected a learning rate, got '" + text + "'");
    }
    return switch (text.split(",", 2)[0]) {
      case "Adam" -> {
        List<Double> betas = numbers.getOrDefault("betas", List.of(0.9, 0.999));
        yield new Adam(parameters, rate.getFirst())
            .betas(betas.get(0), betas.get(1))
            .epsilon(numbers.getOrDefault("epsilon", List.of(1e-8)).getFirst());
      }
      case "SGD" ->
          new Sgd(parameters, rate.getFirst())
              .momentum(numbers.getOrDefault("momentum", List.of(0.0)).getFirst());
      default -> throw new UnsupportedCase("optimiser " + text);
    };
  }
}
