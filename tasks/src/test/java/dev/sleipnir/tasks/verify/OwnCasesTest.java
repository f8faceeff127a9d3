package dev.sleipnir.tasks.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Our own reference cases, which are always there. */
class OwnCasesTest {
  @Test
  void everyCasePasses() throws Exception {
    Path folder = Path.of(Objects.requireNonNull(OwnCasesTest.class.getResource("/cases")).toURI());
    List<Path> files = Verify.files(folder);
    assertEquals(99, files.size(), "cases found");
    AllPassed.require(Verify.run(files));
  }
}
