package dev.sleipnir.kernels.graph;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a kernel does for every neuron in every time step: a few values are read, a few stored.
 *
 * <p>Values live in four kinds of places, numbered from 0 within each kind, which the leaves of the
 * stored expressions read ({@link Op#INVARIANT}, {@link Op#COLUMN}, {@link Op#SERIES}, {@link
 * Op#CARRIED}): numbers that are the same everywhere; columns with a value for each neuron; series
 * with a value for each neuron and time step, or, read by {@link Op#STEP}, for each time step; and
 * carried columns, which a step reads and the next one finds updated. All reads of a step come
 * before its stores.
 *
 * @param invariants how many invariants there are
 * @param columns how many columns
 * @param series how many series
 * @param carried how many carried columns
 * @param seriesStores what is stored to series; a series may be both read and stored
 * @param carriedStores what the carried columns become; those that are not named stay as they are
 * @param backwards whether the last time step comes first
 */
public record Loop(
    int invariants,
    int columns,
    int series,
    int carried,
    List<Store> seriesStores,
    List<Store> carriedStores,
    boolean backwards) {

  private static final int FUNCTION = 16;
  private static final int DIVISION = 4;

  /** Copies the lists. */
  public Loop {
    seriesStores = List.copyOf(seriesStores);
    carriedStores = List.copyOf(carriedStores);
  }

  /**
   * About how long a neuron takes in a step.
   *
   * @return in additions of whole vectors
   */
  public int cost() {
    Set<Value> seen = new HashSet<>();
    int cost = 0;
    for (List<Store> stores : List.of(seriesStores, carriedStores)) {
      for (Store store : stores) {
        Traversal.visit(store.value(), seen::contains, seen::add);
        cost++;
      }
    }
    for (Value value : seen) {
      cost +=
          switch (value.op()) {
            case EXP, LOG, TANH, SIN, COS, POWER -> FUNCTION;
            case DIVIDE, SQRT -> DIVISION;
            default -> 1;
          };
    }
    return cost;
  }

  /**
   * A value stored.
   *
   * @param index which series or carried column receives it
   * @param value what is stored
   */
  public record Store(int index, Value value) {}
}
