package dev.sleipnir.kernels.network;

import dev.sleipnir.kernels.graph.Calculation;
import dev.sleipnir.kernels.graph.CellProgram;

/** The numbers that are the same everywhere in a loop of a text, some of the time. */
final class Invariants {
  private final float[] values;
  private final double[] numbers;
  private final int time;
  private final Calculation calculation;
  private final boolean changes;

  /** For so many parameters, those behind the text's included, of which one is the time. */
  Invariants(CellProgram program, CellParameters parameters, int count, int time) {
    this.time = time;
    numbers = new double[count];
    parameters.at(0, numbers);
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

  /** The numbers as they were last asked for; the array itself. */
  float[] now() {
    return values;
  }
}
