package dev.sleipnir.tasks.training;

import dev.sleipnir.model.exchange.NDArray;
import dev.sleipnir.model.exchange.StateDict;
import dev.sleipnir.model.log.TrainingLog;
import dev.sleipnir.model.train.Checkpoint;
import dev.sleipnir.model.train.EpochListener;
import dev.sleipnir.model.train.PassResult;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The logs that a command was asked for. */
final class TrainingLogs implements Closeable {
  private final List<TrainingLog> logs = new ArrayList<>();

  private TrainingLogs() {}

  static TrainingLogs open(List<Path> paths) throws IOException {
    TrainingLogs opened = new TrainingLogs();
    try {
      for (Path path : paths) {
        opened.logs.add(TrainingLog.open(path));
      }
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
    return opened;
  }

  /** Figures of an epoch, and how the parameters are distributed after it. */
  void add(Training what, Checkpoint state, PassResult trained, PassResult tested)
      throws IOException {
    if (logs.isEmpty()) {
      return;
    }
    Map<String, NDArray> parameters = StateDict.of(what.training().network().module()).arrays();
    for (TrainingLog log : logs) {
      EpochListener.to(log, what.training().metric()).ended(state, trained, tested);
      for (var parameter : parameters.entrySet()) {
        log.histogram(parameter.getKey(), state.epoch(), parameter.getValue().toFloats());
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (TrainingLog log : logs) {
      log.close();
    }
  }
}
