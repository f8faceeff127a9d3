package dev.sleipnir.tasks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonReportTest {
  @TempDir Path folder;

  record Report(String task, double accuracy, List<Integer> layers) {}

  @Test
  void writesComponentsInOrder() throws Exception {
    Path file = folder.resolve("report.json");
    JsonReport.write(file, new Report("mnist", 0.5, List.of(784, 10)));
    assertEquals(
        """
        {
          "task" : "mnist",
          "accuracy" : 0.5,
          "layers" : [ 784, 10 ]
        }
        """,
        Files.readString(file).replace("\r\n", "\n"));
  }

  @Test
  void namesAFileItCannotWrite() throws Exception {
    Path blocker = Files.createFile(folder.resolve("f"));
    Path file = blocker.resolve("report.json");
    var e =
        assertThrows(
            IOException.class, () -> JsonReport.write(file, new Report("mnist", 1, List.of())));
    assertEquals(
        "cannot write " + file + ": expected a folder, got a file: " + blocker, e.getMessage());
  }
}
