package dev.sleipnir.model.session;

import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.layer.Layer;
import dev.sleipnir.model.layer.Linear;
import dev.sleipnir.model.layer.SequentialState;
import dev.sleipnir.model.math.Maths;
import dev.sleipnir.model.math.Matrices;
import dev.sleipnir.model.math.Reduction;
import dev.sleipnir.model.math.Shapes;
import dev.sleipnir.model.math.Sorting;
import dev.sleipnir.model.network.ConvNet4;
import dev.sleipnir.model.neuron.Li;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.TensorFunction;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Once it is compiled, a step allocates nothing. */
class SteadyStateTest {
  private static final long LIMIT_NANOS = 60_000_000_000L;

  private static void assertAllocatesNothing(Session session, int steps, float density) {
    RandomStream random = new RandomStream(1, 0);
    int size = 1;
    for (int axis : session.inputShape()) {
      size *= axis;
    }
    float[][] inputs = new float[16][size];
    for (float[] input : inputs) {
      for (int e = 0; e < size; e++) {
        input[e] = random.nextFloat() < density ? 1f : 0f;
      }
    }
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long start = System.nanoTime();
    long allocated;
    do {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int t = 0; t < steps; t++) {
        session.step(inputs[t % inputs.length]);
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
      if (allocated == 0) {
        return;
      }
      LockSupport.parkNanos(5_000_000L); // the processor is the compiler's
    } while (System.nanoTime() - start < LIMIT_NANOS);
    fail(session + ": still allocates " + (double) allocated / steps + " bytes a step");
  }

  @Test
  void recurrentNetwork() {
    RandomStream random = new RandomStream(2, 0);
    var network =
        new SequentialState(
            new Lif().recurrentCell(784, 256), Linear.readout(random, 256, 10), new Li().cell());
    assertAllocatesNothing(Session.of(network, 1, 784), 5000, 0.05f);
    assertAllocatesNothing(Session.of(network, 4, 784), 2000, 0.5f);
  }

  @Test
  void convolutionalNetwork() {
    assertAllocatesNothing(Session.of(ConvNet4.create(1, 16, 10f), 1, 1, 16, 16), 200, 0.1f);
  }

  /** Some of everything that maths on tensors is made of. */
  private static final class Mathematical implements Layer {
    private static final TensorFunction GATE =
        TensorFunction.parse("y = x * (0.5 + 0.5 * tanh(slope * x)) + shift");

    private final Parameter slope = new Parameter("slope", Tensor.full(1, 40));
    private final Tensor matrix = Tensor.randn(new RandomStream(3, 0), 40, 40);

    @Override
    public Tensor forward(Tensor x) {
      Tensor y = GATE.apply(x, slope.on(x), Reduction.of(x, -1).keepDims().mean());
      Tensor turned = Shapes.transpose(Matrices.matmul(y, matrix), 0, 1);
      Tensor wide = Shapes.concatenate(0, List.of(turned, Shapes.flip(turned, 0)));
      Tensor scores = Maths.softmax(Maths.cumulativeSum(wide, 0), 0);
      return Shapes.transpose(Sorting.topK(scores, 3, 0).values(), 0, 1).add(1f);
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(slope);
    }
  }

  @Test
  void mathsOnTensors() {
    assertAllocatesNothing(Session.of(new Mathematical(), 4, 40), 500, 0.5f);
  }
}
