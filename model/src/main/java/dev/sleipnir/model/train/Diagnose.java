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
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Says why a network does not learn: which layers never fire or always, which gradients vanish or
 * explode, where a NaN first appears.
 *
 * <pre>{@code
 * IO.println(Diagnose.of(network, spikes, out -> Losses.crossEntropy(out.maxOverTime(), labels)));
 * }</pre>
 *
 * <p>The network is run once step by step, to look at each module, and once as in training, for the
 * gradients. Neither parameters nor their gradients are different afterwards.
 */
public final class Diagnose {
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
    warnings.addAll(ActivityWarnings.of(layers));
    List<ParameterGradient> gradients = gradients(network, loss, workspace, warnings);
    warnings.addAll(GradientWarnings.of(gradients));
    return new Diagnosis(xs.dim(1), xs.dim(0), layers, gradients, warnings);
  }

  /** The layers alone, without a gradient. */
  static List<String> ofActivity(TrainingTask task, Batch batch) {
    return ActivityWarnings.of(
        ActivityRun.of(task.network().module(), task.input(batch), batch.scope()));
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

  private static List<ParameterGradient> gradients(
      NetworkModule network,
      Function<Tape, Tensor> loss,
      Workspace workspace,
      List<String> warnings) {
    List<Parameter> parameters = network.parameters();
    if (parameters.isEmpty()) {
      return List.of();
    }
    IdentityHashMap<Parameter, String> places = places(network);
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
          gradients.add(gradient(p, parameter, places));
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

  /** The place of the module that each parameter belongs to; of one that is shared, the first. */
  static IdentityHashMap<Parameter, String> places(NetworkModule network) {
    IdentityHashMap<Parameter, String> places = new IdentityHashMap<>();
    place(network, "", places);
    return places;
  }

  private static void place(
      NetworkModule module, String at, IdentityHashMap<Parameter, String> places) {
    module
        .children()
        .forEach((name, inside) -> place(inside, at.isEmpty() ? name : at + "." + name, places));
    module.parameters().forEach(parameter -> places.putIfAbsent(parameter, at));
  }

  static ParameterGradient gradient(
      int index, Parameter parameter, IdentityHashMap<Parameter, String> places) {
    return new ParameterGradient(
        index,
        places.getOrDefault(parameter, ""),
        parameter.toString(),
        norm(parameter.data()),
        norm(parameter.gradient()));
  }

  /** Euclidean norm. */
  static double norm(float[] values) {
    return Math.sqrt(Reductions.sumOfSquaresAsDouble(values, 0, values.length));
  }
}
