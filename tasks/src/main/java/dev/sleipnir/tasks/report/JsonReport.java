package dev.sleipnir.tasks.report;

import dev.sleipnir.model.file.OutputFile;
import java.io.IOException;
import java.nio.file.Path;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reports as JSON files. */
public final class JsonReport {
  private static final ObjectWriter WRITER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .build()
          .writer();

  private JsonReport() {}

  /**
   * Writes a report, indented, in UTF-8, its fields in the order of the record's components.
   *
   * @param file where to; replaced if it exists
   * @param report what was found
   * @throws IOException if the file cannot be written; the message names it and the reason
   */
  public static void write(Path file, Record report) throws IOException {
    // Turned to bytes first: a report that is no JSON fails before a file is touched.
    byte[] json = WRITER.writeValueAsBytes(report);
    OutputFile.write(
        file,
        out -> {
          out.write(json);
          out.write('\n');
        });
  }
}
