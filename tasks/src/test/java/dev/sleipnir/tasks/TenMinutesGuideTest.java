package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Networks in ten minutes: its code is that of an example, which runs. */
class TenMinutesGuideTest {
  private static String bare(String code) {
    return code.replaceAll("//.*", "").replaceAll("\\s", "");
  }

  @Test
  void theCodeIsThatOfTheExample() throws IOException {
    String page = Files.readString(Path.of("../docs/guide/populations-in-ten-minutes.md"));
    String program = bare(Files.readString(Path.of("../docs/examples/populations.java")));
    List<String> blocks =
        Pattern.compile("```(?:java|text)\n(.*?)```", Pattern.DOTALL)
            .matcher(page)
            .results()
            .map((MatchResult match) -> match.group(1))
            .toList();
    assertEquals(4, blocks.size());
    for (String block : blocks) {
      assertTrue(program.contains(bare(block)), block);
    }
  }
}
