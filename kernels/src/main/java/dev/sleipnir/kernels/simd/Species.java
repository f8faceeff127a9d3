package dev.sleipnir.kernels.simd;

import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector species every kernel is compiled for. A kernel copies them into its own {@code static
 * final} fields: only there does the compiler treat them as constants.
 *
 * <p>The width is the machine's widest unless {@code -Dsleipnir.vector.bits=128|256|512} asks for
 * another, which is how the tests show that results do not depend on it.
 */
public final class Species {
  // Narrower machines than 128 bits have no SIMD unit worth the name; wider ones than 512 are used
  // at 512, the width the register tiles are written for.
  private static final int PREFERRED = FloatVector.SPECIES_PREFERRED.vectorBitSize();

  /** The width this machine is used at unless another is asked for, in bits. */
  public static final int WIDEST = Math.clamp(PREFERRED, 128, 512);

  /** Floats, at the width in use. */
  public static final VectorSpecies<Float> FLOAT =
      VectorSpecies.of(float.class, VectorShape.forBitSize(VectorApi.bits(WIDEST)));

  /** Ints, at the width in use. */
  public static final VectorSpecies<Integer> INT =
      VectorSpecies.of(int.class, VectorShape.forBitSize(VectorApi.bits(WIDEST)));

  private static final List<String> SLOW = SlowVectors.reasons(PREFERRED, FLOAT.vectorBitSize());

  static {
    // Once, when the first kernel is loaded.
    if (!SLOW.isEmpty()) {
      System.getLogger("dev.sleipnir")
          .log(
              System.Logger.Level.WARNING,
              "vectors are slow on this JVM: {0}; results are the same, but may take a hundred"
                  + " times as long",
              String.join("; ", SLOW));
    }
  }

  private Species() {}

  /**
   * The width in use.
   *
   * @return 128, 256 or 512 (bits)
   */
  public static int bits() {
    return FLOAT.vectorBitSize();
  }

  /**
   * Why vectors are slow on this JVM.
   *
   * @return the reasons; none if they are not
   */
  public static List<String> slow() {
    return SLOW;
  }
}
