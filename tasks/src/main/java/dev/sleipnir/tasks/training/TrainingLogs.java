package dev.sleipnir.tasks.training;

import dev.sleipnir.model.exchange.StateDict;
import dev.sleipnir.model.log.TrainingLog;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.model.train.EpochListener;
import dev.sleipnir.model.train.PassResult;
import dev.sleipnir.model.train.TrainingListener;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The logs that a command was asked for. */
final class TrainingLogs implements Closeable {
  private final List<TrainingLog> logs = new ArrayList<>();

  /** Of steps alone, beside tables and lines of epochs. */
  private final List<TrainingLog> beside = new ArrayList<>();

  private TrainingListener listener = TrainingListener.NONE;

  private TrainingLogs() {}

  static TrainingLogs open(List<Path> paths, int everySteps) throws IOException {
    TrainingLogs opened = new TrainingLogs();
    try {
      for (Path path : paths) {
        TrainingLog log = TrainingLog.open(path);
        opened.logs.add(log);
        if (everySteps > 0) {
          opened.logSteps(log, path, everySteps);
        }
      }
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
    return opened;
  }

  private void logSteps(TrainingLog log, Path path, int every) throws IOException {
    TrainingLog steps = log;
    if (!log.keepsPictures()) {
      // A table has the columns of its first row, and a line's number would mean two things.
      String name = String.valueOf(path.getFileName());
      int dot = name.lastIndexOf('.');
      steps =
          TrainingLog.open(
              path.resolveSibling(name.substring(0, dot) + "-steps" + name.substring(dot)));
      beside.add(steps);
    }
    listener = listener.andThen(TrainingListener.to(steps, every));
  }

  /** {@return what logs steps} */
  TrainingListener listener() {
    return listener;
  }

  /** Figures of an epoch, and, where they are kept, parameters and spikes after it. */
  void add(
      Training what,
      Checkpoint state,
      PassResult trained,
      PassResult tested,
      TrainingReport results)
      throws IOException {
    for (TrainingLog log : logs) {
      EpochListener.to(log, what.training().metric()).ended(state, trained, tested);
    }
    if (logs.stream().noneMatch(TrainingLog::keepsPictures)) {
      return;
    }
    byte[] spikes = results.raster().png();
    Map<String, Parameter> parameters = StateDict.parameters(what.training().network().module());
    for (TrainingLog log : logs) {
      log.image("spikes", state.epoch(), spikes);
      for (var parameter : parameters.entrySet()) {
        log.histogram(parameter.getKey(), state.epoch(), parameter.getValue().data());
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (TrainingLog log : logs) {
      log.close();
    }
    for (TrainingLog log : beside) {
      log.close();
    }
  }
}
