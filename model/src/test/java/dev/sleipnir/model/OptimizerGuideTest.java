package dev.sleipnir.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.optimize.Adam;
import dev.sleipnir.model.optimize.Optimizer;
import dev.sleipnir.model.optimize.TextOptimizer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The guide to optimisers: its code is this test, token for token. */
class OptimizerGuideTest {
  private final Linear network = new Linear(5, 3);

  @Test
  void optimizersLearn() {
    // snippet begins
    var adam = new Adam(network.parameters(), 0.001).betas(0.9, 0.99).weightDecay(1e-4);
    // snippet ends
    // snippet begins
    var lion =
        TextOptimizer.parse(
                """
                optimizer lion                                # Chen et al. 2023, arXiv:2302.06675
                parameters beta1 = 0.9, beta2 = 0.99, weight_decay = 0
                require beta1 < 1, beta2 < 1                  # checked before anything runs
                state m = 0                                   # remembered of each weight, and where it begins
                c = beta1 * m + (1 - beta1) * gradient        # an intermediate value
                direction = where(c > 0, 1, 0) - where(c < 0, 1, 0)
                w = w - learning_rate * (direction + weight_decay * w)
                m = beta2 * m + (1 - beta2) * gradient
                """,
                network.parameters(),
                1e-4)
            .with("weight_decay", 0.01);
    // snippet ends
    // snippet begins
    var nesterov =
        TextOptimizer.parse(
            """
            optimizer nesterov
            parameters momentum = 0.9
            state velocity = 0
            velocity = fma(momentum, velocity, gradient)
            w = fma(-learning_rate, fma(momentum, velocity, gradient), w)
            """,
            network.parameters(),
            0.1);
    // snippet ends
    for (Optimizer each : List.of(adam, lion, nesterov)) {
      float before = network.weight().data()[0];
      Arrays.fill(network.weight().gradient(), 1f);
      each.step();
      assertEquals(1, each.steps());
      assertNotEquals(before, network.weight().data()[0]);
    }
  }

  @Test
  void theGuideIsThisTest() throws IOException {
    assertEquals(
        Snippets.inTest(OptimizerGuideTest.class),
        Snippets.inDocument("../docs/guide/optimizers.md"));
  }
}
