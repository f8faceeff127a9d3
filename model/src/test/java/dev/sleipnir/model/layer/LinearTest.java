package dev.sleipnir.model.layer;

import static dev.sleipnir.model.GradientCheck.check;
import static dev.sleipnir.model.GradientCheck.normal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.kernels.random.Seeds;
import dev.sleipnir.model.math.Maths;
import dev.sleipnir.model.neuron.Lif;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinearTest {
  private static double[] product(int inputs, int outputs, double[][] in) {
    int rows = in[0].length / inputs;
    double[] y = new double[rows * outputs];
    for (int r = 0; r < rows; r++) {
      for (int o = 0; o < outputs; o++) {
        double sum = in.length > 2 ? in[2][o] : 0;
        for (int i = 0; i < inputs; i++) {
          sum += in[0][r * inputs + i] * in[1][o * inputs + i];
        }
        y[r * outputs + o] = sum;
      }
    }
    return y;
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "3, 5, 4", "7, 17, 3", "2, 33, 19"})
  void isAMatrixProduct(int rows, int inputs, int outputs) {
    Linear plain = new Linear(normal(2, outputs, inputs), null);
    check(
        in -> plain.forward(in.get(0)),
        in -> product(inputs, outputs, in),
        plain.parameters(),
        normal(1, rows, inputs));
    Linear biased = new Linear(normal(2, outputs, inputs), normal(3, outputs));
    check(
        in -> biased.forward(in.get(0)),
        in -> product(inputs, outputs, in),
        biased.parameters(),
        normal(1, rows, inputs));
  }

  /** As PyTorch's: what stands in front of the features stays. */
  @ParameterizedTest
  @ValueSource(strings = {"17", "3,17", "2,3,17", "2,1,3,17", "2,2,1,2,17"})
  void axesInFrontAreKept(String sizes) {
    int[] shape = Arrays.stream(sizes.split(",", -1)).mapToInt(Integer::parseInt).toArray();
    Linear linear = new Linear(normal(2, 5, 17), normal(3, 5));
    Tensor x = normal(1, shape);
    check(in -> linear.forward(in.get(0)), in -> product(17, 5, in), linear.parameters(), x);
    int[] expected = shape.clone();
    expected[shape.length - 1] = 5;
    assertArrayEquals(expected, linear.forward(x).shape());
    assertArrayEquals(
        linear.forward(x.reshape(x.size() / 17, 17)).toArray(), linear.forward(x).toArray());
  }

  @Test
  void spikesOfTokensAndImagesAreTakenWhicheverWayTheyAreStored() {
    Linear linear = new Linear(normal(2, 5, 8), normal(3, 5));
    Tensor x = Maths.greater(normal(1, 6, 4, 8), Tensor.full(1f));
    float[] expected = linear.forward(x).toArray();
    assertArrayEquals(expected, linear.forward(x.asSpikes(1)).toArray());
    assertArrayEquals(expected, linear.forward(x.asSpikes(2)).toArray());
    Tensor images = normal(1, 2, 3, 4, 8);
    assertArrayEquals(
        linear.forward(images).toArray(), linear.forward(images.channelsLast()).toArray());
    var network = new SequentialState(linear, new Lif().with("v_th", 0.1).cell(), linear(5, 3));
    Tensor xs = x.reshape(3, 2, 4, 8);
    float[] floats = Lift.of(network).forward(xs).toArray();
    assertArrayEquals(floats, Lift.of(network).forward(xs.asSpikes(2)).toArray());
    assertArrayEquals(floats, Lift.of(network).forward(xs.asSpikes(3)).toArray());
    assertEquals(0, linear.forward(Tensor.zeros(2, 0, 8)).size());
  }

  private static Linear linear(int inputs, int outputs) {
    return new Linear(normal(7, outputs, inputs), null);
  }

  @Test
  void gradientsOfALayerUsedTwiceAdd() {
    Linear linear = new Linear(normal(2, 4, 4), normal(3, 4));
    check(
        in -> linear.forward(linear.forward(in.get(0)).relu()),
        in -> {
          double[] hidden = product(4, 4, in);
          for (int i = 0; i < hidden.length; i++) {
            hidden[i] = Math.max(hidden[i], 0);
          }
          return product(4, 4, new double[][] {hidden, in[1], in[2]});
        },
        linear.parameters(),
        normal(1, 3, 4));
  }

  @Test
  void initialValuesAreFixedByTheStream() {
    Seeds.set(1);
    Linear a = new Linear(20, 30);
    assertFalse(Arrays.equals(a.weight().data(), new Linear(20, 30).weight().data()));
    Seeds.set(1);
    assertArrayEquals(a.weight().data(), new Linear(20, 30).weight().data());
    assertArrayEquals(new int[] {30, 20}, a.weight().shape());
    assertEquals(2, a.parameters().size());
    float largest = 0;
    for (float w : a.weight().data()) {
      largest = Math.max(largest, Math.abs(w));
    }
    float bound = (float) (1 / Math.sqrt(20));
    assertTrue(largest <= bound && largest > 0.95f * bound, () -> "bound " + bound);
    Linear b = new Linear(new RandomStream(1, 1), 20, 30, false);
    assertEquals(1, b.parameters().size());
    assertTrue(b.weight().data()[0] != a.weight().data()[0]);
  }

  @Test
  void aScopeSeesEditsOfWeightsBetweenProducts() {
    Tensor x = normal(1, 5, 33);
    Tensor before = normal(2, 40, 33);
    Tensor after = normal(3, 40, 33);
    Linear linear = new Linear(before, null);
    float[] first = new Linear(before, null).forward(x).toArray();
    float[] second = new Linear(after, null).forward(x).toArray();
    Workspace workspace = new Workspace();
    for (int time = 0; time < 2; time++) {
      linear.weight().set(before);
      try (Scope scope = new Scope(workspace)) {
        Tensor entered = scope.enter(x);
        assertArrayEquals(first, linear.forward(entered).toArray());
        assertArrayEquals(first, linear.forward(entered).toArray());
        try (Scope inner = scope.inner()) {
          assertArrayEquals(first, linear.forward(inner.enter(x)).toArray());
          linear.weight().set(after);
          assertArrayEquals(second, linear.forward(inner.enter(x)).toArray());
        }
        assertArrayEquals(second, linear.forward(entered).toArray());
      }
    }
  }

  /** Weights stay packed from call to call there, too. */
  @Test
  void callsOutsideAScopeFollowEditsAndKeepThreadsApart() throws InterruptedException {
    Linear linear = new Linear(new RandomStream(3), 65, 33, true);
    Tensor x = Tensor.rand(new RandomStream(4), 5, 65);
    for (int edit = 0; edit < 3; edit++) {
      float[] expected;
      try (Scope scope = new Scope(new Workspace())) {
        expected = linear.forward(scope.enter(x)).toArray();
      }
      for (int call = 0; call < 3; call++) {
        assertArrayEquals(expected, linear.forward(x).toArray());
      }
      float[][] others = new float[3][];
      Thread[] threads = new Thread[others.length];
      for (int t = 0; t < threads.length; t++) {
        int own = t;
        threads[t] = Thread.ofPlatform().start(() -> others[own] = linear.forward(x).toArray());
      }
      for (int t = 0; t < threads.length; t++) {
        threads[t].join();
        assertArrayEquals(expected, others[t]);
      }
      linear.weight().set(linear.weight().value().scale(2f));
    }
  }

  @Test
  void weightsAreCopied() {
    Tensor weight = Tensor.full(1f, 2, 2);
    Linear linear = new Linear(weight, null);
    linear.weight().data()[0] = 5f;
    assertEquals(1f, weight.get(0, 0));
  }

  @Test
  void shapesMustFit() {
    assertEquals(
        "weight: expected [outputs, inputs], got shape [3]",
        assertThrows(IllegalArgumentException.class, () -> new Linear(Tensor.zeros(3), null))
            .getMessage());
    assertEquals(
        "bias: expected shape [3], got [2]",
        assertThrows(
                IllegalArgumentException.class,
                () -> new Linear(Tensor.zeros(3, 2), Tensor.zeros(2)))
            .getMessage());
    assertEquals(
        "Linear: expected input [..., 4], got shape [2, 5]",
        assertThrows(
                IllegalArgumentException.class, () -> new Linear(4, 2).forward(Tensor.zeros(2, 5)))
            .getMessage());
    for (Tensor x : List.of(Tensor.zeros(2, 1, 3), Tensor.zeros(3), Tensor.zeros())) {
      assertEquals(
          "Linear: expected input [..., 4], got shape " + Arrays.toString(x.shape()),
          assertThrows(IllegalArgumentException.class, () -> new Linear(4, 2).forward(x))
              .getMessage());
    }
  }
}
