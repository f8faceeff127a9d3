package dev.sleipnir.tasks.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The reference cases of the folder that SLEIPNIR_GOLDEN names. */
class VerifyGoldenTest {
  @Test
  void everyCasePasses() throws Exception {
    String golden = System.getenv("SLEIPNIR_GOLDEN");
    assumeTrue(golden != null, "SLEIPNIR_GOLDEN is not set: reference cases skipped");
    Path folder = Path.of(golden);
    assertTrue(Files.isDirectory(folder), () -> "SLEIPNIR_GOLDEN: no folder " + folder);
    List<Path> files = Verify.files(folder);
    assertEquals(385, files.size(), "cases found");
    AllPassed.require(Verify.run(files));
  }
}
