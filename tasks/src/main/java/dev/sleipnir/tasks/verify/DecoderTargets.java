package dev.sleipnir.tasks.verify;

import dev.sleipnir.model.decode.SpikesToTimes;
import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.Shape;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Decoders: sequences in, scores out. */
final class DecoderTargets {
  private static final TensorFunction EXP = TensorFunction.parse("y = exp(x)");

  static final Map<String, TargetRunner> ALL =
      Map.of(
          "decode.max_over_time", (c, out) -> run(c, out, Tensor::maxOverTime),
          "decode.log_softmax", (c, out) -> run(c, out, x -> Losses.logSoftmax(x.maxOverTime())),
          "decode.softmax",
              (c, out) -> run(c, out, x -> EXP.apply(Losses.logSoftmax(x.maxOverTime()))),
          "decode.spikes_to_times", DecoderTargets::spikesToTimes,
          "decode.sum", (c, out) -> run(c, out, x -> sum(x, c.integer("dimension"))));

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

  /** The sum over one axis. */
  static Tensor sum(Tensor x, int axis) {
    int[] shape = x.shape();
    int outer = Shape.size(Arrays.copyOf(shape, axis));
    int summed = shape[axis];
    int inner = Shape.size(Arrays.copyOfRange(shape, axis + 1, shape.length));
    Tensor rows = x.reshape(outer * summed, inner);
    List<Tensor> sums = new ArrayList<>();
    for (int o = 0; o < outer; o++) {
      Tensor sum = rows.rows(o * summed, o * summed + 1);
      for (int s = 1; s < summed; s++) {
        sum = sum.add(rows.rows(o * summed + s, o * summed + s + 1));
      }
      sums.add(sum);
    }
    int[] left = new int[shape.length - 1];
    System.arraycopy(shape, 0, left, 0, axis);
    System.arraycopy(shape, axis + 1, left, axis, left.length - axis);
    return Tensor.concatenate(sums).reshape(left);
  }
}
