package dev.sleipnir.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a short training, plastic synapses, a session and online learning compute, to the bit. A
 * change of these sums is a change of results: it is meant and said so in the changelog, or it is a
 * mistake.
 */
class FingerprintTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void resultsAreWhatTheyWere(int threads) {
    assertEquals(
        "33ee1209-36145d25-ae40f974-d8bde692-16c6945-4d85c67f", OneChecksum.of(2, threads));
  }
}
