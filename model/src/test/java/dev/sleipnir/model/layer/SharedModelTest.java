package dev.sleipnir.model.layer;

import static dev.sleipnir.model.GradientCheck.normal;
import static dev.sleipnir.model.SameBits.assertSame;

import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** One model serves many callers, each with a workspace of its own, on shared threads. */
class SharedModelTest {
  @Test
  void callersDoNotDisturbEachOther() throws InterruptedException, ExecutionException {
    var model =
        new SequentialState(
            new Conv2d(2, 8, 3),
            new Lif().with("v_th", 0.1).cell(),
            new MaxPool2d(2),
            new Flatten(),
            new Linear(8 * 25, 10),
            new Li().cell());
    try (Parallel parallel = Parallel.of(2);
        var callers = Executors.newFixedThreadPool(4)) {
      List<float[]> expected = new ArrayList<>();
      List<Callable<List<float[]>>> calls = new ArrayList<>();
      for (int c = 0; c < 4; c++) {
        Tensor xs = normal(c, 5, 3, 2, 12, 12);
        expected.add(Lift.of(model).forward(xs).toArray());
        calls.add(() -> repeated(model, new Workspace(parallel), xs));
      }
      var results = callers.invokeAll(calls);
      for (int c = 0; c < 4; c++) {
        for (float[] result : results.get(c).get()) {
          assertSame("caller " + c, expected.get(c), result);
        }
      }
    }
  }

  private static List<float[]> repeated(SequentialState model, Workspace workspace, Tensor xs) {
    List<float[]> results = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      try (Scope scope = new Scope(workspace)) {
        results.add(Lift.of(model).forward(scope.enter(xs)).toArray());
      }
    }
    return results;
  }
}
