package dev.sleipnir.model.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SignedPoissonEncoderTest {
  private static final Tensor X = Tensor.of(new float[] {0.5f, -0.5f, 0f, -1f, 1f, 0.1f}, 2, 3);

  @Test
  void spikesHaveTheSignOfTheValueAndItsMagnitudesTimes() {
    Tensor signed = new SignedPoissonEncoder(200).encode(X, new RandomStream(3, 0));
    Tensor magnitude = Tensor.of(new float[] {0.5f, 0.5f, 0f, 1f, 1f, 0.1f}, 2, 3);
    Tensor plain = new PoissonEncoder(200).encode(magnitude, new RandomStream(3, 0));
    for (int i = 0; i < signed.size(); i++) {
      float sign = Math.signum(X.get(i % 6 / 3, i % 3));
      assertEquals(sign * plain.toArray()[i] + 0f, signed.toArray()[i] + 0f, "spike " + i);
    }
  }

  @Test
  void aStepIsASequenceOfOneAndTheNextDrawsOn() {
    var random = new RandomStream(4, 0);
    var encoder = new SignedPoissonEncoder(50, 1000f, 0.001);
    Tensor first = encoder.step(X, random);
    assertArrayEquals(X.shape(), first.shape());
    Tensor sequence = new SignedPoissonEncoder(1, 1000f, 0.001).encode(X, new RandomStream(4, 0));
    assertArrayEquals(sequence.toArray(), first.toArray());
    boolean equal = true;
    for (int i = 0; i < 8; i++) {
      equal &= Arrays.equals(first.toArray(), encoder.step(X, random).toArray());
    }
    assertFalse(equal, "nine equal steps of four random numbers");
  }
}
