package dev.sleipnir.kernels.graph;

import java.util.List;

/**
 * A loop and what its invariants are.
 *
 * @param loop what is done for each neuron and time step
 * @param invariants the loop's invariants as expressions in the model's parameters
 */
public record Program(Loop loop, List<Value> invariants) {
  /** Copies the list. */
  public Program {
    invariants = List.copyOf(invariants);
  }

  /**
   * Values of the invariants: computed in double precision, rounded once.
   *
   * @param parameters values of the parameters; those that are columns are not read
   * @param into receives the values
   */
  public void invariants(double[] parameters, float[] into) {
    new Calculation(this).run(parameters, into);
  }
}
