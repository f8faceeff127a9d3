package dev.sleipnir.model.golden;

import dev.sleipnir.model.optimize.Losses;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.io.IOException;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Decoders against reference cases. */
class DecoderGoldenTest {
  @Test
  void maxOverTime() throws IOException {
    GoldenCases.run(
        "decode.max_over_time", 1, golden -> true, golden -> check(golden, Tensor::maxOverTime));
  }

  @Test
  void logSoftmax() throws IOException {
    GoldenCases.run(
        "decode.log_softmax",
        1,
        golden -> true,
        golden -> check(golden, x -> Losses.logSoftmax(x.maxOverTime())));
  }

  private static void check(GoldenCase golden, UnaryOperator<Tensor> decoder) {
    golden.assertMatches("output", golden.expected("output"), decoder.apply(golden.input("x")));
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(golden.input("x"));
      Tensor output = decoder.apply(x);
      golden.assertMatches("output", golden.expected("output"), output);
      tape.backward(output, GoldenCase.tensor(golden.cotangents().get("output")));
      golden.assertMatches(
          "gradient of x", Objects.requireNonNull(golden.expectedGradient("x")), x.gradient());
    }
  }
}
