package dev.sleipnir.kernels.simd;

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
  /** Floats, at the width in use. */
  public static final VectorSpecies<Float> FLOAT =
      VectorSpecies.of(float.class, VectorShape.forBitSize(bits()));

  /** Ints, at the width in use. */
  public static final VectorSpecies<Integer> INT =
      VectorSpecies.of(int.class, VectorShape.forBitSize(bits()));

  private Species() {}

  private static int bits() {
    String asked = System.getProperty("sleipnir.vector.bits");
    if (asked == null) {
      // Narrower machines than 128 bits have no SIMD unit worth the name; wider ones than 512 are
      // used at 512, the width the register tiles are written for.
      int preferred = FloatVector.SPECIES_PREFERRED.vectorBitSize();
      return Math.clamp(preferred, 128, 512);
    }
    return switch (asked) {
      case "128", "256", "512" -> Integer.parseInt(asked);
      default ->
          throw new IllegalArgumentException(
              "sleipnir.vector.bits: expected 128, 256 or 512, got '" + asked + "'");
    };
  }
}
