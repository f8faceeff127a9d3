package dev.sleipnir.kernels.graph;

import java.util.List;

/**
 * A loop over cells, neurons or synapses, whose parameters may be one number for all or one for
 * each.
 *
 * @param loop what is done for each cell
 * @param invariants the loop's invariants as expressions in the parameters that are the same for
 *     all
 * @param columns the loop's columns as expressions in all parameters, to be computed for each cell
 *     once
 */
public record CellProgram(Loop loop, List<Value> invariants, List<Value> columns) {
  /** Copies the lists. */
  public CellProgram {
    invariants = List.copyOf(invariants);
    columns = List.copyOf(columns);
  }

  /**
   * Whether anything is done.
   *
   * @return true if there is nothing to store
   */
  public boolean isEmpty() {
    return loop.seriesStores().isEmpty() && loop.carriedStores().isEmpty();
  }
}
