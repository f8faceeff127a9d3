package dev.sleipnir.model.neuron;

import static dev.sleipnir.model.SameBits.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sleipnir.kernels.equation.Surrogate;
import dev.sleipnir.kernels.graph.NeuronForm;
import dev.sleipnir.kernels.neuron.NeuronModel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What is compiled for neurons does not grow with the values of their options. */
class CompiledFormsTest {
  private static final ClassLoadingMXBean CLASSES = ManagementFactory.getClassLoadingMXBean();

  /** The gradient at the input of some neurons near their threshold. */
  private static float[] gradient(Neuron neuron) {
    try (Tape tape = new Tape()) {
      Tensor x = tape.watch(Tensor.rand(new RandomStream(1, 1), 20, 2, 7).scale(4f));
      tape.backward(neuron.layer().forward(x).sum());
      return Objects.requireNonNull(x.gradient()).toArray();
    }
  }

  private static Neuron windowed(double window) {
    return new Lif().sparseGradient(window);
  }

  private static Neuron text(int i) {
    return Neuron.parse(
        """
        model m%d
        parameters a = %d
        state v = 0
        input x
        v = v + dt * (a * x - v)
        z = heaviside(v - 1)
        output z
        """
            .formatted(i, 100 + i));
  }

  @Test
  void valuesOfOptionsShareWhatIsCompiled() {
    gradient(windowed(0.3));
    long before = CLASSES.getTotalLoadedClassCount();
    for (int i = 0; i < 60; i++) {
      gradient(
          windowed(0.1 + 0.01 * i)
              .with("v_th", 0.5 + 0.01 * i)
              .dt(0.0005 + 1e-5 * i)
              .surrogate(new Lif().settings().surrogate(), 50f + i)
              .sparseGradient(0.1 + 0.01 * i));
    }
    long compiled = CLASSES.getTotalLoadedClassCount() - before;
    assertTrue(compiled < 20, compiled + " classes for 60 values");
  }

  @Test
  void everyWindowKeepsItsOwnGradient() {
    Neuron narrow = windowed(0.05);
    Neuron wide = windowed(0.4);
    float[] ofNarrow = gradient(narrow);
    float[] ofWide = gradient(wide);
    int more = 0;
    for (int i = 0; i < ofWide.length; i++) {
      more += ofWide[i] != 0 && ofNarrow[i] == 0 ? 1 : 0;
    }
    assertTrue(more > 10, more + " inputs have a gradient only with the wide window");
    // One after the other, each again: they share their loops, not their numbers.
    assertSame("narrow", ofNarrow, gradient(narrow));
    assertSame("wide", ofWide, gradient(wide));
    float[] all = gradient(new Lif());
    assertSame("a window that holds all", all, gradient(windowed(1e30)));
  }

  @Test
  void manyThreadsCompileAndGetTheSame() throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      List<Future<float[]>> results = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        double window = 0.1 + 0.1 * (i % 4);
        results.add(pool.submit(() -> gradient(windowed(window))));
      }
      for (int i = 4; i < results.size(); i++) {
        assertSame("call " + i, results.get(i % 4).get(), results.get(i).get());
      }
    }
  }

  @Test
  void formsThatFellOutAreCompiledAgain() {
    NeuronModel model = new Lif().model();
    int parameters = model.parameters().size();
    Neuron first = windowed(0.2).learn(model.parameters().getFirst());
    float[] expected = gradient(first);
    for (int bits = 0; bits < 64; bits++) {
      List<Boolean> learned = new ArrayList<>(Collections.nCopies(parameters, false));
      for (int p = 0; p < Math.min(6, parameters); p++) {
        learned.set(p, (bits >> p & 1) != 0);
      }
      model.compile(
          new NeuronForm(Surrogate.SUPER, Collections.nCopies(parameters, false), learned, false));
    }
    assertSame("again", expected, gradient(first));
  }

  @Test
  void classesOfModelsThatAreGoneGo() throws Exception {
    long before = CLASSES.getUnloadedClassCount();
    for (int i = 0; i < 40; i++) {
      gradient(text(i));
    }
    long unloaded = 0;
    for (int attempt = 0; attempt < 50 && unloaded < 40; attempt++) {
      System.gc();
      Thread.sleep(20);
      unloaded = CLASSES.getUnloadedClassCount() - before;
    }
    assertTrue(unloaded >= 40, unloaded + " classes of 40 models unloaded");
  }
}
