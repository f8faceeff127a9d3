package dev.sleipnir.model.log;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** An object for each step. */
final class JsonLinesLog implements TrainingLog {
  private static final JsonFactory JSON = new JsonFactory();

  private final AppendedFile file;

  private JsonLinesLog(AppendedFile file) {
    this.file = file;
  }

  static JsonLinesLog open(Path path) throws IOException {
    return new JsonLinesLog(AppendedFile.open(path));
  }

  @Override
  public void scalars(long step, Map<String, Double> values) throws IOException {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
      json.writeStartObject();
      json.writeName("step").writeNumber(step);
      values.forEach(
          (name, value) -> {
            json.writeName(name);
            if (Double.isFinite(value)) {
              json.writeNumber(value.doubleValue());
            } else {
              json.writeNull(); // JSON has no NaN and no infinity.
            }
          });
      json.writeEndObject();
    }
    file.line(line.toString());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
