package dev.sleipnir.tasks.verify;

import dev.sleipnir.model.regularize.RegularizationCell;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sums of spikes and potentials over the steps of a sequence. */
final class RegularizationTargets {
  static final Map<String, TargetRunner> ALL =
      Map.of(
          "regularization.spike_count",
          (c, out) -> run(c, out, RegularizationCell.ofSpikes(), "z", "z"),
          "regularization.voltage",
          (c, out) -> run(c, out, RegularizationCell.ofVoltages(), "z", "v"));

  private RegularizationTargets() {}

  private static void run(
      CaseFile c, Comparison out, RegularizationCell cell, String spikes, String voltages) {
    try (Tape tape = new Tape()) {
      Tensor z = tape.watch(c.input(spikes));
      Tensor v = voltages.equals(spikes) ? z : tape.watch(c.input(voltages));
      int steps = z.dim(0);
      List<Tensor> sums = new ArrayList<>();
      for (int t = 0; t < steps; t++) {
        Tensor sum = cell.accumulate(z.rows(t, t + 1), v.rows(t, t + 1));
        sums.add(sum.rank() == 0 ? sum.reshape(1) : sum);
      }
      Tensor accumulated = Tensor.concatenate(sums);
      out.series("/expected/accumulated", accumulated);
      if (c.has("/vjp")) {
        tape.backward(accumulated, c.tensor("/vjp/cotangents/accumulated").toTensor());
        Tensor of = c.has("/vjp/expected/v") ? v : z;
        out.series("/vjp/expected/" + (c.has("/vjp/expected/v") ? "v" : "z"), of.gradient());
      }
    }
  }
}
