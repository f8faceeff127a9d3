package dev.sleipnir.tasks.training;

import dev.sleipnir.model.train.EpochResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** How fast the epochs of an earlier report were: the only figures no checkpoint has. */
final class EarlierSpeeds {
  private static final long LONGEST = 1 << 24; // bytes; a row of a report has some hundred

  private final JsonNode epochs;

  private EarlierSpeeds(JsonNode epochs) {
    this.epochs = epochs;
  }

  /** Those of a report; none if there is no such report. */
  static EarlierSpeeds in(Path report) {
    try {
      if (Files.isRegularFile(report) && Files.size(report) <= LONGEST) {
        return new EarlierSpeeds(
            JsonMapper.shared().readTree(Files.readString(report)).path("epochs"));
      }
    } catch (IOException | JacksonException e) {
      // No report of ours: about to be replaced.
    }
    return new EarlierSpeeds(MissingNode.getInstance());
  }

  /** Of the row of the same epoch of the same training, which its losses tell. */
  @Nullable Double speed(EpochResult epoch, String name) {
    for (JsonNode row : epochs) {
      if (row.path("epoch").asInt(-1) == epoch.epoch()
          && row.path("trainLoss").asDouble(Double.NaN) == epoch.trainLoss()
          && row.path("testLoss").asDouble(Double.NaN) == epoch.testLoss()
          && row.path(name).isNumber()) {
        return row.path(name).asDouble();
      }
    }
    return null;
  }
}
