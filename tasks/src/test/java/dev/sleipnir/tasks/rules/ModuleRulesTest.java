package dev.sleipnir.tasks.rules;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.sleipnir.bench.Benchmarks;
import dev.sleipnir.bench.fixture.UsesTasks;
import dev.sleipnir.events.fixture.UsesTasksToo;
import dev.sleipnir.kernels.Simd;
import dev.sleipnir.kernels.fixture.UsesModel;
import dev.sleipnir.model.fixture.ShowsVectors;
import dev.sleipnir.model.fixture.TouchesNativeMemory;
import dev.sleipnir.model.fixture.UsesPlasticity;
import dev.sleipnir.network.fixture.UsesBenchToo;
import dev.sleipnir.nir.fixture.UsesNetwork;
import dev.sleipnir.plasticity.fixture.UsesBench;
import dev.sleipnir.tasks.Main;
import dev.sleipnir.tasks.rules.fixture.Here;
import dev.sleipnir.tasks.rules.fixture.ReadsObjects;
import dev.sleipnir.tasks.rules.fixture.SpeaksTheUsersLanguage;
import dev.sleipnir.tasks.rules.fixture.ThingHelper;
import dev.sleipnir.tasks.rules.fixture.ThingManager;
import dev.sleipnir.tasks.rules.fixture.ThingUtils;
import dev.sleipnir.tasks.rules.fixture.there.There;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sources keep the rules, and each rule catches a class that breaks it. */
class ModuleRulesTest {
  @Test
  void theSourcesKeepEveryRule() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.sleipnir");
    for (Class<?> expected : List.of(Simd.class, Benchmarks.class, Main.class)) {
      assertTrue(classes.contain(expected), expected + " was looked at");
    }
    for (ArchRule rule : ModuleRules.all()) {
      rule.check(classes);
    }
  }

  @Test
  void vectorsOutsideKernelsAreCaught() {
    assertCaught(ModuleRules.ONLY_KERNELS_TOUCH_VECTORS_OR_NATIVE_MEMORY, ShowsVectors.class);
  }

  @Test
  void nativeMemoryOutsideKernelsIsCaught() {
    assertCaught(
        ModuleRules.ONLY_KERNELS_TOUCH_VECTORS_OR_NATIVE_MEMORY, TouchesNativeMemory.class);
  }

  @Test
  void upwardDependenciesAreCaught() {
    assertCaught(ModuleRules.KERNELS_STAND_ALONE, UsesModel.class);
    assertCaught(ModuleRules.MODEL_USES_KERNELS_ONLY, UsesPlasticity.class);
    assertCaught(ModuleRules.PLASTICITY_USES_MODEL_ONLY, UsesBench.class);
    assertCaught(ModuleRules.NETWORK_USES_PLASTICITY_ONLY, UsesBenchToo.class);
    assertCaught(ModuleRules.EVENTS_USE_MODEL_ONLY, UsesTasksToo.class);
    assertCaught(ModuleRules.NIR_USES_MODEL_ONLY, UsesNetwork.class);
    assertCaught(ModuleRules.BENCH_USES_NO_TASKS, UsesTasks.class);
  }

  @Test
  void circlesOfPackagesAreCaught() {
    JavaClasses classes = new ClassFileImporter().importClasses(Here.class, There.class);
    assertThrows(AssertionError.class, () -> ModuleRules.PACKAGES_HAVE_NO_CIRCLES.check(classes));
  }

  @Test
  void vectorTypesInSignaturesAreCaught() {
    var error =
        assertThrows(
            AssertionError.class,
            () ->
                ModuleRules.NO_VECTOR_TYPE_IS_SHOWN.check(
                    new ClassFileImporter().importClasses(ShowsVectors.class)));
    for (String member : List.of("field", "returned", "taken", "array", "generic")) {
      assertTrue(String.valueOf(error.getMessage()).contains("ShowsVectors." + member), member);
    }
  }

  @Test
  void vectorsInPublicClassesAreCaught() {
    assertCaught(ModuleRules.NO_PUBLIC_CLASS_USES_VECTORS, ShowsVectors.class);
  }

  @Test
  void namesThatSayNothingAreCaught() {
    assertCaught(ModuleRules.NAMES_SAY_WHAT_A_CLASS_IS, ThingManager.class);
    assertCaught(ModuleRules.NAMES_SAY_WHAT_A_CLASS_IS, ThingHelper.class);
    assertCaught(ModuleRules.NAMES_SAY_WHAT_A_CLASS_IS, ThingUtils.class);
  }

  @Test
  void theUsersLanguageIsCaught() {
    assertCaught(ModuleRules.NOTHING_DEPENDS_ON_THE_LOCALE, SpeaksTheUsersLanguage.class);
  }

  @Test
  void readingObjectsIsCaught() {
    assertCaught(ModuleRules.NO_OBJECTS_ARE_READ, ReadsObjects.class);
  }

  private static void assertCaught(ArchRule rule, Class<?> wrong) {
    JavaClasses classes = new ClassFileImporter().importClasses(wrong);
    assertThrows(AssertionError.class, () -> rule.check(classes), wrong::getName);
  }
}
