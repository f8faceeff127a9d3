package dev.sleipnir.kernels.rule;

import dev.sleipnir.kernels.math.Reductions;
import dev.sleipnir.kernels.sparse.DelayRing;

/**
 * Whether a {@link SparseMemory} may be that of some rows: a damaged one must not be worked with.
 */
final class MemoryCheck {
  private final SparseMemory memory;
  private final int mostSteps;

  MemoryCheck(SparseMemory memory, int mostSteps) {
    this.memory = memory;
    this.mostSteps = mostSteps;
  }

  /** Checks sizes against another memory of the same rows, and all numbers against the step. */
  void require(DelayRing ring, SparseMemory like) {
    int step = memory.step();
    range("step", step, 0, mostSteps);
    int last = step - 1;
    ints("flushed steps", memory.flushed(), like.flushed().length, -1, last);
    SparseMemory.Common common = memory.common();
    length("events", common.events().length, like.common().events().length);
    for (long count : common.events()) {
      if (count < 0) {
        throw new IllegalArgumentException("events: expected 0 or more, got " + count);
      }
    }
    ring.require(common.underWay());
    ints("steps of arrivals", memory.arrivalSteps(), like.arrivalSteps().length, -1, last);
    traces("traces of arrivals", memory.arrivalTraces(), like.arrivalTraces());
    ints("steps of spikes", memory.spikeSteps(), like.spikeSteps().length, -1, last);
    ints("steps of spikes seen", memory.shownSteps(), like.shownSteps().length, -1, last);
    traces("traces of spikes", memory.spikeTraces(), like.spikeTraces());
    ints("steps of the history", memory.historySteps(), like.historySteps().length, -1, last);
    traces("traces of the history", memory.historyTraces(), like.historyTraces());
    traces("variables of synapses", common.variables(), like.common().variables());
    traces("what neurons have", common.columns(), like.common().columns());
    length("signals", common.signals().length, like.common().signals().length);
    history(like.historyEnds().length);
  }

  /** Rows of the history: a margin without spikes, then steps in order up to the end. */
  private void history(int post) {
    length("ends of the history", memory.historyEnds().length, post);
    int[] steps = memory.historySteps();
    for (int j = 0; j < post; j++) {
      int first = j * PostHistory.ROW;
      int end = memory.historyEnds()[j];
      range(
          "end of the history of neuron " + j,
          end,
          first + PostHistory.MARGIN,
          first + PostHistory.ROW);
      for (int at = first; at < end; at++) {
        boolean inMargin = at < first + PostHistory.MARGIN;
        if (inMargin ? steps[at] != -1 : steps[at] < 0 || steps[at] <= steps[at - 1]) {
          throw new IllegalArgumentException(
              "history of neuron " + j + ": expected steps in order, got " + steps[at]);
        }
      }
    }
  }

  private static void ints(String what, int[] values, int length, int least, int most) {
    length(what, values.length, length);
    for (int value : values) {
      range(what, value, least, most);
    }
  }

  private static void traces(String what, float[][] values, float[][] like) {
    length(what, values.length, like.length);
    for (int k = 0; k < values.length; k++) {
      length(what, values[k].length, like[k].length);
      int other = Reductions.firstNonFinite(values[k], 0, values[k].length);
      if (other >= 0) {
        throw new IllegalArgumentException(
            what + ": expected finite numbers, got " + values[k][other] + " at " + other);
      }
    }
  }

  private static void length(String what, int length, int expected) {
    if (length != expected) {
      throw new IllegalArgumentException(what + ": expected " + expected + ", got " + length);
    }
  }

  private static void range(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + ": expected " + least + " to " + most + ", got " + value);
    }
  }
}
