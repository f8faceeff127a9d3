package dev.sleipnir.kernels.bytecode;

import dev.sleipnir.kernels.Fuzz;
import dev.sleipnir.kernels.graph.Interpreter;
import dev.sleipnir.kernels.graph.Loop;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Compiled loops have the bits of the interpreter, whatever they compute. */
class FuzzLoopsTest {
  @Test
  void compiledLoops() {
    Fuzz.run(
        "compiled loops",
        Set.of(IllegalArgumentException.class),
        (random, input) -> {
          Loop loop = RandomLoops.loop(random, 1 + random.nextInt(120));
          input.accept(loop);
          int n = 1 + random.nextInt(random.nextInt(3) == 0 ? 1100 : 70);
          int steps = 1 + random.nextInt(20);
          int to = n - random.nextInt(Math.min(n, 3));
          int from = random.nextInt(to + 1);
          int base = random.nextInt(from + 1);
          LoopData expected = LoopData.random(random, steps, n, to, base);
          LoopData got = expected.copy();
          new Interpreter(loop)
              .runFloat(
                  expected.invariants,
                  expected.columns,
                  expected.series,
                  expected.carried,
                  steps,
                  n,
                  from,
                  to,
                  base);
          LoopCompiler.compile("loop", loop)
              .run(
                  got.invariants,
                  got.columns,
                  got.series,
                  got.carried,
                  0,
                  steps,
                  n,
                  from,
                  to,
                  base);
          LoopData.assertSame(expected, got, "loop");
        });
  }
}
