package dev.sleipnir.model.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.sun.management.ThreadMXBean;
import dev.sleipnir.kernels.parallel.Parallel;
import dev.sleipnir.kernels.random.RandomStream;
import dev.sleipnir.model.GradientCheck;
import dev.sleipnir.model.network.Model;
import dev.sleipnir.model.session.Session;
import dev.sleipnir.model.tensor.Parameter;
import dev.sleipnir.model.tensor.Scope;
import dev.sleipnir.model.tensor.State;
import dev.sleipnir.model.tensor.Tape;
import dev.sleipnir.model.tensor.Tensor;
import dev.sleipnir.model.tensor.Workspace;
import dev.sleipnir.model.train.Weights;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is the same of every layer. */
class EveryLayerTest {
  private static final int STEPS = 5;
  private static final int BATCH = 3;

  static List<EveryLayer> all() {
    return EveryLayer.all();
  }

  /** Every class of the library that is a module stands in the list, by itself or inside others. */
  @Test
  void theListIsWhole() throws IOException {
    Set<Class<?>> listed = new HashSet<>();
    all().forEach(layer -> addClasses(layer.make().get(), listed));
    Path sources = Path.of("src/main/java");
    List<String> missing = new ArrayList<>();
    try (var files = Files.walk(sources)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String path = sources.relativize(file).toString();
        if (path.endsWith("-info.java")) {
          continue;
        }
        Class<?> type = classOf(path.substring(0, path.length() - ".java".length()));
        boolean isModule =
            NetworkModule.class.isAssignableFrom(type)
                && !Modifier.isAbstract(type.getModifiers())
                && Modifier.isPublic(type.getModifiers());
        if (isModule && !listed.contains(type)) {
          missing.add(type.getSimpleName());
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  private static Class<?> classOf(String path) {
    String name = path.replace(File.separatorChar, '.');
    try {
      return Class.forName(name, false, EveryLayerTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(name, e);
    }
  }

  private static void addClasses(NetworkModule module, Set<Class<?>> to) {
    to.add(module.getClass());
    module.children().values().forEach(child -> addClasses(child, to));
  }

  /** One step; the state of a layer without one is null. */
  private static Tensor step(NetworkModule module, Tensor x, @Nullable State[] state) {
    return switch (module) {
      case Layer layer -> layer.forward(x);
      case StatefulLayer layer -> {
        Step step = layer.step(x, state[0]);
        state[0] = step.state();
        yield step.output();
      }
    };
  }

  /** Outputs of all steps, one after the other. */
  private static float[] stepped(NetworkModule module, Tensor xs) {
    List<float[]> outputs = new ArrayList<>();
    try (var scope = new Scope(new Workspace())) {
      @Nullable State[] state = new State[1];
      for (int t = 0; t < xs.dim(0); t++) {
        outputs.add(step(module, scope.enter(of(xs, t)), state).toArray());
      }
    }
    return joined(outputs);
  }

  private static Tensor of(Tensor xs, int t) {
    int[] shape = Arrays.copyOfRange(xs.shape(), 1, xs.rank());
    return xs.slice(t, t + 1).reshape(shape).copy();
  }

  private static float[] joined(List<float[]> parts) {
    float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private static float[] lifted(NetworkModule module, Tensor xs) {
    try (var scope = new Scope(new Workspace())) {
      return Lift.of(module).forward(scope.enter(xs)).toArray();
    }
  }

  /** Output, gradient at the input, and gradients of the parameters. */
  private static List<float[]> trained(NetworkModule module, Lift lift, Tensor xs, int threads) {
    List<float[]> found = new ArrayList<>();
    module.parameters().forEach(Parameter::clearGradient);
    try (var parallel = Parallel.of(threads);
        var tape = new Tape(new Workspace(parallel), new RandomStream(4, 4))) {
      Tensor x = tape.watch(xs);
      Tensor y = lift.forward(x);
      found.add(y.toArray());
      tape.backward(y, GradientCheck.normal(6, y.shape()));
      Tensor gradient = x.gradient();
      assertNotNull(gradient);
      found.add(gradient.toArray());
    }
    module.parameters().forEach(p -> found.add(p.gradient().clone()));
    return found;
  }

  private static void assertSame(List<float[]> expected, List<float[]> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), "result " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void overTimeItIsOneStepAfterTheOther(EveryLayer layer) {
    NetworkModule module = layer.module();
    Tensor xs = layer.sequence(STEPS, BATCH);
    assertArrayEquals(stepped(module, xs), lifted(module, xs));
  }

  @ParameterizedTest
  @MethodSource("all")
  void sessionsGiveItsBits(EveryLayer layer) {
    NetworkModule module = layer.module();
    Tensor xs = layer.sequence(STEPS, BATCH);
    Session session = Session.of(module, BATCH, layer.sample());
    List<float[]> outputs = new ArrayList<>();
    for (int t = 0; t < STEPS; t++) {
      outputs.add(session.step(of(xs, t).toArray()).clone());
    }
    assertArrayEquals(stepped(module, xs), joined(outputs));
  }

  @ParameterizedTest
  @MethodSource("all")
  void checkpointsAndThreadsChangeNothing(EveryLayer layer) {
    NetworkModule module = layer.module();
    Tensor xs = layer.sequence(2, 129); // two blocks of time
    Lift lift = Lift.of(module);
    List<float[]> plain = trained(module, lift, xs, 1);
    for (float[] found : plain) {
      for (float value : found) {
        assertFalse(Float.isNaN(value));
      }
    }
    assertSame(plain, trained(module, lift, xs, 2));
    assertSame(plain, trained(module, lift.checkpointEvery(1), xs, 1));
  }

  @ParameterizedTest
  @MethodSource("all")
  void samplesAreComputedAlone(EveryLayer layer) {
    NetworkModule module = layer.module();
    Tensor xs = layer.sequence(1, BATCH);
    float[] all = stepped(module, xs);
    int[] shape = xs.shape();
    shape[1] = 1;
    int size = xs.size() / BATCH;
    for (int n = 0; n < BATCH; n++) {
      Tensor one = Tensor.of(Arrays.copyOfRange(xs.toArray(), n * size, (n + 1) * size), shape);
      float[] alone = stepped(module, one);
      int from = n * alone.length;
      assertArrayEquals(Arrays.copyOfRange(all, from, from + alone.length), alone, 1e-5f);
    }
    shape[1] = 0;
    assertEquals(0, stepped(module, Tensor.zeros(shape)).length);
  }

  @ParameterizedTest
  @MethodSource("all")
  void isCopiedAndSaved(EveryLayer layer, @TempDir Path folder) throws IOException {
    NetworkModule module = layer.module();
    Tensor xs = layer.sequence(STEPS, BATCH);
    float[] expected = stepped(module, xs);
    NetworkModule copy = module.copy();
    assertArrayEquals(expected, stepped(copy, xs));
    Path file = folder.resolve("weights");
    Weights.save(file, module);
    NetworkModule other = layer.make().get();
    Weights.load(file, other);
    assertArrayEquals(expected, stepped(other, xs));
    Model.save(module, folder.resolve("model"));
    NetworkModule read = Model.load(folder.resolve("model")).network();
    assertArrayEquals(expected, stepped(read, xs));
    if (!layer.hasStatistics()) {
      trained(copy, Lift.of(copy), xs, 1);
    }
    for (Parameter parameter : module.parameters()) {
      assertFalse(copy.parameters().contains(parameter));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void homogeneousLayersKeepFactors(EveryLayer layer) {
    NetworkModule module = layer.module();
    if (module instanceof Layer one && one.isHomogeneous()) {
      Tensor xs = layer.sequence(STEPS, BATCH);
      float[] once = lifted(module, xs);
      float[] twice = lifted(module, xs.scale(2));
      for (int i = 0; i < once.length; i++) {
        assertEquals(2 * once[i], twice[i]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void aSecondCallIsLikeTheFirst(EveryLayer layer) {
    NetworkModule module = layer.module();
    Tensor xs = layer.sequence(STEPS, BATCH);
    assertArrayEquals(lifted(module, xs), lifted(module, xs));
    trained(module, Lift.of(layer.module()), xs, 1);
    assertArrayEquals(lifted(module, xs), lifted(module, xs));
  }

  /** All sessions in turn, until a round of none allocates. */
  @Test
  void sessionsAllocateNothing() {
    List<EveryLayer> left = new ArrayList<>(all());
    List<Session> sessions = new ArrayList<>();
    List<float[]> inputs = new ArrayList<>();
    for (EveryLayer layer : left) {
      Session session = Session.of(layer.module(), 2, layer.sample());
      float[] x = layer.sequence(1, 2).toArray();
      session.step(x);
      session.reset(session.state()); // from a state that was given, too
      sessions.add(session);
      inputs.add(x);
    }
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long start = System.nanoTime();
    while (!left.isEmpty() && System.nanoTime() - start < 60_000_000_000L) {
      for (int s = left.size() - 1; s >= 0; s--) {
        Session session = sessions.get(s);
        float[] x = inputs.get(s);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int t = 0; t < 500; t++) {
          session.step(x);
        }
        if (threads.getCurrentThreadAllocatedBytes() == before) {
          left.remove(s);
          sessions.remove(s);
          inputs.remove(s);
        }
      }
      LockSupport.parkNanos(2_000_000L); // the processor is the compiler's
    }
    assertEquals(List.of(), left, "still allocate");
  }
}
