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
        "84fce4aa-daccadd2-ae40f974-d8bde692-16c6945-9ef6f40e", OneChecksum.of(2, threads));
  }
}
