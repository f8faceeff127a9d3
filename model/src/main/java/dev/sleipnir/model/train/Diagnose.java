package dev.sleipnir.model.train;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.layer.Lift;
import dev.sleipnir.model.layer.NetworkModule;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Says why a network does not learn: which layers never fire, which gradients vanish, where a NaN
 * first appears.
 *
 * <pre>{@code
 * IO.println(Diagnose.of(network, spikes, out -> Losses.crossEntropy(out.maxOverTime(), labels)));
 * }</pre>
 *
 * <p>The network is run once step by step, to look at each module, and once as in training, for the
 * gradients. Neither parameters nor their gradients are different afterwards.
 */
public final class Diagnose {
  /** A gradient is said to vanish below this share of the largest one. */
  private static final double VANISHING = 1e-6;

  /** Share of neurons that never fire above which a layer is mentioned. */
  private static final double MOSTLY_SILENT = 0.95;

  private Diagnose() {}

  /**
   * Looks at a network, with the sum of its outputs as the loss.
   *
   * @param network the network
   * @param xs an input as in training, [time, batch, ...], of at least one value
   * @return what was found
   * @throws IllegalArgumentException if the input is no sequence, or not one for this network
   */
  public static Diagnosis of(NetworkModule network, Tensor xs) {
    return of(network, xs, Tensor::sum);
  }

  /**
   * Looks at a network and its loss.
   *
   * @param network the network
   * @param xs an input as in training, [time, batch, ...], of at least one value
   * @param loss outputs, [time, batch, ...], to a single number
   * @return what was found
   * @throws IllegalArgumentException if the input is no sequence, or not one for this network
   */
  public static Diagnosis of(NetworkModule network, Tensor xs, Function<Tensor, Tensor> loss) {
    return of(network, xs, new Workspace(), t -> loss.apply(Lift.of(network).forward(t.enter(xs))));
  }

  /** Looks at the network of a task with some samples of it. */
  static Diagnosis of(TrainingTask task, int[] samples, Workspace shared, RandomStream random) {
    RandomStream draws = random.split("encoder");
    try (Scope scope = new Scope(shared, random.split("network"))) {
      return of(
          task.network().module(),
          task.input(new Batch(scope, draws, samples)),
          new Workspace(),
          tape -> task.run(new Batch(tape, random.split("encoder"), samples)).loss());
    }
  }

  private static Diagnosis of(
      NetworkModule network, Tensor xs, Workspace workspace, Function<Tape, Tensor> loss) {
    requireValues(xs);
    List<LayerActivity> layers;
    try (Scope scope = new Scope(workspace, new RandomStream(0, 0))) {
      layers = ActivityRun.of(network, xs, scope);
    }
    List<String> warnings = new ArrayList<>(ofInput(xs));
    warnings.addAll(ofValues(network.parameters()));
    warnings.addAll(ofLayers(layers));
    List<ParameterGradient> gradients = gradients(network, loss, workspace, warnings);
    warnings.addAll(ofGradients(gradients));
    return new Diagnosis(xs.dim(1), xs.dim(0), layers, gradients, warnings);
  }

  /** The layers alone, without a gradient. */
  static List<String> ofActivity(TrainingTask task, Batch batch) {
    return ofLayers(ActivityRun.of(task.network().module(), task.input(batch), batch.scope()));
  }

  private static void requireValues(Tensor xs) {
    Lift.requireSequence(xs);
    if (xs.size() == 0) {
      throw new IllegalArgumentException(
          "input: expected at least one value, got shape " + Shape.text(xs.shape()));
    }
  }

  private static List<String> ofInput(Tensor xs) {
    float[] values = xs.spikes() == null ? xs.values() : new float[] {xs.sum().item()};
    if (!Reductions.allFinite(values, 0, values.length)) {
      try {
        xs.requireFinite("The input");
      } catch (IllegalArgumentException e) {
        return List.of(e.getMessage() + ": every layer behind it goes wrong.");
      }
    }
    for (float value : values) {
      if (value != 0) {
        return List.of();
      }
    }
    return List.of("The input is 0 everywhere: check the encoder and the scale of its values.");
  }

  private static List<String> ofValues(List<Parameter> parameters) {
    List<String> found = new ArrayList<>();
    for (int p = 0; p < parameters.size(); p++) {
      Parameter parameter = parameters.get(p);
      int at = Reductions.firstNonFinite(parameter.data(), 0, parameter.size());
      if (at >= 0) {
        found.add(
            String.format(
                Locale.ROOT,
                "Parameter %d, %s, has a %s at index %d: start again from finite values.",
                p,
                parameter,
                parameter.data()[at],
                at));
      }
    }
    return found;
  }

  private static List<String> ofLayers(List<LayerActivity> layers) {
    List<String> found = new ArrayList<>();
    for (LayerActivity layer : layers) {
      String name = "Layer " + layer.place() + ", " + layer.module() + ",";
      if (layer.place().isEmpty()) {
        name = "The network, " + layer.module() + ",";
      }
      if (layer.firstNonFinite() > 0) {
        found.add(
            name
                + " is the first with NaN or infinity, from step "
                + layer.firstNonFinite()
                + " on: a potential that is NaN never fires.");
        // What is behind it has it from there.
        return found;
      }
      if (!layer.spiking()) {
        continue;
      }
      if (layer.rate() == 0) {
        found.add(
            name
                + " never fires: none of its "
                + layer.neurons()
                + " neurons in any sample or step; potentials "
                + range(layer)
                + ". Layers behind it get nothing. Lower the threshold v_th, make the weights"
                + " before it larger ("
                + gain(layer)
                + "), or give it more input.");
      } else if (layer.silent() >= MOSTLY_SILENT) {
        found.add(
            name
                + String.format(
                    Locale.ROOT,
                    " is nearly silent: %.1f %% of its %d neurons never fire; potentials %s. Lower the",
                    100 * layer.silent(),
                    layer.neurons(),
                    range(layer))
                + " threshold v_th or make the weights before it larger.");
      } else if (layer.rate() >= 1) {
        found.add(
            name
                + " fires always: every neuron in every step, so that it says nothing. Raise the"
                + " threshold v_th or make the weights before it smaller.");
      }
    }
    return found;
  }

  private static String range(LayerActivity layer) {
    String range =
        "from " + Diagnosis.number(layer.lowest()) + " to " + Diagnosis.number(layer.highest());
    return Double.isNaN(layer.threshold())
        ? range
        : range + ", the threshold is " + Diagnosis.number(layer.threshold());
  }

  private static String gain(LayerActivity layer) {
    return layer.highest() > 0 && layer.threshold() > layer.highest()
        ? String.format(
            Locale.ROOT,
            "by more than %s times",
            Diagnosis.number(layer.threshold() / layer.highest()))
        : "and of both signs";
  }

  private static List<ParameterGradient> gradients(
      NetworkModule network,
      Function<Tape, Tensor> loss,
      Workspace workspace,
      List<String> warnings) {
    List<Parameter> parameters = network.parameters();
    if (parameters.isEmpty()) {
      return List.of();
    }
    List<float[]> before = parameters.stream().map(p -> p.gradient().clone()).toList();
    List<Parameter> kept = parameters.stream().filter(p -> !p.isLearned()).toList();
    List<float[]> statistics = kept.stream().map(p -> p.data().clone()).toList();
    try (Tape tape = new Tape(workspace, new RandomStream(0, 0))) {
      parameters.forEach(Parameter::clearGradient);
      tape.backward(loss.apply(tape));
      List<ParameterGradient> gradients = new ArrayList<>();
      for (int p = 0; p < parameters.size(); p++) {
        Parameter parameter = parameters.get(p);
        if (parameter.isLearned()) {
          gradients.add(
              new ParameterGradient(
                  p, parameter.toString(), norm(parameter.data()), norm(parameter.gradient())));
        }
      }
      return gradients;
    } catch (ArithmeticException e) {
      warnings.add("There is no gradient: " + e.getMessage());
      return List.of();
    } finally {
      for (int p = 0; p < before.size(); p++) {
        float[] gradient = parameters.get(p).gradient();
        System.arraycopy(before.get(p), 0, gradient, 0, gradient.length);
      }
      Parameter.setAll(kept, statistics, "a diagnosis");
    }
  }

  /** Euclidean norm. */
  static double norm(float[] values) {
    return Math.sqrt(Reductions.sumOfSquaresAsDouble(values, 0, values.length));
  }

  static List<String> ofGradients(List<ParameterGradient> gradients) {
    double largest = 0;
    for (ParameterGradient gradient : gradients) {
      if (Double.isFinite(gradient.norm())) {
        largest = Math.max(largest, gradient.norm());
      }
    }
    List<String> infinite = new ArrayList<>();
    List<String> none = new ArrayList<>();
    List<String> vanishing = new ArrayList<>();
    for (ParameterGradient gradient : gradients) {
      String name = gradient.index() + " (" + gradient.parameter() + ")";
      if (!Double.isFinite(gradient.norm())) {
        infinite.add(name);
      } else if (gradient.norm() == 0) {
        none.add(name);
      } else if (gradient.norm() < VANISHING * largest) {
        vanishing.add(name + " with a norm of " + Diagnosis.number(gradient.norm()));
      }
    }
    List<String> found = new ArrayList<>();
    if (!infinite.isEmpty()) {
      found.add(
          "The gradient is not finite at parameter "
              + String.join(", ", infinite)
              + ": lower the learning rate, or look for NaN before it.");
    }
    if (!none.isEmpty()) {
      found.add(
          "No gradient reaches parameter "
              + String.join(", ", none)
              + ": the layer before it is silent, the surrogate's window is too narrow, or nothing"
              + " of the loss depends on it.");
    }
    if (!vanishing.isEmpty()) {
      found.add(
          "The gradient vanishes at parameter "
              + String.join(", ", vanishing)
              + ", where the largest is "
              + Diagnosis.number(largest)
              + ". A wider surrogate (a smaller alpha, or Surrogate.ARCTAN), a lower threshold or"
              + " larger weights let more through.");
    }
    return found;
  }
}
