package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sleipnir.kernels.Simd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One checksum, whatever the width of vectors, the number of threads and the compiler. */
class OneChecksumTest {
  private static final int SHORT = 1;
  private static final int LONG = 2;

  private static String expectedOfShort = "";
  private static String expectedOfLong = "";

  @BeforeAll
  static void here() {
    expectedOfShort = OneChecksum.of(SHORT, 1);
    expectedOfLong = OneChecksum.of(LONG, 1);
  }

  /** The program in a JVM with these options; the width it found is the one expected. */
  private static void assertSame(List<String> options, int bits, int size, Integer... threads)
      throws Exception {
    List<String> all = new ArrayList<>(options);
    all.add(ChildJvm.VECTORS);
    List<Object> args = new ArrayList<>(List.of(size));
    args.addAll(Arrays.asList(threads));
    ChildJvm jvm = ChildJvm.run(all, OneChecksum.class, args.toArray());
    assertEquals(0, jvm.status(), jvm.output());
    String expected = size == SHORT ? expectedOfShort : expectedOfLong;
    String sums = " " + String.join(" ", Collections.nCopies(threads.length, expected));
    // What the JVM warns of stands before it.
    assertEquals(bits + sums, jvm.output().lines().reduce("", (a, b) -> b), all.toString());
  }

  private static List<String> width(int bits) {
    // Narrower than the machine is honest; wider would be worked out without any vectors.
    int widest = Simd.widestBits();
    assumeTrue(
        bits <= widest, "not on this machine: vectors of " + bits + " bits, it has " + widest);
    return List.of("-Dsleipnir.vector.bits=" + bits);
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void widthsAndThreads(int bits) throws Exception {
    assertSame(width(bits), bits, LONG, 1, 2, 3, 8);
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void firstCompiler(int bits) throws Exception {
    List<String> options = new ArrayList<>(width(bits));
    options.add("-XX:TieredStopAtLevel=1");
    assertSame(options, bits, SHORT, 1, 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void interpreter(int bits) throws Exception {
    List<String> options = new ArrayList<>(width(bits));
    options.add("-Xint");
    assertSame(options, bits, SHORT, 1);
  }

  @ParameterizedTest
  @CsvSource({"1, 128", "2, 256"})
  void narrowerProcessors(int avx, int bits) throws Exception {
    String processor = System.getProperty("os.arch");
    assumeTrue(
        processor.equals("amd64"), "not on this machine: an x86-64 processor, it is " + processor);
    width(bits);
    // No width asked for: what is in force is what such a processor has.
    assertSame(List.of("-XX:UseAVX=" + avx), bits, LONG, 2);
  }

  @Test
  void theWidthAskedForIsInForce() {
    String asked = System.getProperty("sleipnir.vector.bits");
    int expected = asked == null ? Simd.widestBits() : Integer.parseInt(asked);
    assertEquals(expected, Simd.bits());
  }
}
