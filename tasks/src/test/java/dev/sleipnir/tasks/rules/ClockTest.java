package dev.sleipnir.tasks.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.sleipnir.tasks.Main;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A clock of the wall that jumps changes no result and no wait: it is only read where a file or a
 * report says when it was made. What is timed goes by the clock that only goes on.
 */
class ClockTest {
  private static final Set<String> DATES =
      Set.of(
          "dev.sleipnir.model.log.TensorBoardLog",
          "dev.sleipnir.network.exchange.Nwb",
          "dev.sleipnir.tasks.verify.Verify");

  private static final ArchRule NO_WALL_CLOCK =
      noClasses()
          .that(describe("give no date", type -> !DATES.contains(type.getName())))
          .should()
          .accessTargetWhere(describe("reads the clock of the wall", ClockTest::readsTheWall));

  private static boolean readsTheWall(JavaAccess<?> access) {
    String of = access.getTargetOwner().getName();
    String name = access.getTarget().getName();
    return (of.equals("java.lang.System") && name.equals("currentTimeMillis"))
        || (of.startsWith("java.time.") && name.equals("now"))
        || of.equals("java.time.Clock")
        || (of.equals("java.util.Date") && name.equals("<init>"));
  }

  /** What the rule is for. */
  static final class ReadsTheWall {
    Instant since = Instant.now();
  }

  @Test
  void onlyDatesComeFromTheWall() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test"))
            .importPackages("dev.sleipnir");
    assertTrue(classes.contain(Main.class));
    NO_WALL_CLOCK.check(classes);
  }

  @Test
  void whatReadsTheWallIsCaught() {
    JavaClasses classes = new ClassFileImporter().importClasses(ReadsTheWall.class);
    assertThrows(AssertionError.class, () -> NO_WALL_CLOCK.check(classes));
  }
}
