package dev.sleipnir.model.train;

import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.tensor.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One look at a training in progress: made just before an optimiser's step, when the gradients are
 * there, and asked for warnings after it.
 */
final class TrainingCheck {
  private final TrainingTask task;
  private final Optimizer optimizer;
  private final List<String> warnings = new ArrayList<>();
  private final int values;

  TrainingCheck(TrainingTask task, Optimizer optimizer) {
    this.task = task;
    this.optimizer = optimizer;
    warnings.addAll(task.warnings());
    List<Parameter> parameters = task.network().module().parameters();
    Set<Parameter> updated = Collections.newSetFromMap(new IdentityHashMap<>());
    updated.addAll(optimizer.parameters());
    List<ParameterGradient> gradients = new ArrayList<>();
    IdentityHashMap<Parameter, String> places = Diagnose.places(task.network().module());
    for (int p = 0; p < parameters.size(); p++) {
      Parameter parameter = parameters.get(p);
      if (!parameter.isLearned()) {
        continue;
      }
      if (updated.contains(parameter)) {
        gradients.add(Diagnose.gradient(p, parameter, places));
      } else {
        warnings.add(
            String.format(
                Locale.ROOT,
                "Parameter %d of the network, %s, is not among those the optimiser updates.",
                p,
                parameter));
      }
    }
    warnings.addAll(GradientWarnings.of(gradients));
    values = values();
  }

  private int values() {
    int hash = 1;
    for (Parameter parameter : optimizer.parameters()) {
      hash = 31 * hash + Arrays.hashCode(parameter.data());
    }
    return hash;
  }

  /** After the step: runs the batch once more and tells the listener. */
  void warn(Batch batch, TrainingListener listener) {
    if (values() == values) {
      warnings.add(
          optimizer.name()
              + " changed no parameter in step "
              + optimizer.steps()
              + ": the learning rate, or the schedule's factor, is 0, or all gradients are.");
    }
    List<String> all = new ArrayList<>(Diagnose.ofActivity(task, batch));
    all.addAll(warnings);
    all.forEach(listener::warned);
  }
}
