package dev.sleipnir.model.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows of a table whose columns the first row gives. */
final class CsvLog implements TrainingLog {
  private final Path path;
  private final AppendedFile file;
  private @Nullable String header;

  private CsvLog(Path path, AppendedFile file, @Nullable String header) {
    this.path = path;
    this.file = file;
    this.header = header;
  }

  static CsvLog open(Path path) throws IOException {
    String header = null;
    if (Files.isRegularFile(path)) {
      try (Stream<String> lines = Files.lines(path, StandardCharsets.UTF_8)) {
        header = lines.findFirst().orElse(null);
      }
    }
    return new CsvLog(path, AppendedFile.open(path), header);
  }

  @Override
  public void scalars(long step, Map<String, Double> values) throws IOException {
    String columns =
        Stream.concat(Stream.of("step"), values.keySet().stream().map(CsvLog::quoted))
            .collect(Collectors.joining(","));
    if (header == null) {
      file.line(columns);
      header = columns;
    } else if (!header.equals(columns)) {
      throw new IllegalArgumentException(
          path + ": expected the columns " + header + ", got " + columns);
    }
    file.line(
        Stream.concat(Stream.of(String.valueOf(step)), values.values().stream().map(CsvLog::cell))
            .collect(Collectors.joining(",")));
  }

  private static String cell(Double value) {
    return value.isNaN() ? "" : value.toString();
  }

  private static String quoted(String name) {
    boolean plain = name.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
