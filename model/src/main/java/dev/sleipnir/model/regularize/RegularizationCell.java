package dev.sleipnir.model.regularize;

import dev.sleipnir.model.tensor.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sums up what neurons do over the calls of a pass, to be weighed and added to the loss: Norse's
 * {@code RegularizationCell}.
 *
 * <pre>{@code
 * var spikes = RegularizationCell.ofSpikes();
 * Tensor z = layer.forward(x);                       // one step, or a sequence
 * loss = loss.add(spikes.accumulate(z, z).scale(1e-4f));
 * spikes.reset();                                    // before the next pass
 * }</pre>
 */
public final class RegularizationCell {
  /** What is added up in each call. */
  @FunctionalInterface
  public interface Accumulator {
    /**
     * What a call adds to the sum.
     *
     * @param spikes what the neurons put out
     * @param voltages their potentials
     * @return a tensor of the same shape in every call, or one that broadcasts
     */
    Tensor of(Tensor spikes, Tensor voltages);
  }

  private final Accumulator accumulator;
  private @Nullable Tensor accumulated;

  /**
   * A sum.
   *
   * @param accumulator what is added up in each call
   */
  public RegularizationCell(Accumulator accumulator) {
    this.accumulator = Objects.requireNonNull(accumulator, "accumulator");
  }

  /**
   * Counts spikes: one number for all neurons, samples and calls.
   *
   * @return the sum, at 0
   */
  public static RegularizationCell ofSpikes() {
    return new RegularizationCell((spikes, voltages) -> spikes.sum());
  }

  /**
   * Adds up potentials, of each neuron and sample.
   *
   * @return the sum, at 0
   */
  public static RegularizationCell ofVoltages() {
    return new RegularizationCell((spikes, voltages) -> voltages);
  }

  /**
   * Adds what a call computed.
   *
   * @param spikes what the neurons put out
   * @param voltages their potentials; not read where only spikes are counted
   * @return the sum so far, with gradients where the tensors are on a tape
   */
  public Tensor accumulate(Tensor spikes, Tensor voltages) {
    Tensor more = accumulator.of(spikes, voltages);
    accumulated = accumulated == null ? more : accumulated.add(more);
    return accumulated;
  }

  /** Begins again at 0: before the next pass, whose tensors have another scope. */
  public void reset() {
    accumulated = null;
  }
}
