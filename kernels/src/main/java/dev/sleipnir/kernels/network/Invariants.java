package dev.sleipnir.kernels.network;

import dev.sleipnir.kernels.graph.Calculation;
import dev.sleipnir.kernels.graph.CellProgram;
import dev.sleipnir.kernels.graph.SynapsePrograms;

/** The numbers that are the same everywhere in a loop of a synapse's text, some of the time. */
final class Invariants {
  private final float[] values;
  private final double[] numbers;
  private final int time;
  private final Calculation calculation;
  private final boolean changes;

  Invariants(CellProgram program, CellParameters parameters, int count, int synapses) {
    numbers = new double[count + SynapsePrograms.MORE];
    time = count + SynapsePrograms.TIME;
    if (synapses > 0) {
      parameters.at(0, numbers);
    }
    values = new float[program.invariants().size()];
    calculation = new Calculation(program.invariants());
    calculation.run(numbers, values);
    changes = calculation.reads(time);
  }

  /** The numbers at a time; the array itself. */
  float[] at(double now) {
    if (changes) {
      numbers[time] = now;
      calculation.run(numbers, values);
    }
    return values;
  }
}
