package dev.sleipnir.kernels.network;

import dev.sleipnir.kernels.simd.VectorApi;
import org.jspecify.annotations.Nullable;

/** What arrives at neurons that lie side by side. */
public final class Deliveries {
  private Deliveries() {}

  /**
   * Adds one amount to each neuron that does not hold the variable.
   *
   * @param port the variable
   * @param holding above 0 for a neuron that holds it; null if none does
   * @param first the first neuron
   * @param amounts one for each
   * @param from where they begin
   * @param n number of neurons
   * @throws IndexOutOfBoundsException if a range lies outside its array
   */
  public static void add(
      float[] port, float @Nullable [] holding, int first, float[] amounts, int from, int n) {
    VectorApi.require();
    DeliveriesVectors.add(port, holding, first, amounts, from, n);
  }
}
