package dev.sleipnir.tasks.verify;

import dev.sleipnir.model.decode.SpikesToTimes;
import dev.sleipnir.model.math.Maths;
import dev.sleipnir.model.math.Reduction;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Decoders: sequences in, scores out. */
final class DecoderTargets {
  static final Map<String, TargetRunner> ALL =
      Map.of(
          "decode.max_over_time", (c, out) -> run(c, out, Tensor::maxOverTime),
          "decode.log_softmax", (c, out) -> run(c, out, x -> Losses.logSoftmax(x.maxOverTime())),
          "decode.softmax", (c, out) -> run(c, out, x -> Maths.softmax(x.maxOverTime(), -1)),
          "decode.spikes_to_times", DecoderTargets::spikesToTimes,
          "decode.sum",
              (c, out) -> run(c, out, x -> Reduction.of(x, c.integer("dimension")).sum()));

  private DecoderTargets() {}

  private static void spikesToTimes(CaseFile c, Comparison out) {
    int count = c.integer("spike_count");
    boolean times = c.parameters().path("convert_indices_to_times").asBoolean(true);
    SpikesToTimes decoder = times ? new SpikesToTimes(count, c.dt()) : SpikesToTimes.indices(count);
    FunctionTargets.run(c, out, List.of("z"), "output", i -> decoder.decode(i[0]));
  }

  private static void run(CaseFile c, Comparison out, UnaryOperator<Tensor> decoder) {
    out.way("without a tape");
    out.value("/expected/output", decoder.apply(c.input("x")));
    out.way("on a tape");
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(c.input("x"));
      Tensor output = decoder.apply(x);
      out.value("/expected/output", output);
      if (!c.has("/vjp")) {
        return;
      }
      tape.backward(output, c.tensor("/vjp/cotangents/output").toTensor());
      out.series("/vjp/expected/x", x.gradient());
    }
  }
}
