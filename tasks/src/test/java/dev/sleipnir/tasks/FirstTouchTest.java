package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** On a JVM without the Vector API, whichever class comes first says so, and so does the next. */
class FirstTouchTest {
  private static final String MESSAGE =
      "the Vector API module is missing: expected module jdk.incubator.vector, found none; start"
          + " java with --add-modules jdk.incubator.vector";

  @Test
  void everyPublicClassRefusesPlainlyEachTime() throws Exception {
    ChildJvm jvm = ChildJvm.run(List.of("-Xshare:auto"), TouchEverything.class);
    assertEquals(0, jvm.status(), jvm.output());
    List<String> raw = jvm.output().lines().filter(line -> line.contains("Error")).toList();
    assertEquals(List.of(), raw);
    String[] counts = jvm.output().lines().reduce("", (a, b) -> b).split(" ", -1);
    assertTrue(Integer.parseInt(counts[0]) > 1000, "ways tried: " + counts[0]);
    assertTrue(Integer.parseInt(counts[1]) > 100, "ways that named the module: " + counts[1]);
  }

  @Test
  void theFirstLineAUserSeesIsTheMessage() throws Exception {
    int told = 0;
    for (int p = 0; p < TouchEverything.programs().size(); p++) {
      ChildJvm jvm = ChildJvm.run(List.of("-Xshare:auto"), TouchEverything.class, p);
      if (jvm.status() == 0) {
        // What needs no vectors may go on without them.
        assertEquals("", jvm.output());
        continue;
      }
      assertEquals(
          "Exception in thread \"main\" java.lang.IllegalStateException: " + MESSAGE,
          jvm.output().lines().findFirst().orElse(""),
          "program " + p);
      told++;
    }
    assertTrue(told >= 8, told + " programs needed vectors");
  }

  @Test
  void aWidthThatIsNoneIsRefusedTheSameWay() throws Exception {
    ChildJvm jvm =
        ChildJvm.run(
            List.of("-Dsleipnir.vector.bits=96", ChildJvm.VECTORS), TouchEverything.class, 2);
    assertTrue(
        jvm.output()
            .contains(
                "IllegalStateException: sleipnir.vector.bits: expected 128, 256 or 512, got '96'"),
        jvm.output());
  }

  @Test
  void slowVectorsAreToldOnce() throws Exception {
    ChildJvm jvm = ChildJvm.run(List.of("-Xint", ChildJvm.VECTORS), TouchEverything.class, 2);
    assertEquals(0, jvm.status(), jvm.output());
    List<String> told =
        jvm.output().lines().filter(line -> line.contains("vectors are slow on this JVM")).toList();
    assertEquals(1, told.size(), jvm.output());
    assertTrue(told.getFirst().contains("-Xint"), told.getFirst());
  }

  @Test
  void processorsWithoutFusedMultiplyAddsAreTold() throws Exception {
    assumeTrue(
        System.getProperty("os.arch").equals("amd64"), "not on this machine: an x86-64 processor");
    ChildJvm jvm =
        ChildJvm.run(List.of("-XX:UseAVX=0", ChildJvm.VECTORS), TouchEverything.class, 2);
    assertTrue(jvm.output().contains("fused multiply-adds are not instructions"), jvm.output());
    ChildJvm fast = ChildJvm.run(List.of(ChildJvm.VECTORS), TouchEverything.class, 2);
    assertTrue(!fast.output().contains("slow"), fast.output());
  }
}
