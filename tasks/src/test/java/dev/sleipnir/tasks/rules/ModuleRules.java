package dev.sleipnir.tasks.rules;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.ObjectInputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;

/** How the modules may use each other, and what they may show. */
final class ModuleRules {
  private static final String VECTOR = "jdk.incubator.vector";

  private ModuleRules() {}

  static final ArchRule ONLY_KERNELS_TOUCH_VECTORS_OR_NATIVE_MEMORY =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.sleipnir.kernels..")
          .should()
          .dependOnClassesThat(resideInAnyPackage(VECTOR + "..", "java.lang.foreign.."));

  static final ArchRule KERNELS_STAND_ALONE =
      independent("kernels", "model", "plasticity", "network", "events", "nir", "bench", "tasks");

  static final ArchRule MODEL_USES_KERNELS_ONLY =
      independent("model", "plasticity", "network", "events", "nir", "bench", "tasks");

  static final ArchRule PLASTICITY_USES_MODEL_ONLY =
      independent("plasticity", "network", "events", "nir", "bench", "tasks");

  static final ArchRule NETWORK_USES_PLASTICITY_ONLY =
      independent("network", "events", "nir", "bench", "tasks");

  static final ArchRule EVENTS_USE_MODEL_ONLY =
      independent("events", "plasticity", "network", "nir", "bench", "tasks");

  static final ArchRule NIR_USES_MODEL_ONLY =
      independent("nir", "plasticity", "network", "events", "bench", "tasks");

  static final ArchRule BENCH_USES_NO_TASKS = independent("bench", "nir", "tasks");

  /** A reader goes down from room to room and never in a circle. */
  static final ArchRule PACKAGES_HAVE_NO_CIRCLES =
      slices().matching("dev.sleipnir.(**)").should().beFreeOfCycles();

  static final ArchRule NO_VECTOR_TYPE_IS_SHOWN =
      classes()
          .that()
          .resideOutsideOfPackage("dev.sleipnir.kernels.simd")
          .should(showNoVectorType());

  /** What a JVM without vectors cannot load, nobody can touch before it is asked for them. */
  static final ArchRule NO_PUBLIC_CLASS_USES_VECTORS =
      noClasses()
          .that()
          .arePublic()
          .and()
          .resideOutsideOfPackage("dev.sleipnir.kernels.simd")
          .should()
          .dependOnClassesThat(resideInAPackage(VECTOR + ".."));

  static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS =
      noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?)(\\$.*)?");

  /** Else digits, points and letters in messages and files are those of the user's language. */
  static final ArchRule NOTHING_DEPENDS_ON_THE_LOCALE =
      noClasses()
          .should()
          .callMethod(String.class, "formatted", Object[].class)
          .orShould()
          .callMethod(String.class, "format", String.class, Object[].class)
          .orShould()
          .callMethod(String.class, "toLowerCase")
          .orShould()
          .callMethod(String.class, "toUpperCase")
          .orShould()
          .callMethod(PrintStream.class, "printf", String.class, Object[].class)
          .orShould()
          .callMethod(PrintStream.class, "format", String.class, Object[].class)
          .orShould()
          .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
          .orShould()
          .callMethod(PrintWriter.class, "format", String.class, Object[].class);

  /** A file says what numbers are, never which class is made of them. */
  static final ArchRule NO_OBJECTS_ARE_READ =
      noClasses()
          .should()
          .dependOnClassesThat(
              assignableTo(ObjectInputStream.class)
                  .or(resideInAnyPackage("java.beans..", "javax.script..", "java.rmi..")));

  /** All of them. */
  static List<ArchRule> all() {
    return List.of(
        ONLY_KERNELS_TOUCH_VECTORS_OR_NATIVE_MEMORY,
        KERNELS_STAND_ALONE,
        MODEL_USES_KERNELS_ONLY,
        PLASTICITY_USES_MODEL_ONLY,
        NETWORK_USES_PLASTICITY_ONLY,
        EVENTS_USE_MODEL_ONLY,
        NIR_USES_MODEL_ONLY,
        BENCH_USES_NO_TASKS,
        PACKAGES_HAVE_NO_CIRCLES,
        NO_VECTOR_TYPE_IS_SHOWN,
        NO_PUBLIC_CLASS_USES_VECTORS,
        NAMES_SAY_WHAT_A_CLASS_IS,
        NOTHING_DEPENDS_ON_THE_LOCALE,
        NO_OBJECTS_ARE_READ);
  }

  private static ArchRule independent(String module, String... others) {
    String[] packages =
        Stream.of(others).map(other -> "dev.sleipnir." + other + "..").toArray(String[]::new);
    return noClasses()
        .that(resideInAPackage("dev.sleipnir." + module + ".."))
        .should()
        .dependOnClassesThat(resideInAnyPackage(packages))
        // A module without classes keeps every rule.
        .allowEmptyShould(true);
  }

  private static ArchCondition<JavaClass> showNoVectorType() {
    return new ArchCondition<>("show no vector type in a public or protected signature") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (JavaMember member : type.getMembers()) {
          boolean shown =
              member.getModifiers().contains(JavaModifier.PUBLIC)
                  || member.getModifiers().contains(JavaModifier.PROTECTED);
          if (shown && signature(member).anyMatch(ModuleRules::isVector)) {
            events.add(SimpleConditionEvent.violated(member, member.getFullName()));
          }
        }
      }
    };
  }

  private static Stream<JavaClass> signature(JavaMember member) {
    return switch (member) {
      case JavaField field -> field.getAllInvolvedRawTypes().stream();
      case JavaCodeUnit code ->
          Stream.concat(
              code.getReturnType().getAllInvolvedRawTypes().stream(),
              code.getParameterTypes().stream()
                  .flatMap(parameter -> parameter.getAllInvolvedRawTypes().stream()));
      default -> throw new IllegalStateException("unknown kind of member: " + member);
    };
  }

  private static boolean isVector(JavaClass type) {
    return type.getBaseComponentType().getPackageName().startsWith(VECTOR);
  }
}
