package dev.sleipnir.model.train;

import dev.sleipnir.model.exchange.StateDict;
import dev.sleipnir.model.log.TrainingLog;
import dev.sleipnir.model.tensor.Parameter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Logs every so many training steps. */
final class StepLog implements TrainingListener {
  private final TrainingLog log;
  private final int every;
  private @Nullable TrainingTask task;
  private Map<String, Parameter> parameters = Map.of();

  StepLog(TrainingLog log, int every) {
    this.log = log;
    this.every = every;
  }

  @Override
  public void started(String what, TrainingTask begins) {
    if (task != begins) {
      task = begins;
      parameters = StateDict.parameters(begins.network().module());
    }
  }

  @Override
  public void updating(long step, double loss, double metric) {
    if (step % every != 0) {
      return;
    }
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("step/loss", loss);
    if (!Double.isNaN(metric) && task != null) {
      values.put("step/" + task.metric(), metric);
    }
    try {
      log.scalars(step, values);
      for (var named : parameters.entrySet()) {
        Parameter parameter = named.getValue();
        log.histogram("parameter/" + named.getKey(), step, parameter.data());
        if (parameter.isLearned()) {
          log.histogram("gradient/" + named.getKey(), step, parameter.gradient());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
